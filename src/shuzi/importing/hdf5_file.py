"""Arrays and texts from HDF5 files of strangers, without libhdf5.

libhdf5 trusts a file: of files that were damaged on purpose, some made it write where it should not, some never ended.
What Keras writes of HDF5 is little, so that it is read here, in Python, where the worst that can come is an error.
Source: HDF5 File Format Specification, version 3.0, III.E and IV.A.2.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shuzi.importing.hdf5_tree import ATTRIBUTE, LAYOUT, SPACE, TYPE, Blocks, Hdf5Object, read_tree
from shuzi.network.layout import Array

_NOWHERE = 2**64 - 1
"""HDF5's undefined address, of what was never written."""
_CONTIGUOUS = (3, 1)
"""Version and class of the only layout that Keras writes."""
_MOST_AXES = 8
"""Of an array; a kernel has four. Set by hand."""

_FLOAT = struct.Struct("<BBBBI2H4BI")
_FORMATS = ((2, 15, 16, 10, 5, 15), (4, 31, 32, 23, 8, 127), (8, 63, 64, 52, 11, 1023))
"""Of IEEE's numbers: bytes, place of the sign, bits, bits of the fraction, bits of the exponent, its bias."""
_FLOATS = {
    _FLOAT.pack(0x11, 0x20 | big, sign, 0, size, 0, bits, fraction, exponent, 0, fraction, bias): np.dtype(
        f"{'>' if big else '<'}f{size}"
    )
    for big in (0, 1)
    for size, sign, bits, fraction, exponent, bias in _FORMATS
}
"""How HDF5 describes each of them."""
_STRING, _ANY_LENGTH, _TEXT = 3, 9, 1
"""HDF5's classes of types: a text of one length, and what may have any; the last says of such that it is text."""

_ATTRIBUTE = struct.Struct("<BxHHH")
_POINTER = struct.Struct("<IQI")
"""To a text: its length, the address of a heap, and its number there."""

_HEAP = struct.Struct("<4sB3xQ")
"""Signature, version, size of the heap with this header."""
_OBJECT = struct.Struct("<HHIQ")
"""Index (0 is what is free), references, nothing, size: of what follows, or of all that is free."""
_MOST_OBJECTS = 10_000
"""In the heaps of one file; a whole model has three texts. Set by hand."""


@dataclass(frozen=True)
class Stored:
    """An array that was not read yet."""

    name: str
    shape: tuple[int, ...]
    type: memoryview
    """As HDF5 describes it."""
    content: memoryview | None
    """None where it was never written."""


class Hdf5File:
    """An HDF5 file in memory."""

    def __init__(self, content: bytes, *, source: str) -> None:
        """Find what is in it.

        Raises:
            ModelFileError: it is none, or holds what Keras does not write.
        """
        self._blocks = Blocks(content, source=source)
        self._heaps: dict[int, dict[int, memoryview]] = {}
        self._objects = 0
        self._root = read_tree(self._blocks)
        self._arrays = {node.path: self._stored(node) for node in _arrays_in(self._root)}

    def text(self, name: str) -> bytes | None:
        """Return an attribute of the file that is one text; None if it is not there."""
        for kind, content in self._root.messages:
            if kind != ATTRIBUTE:
                continue
            attribute, type_, space, value = self._attribute(content)
            if attribute == name.encode():
                return self._text(name, type_, space, value)
        return None

    def has(self, group: str) -> bool:
        """Return whether there is a group of this name at the top."""
        return group in self._root.members

    def groups(self, path: str) -> list[str]:
        """Return the names of the groups in a group, `/` for the file's own."""
        return [name for name, member in self._group(path).members.items() if member.is_group]

    def arrays(self, path: str) -> dict[str, Stored]:
        """Return the arrays in a group and in the groups in it, by their path; not read yet."""
        group = self._group(path)
        begin = f"{group.path}/".lstrip("/")
        return {node.path[len(begin) :]: self._arrays[node.path] for node in _arrays_in(group)}

    def read(self, stored: Stored, shape: tuple[int, ...]) -> Array:
        """Return an array of `arrays`, float32, after checking that it is what was expected.

        Raises:
            ModelFileError: another shape or type, or numbers that are not finite or were never written.
        """
        name = stored.name
        if stored.shape != shape:
            self._blocks.refuse(f"{name} has the shape {stored.shape}, its layer needs {shape}")
        dtype = _FLOATS.get(bytes(stored.type[: _FLOAT.size]))
        if dtype is None:
            self._blocks.refuse(f"{name} holds no floating-point numbers of 16, 32 or 64 bits")
        if stored.content is None or len(stored.content) != math.prod(shape) * dtype.itemsize:
            self._blocks.refuse(f"{name} is not stored whole")
        with np.errstate(over="ignore"):
            result = np.frombuffer(stored.content, dtype).astype(np.float32).reshape(shape)
        if not np.isfinite(result).all():
            self._blocks.refuse(f"{name} holds NaN or infinite numbers")
        return result

    def _group(self, path: str) -> Hdf5Object:
        group = self._root
        for name in [part for part in path.split("/") if part]:
            if name not in group.members or not group.members[name].is_group:
                self._blocks.refuse(f"it has no group {path}")
            group = group.members[name]
        return group

    def _stored(self, node: Hdf5Object) -> Stored:
        messages = {kind: content for kind, content in node.messages if kind in (SPACE, TYPE, LAYOUT)}
        if len(messages) != 3:
            self._blocks.refuse(f"{node.path} is neither a group nor an array")
        layout = messages[LAYOUT]
        if len(layout) < 18 or tuple(layout[:2]) != _CONTIGUOUS:
            self._blocks.refuse(f"{node.path} is not stored in one piece, as Keras stores arrays")
        start, size = struct.unpack_from("<QQ", layout, 2)
        content = None if start == _NOWHERE else self._blocks.take(start, size, node.path)
        shape = self._shape(messages[SPACE])
        if shape is None:
            self._blocks.refuse(f"{node.path} has no shape that Keras writes")
        return Stored(node.path, shape, messages[TYPE], content)

    def _shape(self, space: memoryview) -> tuple[int, ...] | None:
        if len(space) < 8 or space[0] != 1 or space[1] > _MOST_AXES or space[2] > 1 or len(space) < 8 + 8 * space[1]:
            return None
        return struct.unpack_from(f"<{space[1]}Q", space, 8)

    def _attribute(self, content: memoryview) -> tuple[bytes, memoryview, memoryview, memoryview]:
        """Return an attribute's name, type, shape and value."""
        if len(content) < _ATTRIBUTE.size or content[0] != 1:
            self._blocks.refuse("it has an attribute in another form of HDF5 than Keras writes")
        parts, place = [], _ATTRIBUTE.size
        for size in _ATTRIBUTE.unpack_from(content)[1:]:
            parts.append(content[place : place + size])
            place += (size + 7) // 8 * 8
        return bytes(parts[0]).rstrip(b"\0"), parts[1], parts[2], content[place:]

    def _text(self, name: str, type_: memoryview, space: memoryview, value: memoryview) -> bytes:
        kind = type_[0] & 0x0F if len(type_) >= 8 else None
        if kind in (_STRING, _ANY_LENGTH) and self._shape(space) == ():
            (size,) = struct.unpack_from("<I", type_, 4)
            if kind == _STRING and size <= len(value):
                return bytes(value[:size]).rstrip(b"\0")
            if kind == _ANY_LENGTH and type_[1] & 0x0F == _TEXT and len(value) >= _POINTER.size:
                return self._from_heap(name, *_POINTER.unpack_from(value))
        return self._blocks.refuse(f"its {name} is no text")

    def _from_heap(self, name: str, length: int, heap: int, number: int) -> bytes:
        if heap not in self._heaps:
            self._heaps[heap] = self._heap(heap)
        text = self._heaps[heap].get(number)
        if text is None or length > len(text):
            self._blocks.refuse(f"its {name} is not in the heap where it should be")
        return bytes(text[:length])

    def _heap(self, address: int) -> dict[int, memoryview]:
        """Return the texts in a heap by their numbers."""
        signature, version, size = _HEAP.unpack(self._blocks.take(address, _HEAP.size, "a heap of texts"))
        if signature != b"GCOL" or version != 1 or size < _HEAP.size:
            self._blocks.refuse("a heap of texts is damaged")
        content = self._blocks.take(address + _HEAP.size, size - _HEAP.size, "a heap of texts")
        texts, place = {}, 0
        while place + _OBJECT.size <= len(content):
            number, _, _, size = _OBJECT.unpack_from(content, place)
            taken = size if number == 0 else _OBJECT.size + (size + 7) // 8 * 8
            self._objects += 1
            if taken < _OBJECT.size or place + taken > len(content) or self._objects > _MOST_OBJECTS:
                self._blocks.refuse("a heap in it does not end where it says")
            if number:
                texts[number] = content[place + _OBJECT.size : place + _OBJECT.size + size]
            place += taken
        return texts


def _arrays_in(group: Hdf5Object) -> Iterator[Hdf5Object]:
    for member in group.members.values():
        if member.is_group:
            yield from _arrays_in(member)
        else:
            yield member

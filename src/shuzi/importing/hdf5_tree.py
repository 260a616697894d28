"""The groups and arrays in an HDF5 file, as far as Keras has ever written them.

HDF5 knows many forms of everything. Keras 2.0 to 3, on h5py 2.7 to 3.16, writes one of each: the superblock and the
object headers of 1998, groups as trees of names, arrays in one piece. The newer forms (fractal heaps, checksums, free
space, pages, chunks, filters, links of other kinds) are refused where they begin; most faults of libhdf5 are in them.
The bytes are given out once each, so that nothing in a file can be reached in two ways.
Source: HDF5 File Format Specification, version 3.0, II.A (version 0), III.A.1, III.B, III.C, III.D, IV.A.1.a.
"""

import bisect
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from shuzi.errors import ModelFileError

SPACE, TYPE, LAYOUT, ATTRIBUTE = 0x01, 0x03, 0x08, 0x0C
"""Kinds of what an object's header tells: an array's shape, its type and where it lies, and an attribute."""

_NOTHING, _FILL, _CONTINUATION, _GROUP, _TIME = 0x00, 0x05, 0x10, 0x11, 0x12
"""The other kinds that Keras writes: nothing, a fill value, where the header goes on, a group's names, a time."""
_KNOWN = {_NOTHING, SPACE, TYPE, _FILL, LAYOUT, ATTRIBUTE, _CONTINUATION, _GROUP, _TIME}
_KNOWN_FLAGS = 0b101
"""That it never changes, and that it is never shared; a shared one would lie elsewhere."""

_SUPERBLOCK = struct.Struct("<8s8B2HI4Q2Q2I16x")
_EXPECTED_VERSIONS = (0, 0, 0, 0, 0, 8, 8, 0)
"""Superblock, free space, root group, nothing, shared headers, bytes of an address and of a size, nothing."""
_LEAF, _INTERNAL = 4, 16
"""Half of how many names a node of a group's tree holds, and of how many nodes one above; nobody changes them."""

_HEADER = struct.Struct("<BBHII4x")
_MESSAGE = struct.Struct("<HHB3x")
_TREE = struct.Struct("<4sBBH16x")
_TREE_BYTES = _TREE.size + 8 * (4 * _INTERNAL + 1)
_NAMES = struct.Struct("<4sBB2s")
_NAME = struct.Struct("<QQI20x")
_NAMES_BYTES = _NAMES.size + 2 * _LEAF * _NAME.size
_HEAP = struct.Struct("<4sB3xQQQ")
_MOST_HEAP_BYTES = 1024 * 1024
"""Of one group's names; set by hand."""

_MOST_IN_A_GROUP = 1000
"""Members of one group. Like the next two, of a whole file, set by hand for models of `MOST_LAYERS` layers."""
_MOST_MEMBERS = 10_000
_MOST_MESSAGES = 100_000
_DEEPEST = 12
"""Keras 3 nests six groups, and Adam's moments seven. Set by hand."""
_TREE_LEVELS = 3
"""Two hold 8,192 names, more than a group may have; set by hand."""

_MOST_BLOCKS = 50_000
"""A model of 200 layers with the two moments that Adam keeps has about 15,000. Set by hand."""


class Blocks:
    """A file's bytes, and which of them have been read."""

    def __init__(self, content: bytes, *, source: str) -> None:
        self.content = content
        self._source = source
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, size: int, what: str) -> memoryview:
        """Return some bytes that were not read before.

        Args:
            what: the bytes mean, in words for the message.
        Raises:
            ModelFileError: they do not lie in the file, or were read before, or there are too many such blocks.
        """
        end = start + size
        if end > len(self.content):
            self.refuse(f"{what} does not end within the file")
        if size:
            place = bisect.bisect_right(self._starts, start)
            before = place and self._ends[place - 1] > start
            behind = place < len(self._starts) and self._starts[place] < end
            if before or behind:
                self.refuse(f"{what} lies where something else does")
            if len(self._starts) >= _MOST_BLOCKS:
                self.refuse(f"it has more than {_MOST_BLOCKS:,} blocks")
            self._starts.insert(place, start)
            self._ends.insert(place, end)
        return memoryview(self.content)[start:end]

    def refuse(self, reason: str) -> NoReturn:
        """Raise the error that this file is refused."""
        raise ModelFileError(f"{self._source} is refused: {reason}. Save the model again, or do not trust the file.")


@dataclass(frozen=True)
class Hdf5Object:
    """A group, or an array."""

    path: str
    """From the file's own group, which has none, without a slash at its beginning."""
    messages: list[tuple[int, memoryview]]
    """What its header tells: (kind, content)."""
    is_group: bool
    members: dict[str, "Hdf5Object"] = field(default_factory=dict)


def read_tree(blocks: Blocks) -> Hdf5Object:
    """Return the file's own group, with everything in it.

    Raises:
        ModelFileError: a form that Keras does not write, or more than it writes, or something that lies outside the
            file or where something else lies.
    """
    return _Walk(blocks).root()


class _Walk:
    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._members = self._messages = 0

    def root(self) -> Hdf5Object:
        _, *versions, leaf, internal, flags, base, _, end, _, _, header, _, _ = _SUPERBLOCK.unpack(
            self._blocks.take(0, _SUPERBLOCK.size, "its beginning")
        )
        if (*versions, leaf, internal, flags, base) != (*_EXPECTED_VERSIONS, _LEAF, _INTERNAL, 0, 0):
            self._blocks.refuse("it is stored in another form of HDF5 than Keras writes")
        if end > len(self._blocks.content):
            self._blocks.refuse(f"it has {len(self._blocks.content):,} bytes and should have {end:,}")
        root = self._node("", header, 0)
        if not root.is_group:
            self._blocks.refuse("it does not begin with a group")
        return root

    def _node(self, path: str, address: int, depth: int) -> Hdf5Object:
        if depth > _DEEPEST:
            self._blocks.refuse("its groups are nested too deeply")
        messages = list(self._header(address))
        groups = [content for kind, content in messages if kind == _GROUP]
        if not groups:
            return Hdf5Object(path, messages, is_group=False)
        if len(groups) > 1 or len(groups[0]) < 16:
            self._blocks.refuse(f"the group {path or '/'} is damaged")
        tree, heap = struct.unpack_from("<QQ", groups[0])
        members: dict[str, Hdf5Object] = {}
        for name, header in self._names(tree, self._heap(heap), None):
            self._members += 1
            if name in members or len(members) >= _MOST_IN_A_GROUP or self._members > _MOST_MEMBERS:
                self._blocks.refuse(
                    f"the group {path or '/'} has a name twice, or more than {_MOST_IN_A_GROUP:,} members, or the "
                    f"file more than {_MOST_MEMBERS:,}"
                )
            members[name] = self._node(f"{path}/{name}".lstrip("/"), header, depth + 1)
        return Hdf5Object(path, messages, is_group=True, members=members)

    def _header(self, address: int) -> Iterator[tuple[int, memoryview]]:
        """Yield what an object's header tells, in all its parts."""
        version, _, count, _, size = _HEADER.unpack(self._blocks.take(address, _HEADER.size, "an object"))
        if version != 1:
            self._blocks.refuse("it describes an object in another form of HDF5 than Keras writes")
        messages, parts = 0, [(address + _HEADER.size, size)]
        for start, length in parts:  # which grows on the way
            part = self._blocks.take(start, length, "an object's description")
            for kind, content in self._parts(part):
                messages += 1
                if kind == _CONTINUATION:
                    parts.append(struct.unpack_from("<QQ", content.tobytes().ljust(16, b"\xff")))
                yield kind, content
        if messages != count:
            self._blocks.refuse(f"an object tells {messages} things of itself and says that they are {count}")

    def _parts(self, part: memoryview) -> Iterator[tuple[int, memoryview]]:
        place = 0
        while place < len(part):
            self._messages += 1
            if self._messages > _MOST_MESSAGES or place + _MESSAGE.size > len(part):
                self._blocks.refuse("an object's description does not end where it says")
            kind, length, flags = _MESSAGE.unpack_from(part, place)
            place += _MESSAGE.size + length
            if place > len(part):
                self._blocks.refuse("an object's description does not end where it says")
            if kind not in _KNOWN or flags & ~_KNOWN_FLAGS:
                self._blocks.refuse(f"an object has a part of the kind {kind}, flags {flags}, as Keras never writes it")
            yield kind, part[place - length : place]

    def _heap(self, address: int) -> bytes:
        """Return the bytes in which a group's names lie."""
        signature, version, size, _, start = _HEAP.unpack(self._blocks.take(address, _HEAP.size, "a group's heap"))
        if signature != b"HEAP" or version != 0 or size > _MOST_HEAP_BYTES:
            self._blocks.refuse("a group's heap is damaged")
        return bytes(self._blocks.take(start, size, "a group's heap"))

    def _names(self, address: int, heap: bytes, expected: int | None) -> Iterator[tuple[str, int]]:
        """Yield the name and the address of each member below a node of a group's tree.

        Args:
            expected: the node's level; None for the top, which may have any.
        """
        node = self._blocks.take(address, _TREE_BYTES, "a group's tree")
        signature, kind, level, count = _TREE.unpack_from(node)
        fits = signature == b"TREE" and kind == 0 and level < _TREE_LEVELS and expected in (None, level)
        if not fits or count > 2 * _INTERNAL:
            self._blocks.refuse("a group's tree is damaged")
        for number in range(count):
            (child,) = struct.unpack_from("<Q", node, _TREE.size + 8 + 16 * number)
            yield from self._names(child, heap, level - 1) if level else self._leaf(child, heap)

    def _leaf(self, address: int, heap: bytes) -> Iterator[tuple[str, int]]:
        node = self._blocks.take(address, _NAMES_BYTES, "a group's names")
        signature, version, _, count = _NAMES.unpack_from(node)
        count = int.from_bytes(count, "little")
        if signature != b"SNOD" or version != 1 or count > 2 * _LEAF:
            self._blocks.refuse("a group's names are damaged")
        for number in range(count):
            place, header, kind = _NAME.unpack_from(node, _NAMES.size + number * _NAME.size)
            raw = heap[place : max(0, heap.find(b"\0", place))] if place < len(heap) else b""
            name = raw.decode(errors="replace")
            if not raw or "/" in name or not name.isprintable() or "\N{REPLACEMENT CHARACTER}" in name:
                self._blocks.refuse(f"a group has a member named {raw[:60]!r}")
            if kind not in (0, 1):
                self._blocks.refuse(f"{name[:60]} is a link to another place")
            yield name, header

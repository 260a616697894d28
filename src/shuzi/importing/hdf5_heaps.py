"""Whether the heaps of an HDF5 file, where texts of any length lie, end where they say.

libhdf5 walks along a heap by the sizes in it, and walks for ever if a size is 0 or wraps around.
Source: HDF5 File Format Specification, III.E, Disk Format: Level 1E - Global Heap.
"""

import struct
from collections.abc import Iterator

from shuzi.errors import ModelFileError

_SIGNATURE = b"GCOL\x01"
_HEADER = struct.Struct("<4sB3xQ")
"""Signature, version, size of the heap with this header."""
_OBJECT = struct.Struct("<HHIQ")
"""Index (0 is what is free), references, nothing, size: of what follows, or of all that is free."""

_MOST_OBJECTS = 10_000
"""In one file; a whole model has three texts."""


def check_heaps(content: bytes, *, source: str) -> None:
    """Refuse a file with a heap that does not end where it says.

    Raises:
        ModelFileError: there is one, or numbers have another width than 8 bytes, as Keras's files have.
    """
    superblock = content[8:9]
    widths = content[13:15] if superblock in (b"\x00", b"\x01") else content[9:11]
    if widths != b"\x08\x08":
        raise ModelFileError(f"{source} is refused: it is no HDF5 file of Keras's. Save the model again.")
    objects = 0
    for start in _heaps(content):
        for _ in _walk(content, start, source):
            objects += 1
            if objects > _MOST_OBJECTS:
                raise _refused(source)


def _heaps(content: bytes) -> Iterator[int]:
    start = content.find(_SIGNATURE)
    while start >= 0:
        yield start
        start = content.find(_SIGNATURE, start + 1)


def _walk(content: bytes, start: int, source: str) -> Iterator[int]:
    """Yield where each object of a heap begins."""
    if start + _HEADER.size > len(content):
        return
    end = start + _HEADER.unpack_from(content, start)[2]
    if end > len(content):
        raise _refused(source)
    place = start + _HEADER.size
    while place + _OBJECT.size <= end:
        yield place
        index, _, _, size = _OBJECT.unpack_from(content, place)
        taken = size if index == 0 else _OBJECT.size + (size + 7) // 8 * 8
        if taken < _OBJECT.size or place + taken > end:
            raise _refused(source)
        place += taken


def _refused(source: str) -> ModelFileError:
    return ModelFileError(
        f"{source} is refused: a heap in it does not end where it says. Save the model again, or do not trust the file."
    )

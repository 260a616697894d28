"""TIFF, and every page of several.

tifffile opens LZW, JPEG and fax pages only with imagecodecs, 26 MB, and has no limits: 0.9 MB of file became 0.9 GB.
"""

import io
import struct
from operator import add
from typing import NamedTuple

from PIL import TiffImagePlugin

from shuzi.imaging.limits import MOST_PIXELS, Refused, check_dimensions, check_memory, damaged
from shuzi.imaging.orientation import UPRIGHT, checked_orientation
from shuzi.imaging.source import PixelSource, bytes_held, decoded_strips

# Tags. Source: TIFF 6.0, appendix A; Adobe's DNG for 50706.
_WIDTH, _HEIGHT, _BITS, _SAMPLES, _ROWS, _COMPRESSION = 256, 257, 258, 277, 278, 259
_ORIENTATION, _TILE_WIDTH, _TILE_HEIGHT, _RAW = 274, 322, 323, 50706
_COUNTED = (_WIDTH, _HEIGHT, _BITS, _SAMPLES, _ROWS, _COMPRESSION, _TILE_WIDTH, _TILE_HEIGHT)
"""What memory is counted by."""
_PLACES = ((273, 279), (324, 325))
"""(offsets, sizes in bytes) of strips and of tiles."""
# What says how pixels are stored. Everything else is left out: Pillow would read as many copies of the whole file as
# a directory asks for, follow it to other directories, and turn the image before we do.
_KEPT = frozenset(
    {_WIDTH, _HEIGHT, _BITS, 259, 262, 266, 273, 279, 324, 325, _SAMPLES, _ROWS, 284, 292, 293, 317, 320, _TILE_WIDTH}
    | {_TILE_HEIGHT, 332, 336, 338, 339, 347, *range(512, 522), *range(529, 533)}
)
# Bytes of a value, and letters of `struct`, by the number of its type. Source: TIFF 6.0, section 2; BigTIFF from 16 on.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
_MOST_PIECES = 100_000
"""Strips or tiles; set by hand: strips of one row are 65,535 at most, tiles of 64×64 pixels 12,000."""

_MOST_PAGES = 2000
"""Of one file, as of a PDF; set by hand."""

_SUBFILE, _NO_PAGE = 254, 0b101
"""The tag that says what an image is to the others, and its bits for a smaller copy of a page and for its mask."""
_MEMORY = 300_000_000
"""Bytes of the whole image, of one strip or tile, which libtiff unpacks at a time, and of three copies of the file."""

_UNPACKING = {6: 3, 7: 3, 34887: 3, 34925: 2, 50000: 2, 50001: 3}
"""How many times a strip or tile is held while it is unpacked, by the number of its compression; elsewhere once.

JPEG keeps coefficients beside the pixels, LERC and WebP numbers of their own, LZMA and Zstandard what they repeat from.
"""


class _Entry(NamedTuple):
    tag: int
    kind: int
    length: int
    """How many values it has."""
    raw: bytes
    """As it stands in the directory."""


class _Directory(NamedTuple):
    content: bytes
    order: str
    big: bool
    """BigTIFF: numbers of 8 bytes where TIFF has 4."""
    entries: dict[int, _Entry]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Return the whole numbers of a tag; none where it is missing or holds something else."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind not in _NUMBERS or entry.length > _MOST_PIECES:
            return ()
        layout = f"{self.order}{entry.length}{_NUMBERS[entry.kind]}"
        if struct.calcsize(layout) <= len(entry.raw):
            return struct.unpack_from(layout, entry.raw)
        return struct.unpack_from(layout, self.content, self.place(entry))

    def number(self, tag: int, otherwise: int) -> int:
        """Return the first number of a tag."""
        return (self.numbers(tag) or (otherwise,))[0]

    def place(self, entry: _Entry) -> int:
        """Return where a value stands that is too long for the directory."""
        return int(struct.unpack(self.order + ("Q" if self.big else "I"), entry.raw)[0])


def tiff_pages(content: bytes) -> list[int]:
    """Return where the directory of each page begins, in their order; what is a page, small, or its mask, is none.

    Raises:
        Refused: the directories follow each other in a circle, or are too many.
    """
    places: list[int] = []
    pages: list[int] = []
    place = _head(content)[2]
    while place and place not in places:
        if len(places) >= _MOST_PAGES:
            raise Refused(f"has over {_MOST_PAGES:,} pages; expected fewer. Split it into several files.")
        try:
            directory, following = _directory(content, place)
        except (struct.error, Refused):
            if not pages:
                return [place]  # whoever decodes it says what is wrong
            raise damaged("TIFF", f"the directory of page {len(pages) + 1} is cut short") from None
        places.append(place)
        if not directory.number(_SUBFILE, 0) & _NO_PAGE:
            pages.append(place)
        place = following
    if place:
        raise damaged("TIFF", "its pages follow each other in a circle")
    return pages or places[:1]


def tiff_source(content: bytes, place: int | None = None) -> PixelSource:
    """Return the decoded image.

    Args:
        content: the whole file.
        place: where the directory of the page begins; None is the first.
    Raises:
        Refused: too many pixels, strips that would take too much memory, a camera's raw file, or a damaged file.
        Exception: whatever Pillow raises on a damaged file.
    """
    try:
        directory, _ = _directory(content, _head(content)[2] if place is None else place)
        _check_pieces(directory)
        bare = _bare(directory)
    except struct.error:
        raise damaged("TIFF", "its directory is cut short") from None
    image = TiffImagePlugin.TiffImageFile(io.BytesIO(bare))
    check_dimensions(*image.size)
    held = bytes_held(image) + len(content) + len(bare)
    pixels = image.width * image.height
    what = "a TIFF in one piece" if _piece_pixels(directory) >= pixels else "a TIFF in pieces"
    check_memory(held + len(bare) + _piece_bytes(directory), most=_MEMORY, pixels=pixels, what=what)
    image.load()
    orientation = checked_orientation(directory.number(_ORIENTATION, UPRIGHT))
    return PixelSource(decoded_strips(image), *image.size, orientation, bytes_held=held)


def _head(content: bytes) -> tuple[str, bool, int]:
    """Return the order of bytes, whether it is BigTIFF, and where the first directory begins."""
    order = "<" if content[:2] == b"II" else ">"
    big = 43 in content[2:4]
    try:
        return order, big, int(struct.unpack_from(order + ("Q" if big else "I"), content, 8 if big else 4)[0])
    except struct.error:
        raise damaged("TIFF", "its directory is cut short") from None


def _directory(content: bytes, start: int) -> tuple[_Directory, int]:
    """Return the directory that begins there, and where the next one does; 0 if it is the last."""
    order, big, _ = _head(content)
    count_layout, entry_layout = order + ("Q" if big else "H"), order + ("HHQ8s" if big else "HHI4s")
    (number,) = struct.unpack_from(count_layout, content, min(start, len(content)))
    if number > 65536:
        raise damaged("TIFF", "its directory is longer than there are tags")
    at, size = start + struct.calcsize(count_layout), struct.calcsize(entry_layout)
    entries = [_Entry(*struct.unpack_from(entry_layout, content, at + size * index)) for index in range(number)]
    following = content[at + size * number : at + size * number + (8 if big else 4)]
    behind = (
        int.from_bytes(following, "little" if order == "<" else "big") if len(following) == (8 if big else 4) else 0
    )
    return _Directory(content, order, big, {entry.tag: entry for entry in entries}), behind


def _bare(directory: _Directory) -> bytes:
    """Return the file with a directory of one page and of nothing but pixels."""
    content, order, big, entries = directory
    kept = [entry for tag, entry in sorted(entries.items()) if tag in _KEPT]
    end = len(content) + -len(content) % 8
    return b"".join(
        [
            content[: 8 if big else 4],
            struct.pack(order + ("Q" if big else "I"), end),
            memoryview(content)[16 if big else 8 :],
            b"\0" * (end - len(content)),
            struct.pack(order + ("Q" if big else "H"), len(kept)),
            *(struct.pack(order + ("HHQ8s" if big else "HHI4s"), *entry) for entry in kept),
            struct.pack(order + ("Q" if big else "I"), 0),
        ]
    )


def _check_pieces(directory: _Directory) -> None:
    if _RAW in directory.entries:
        raise Refused("is a camera's raw file; expected a picture. Export it as JPEG.")
    length = len(directory.content)
    for tag in _KEPT & directory.entries.keys():
        entry = directory.entries[tag]
        if entry.length > _MOST_PIECES:
            raise damaged("TIFF", f"it is split into more than {_MOST_PIECES} pieces")
        size = _SIZES.get(entry.kind, 1) * entry.length
        if size > len(entry.raw) and directory.place(entry) + size > length:
            raise damaged("TIFF", "it is cut short")
    for tag in _COUNTED:
        if tag in directory.entries and not directory.numbers(tag):
            raise damaged("TIFF", f"its tag {tag} is no whole number")
    for offsets, sizes in _PLACES:
        ends = map(add, directory.numbers(offsets), directory.numbers(sizes))
        if max(ends, default=0) > length:
            raise damaged("TIFF", "it is cut short")
    _check_memory(directory)


def _check_memory(directory: _Directory) -> None:
    check_dimensions(directory.number(_WIDTH, 0), directory.number(_HEIGHT, 0))
    if _piece_pixels(directory) > MOST_PIXELS or _piece_bytes(directory) > _MEMORY:
        raise Refused(
            "is stored in pieces that take too much memory to unpack; expected "
            f"{_MEMORY // 1_000_000} MB at most, not {_piece_bytes(directory) / 1e6:,.0f}. Save it as PNG."
        )


def _piece_pixels(directory: _Directory) -> int:
    height = directory.number(_HEIGHT, 0)
    tile = directory.number(_TILE_WIDTH, 0) * directory.number(_TILE_HEIGHT, 0)
    return tile or directory.number(_WIDTH, 0) * min(height, directory.number(_ROWS, height))


def _piece_bytes(directory: _Directory) -> int:
    """Return what unpacking one strip or tile takes."""
    bits = max(8, max(directory.numbers(_BITS), default=1) * directory.number(_SAMPLES, 1))
    return _piece_pixels(directory) * bits // 8 * _UNPACKING.get(directory.number(_COMPRESSION, 1), 1)

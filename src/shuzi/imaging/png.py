"""PNG, and the first frame of animated PNG."""

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, PngImagePlugin

from shuzi.imaging.limits import check_dimensions, damaged
from shuzi.imaging.orientation import UPRIGHT, exif_orientation
from shuzi.imaging.source import PixelSource, bytes_held, decoded_strips

_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_MOST_CHUNKS = 100_000
"""Set by hand: a file of 30 MB in chunks of 8 kB, as libpng writes them, has 4,000; in empty ones, millions."""

_BYTES_AT_ONCE = 1 << 20
"""Unpacked bytes that are held while they are counted; set by hand, little beside the 200 MB of a picture."""

_INTERLACED = 28
"""Where the header, which comes first, says so."""


def png_source(content: bytes) -> PixelSource:
    """Return the decoded image.

    Raises:
        Refused: too many pixels, a checksum that does not hold, or a file that is cut short.
        Exception: whatever Pillow raises on a damaged file.
    """
    bare, orientation = _bare(content)
    image = PngImagePlugin.PngImageFile(io.BytesIO(bare))
    check_dimensions(*image.size)
    image.load()
    if _may_be_cut_short(bare, image) and not _is_complete(bare):
        raise damaged("PNG", "its picture is cut short")
    held = len(content) + len(bare) + bytes_held(image)
    return PixelSource(decoded_strips(image), *image.size, orientation, bytes_held=held)


def _bare(content: bytes) -> tuple[bytes, int]:
    """Return (the file with nothing but pixels and palette in it, its orientation).

    Texts, profiles and further frames are left out: they may unpack to any size.
    """
    view = memoryview(content)
    kept: list[memoryview] = [view[:8]]
    orientation, at = UPRIGHT, 8
    for _ in range(_MOST_CHUNKS):
        length, kind = int.from_bytes(view[at : at + 4], "big"), bytes(view[at + 4 : at + 8])
        end = at + 12 + length
        if end > len(content):
            raise damaged("PNG", "it is cut short")
        if kind in _KEPT:
            if zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
                raise damaged("PNG", "a checksum in it does not hold")
            kept.append(view[at:end])
        elif kind == b"eXIf":
            orientation = exif_orientation(bytes(view[at + 8 : end - 4]))
        at = end
        if kind == b"IEND":
            return b"".join(kept), orientation
    raise damaged("PNG", f"it is split into more than {_MOST_CHUNKS} pieces")


def _may_be_cut_short(bare: bytes, image: Image.Image) -> bool:
    """Return whether the picture's rows must be counted, which takes half as long as decoding them.

    Pillow leaves black what a stream leaves out that ends early but in order; the last row comes last, unless the
    image is interlaced.
    """
    last_row = np.asarray(image.crop((0, image.height - 1, image.width, image.height)))
    return bare[_INTERLACED] != 0 or not last_row.any()


def _is_complete(bare: bytes) -> bool:
    announced = _announced_size(bare)
    stream, total = zlib.decompressobj(), 0
    for packed in _packed(bare):
        total += len(stream.decompress(packed, _BYTES_AT_ONCE))
        while stream.unconsumed_tail and total < announced:
            total += len(stream.decompress(stream.unconsumed_tail, _BYTES_AT_ONCE))
        if total >= announced:
            return True
    return total + len(stream.flush()) >= announced


def _announced_size(bare: bytes) -> int:
    """Return the bytes of all rows, each with its filter's number, that the header announces.

    Source: PNG specification, third edition, sections 7.2, 8.1 and 11.2.1.
    """
    width, height, bits, colour, _, _, interlaced = struct.unpack_from(">IIBBBBB", bare, 16)
    bits *= {2: 3, 4: 2, 6: 4}.get(colour, 1)
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    total = 0
    for left, top, across, down in passes if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        total += rows * (1 + (columns * bits + 7) // 8) if columns > 0 and rows > 0 else 0
    return total


def _packed(bare: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(bare):
        length = int.from_bytes(bare[at : at + 4], "big")
        if bare[at + 4 : at + 8] == b"IDAT":
            yield bare[at + 8 : at + 8 + length]
        at += 12 + length

"""WebP, and the first frame of animated WebP."""

import struct
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.imaging.limits import check_dimensions, check_memory, damaged
from shuzi.imaging.orientation import UPRIGHT, exif_orientation
from shuzi.imaging.source import PixelSource

_HAS_ALPHA = 0x10
"""A bit of the extended header. Source: RFC 9649, 2.7."""

_MOST_CHUNKS = 100_000
"""Set by hand, as of a PNG: each frame of an animation is one, of a picture there are a few."""

_MEMORY = 310_000_000
"""Bytes, by the estimates below; set by hand: a lossy picture of 50 megapixels just fits."""

_LOSSY, _LOSSLESS, _WITH_ALPHA = 6.1, 7.1, 8.2
"""Bytes of memory that OpenCV 5.0 takes for a pixel, measured with pictures of 50 megapixels."""

Chunks = list[tuple[bytes, memoryview]]


class _Frame(NamedTuple):
    left: int
    top: int
    chunks: Chunks
    """Alpha, if any, and the picture."""


def webp_source(content: bytes) -> PixelSource:
    """Return the decoded image.

    OpenCV decodes straight into one array, where Pillow keeps four copies of the image, 800 MB for 50 megapixels.

    Raises:
        Refused: too many pixels, for their kind, or a damaged file.
        cv2.error: the same.
    """
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        raise damaged("WebP", "it is cut short")
    chunks = _chunks(memoryview(content)[12:end])
    extended = dict(reversed(chunks))
    frame = _first_frame(chunks)
    width, height = size = _picture_size(*frame.chunks[-1])
    if b"VP8X" in extended and len(extended[b"VP8X"]) >= 10:
        width, height = 1 + _u24(extended[b"VP8X"], 4), 1 + _u24(extended[b"VP8X"], 7)
    check_dimensions(width, height)
    if frame.left + size[0] > width or frame.top + size[1] > height:
        raise damaged("WebP", "a frame is larger than the picture")
    if size != (width, height) and b"ANMF" not in extended:
        raise damaged("WebP", "its headers contradict each other")
    _check_memory(frame, size, (width, height), len(content))
    pixels = _decode(frame.chunks, size)
    if size != (width, height):
        canvas = np.zeros((height, width, 4), np.uint8)  # clear, so that it counts as white
        # (frame height, frame width, 4)
        inside = canvas[frame.top : frame.top + size[1], frame.left : frame.left + size[0]]
        inside[:, :, : pixels.shape[2]] = pixels  # (frame height, frame width, 3 or 4)
        if pixels.shape[2] == 3:
            inside[:, :, 3] = 255
        pixels = canvas
    orientation = exif_orientation(bytes(extended[b"EXIF"])) if b"EXIF" in extended else UPRIGHT

    def strip(top: int, bottom: int) -> Image.Image:
        order = cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
        return Image.fromarray(cv2.cvtColor(pixels[top:bottom], order))

    return PixelSource(strip, width, height, orientation, bytes_held=pixels.nbytes + len(content))


def _check_memory(frame: _Frame, size: tuple[int, int], canvas: tuple[int, int], file_bytes: int) -> None:
    lossless = frame.chunks[-1][0] == b"VP8L"
    alpha = len(frame.chunks) == 2 or (lossless and _has_alpha(frame.chunks[-1][1]))
    pixels = size[0] * size[1]
    needed = pixels * (_WITH_ALPHA if alpha else _LOSSLESS if lossless else _LOSSY)
    if size != canvas:
        needed = max(needed, 4 * (pixels + canvas[0] * canvas[1]))
    what = f"a {'lossless' if lossless else 'lossy'} WebP{' with transparency' if alpha else ''}"
    check_memory(int(needed) + 2 * file_bytes, most=_MEMORY, pixels=canvas[0] * canvas[1], what=what)


def _chunks(view: memoryview) -> Chunks:
    """Return (name, content) of every chunk in a RIFF container or a frame of it."""
    chunks: Chunks = []
    at = 0
    while at + 8 <= len(view):
        length = int.from_bytes(view[at + 4 : at + 8], "little")
        if at + 8 + length > len(view) or len(chunks) == _MOST_CHUNKS:
            raise damaged("WebP", "its pieces do not fit together")
        chunks.append((bytes(view[at : at + 4]), view[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return chunks


def _first_frame(chunks: Chunks) -> _Frame:
    left = top = 0
    for name, body in chunks:
        if name == b"ANMF":
            left, top = 2 * _u24(body, 0), 2 * _u24(body, 3)
            chunks = _chunks(body[16:])
            break
    alpha = [chunk for chunk in chunks if chunk[0] == b"ALPH"][:1]
    picture = [chunk for chunk in chunks if chunk[0] in (b"VP8 ", b"VP8L")][:1]
    if not picture:
        raise damaged("WebP", "there is no picture in it")
    return _Frame(left, top, (alpha if picture[0][0] == b"VP8 " else []) + picture)


def _picture_size(name: bytes, body: memoryview) -> tuple[int, int]:
    """Return (width, height). Source: RFC 6386, 9.1, and RFC 9649, 3.4."""
    if name == b"VP8 " and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if name == b"VP8L" and len(body) >= 5:
        (bits,) = struct.unpack_from("<I", body, 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    raise damaged("WebP", "its header is cut short")


def _has_alpha(body: memoryview) -> bool:
    """Return whether a lossless picture says that it has transparency. Source: RFC 9649, 3.4."""
    return bool(body[4] & 0x10)


def _decode(chunks: Chunks, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Return BGR or BGR and alpha, shape (height, width, 3 or 4), of a file made of these chunks alone."""
    width, height = (side - 1 for side in size)
    if len(chunks) == 2:
        header = bytes([_HAS_ALPHA, 0, 0, 0]) + width.to_bytes(3, "little") + height.to_bytes(3, "little")
        chunks = [(b"VP8X", memoryview(header)), *chunks]
    parts: list[Any] = [b"WEBP"]
    for name, body in chunks:
        parts += [name, len(body).to_bytes(4, "little"), body, b"\0" * (len(body) % 2)]
    content = b"RIFF" + sum(map(len, parts)).to_bytes(4, "little") + b"".join(parts)
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None or pixels.shape not in ((*size[::-1], 3), (*size[::-1], 4)):
        raise damaged("WebP", "its picture is damaged or cut short")
    return np.asarray(pixels, np.uint8)


def _u24(view: memoryview, at: int) -> int:
    return int.from_bytes(view[at : at + 3], "little")

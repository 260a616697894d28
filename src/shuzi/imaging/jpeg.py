"""JPEG, and the MPO files of phones, whose first frame it is."""

import io
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, JpegImagePlugin

from shuzi.imaging.limits import Refused, check_dimensions, check_memory, damaged
from shuzi.imaging.orientation import UPRIGHT, exif_orientation
from shuzi.imaging.raster import reduction
from shuzi.imaging.source import PixelSource, bytes_held, decoded_strips

# Markers, by their second byte. Source: ITU-T T.81, table B.1.
_ALONE = (0x01, *range(0xD0, 0xD8))  # markers without a length
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_EXIF, _COMMENT, _END, _SCAN = 0xE1, 0xFE, 0xD9, 0xDA
# JFIF's and Adobe's segments say what the colours mean. All other applications' segments are left out: thumbnails,
# profiles, further frames, and EXIF data, which Pillow would unpack however much they claim to hold.
_DROPPED = frozenset(range(0xE1, 0xF0)) - {0xEE} | {_COMMENT}

_MEMORY = 280_000_000
"""Bytes of all coefficients, which libjpeg keeps of a progressive image, and of the pixels.

With what Python and the libraries take besides, a process stays below 300 MB.
"""

_MOST_SCANS = 50
"""Each goes over the whole picture, however few bytes it has.

Set by hand: encoders write about ten, optimisers up to twenty.
"""

# Any bits at all, without the byte that begins a marker.
_MORE_BITS = bytes(range(255)) * 16


class _Bare(NamedTuple):
    content: bytes
    orientation: int
    coefficients: int
    """Bytes that libjpeg keeps until the last scan has come."""


def jpeg_source(content: bytes, *, longest: int) -> PixelSource:
    """Return the decoded image, by 2, 4 or 8 smaller where `longest` allows, which takes a fraction of the time.

    An image whose file, scans and full-size pixels would not fit into 300 MB of memory comes smaller whatever `longest`
    says; that takes about 40 megapixels, or 21 progressive ones without colour subsampling.

    Raises:
        Refused: too many pixels or scans, scans that do not fit even so, or no JPEG after all.
        Exception: whatever Pillow raises on a damaged file.
    """
    bare = _bare(content)
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(bare.content))
    width, height = image.size
    check_dimensions(width, height)
    wanted = reduction(width, height, longest)
    by = next((number for number in (8, 4, 2) if number <= wanted), 1)
    held = bare.coefficients + len(content) + len(bare.content)
    while held + 7 * width * height // by**2 > _MEMORY and by < 4:
        by *= 2
    needed = held + 7 * width * height // by**2
    check_memory(needed, most=_MEMORY, pixels=width * height, what="a progressive JPEG")
    if by > 1:
        image.draft(None, (max(1, width // by), max(1, height // by)))
    by = -(-width // image.width) if width > height else -(-height // image.height)
    image.load()
    if _may_end_early(image) and _ends_early(bare.content):
        raise damaged("JPEG", "its picture is cut short")
    held = len(content) + len(bare.content) + bytes_held(image)
    return PixelSource(decoded_strips(image), width, height, bare.orientation, by, bytes_held=held)


def _may_end_early(image: Image.Image) -> bool:
    """Return whether the last pixel has the medium grey that libjpeg paints where a scan has an end but no data."""
    corner = np.asarray(image.crop((image.width - 1, image.height - 1, image.width, image.height)))
    return bool((np.abs(corner - 127.5) < 1).all())


def _ends_early(content: bytes) -> bool:
    """Return whether bits that are added to the last scan become pixels; after a whole picture they are passed over."""
    end = content.rfind(b"\xff\xd9")
    added = b"".join([memoryview(content)[:end], _MORE_BITS, b"\xff\xd9"])
    both = [JpegImagePlugin.JpegImageFile(io.BytesIO(data)) for data in (content, added)]
    for image in both:
        image.draft(None, (max(1, image.width // 4), max(1, image.height // 4)))
        image.load()
    return ImageChops.difference(*both).getbbox() is not None


def _bare(content: bytes) -> _Bare:
    view = memoryview(content)
    kept: list[memoryview | bytes] = [b"\xff\xd8"]
    orientation, coefficients, components, at = UPRIGHT, 0, 0, 2
    while True:
        at = content.find(b"\xff", at)
        while at >= 0 and content[at + 1 : at + 2] == b"\xff":
            at += 1
        if at < 0 or len(content) < at + 4:
            raise damaged("JPEG", "it ends before its picture begins")
        marker = content[at + 1]
        if marker in _ALONE or marker == 0:
            at += 2
            continue
        if marker == _END:
            raise damaged("JPEG", "there is no picture in it")
        body = view[at + 4 : at + 2 + int.from_bytes(view[at + 2 : at + 4], "big")]
        if marker in _FRAMES:
            components, kept_bytes = _frame(bytes(body))
            coefficients = kept_bytes if marker in _PROGRESSIVE else -kept_bytes
        elif marker == _SCAN:
            # Without progression, too, coefficients are kept if the colours come one after the other.
            later = len(body) > 0 and body[0] < components
            _check_scans(content, at)
            return _Bare(
                b"".join([*kept, view[at:]]), orientation, abs(coefficients) if later else max(0, coefficients)
            )
        elif marker == _EXIF and bytes(body[:6]) == b"Exif\0\0" and orientation == UPRIGHT:
            orientation = exif_orientation(bytes(body))
        if marker not in _DROPPED:
            kept.append(view[at : at + 4 + len(body)])
        at += 4 + len(body)


def _check_scans(content: bytes, at: int) -> None:
    scans = content.count(bytes([0xFF, _SCAN]), at)
    if scans > _MOST_SCANS:
        raise Refused(f"has {scans:,} scans; expected {_MOST_SCANS} at most. Save it as an ordinary JPEG.")


def _frame(body: bytes) -> tuple[int, int]:
    """Return (components, bytes of all coefficients) that a frame's header announces."""
    if len(body) < 6 or len(body) < 6 + 3 * body[5] or body[5] == 0:
        raise damaged("JPEG", "its header is cut short")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    areas = [(body[at] >> 4) * (body[at] & 15) for at in range(7, 6 + 3 * body[5], 3)]
    return body[5], 2 * width * height * sum(areas) // max(1, *areas)

"""An image from a file, from bytes or from memory, opened so that nothing in it can do harm."""

import logging
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.errors import ImageError, ImageShapeError, UsageError
from shuzi.imaging.bmp import bmp_source
from shuzi.imaging.formats import format_of
from shuzi.imaging.jpeg import jpeg_source
from shuzi.imaging.limits import MOST_BYTES, Refused, check_dimensions, check_file_size
from shuzi.imaging.orientation import checked_orientation
from shuzi.imaging.pillow_guard import pillow_guard
from shuzi.imaging.png import png_source
from shuzi.imaging.raster import Raster, raster_of
from shuzi.imaging.source import PixelSource, array_source, bytes_held, decoded_strips
from shuzi.imaging.tiff import tiff_pages, tiff_source


@dataclass(frozen=True)
class Sheet:
    """A page, not decoded yet; `open_raster` opens it as it opens an image."""

    file: str | None
    """The file's path, where it has one."""
    number: int
    """From 1."""
    count: int
    """How many pages the file has."""
    open: Callable[[int], Raster]
    """Gives its pixels, so many on the longer side; raises `Refused`, or whatever a decoder does."""

    @property
    def name(self) -> str:
        """What a person finds it by."""
        return f"{self.file or 'the document'}, page {self.number}"


ImageLike = str | Path | bytes | Image.Image | npt.NDArray[Any] | Sheet
"""A file's path, a file's content, an image of Pillow, an array, or a page of a document."""

logger = logging.getLogger("shuzi")

UNNAMED = "the image"
"""What messages call an image that is no file."""

_ORIENTATION = 0x0112
"""Tag of EXIF. Source: EXIF 2.32, 4.6.4."""


def open_raster(source: ImageLike, *, longest: int) -> Raster:
    """Return the image upright, on white, in RGB.

    Files are PNG, JPEG (MPO too), WebP, BMP or TIFF by their content, up to 30 MB and 50 megapixels; of animations
    the first frame counts, and of several pages the first, which is noted: `Document` gives all. Opening takes as
    much memory as `limits` says. Neither file, image nor array is changed.

    Args:
        source: a path, a file's content, an image of Pillow, or an array of shape (height, width) or
            (height, width, 1) grey, (height, width, 3) RGB, (height, width, 4) RGB and alpha; uint8, bool, uint16 from
            0 to 65,535, other whole numbers from 0 to 255, fractions from 0 to 1 if none is above 1 and else to 255.
        longest: how many pixels the longer side must keep, where the stored image has them; it is decoded only as
            finely as that needs, by a whole number smaller. Above 40 megapixels in colour half of them may be kept.
    Raises:
        ImageError: the file is not there, not of these kinds, too large, damaged or cut short.
        ImageShapeError: the array is of wrong shape, type or range.
        UsageError: `longest` is below 1.
    """
    if longest < 1:
        raise UsageError(f"longest is {longest}; expected at least 1 pixel.")
    if isinstance(source, np.ndarray):
        try:
            return raster_of(array_source(np.asarray(source)), longest=longest)
        except Refused as refused:
            raise ImageShapeError(f"the array {refused}") from None
    try:
        with pillow_guard():
            if isinstance(source, Sheet):
                return source.open(longest)
            return raster_of(_source(source, longest=longest), longest=longest)
    except Refused as refused:
        raise ImageError(f"{name_of(source)} {refused}", kind=refused.kind) from None
    except Exception as error:
        # Decoders raise anything at all on files made to break them.
        reason = str(error) or type(error).__name__
        message = f"{name_of(source)} cannot be read as an image: {reason}. Copy or export it again."
        raise ImageError(message, kind="damaged") from error


def name_of(source: ImageLike) -> str:
    """Return what messages call an image."""
    if isinstance(source, Sheet):
        return source.name
    if isinstance(source, str | Path):
        return str(source)
    return str(getattr(source, "filename", "") or UNNAMED)


def _source(source: ImageLike, *, longest: int) -> PixelSource:
    if isinstance(source, Image.Image):
        return _loaded(source)
    if isinstance(source, str | Path):
        content = read_content(source, most_bytes=MOST_BYTES)
    elif isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
        check_file_size(len(content))
    else:
        raise Refused(f"is a {type(source).__name__}; expected a path, bytes, an image of Pillow or an array.")
    return _decoded(content, longest=longest)


def read_content(path: str | Path, *, most_bytes: int, only_check: bool = False) -> bytes:
    """Return the whole file; a name is never looked at, and what is no regular file never opened.

    Args:
        path: of the file.
        most_bytes: a larger file is refused.
        only_check: return nothing, since somebody else reads the file.
    Raises:
        Refused: it is not there, no regular file, too large, or cannot be read.
    """
    try:
        path = Path(path)
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Refused("is a folder; expected an image file. Name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise Refused("is no regular file; expected an image file. Copy it into one.")
        check_file_size(status.st_size, most_bytes)
        with path.open("rb") as stream:
            content = stream.read(0 if only_check else most_bytes + 1)
    except FileNotFoundError:
        raise Refused("is not there; expected an image file. Check the path.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Refused(f"cannot be read ({reason}); expected an image file. Check the path and its rights.") from None
    if not only_check:
        check_file_size(len(content), most_bytes)
    return content


def _decoded(content: bytes, *, longest: int) -> PixelSource:
    kind = format_of(content)
    if kind == "JPEG":
        return jpeg_source(content, longest=longest)
    if kind == "WEBP":
        from shuzi.imaging.webp import webp_source  # OpenCV takes a while to import

        return webp_source(content)
    if kind == "TIFF" and (pages := len(tiff_pages(content))) > 1:
        logger.warning("%s", f"of {pages:,} pages of a TIFF the first is taken; `shuzi read` and Reader.pages take all")
    return {"PNG": png_source, "BMP": bmp_source, "TIFF": tiff_source}[kind](content)


def _loaded(image: Image.Image) -> PixelSource:
    """Return an image that somebody else opened; it keeps its frame, its mode and its place."""
    check_dimensions(*image.size)
    image.load()
    orientation = checked_orientation(image.getexif().get(_ORIENTATION))
    return PixelSource(decoded_strips(image), *image.size, orientation, bytes_held=bytes_held(image))

"""The folder of labelled digits: its images, one by one, as the page shows them."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.digits import IMAGE_SHAPE
from shuzi.errors import OutputError
from shuzi.serving.refusals import Refusal

_OURS = re.compile(r"[0-9a-f]{16}\.png")
"""What `POST /api/corrections` calls an image: the beginning of its pixels' SHA-256. Other files are somebody's own."""

MOST_SHOWN = 300
"""Of one digit, the newest first."""


class Corrected(NamedTuple):
    """A labelled digit."""

    name: str
    """Of its file, without a folder."""
    label: int
    pixels: npt.NDArray[np.uint8]
    """(28, 28), 0 (paper) to 255 (ink)."""


def corrected_images(folder: Path, label: int) -> list[Corrected]:
    """Return the images of a digit that the page kept, the newest first; no more than `MOST_SHOWN`."""
    found = []
    for path in _newest(folder / str(label))[:MOST_SHOWN]:
        pixels = _pixels(path)
        if pixels is not None:
            found.append(Corrected(path.name, label, pixels))
    return found


def _newest(folder: Path) -> list[Path]:
    try:
        ours = [entry for entry in folder.iterdir() if _OURS.fullmatch(entry.name)]
        return sorted(ours, key=lambda path: (-path.stat().st_mtime, path.name))
    except OSError:  # there is none yet, or it is being emptied
        return []


def _pixels(path: Path) -> npt.NDArray[np.uint8] | None:
    try:
        with Image.open(path, formats=["PNG"]) as image:
            if image.size != IMAGE_SHAPE or image.mode != "L":
                return None
            return 255 - np.asarray(image)
    except OSError:
        return None


def remove_corrected(folder: Path, label: int, name: str) -> None:
    """Remove an image that the page kept.

    Raises:
        Refusal: 404, there is none of that name.
        OutputError: it cannot be removed.
    """
    place = folder / str(label)
    if not _OURS.fullmatch(name) or not (place / name).is_file():
        raise Refusal(404, f"there is no labelled image {name[:40]!r} of a {label}.", code="no_such_correction")
    try:
        (place / name).unlink()
        if not any(place.iterdir()):  # training wants no empty folders
            place.rmdir()
    except OSError as error:
        raise OutputError(f"{place / name} cannot be removed ({error.strerror or error}). Check the folder.") from None

"""Image files whose names begin with their digit: `5_1.png`, `five-2.jpg`, `5.png`."""

from pathlib import Path

import numpy as np

from shuzi.data.own.found import Found, PassedOver, Subset
from shuzi.data.own.labels import digit_of_file
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import files_below

IMAGES = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".jfif", ".gif", ".heic"}
"""How names of image files end; what a file is, its content tells later."""


def named_files(folder: Path) -> Found:
    """Return the images in a folder and below it whose names begin with their digit.

    Raises:
        LabelledFolderError: there is none, or the names are plain numbers, which count and do not label.
    """
    images = [file for file in files_below(folder) if file.suffix.lower() in IMAGES]
    if counted(images):
        last = max(int(file.stem) for file in images)
        raise LabelledFolderError(
            f"the images in {folder} are numbered up to {last}, which does not say which digits they show; expected "
            "names that begin with the digit, as 5_1.png, or a table `file,label` beside them. Rename them, or "
            "put each into a folder named after its digit."
        )
    labelled = sorted((digit, file) for file in images if (digit := digit_of_file(file.stem)) is not None)
    if not labelled:
        raise LabelledFolderError(
            f"{folder} holds no image whose name begins with its digit, as 5_1.png. Rename them, or put each into a "
            "folder named after its digit."
        )
    others = [
        PassedOver(str(file), "its name begins with no digit" if file in images else "no image by its name")
        for file in files_below(folder)
        if file not in images or digit_of_file(file.stem) is None
    ]
    subset = Subset(np.array([digit for digit, _ in labelled], np.uint8), tuple(file for _, file in labelled))
    return Found("images whose names begin with their digit", (subset,), tuple(others))


def counted(images: list[Path]) -> bool:
    """Return whether names of images are running numbers, as 0.png to 12.png."""
    numbers = [file.stem for file in images if file.stem.isdecimal()]
    return bool(numbers) and len(numbers) == len(images) and any(int(number) > 9 for number in numbers)

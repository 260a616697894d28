"""IDX files of any digit set: `…images-idx3-ubyte` with `…labels-idx1-ubyte`, as they are, or packed as .gz or .xz.

EMNIST's and MNIST's labels are bytes in a row; QMNIST's are rows of eight integers, the digit first.
"""

import gzip
import io
import lzma
import math
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.data.own.arrays import images_of, labels_of, part_of
from shuzi.data.own.found import Found, PassedOver, Subset, subset_of_pixels
from shuzi.data.own.npz import MOST_BYTES
from shuzi.errors import LabelledFolderError
from shuzi.imaging.folders import visible
from shuzi.network.run_file import open_regular

_MOST_AXES = 4
"""Images with colours, at most."""

_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_NAME = re.compile(r"(.*?)[-_.]?(images|labels)[-_.]?idx[1-4].*", re.IGNORECASE)
_QMNIST_COLUMNS = 8
"""Of its labels; the first is the digit."""


def is_idx(path: Path) -> bool:
    """Return whether a name is one of the pairs' names."""
    return _NAME.fullmatch(path.name) is not None


def idx_files(path: Path) -> Found:
    """Return the images and labels in the IDX files of a folder, or of one named file and its partner.

    Where a folder holds several of EMNIST's sets, those of digits are taken.

    Raises:
        LabelledFolderError: a partner is missing, a file is damaged, or which set is meant is not clear.
    """
    pairs = _pairs(path.parent if path.is_file() else path)
    passed_over: list[PassedOver] = []
    if path.is_file():
        fits = _NAME.fullmatch(path.name)
        key = fits[1].lower() if fits else ""
        pairs = {key: pairs[key]} if key in pairs else {}
    elif any("digits" in key for key in pairs):
        passed_over += [
            PassedOver(str(file), "another set than that of digits")
            for key, pair in pairs.items()
            if "digits" not in key
            for file in pair.values()
        ]
        pairs = {key: pair for key, pair in pairs.items() if "digits" in key}
    if not pairs or len({key for key in pairs if part_of(key) == "train"}) > 1:
        raise LabelledFolderError(
            f"{path} holds {len(pairs)} sets of IDX files ({', '.join(pairs) or 'none'}); expected one: a file "
            "…images-idx3-ubyte and …labels-idx1-ubyte, and both for the test as well if there is one. Name the file "
            "of images that you mean."
        )
    subsets: list[Subset] = []
    for key, pair in sorted(pairs.items()):
        if len(pair) != 2:
            (file,) = pair.values()
            missing = "labels" if "images" in pair else "images"
            raise LabelledFolderError(
                f"{file} has no file of {missing} beside it; expected one of the same name with `{missing}`. Add it."
            )
        images, labels = read_idx(pair["images"]), read_idx(pair["labels"])
        if labels.ndim == 2 and labels.shape[1] == _QMNIST_COLUMNS:
            labels = labels[:, 0]
        if len(images) != len(labels):
            raise LabelledFolderError(
                f"{pair['images']} holds {len(images):,} images and {pair['labels'].name} {len(labels):,} labels; "
                "expected as many. Fetch both again."
            )
        where = str(pair["images"])
        subset, notes = subset_of_pixels(images_of(images, where), labels_of(labels, where), where)
        subsets.append(subset.of(part_of(key)))
        passed_over += notes
    return Found("IDX files of images and labels", tuple(subsets), tuple(passed_over))


def _pairs(folder: Path) -> dict[str, dict[str, Path]]:
    """Return files by what their names begin with, each by `images` or `labels`."""
    pairs: dict[str, dict[str, Path]] = {}
    for file in visible(folder):
        fits = _NAME.fullmatch(file.name)
        if fits and file.is_file():
            pairs.setdefault(fits[1].lower(), {}).setdefault(fits[2].lower(), file)
    return pairs


def read_idx(path: Path) -> npt.NDArray[Any]:
    """Return the array in an IDX file, whatever its numbers are.

    Raises:
        LabelledFolderError: it is none, or damaged or too large.
    """
    try:
        with open_regular(path) as stream, _unpacked(stream) as unpacked:
            head = unpacked.read(4)
            if len(head) < 4 or head[:2] != b"\0\0" or not 1 <= head[3] <= _MOST_AXES:
                raise ValueError("it does not begin as IDX does")
            shape = struct.unpack(f">{head[3]}I", unpacked.read(4 * head[3]))
            dtype = np.dtype(_TYPES[head[2]])
            size = math.prod(shape) * dtype.itemsize
            if size > MOST_BYTES:
                raise ValueError("it is too large")
            content = unpacked.read(size + 1)  # never more than its header says, however much it unpacks to
            if len(content) != size:
                raise ValueError("it does not hold what its header says")
    except (OSError, EOFError, ValueError, LookupError, struct.error, zlib.error, lzma.LZMAError) as error:
        raise LabelledFolderError(
            f"{path} cannot be read as IDX ({type(error).__name__}: {error}); expected what its authors published. "
            "Fetch it again."
        ) from None
    return np.frombuffer(content, dtype).reshape(shape)


def _unpacked(stream: io.BufferedReader) -> io.BufferedReader | gzip.GzipFile | lzma.LZMAFile:
    begins = stream.peek(6)
    if begins.startswith(b"\x1f\x8b"):
        return gzip.open(stream)
    return lzma.open(stream) if begins.startswith(b"\xfd7zXZ") else stream

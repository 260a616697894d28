"""NumPy's `.npz`, without its pickles: arrays of numbers, no larger than expected."""

import math
import tokenize
import zipfile
from pathlib import Path

import numpy as np

from shuzi.data.files import ZIP_ERRORS
from shuzi.data.own.arrays import subsets_of
from shuzi.data.own.found import Found
from shuzi.errors import LabelledFolderError
from shuzi.network.run_file import open_regular

MOST_BYTES = 2 * 2**30
"""Of all arrays together, unpacked; EMNIST's 280,000 digits have 220 MB. Set by hand."""

_MOST_ARRAYS = 64
"""In one file; set by hand."""
_ERRORS = (*ZIP_ERRORS, SyntaxError, TypeError, tokenize.TokenError)


def npz_file(path: Path) -> Found:
    """Return the images and labels in a `.npz`.

    Raises:
        LabelledFolderError: it is none, is too large, or holds no images with labels.
    """
    try:
        with open_regular(path) as stream, zipfile.ZipFile(stream) as archive:
            arrays = _arrays(archive)
    except _ERRORS as error:
        raise LabelledFolderError(
            f"{path} cannot be read as .npz ({type(error).__name__}: {ascii(str(error))[:200]}); expected arrays of "
            "numbers as numpy.savez writes them. Save it again."
        ) from None
    subsets, passed_over = subsets_of(arrays, str(path))
    return Found(f"arrays of NumPy, {path.name}", subsets, passed_over)


def _arrays(archive: zipfile.ZipFile) -> dict[str, np.ndarray]:
    infos = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    if len(infos) > _MOST_ARRAYS:
        raise ValueError(f"it holds {len(infos)} arrays")
    arrays: dict[str, np.ndarray] = {}
    room = MOST_BYTES
    for info in infos:
        with archive.open(info) as member:
            version = np.lib.format.read_magic(member)
            header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
            shape, order, dtype = header(member)
            room -= math.prod(shape) * dtype.itemsize
            if dtype.kind not in "buif" or room < 0 or min(shape, default=0) < 0:
                raise ValueError(
                    f"{info.filename} holds {'no numbers' if room >= 0 else 'too many'}, {str(shape)[:60]}"
                )
            content = member.read(math.prod(shape) * dtype.itemsize)
        array = np.frombuffer(content, dtype).reshape(shape, order="F" if order else "C")
        arrays[info.filename.removesuffix(".npy")] = array
    return arrays

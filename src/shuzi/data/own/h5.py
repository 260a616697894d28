"""HDF5 files with images and labels, as USPS's `usps.h5`; libhdf5 reads them in a process of its own.

USPS's file has the groups `train` and `test`, each with `data`, float32 (n, 256) from 0 to 1, and `target`, (n,).
"""

import importlib.util
import math
from pathlib import Path

import numpy as np

from shuzi.confined import Confined, EndedError
from shuzi.data.own.arrays import NamedArrays, subsets_of
from shuzi.data.own.found import Found
from shuzi.errors import LabelledFolderError, MissingDependencyError

MOST_BYTES = 500_000_000
"""Of all arrays together; USPS has 10 MB. Set by hand."""

_SECONDS = 60.0
"""By the clock, for one answer; set by hand, three times what it may take of the processor."""


def h5_file(path: Path) -> Found:
    """Return the images and labels in an HDF5 file.

    Raises:
        LabelledFolderError: it is none, is damaged or too large, or holds no images with labels.
        MissingDependencyError: h5py is not installed.
    """
    if importlib.util.find_spec("h5py") is None:
        raise MissingDependencyError(f"{path} is an HDF5 file, for which h5py is needed; pip install h5py.")
    subsets, passed_over = subsets_of(_arrays(path), str(path))
    return Found(f"arrays of HDF5, {path.name}", subsets, passed_over)


def _arrays(path: Path) -> NamedArrays:
    arrays: dict[str, np.ndarray] = {}
    try:
        with Confined("shuzi.data.own.h5_process", seconds=_SECONDS, most_answer_bytes=MOST_BYTES) as process:
            listed, _ = process.ask({"path": str(path.absolute())})
            total = sum(
                math.prod(entry["shape"]) * np.dtype(entry["dtype"]).itemsize for entry in listed.get("arrays", [])
            )
            if "error" in listed or total > MOST_BYTES:
                raise ValueError(listed.get("error") or f"it holds over {MOST_BYTES // 1_000_000} MB")
            for entry in listed["arrays"]:
                head, body = process.ask({"path": str(path.absolute()), "array": entry["name"]})
                if "error" in head:
                    raise ValueError(head["error"])
                arrays[entry["name"]] = np.frombuffer(body, entry["dtype"]).reshape(entry["shape"])
    except EndedError as error:
        raise LabelledFolderError(f"{path} {error}; expected a plain HDF5 file of arrays. Fetch it again.") from None
    except (ValueError, TypeError) as error:
        raise LabelledFolderError(
            f"{path} cannot be read as HDF5 ({ascii(str(error))[:200]}); expected arrays of numbers. Fetch it again."
        ) from None
    return arrays

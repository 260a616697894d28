"""MNIST in memory, verified to the byte, from the first source that has it."""

import logging
import math
import time
from typing import NamedTuple

import numpy as np

from shuzi.data.cache import cache_folder, only_one_fetches, write_cache
from shuzi.data.canonical import CANONICAL_FILES, Files
from shuzi.data.download import Progress, no_progress
from shuzi.data.sources import MnistSource, own_source, sources_on_disk, sources_to_cache
from shuzi.digits import Split
from shuzi.errors import DataUnavailableError, DigestError, SourceError

logger = logging.getLogger("shuzi")


class Mnist(NamedTuple):
    """MNIST: `(x_train, y_train), (x_test, y_test) = load_mnist()` works, as with Keras.

    Example:
        >>> import shuzi
        >>> (x_train, y_train), (x_test, y_test) = shuzi.load_mnist()
        >>> x_train.shape, y_test.shape
        ((60000, 28, 28), (10000,))
    """

    train: Split
    """60,000 images with labels."""
    test: Split
    """10,000 images with labels, never used for choosing anything."""


class Fetched(NamedTuple):
    """MNIST with word of where it came from."""

    mnist: Mnist
    source: str
    seconds: float


def load_mnist(*, progress: Progress = no_progress) -> Mnist:
    """Return MNIST's 60,000 training and 10,000 test images with their labels.

    Images are uint8 of shape (n, 28, 28), 0 is paper and 255 is ink; labels are uint8 of shape (n,). The first
    call fetches the files and keeps them in the user's cache folder; every call checks their SHA-256.

    Args:
        progress: told how far a download is.
    Raises:
        DataUnavailableError: no source was in reach; the message lists what was tried.
    Example:
        >>> import shuzi
        >>> shuzi.load_mnist().train.labels[9487]
        np.uint8(1)
    """
    return fetch_mnist(progress=progress).mnist


def fetch_mnist(*, refresh: bool = False, progress: Progress = no_progress) -> Fetched:
    """Return MNIST and where it came from; as `load_mnist` otherwise.

    Args:
        refresh: fetch the files again although the cache has them; a good cache survives a failed refresh.
    Raises:
        DataUnavailableError: as `load_mnist`; or `SHUZI_DATA` names what is not MNIST, which no other replaces.
    """
    began = time.perf_counter()
    named = own_source()
    if named is not None and not refresh:
        return Fetched(_mnist(_only(named, progress)), named.name, time.perf_counter() - began)
    attempt = _Attempt(progress)
    files = None if refresh else attempt.first_of(sources_on_disk())
    if files is None:
        with only_one_fetches():
            # Another process may have filled the cache while this one waited.
            files = None if refresh else attempt.first_of(sources_on_disk(), again=True)
            if files is None:
                files = attempt.first_of(sources_to_cache(refresh=refresh))
                if files is None:
                    raise attempt.failure()
                _keep(files)
    return Fetched(_mnist(files), attempt.source, time.perf_counter() - began)


def _mnist(files: Files) -> Mnist:
    # Every source has verified its files to the byte, so that their headers need no reading.
    arrays = [
        np.frombuffer(files[file.name], np.uint8, offset=file.size - math.prod(file.shape)).reshape(file.shape)
        for file in CANONICAL_FILES
    ]  # (60000, 28, 28), (60000,), (10000, 28, 28), (10000,)
    return Mnist(Split(*arrays[:2]), Split(*arrays[2:]))


def _only(source: MnistSource, progress: Progress) -> Files:
    """Return what the user named as MNIST: whoever names a folder is not served another one's images."""
    try:
        return _fetched(source, progress)
    except DigestError as error:
        raise DataUnavailableError(
            f"{source.name}, does not hold MNIST: {error}. Other sets (Fashion-MNIST, EMNIST) come in files of the "
            "same names; `shuzi train --data FOLDER` trains on digits of any set. Unset SHUZI_DATA to have MNIST "
            "fetched."
        ) from None
    except SourceError as error:
        raise DataUnavailableError(
            f"{source.name}, gives no MNIST: {error}; expected mnist.npz or the four files "
            f"{', '.join(file.name for file in CANONICAL_FILES)} (each may end in .gz). Correct SHUZI_DATA, or unset "
            "it to have MNIST fetched."
        ) from None


class _Attempt:
    """The sources tried so far, and why each of them failed."""

    def __init__(self, progress: Progress) -> None:
        self.source = ""
        self._progress = progress
        self._tried: list[str] = []

    def first_of(self, sources: list[MnistSource], *, again: bool = False) -> Files | None:
        """Return what the first that can give has; one that is tried again is not counted twice."""
        for source in sources:
            try:
                files = _fetched(source, self._progress)
            except SourceError as error:
                if not again:
                    self._tried.append(f"{source.name}: {error}")
                    level = logging.WARNING if isinstance(error, DigestError) else logging.INFO
                    logger.log(level, "no MNIST from %s: %s; trying the next source", source.name, error)
                continue
            self.source = source.name
            return files
        return None

    def failure(self) -> DataUnavailableError:
        tried = "".join(f"\n  - {line}" for line in self._tried)
        return DataUnavailableError(
            f"MNIST could not be had from any source. Tried:{tried}\n"
            "To bring it by hand, put mnist.npz or the four files "
            f"{', '.join(file.name for file in CANONICAL_FILES)} (each may end in .gz) "
            "into a folder and set SHUZI_DATA to it."
        )


def _fetched(source: MnistSource, progress: Progress) -> Files:
    try:
        return source.fetch(progress)
    except OSError as error:  # a folder without permission, a name that is too long
        raise SourceError(f"it cannot be read ({error.strerror or error})") from None


def _keep(files: Files) -> None:
    try:
        write_cache(files)
    except (OSError, SourceError) as error:
        logger.warning("MNIST could not be kept in %s (%s); the next start fetches it again", cache_folder(), error)

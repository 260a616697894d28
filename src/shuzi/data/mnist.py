"""MNIST in memory, verified to the byte, from the first source that has it."""

import logging
import time
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.data.cache import cache_folder, only_one_fetches, write_cache
from shuzi.data.canonical import (
    CANONICAL_FILES,
    TEST_IMAGES,
    TEST_LABELS,
    TRAIN_IMAGES,
    TRAIN_LABELS,
    Files,
    decode_idx,
)
from shuzi.data.download import Progress, no_progress
from shuzi.data.sources import Source, own_source, sources_on_disk, sources_to_cache
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
    own = own_source()
    if own is not None and not refresh:
        return Fetched(_mnist(_only(own, progress)), own.name, time.perf_counter() - began)
    attempt = _Attempt(progress)
    files = None if refresh else attempt.first_of(sources_on_disk())
    if files is None:
        with only_one_fetches():
            # Another process may have filled the cache while this one waited.
            files = None if refresh else attempt.again(sources_on_disk()[-1])
            if files is None:
                files = attempt.first_of(sources_to_cache(refresh=refresh))
                if files is None:
                    raise attempt.failure()
                _keep(files)
    return Fetched(_mnist(files), attempt.source, time.perf_counter() - began)


def _mnist(files: Files) -> Mnist:
    train = Split(_array(TRAIN_IMAGES.name, files), _array(TRAIN_LABELS.name, files))
    test = Split(_array(TEST_IMAGES.name, files), _array(TEST_LABELS.name, files))
    return Mnist(train, test)


def _only(own: Source, progress: Progress) -> Files:
    """Return what the user named as MNIST: whoever names a folder is not served another one's images."""
    try:
        return _fetched(own, progress)
    except DigestError as error:
        raise DataUnavailableError(
            f"{own.name}, does not hold MNIST: {error}. Other sets (Fashion-MNIST, EMNIST) come in files of the same "
            "names; `shuzi train --data FOLDER` trains on digits of any set. Unset SHUZI_DATA to have MNIST fetched."
        ) from None
    except SourceError as error:
        raise DataUnavailableError(
            f"{own.name}, gives no MNIST: {error}; expected mnist.npz or the four files "
            f"{', '.join(file.name for file in CANONICAL_FILES)} (each may end in .gz). Correct SHUZI_DATA, or unset "
            "it to have MNIST fetched."
        ) from None


class _Attempt:
    """The sources tried so far, and why each of them failed."""

    def __init__(self, progress: Progress) -> None:
        self.source = ""
        self._progress = progress
        self._tried: list[str] = []

    def first_of(self, sources: list[Source]) -> Files | None:
        for source in sources:
            files = self._try(source)
            if files is not None:
                return files
        return None

    def again(self, source: Source) -> Files | None:
        """Try a source a second time without counting it twice."""
        try:
            files = _fetched(source, self._progress)
        except SourceError:
            return None
        self.source = source.name
        return files

    def _try(self, source: Source) -> Files | None:
        try:
            files = _fetched(source, self._progress)
        except SourceError as error:
            self._tried.append(f"{source.name}: {error}")
            level = logging.WARNING if isinstance(error, DigestError) else logging.INFO
            logger.log(level, "no MNIST from %s: %s; trying the next source", source.name, error)
            return None
        self.source = source.name
        return files

    def failure(self) -> DataUnavailableError:
        tried = "".join(f"\n  - {line}" for line in self._tried)
        return DataUnavailableError(
            f"MNIST could not be had from any source. Tried:{tried}\n"
            "To bring it by hand, put mnist.npz or the four files "
            f"{', '.join(file.name for file in CANONICAL_FILES)} (each may end in .gz) "
            "into a folder and set SHUZI_DATA to it."
        )


def _fetched(source: Source, progress: Progress) -> Files:
    try:
        return source.fetch(progress)
    except OSError as error:  # a folder without permission, a name that is too long
        raise SourceError(f"it cannot be read ({error.strerror or error})") from None


def _keep(files: Files) -> None:
    try:
        write_cache(files)
    except (OSError, SourceError) as error:
        logger.warning("MNIST could not be kept in %s (%s); the next start fetches it again", cache_folder(), error)


def _array(name: str, files: Files) -> npt.NDArray[np.uint8]:
    return decode_idx(files[name], name=name)

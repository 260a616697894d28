"""MNIST's four files in the user's cache folder, each written whole or not at all."""

import contextlib
import errno
import hashlib
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import filelock
import platformdirs

from shuzi.data.canonical import CANONICAL_FILES, CanonicalFile, Files
from shuzi.data.files import read_verified
from shuzi.errors import SourceError
from shuzi.network.run_file import leads_inside
from shuzi.whole_file import whole_file

logger = logging.getLogger("shuzi")

_STALE_AFTER_SECONDS = 3600.0
"""So old is no file that somebody still writes; set by hand."""
_WAIT_SECONDS = 600.0
"""For another process to fetch MNIST; as long as the slowest download that is not given up."""


def cache_folder() -> Path:
    """Return the folder that keeps MNIST on this machine; it need not exist."""
    try:
        return Path(platformdirs.user_cache_dir("shuzi", appauthor=False)) / "mnist"
    except RuntimeError:  # a container's bare number for a user, without HOME: nobody knows where home is
        return Path("~", ".cache", "shuzi", "mnist")


def read_cache() -> Files:
    """Return MNIST's four files from the cache, verified.

    Raises:
        SourceError: a file is not there.
        DigestError: a file differs from the canonical one.
    """
    folder = cache_folder()
    for file in CANONICAL_FILES:
        if (folder / file.name).is_symlink() and not leads_inside(folder / file.name, folder):
            raise SourceError(f"{folder / file.name} is a link out of its folder; expected the file itself")
    return {file.name: read_verified(file, folder / file.name) for file in CANONICAL_FILES}


def write_cache(files: Files) -> None:
    """Put verified files into the cache, one by one, each through a temporary file.

    Raises:
        OSError: the folder cannot be written; files that were there before stay as they are.
    """
    folder = _made()
    for file in CANONICAL_FILES:
        _write_verified(folder / file.name, files[file.name], file)
    _sweep(folder)


@contextlib.contextmanager
def only_one_fetches() -> Iterator[None]:
    """Hold back other processes that want to fill the same cache; a killed process frees the way by itself."""
    lock = filelock.FileLock(cache_folder() / ".lock")
    try:
        _made()
        try:
            lock.acquire(timeout=0.2)  # seconds, set by hand: who waits no longer need not hear of it
        except filelock.Timeout:
            logger.info("another process is fetching MNIST; waiting for it")
            lock.acquire(timeout=_WAIT_SECONDS)
    except (OSError, filelock.Timeout, NotImplementedError) as error:
        # Every write is whole or not at all, so without a lock the work is only done twice.
        logger.info("the cache cannot be locked (%s); going on without", error)
    try:
        yield
    finally:
        lock.release()


def _made() -> Path:
    folder = cache_folder()
    if not folder.is_absolute():
        raise FileNotFoundError(errno.ENOENT, "no home folder is known; set HOME or XDG_CACHE_HOME", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_verified(path: Path, content: bytes | bytearray, file: CanonicalFile) -> None:
    def verify(written: Path) -> None:
        with written.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
                raise SourceError(f"{written} did not keep what was written; check the disk")

    with whole_file(path, verify=verify, several=True) as stream:
        stream.write(content)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left behind."""
    for leftover in folder.glob(".*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _STALE_AFTER_SECONDS:
                leftover.unlink()

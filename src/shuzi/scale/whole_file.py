"""A file that is there whole or not at all, whenever its writer is killed."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from shuzi.errors import OutputError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content is at the path once the block is done, on the disk and in place of what was there.

    Until then it lies beside it under a name with a dot in front, which readers of folders pass over.

    Raises:
        OutputError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}.tmp")
    try:
        try:
            with beside.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
            _settle(path.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another place.") from None


def _settle(folder: Path) -> None:
    """Have the folder's list of names on the disk as well, where the system lets one ask for it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

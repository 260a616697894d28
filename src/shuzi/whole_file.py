"""A file that is there whole or not at all, whenever its writer is killed."""

import contextlib
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from shuzi.errors import OutputError


@contextlib.contextmanager
def whole_file(
    path: Path, *, verify: Callable[[Path], None] | None = None, several: bool = False
) -> Iterator[IO[bytes]]:
    """Give a stream whose content is at the path once the block is done, on the disk and in place of what was there.

    Until then it lies beside it under a name with a dot in front and `.tmp` behind, which readers of folders pass over.

    Args:
        path: where the file is to be.
        verify: looks at the file before it gets its name, and raises what is wrong with it.
        several: whether other processes may write the same file meanwhile.
    Raises:
        OSError: it cannot be written; what was there is untouched, unless the folder alone could not be flushed.
    """
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp" if several else f".{path.name}.tmp")
    try:
        with beside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if verify is not None:
            verify(beside)
        beside.replace(path)
        flush_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


@contextlib.contextmanager
def whole_output(path: Path) -> Iterator[IO[bytes]]:
    """Give the stream of `whole_file` for a file that a person asked for.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        with whole_file(path) as stream:
            yield stream
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another place.") from None


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system lets one ask for it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

"""The files that addresses mean, here or in any file system that fsspec knows, and which of them to fetch."""

import os
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from shuzi.errors import ImageError, MissingDependencyError, UsageError
from shuzi.imaging.folders import is_clutter
from shuzi.imaging.limits import MOST_BYTES
from shuzi.imaging.pdf import MOST_PDF_BYTES
from shuzi.reading.many import find_files

_LARGEST = max(MOST_BYTES, MOST_PDF_BYTES)


def is_address(name: str) -> bool:
    """Return whether a name is an address of a file system, and no path of this machine."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name) is not None


class ListedFile(NamedTuple):
    """A file, not yet opened."""

    path: str
    """In its file system."""
    size: int
    """In bytes."""
    refused: str | None = None
    """Why it is not worth fetching."""


class FileSystem(NamedTuple):
    """A file system, and how its paths become names that lead back to it."""

    system: Any
    """Of fsspec; None is this machine's."""
    prefix: str
    """What stands before a path: nothing, or such as `s3://`."""
    protocol: str = "file"
    """What tells file systems apart."""

    def arrow(self) -> Any:
        """Return it as pyarrow, and so Ray, takes it; None is this machine's."""
        if self.system is None:
            return None
        from pyarrow.fs import FSSpecHandler, PyFileSystem

        return PyFileSystem(FSSpecHandler(self.system))


def file_system_of(address: str) -> tuple[FileSystem, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        MissingDependencyError: its package is not installed.
        UsageError: fsspec knows no such file system.
    """
    if not is_address(address) or address.startswith(("file://", "local://")):
        return FileSystem(None, ""), os.path.abspath(address.split("://", 1)[-1])  # noqa: PTH100 - resolves no link
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise MissingDependencyError(f"{address} cannot be opened: {error}.") from None
    except ValueError as error:
        raise UsageError(
            f"{address} cannot be opened ({error}); expected an address such as s3://bucket/folder."
        ) from None
    protocol = address.split("://", 1)[0]
    return FileSystem(
        system, "" if is_address(path) else f"{protocol}://", protocol
    ), path  # HTTP's paths are whole addresses


def find_all(sources: Sequence[str]) -> tuple[FileSystem, list[ListedFile]]:
    """Return the files that names and addresses mean, each once, and the file system that they are in.

    Raises:
        UsageError: they are in several file systems.
        ImageError: an address leads to no file, or its file system cannot be reached.
    """
    file_systems = [file_system_of(source)[0] for source in sources]
    if len({file_system.protocol for file_system in file_systems}) > 1:
        raise UsageError("the files lie in several file systems; expected one at a time. Call shuzi once for each.")
    files: dict[str, ListedFile] = {}
    for source, file_system in zip(sources, file_systems, strict=True):
        for file in _here(source) if file_system.system is None else _elsewhere(source, file_system):
            files.setdefault(file.path, file)
    return file_systems[0], list(files.values())


def _here(source: str) -> list[ListedFile]:
    name = source.split("://", 1)[-1] if is_address(source) else source
    files = []
    for file in find_files([name]):
        path = os.path.abspath(file)  # noqa: PTH100 - workers may stand in another folder
        try:
            size = os.stat(path).st_size  # noqa: PTH116 - as above
            with open(path, "rb"):  # noqa: PTH123 - as above
                files.append(_checked(path, size))
        except OSError as error:
            files.append(
                ListedFile(path, 0, f"{path} cannot be read ({error.strerror}); check the path and its rights.")
            )
    return files


def _elsewhere(source: str, file_system: FileSystem) -> list[ListedFile]:
    path = file_system_of(source)[1]
    try:
        listed = file_system.system.find(path, detail=True)
    except Exception as error:  # file systems raise what they like
        raise ImageError(f"{source} cannot be listed ({error}); check the address, and the rights to it.") from error
    if not listed:
        raise ImageError(f"{source} leads to no file; expected a folder with images, or an image. Check the address.")
    below = len(path.rstrip("/")) + 1
    return [
        _checked(name, int(entry.get("size") or 0), file_system.prefix)
        for name, entry in sorted(listed.items())
        if not any(map(is_clutter, name[below:].split("/")))
    ]


def _checked(path: str, size: int, prefix: str = "") -> ListedFile:
    if size > _LARGEST:
        error = f"{prefix}{path} has {size / 1e6:.1f} MB; expected {_LARGEST // 1_000_000} MB at most."
        return ListedFile(path, size, error)
    return ListedFile(path, size)

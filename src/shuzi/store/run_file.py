"""Files in a run's folder, opened only where they are files of that folder.

A folder from somebody else may hold a pipe, from which nothing ever comes, a device that never ends, or a link to a
file that is nobody else's business.
"""

import io
import os
import stat
from pathlib import Path

from shuzi.errors import RunError


def open_file(folder: Path, name: str) -> io.BufferedReader:
    """Return an open file of a folder.

    Raises:
        RunError: it is a link out of the folder, or no regular file.
        OSError: it is not there, or cannot be read.
        ValueError: its name cannot be one of a file.
    """
    path = folder / name
    if path.is_symlink() and not path.resolve(strict=True).is_relative_to(folder.resolve()):
        raise RunError(f"{path} is a link out of its folder; expected the file itself. Do not use this run.")
    if not stat.S_ISREG(path.stat().st_mode):
        raise _no_file(path)
    # What has become a pipe since is opened at once, and noticed; without this, opening would wait for a writer.
    stream = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise _no_file(path)
    return stream


def _no_file(path: Path) -> RunError:
    return RunError(f"{path} is a pipe, a device or a folder; expected a file. Do not use this run.")

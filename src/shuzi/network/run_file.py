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
        RunError: it is a link out of the folder or in a circle, or no regular file.
        OSError: it is not there, or cannot be read.
        ValueError: its name cannot be one of a file.
    """
    path = folder / name
    if path.is_symlink() and not leads_inside(path, folder):
        cure = "Do not use this run."
        if folder.absolute().parent.name == "snapshots":  # so Hugging Face's cache is laid out
            cure = "If this is the cache of a model hub, fetch the folder itself: hf download NAME --local-dir FOLDER"
        raise RunError(f"{path} is a link out of its folder; expected the file itself. {cure}")
    return open_regular(path)


def leads_inside(link: Path, folder: Path) -> bool:
    """Return whether a link leads to a place in a folder, and not in a circle.

    What leads to nothing does no harm: whoever opens it is told that it is not there.
    """
    try:
        return link.resolve(strict=True).is_relative_to(folder.resolve())
    except FileNotFoundError:
        return True
    except (OSError, RuntimeError):  # links in a circle: before Python 3.13 a RuntimeError
        return False


def read_file(folder: Path, name: str, *, most_bytes: int) -> bytes:
    """Return the content of a file of a folder.

    Raises:
        RunError: it is a link out of the folder, no regular file, or has more than `most_bytes`.
        OSError: it is not there, or cannot be read.
        ValueError: its name cannot be one of a file.
    """
    with open_file(folder, name) as stream:
        content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise RunError(f"{folder / name} has over {most_bytes:,} bytes; a run's file has fewer. Do not use this run.")
    return content


def open_regular(path: Path) -> io.BufferedReader:
    """Return an open file, wherever a link to it stands.

    Raises:
        RunError: it is no regular file.
        OSError: it is not there, or cannot be read.
        ValueError: its name cannot be one of a file.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise _no_file(path)
    # What has become a pipe since is opened at once, and noticed; without this, opening would wait for a writer.
    stream = os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise _no_file(path)
    return stream


def _no_file(path: Path) -> RunError:
    return RunError(f"{path} is a pipe, a device or a folder; expected a file. Do not use it.")

"""The files of a folder that a person means: what systems put beside them by themselves is passed over."""

import os
from pathlib import Path

_CLUTTER = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"}


def is_clutter(name: str) -> bool:
    """Return whether a file or folder of this name is hidden, or made by macOS or Windows by itself.

    Names with a dot in front are hidden on Unix; `.DS_Store` and the `._NAME` of AppleDouble are among them.
    """
    return name.startswith(".") or name.lower() in _CLUTTER


def visible(folder: Path) -> list[Path]:
    """Return what lies in a folder, files and folders, without clutter, sorted.

    Raises:
        OSError: the folder is not there, or cannot be read.
    """
    return sorted(path for path in folder.iterdir() if not is_clutter(path.name))


def files_below(folder: Path) -> list[Path]:
    """Return the regular files in a folder and in those in it, without clutter, sorted.

    Raises:
        OSError: a folder cannot be read.
    """
    paths: list[Path] = []
    for here, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = [name for name in folders if not is_clutter(name)]
        paths += [Path(here) / name for name in files if not is_clutter(name)]
    return sorted(path for path in paths if path.is_file())


def _raise(error: OSError) -> None:
    raise error

"""A folder under a free name, which appears whole, once everything in it is written, or not at all."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from shuzi.errors import OutputError


def free_path(folder: Path, name: str) -> Path:
    """Return a path in a folder that nothing has, such as `standard-20261123-101500`: a name and the time of now."""
    wanted = folder / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}"
    path, number = wanted, 1
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
    return path


@contextlib.contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into, which becomes `folder` at the end; after an error nothing is left of it.

    Raises:
        OutputError: `folder` is there already and not empty, or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(f"{folder} is there already; expected a new or empty folder. Name another with --out.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
            new = Path(place) / folder.name
            new.mkdir()
            yield new
            new.replace(folder)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written ({error.strerror or error}). Name another folder with --out."
        ) from None

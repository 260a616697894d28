"""A folder that appears whole, once everything in it is written, or not at all."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from shuzi.errors import OutputError


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

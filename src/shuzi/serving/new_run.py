"""A run that is listed once it is whole: until then it is in a place that nobody looks into."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from shuzi.errors import OutputError
from shuzi.store.folder import free_path

_UNFINISHED = ".learning-"


@contextlib.contextmanager
def new_run(runs: Path, kind: str) -> Iterator[Path]:
    """Give a place for a run of a new name, to be moved into `runs` once it is whole.

    What stays there is removed, and so is the folder if it was made for it.

    Raises:
        OutputError: the folder cannot be written.
    """
    new_folder = not runs.exists()
    try:
        runs.mkdir(parents=True, exist_ok=True)
        remove_abandoned(runs)
        with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=runs, ignore_cleanup_errors=True) as folder:
            yield Path(folder) / free_path(runs, kind).name
    except OSError as error:
        raise OutputError(
            f"{runs} cannot be written ({error.strerror or error}). Start the server with another --runs."
        ) from None
    finally:
        if new_folder:
            with contextlib.suppress(OSError):  # it is there for a run that came
                runs.rmdir()


def remove_abandoned(runs: Path) -> None:
    """Remove what trainings of servers left that were killed more than a day ago."""
    for abandoned in runs.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - abandoned.stat().st_mtime > 24 * 3600:
                shutil.rmtree(abandoned)

"""Read many files at once, on all cores, and go on when one of them cannot be read."""

import glob
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import ImageError, OutputError
from shuzi.machine import cores
from shuzi.reading.annotate import Picture, annotate, steps, write_picture
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader

_FEWEST_FOR_PROCESSES = 8
"""With fewer files, starting processes takes longer than reading."""

_AT_ONCE = 4


class Job(NamedTuple):
    """One file, and which pictures of it are wanted."""

    file: Path
    annotated: Path | None = None
    """Write the page with its boxes to this file."""
    steps: Path | None = None
    """Write the picture of every step into this folder."""
    printed: bool = False
    """Whether digits in print belong to the answer, also where the page holds handwriting."""


def find_files(paths: Sequence[str | Path]) -> list[Path]:
    """Return the files that these names mean: files as they are, folders with all files in them, and patterns.

    Raises:
        ImageError: a folder holds no file, or a pattern fits none.
    """
    found: list[Path] = []
    for name in paths:
        path = Path(name)
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
            if not inside:
                raise ImageError(f"{path} is a folder without files; expected one with images. Check the path.")
            found += inside
        elif not path.exists() and glob.has_magic(str(name)):
            fitting = [
                Path(file)
                for file in sorted(glob.glob(str(name), recursive=True))  # noqa: PTH207 - a pattern may be absolute
                if Path(file).is_file()
            ]
            if not fitting:
                raise ImageError(f"no file fits {name}; expected images. Check the pattern.")
            found += fitting
        else:
            found.append(path)
    return found


def read_files(jobs: Sequence[Job], model: str | Path | None = None) -> Iterator[Page]:
    """Give the page of every file in the order of the jobs; one that cannot be read tells why in `error`.

    Args:
        jobs: the files.
        model: a run's folder; None is the model that comes with shuzi.
    Raises:
        RunError: the model cannot be loaded.
        OutputError: a picture cannot be written.
    """
    reader = Reader(model)
    if len(jobs) < _FEWEST_FOR_PROCESSES or cores() == 1:
        yield from (_read(reader, job) for job in jobs)
        return
    with ProcessPoolExecutor(cores(), get_context("spawn"), _start, (model,)) as pool:
        yield from pool.map(_read_in_process, jobs, chunksize=_AT_ONCE)


_reader: Reader | None = None
"""Of this process, where it is one of several that read."""


def _start(model: str | Path | None) -> None:
    global _reader  # noqa: PLW0603 - a process has one reader for all its files
    _reader = Reader(model, threads=1)


def _read_in_process(job: Job) -> Page:
    assert _reader is not None  # noqa: S101 - `_start` has run
    return _read(_reader, job)


def _read(reader: Reader, job: Job) -> Page:
    try:
        look = reader.look(job.file, printed=job.printed)
    except ImageError as error:
        return Page(0, 0, file=str(job.file), error=str(error))
    if job.annotated is not None:
        _write(annotate(look), job.annotated)
    if job.steps is not None:
        for name, picture in steps(look).items():
            _write(picture, job.steps / f"{name}.png")
    return look.page


def _write(picture: Picture, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_picture(picture, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another place.") from None

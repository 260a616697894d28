"""Read many files at once, on all cores, and go on when one of them cannot be read."""

import glob
import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import ImageError, OutputError, UsageError
from shuzi.imaging.document import Document
from shuzi.imaging.folders import files_below, is_clutter
from shuzi.machine import cores
from shuzi.reading.annotate import Picture, annotate, steps, write_picture
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader

FEWEST_FOR_PROCESSES = 8
"""With fewer files, starting processes takes longer than reading; set by hand."""

_AT_ONCE = 4
"""Pages that a process is given at once; set by hand: pages of one file mostly stay together, and none waits long."""


class Job(NamedTuple):
    """One page of a file, and which pictures of it are wanted."""

    file: Path
    annotated: Path | None = None
    """Write the page with its boxes to this file."""
    steps: Path | None = None
    """Write the picture of every step into this folder."""
    printed: bool = False
    """Whether digits in print belong to the answer, also where the page holds handwriting."""
    number: int | None = None
    """Which page, from 1; None of an image."""
    of: int | None = None
    """How many pages the file has; None of an image."""


def pages_in(files: Sequence[Path]) -> list[Job]:
    """Return every page of every file: of PDFs and of TIFFs that have several each, of everything else one.

    A file that cannot be read is one page, and says why when it is read.
    """
    jobs = []
    for file in files:
        try:
            with Document(file) as document:
                paged, count = document.is_paged, document.count
        except ImageError:
            paged, count = False, 1
        jobs += [Job(file, number=number, of=count) for number in range(1, count + 1)] if paged else [Job(file)]
    return jobs


def find_files(paths: Sequence[str | Path]) -> list[Path]:
    """Return the files that these names mean: files as they are, folders with all files in them, and patterns.

    What is hidden or made by macOS and Windows by themselves is passed over, unless it is named as it is.

    Raises:
        UsageError: a name is empty.
        ImageError: a folder holds no file or cannot be read, or a pattern fits none.
    """
    files: list[Path] = []
    for name in paths:
        if not str(name):
            raise UsageError("an empty name was given; expected an image, a folder or a pattern. `.` is this folder.")
        path = Path(name)
        if os.path.isdir(path):  # noqa: PTH112 - Path's own raises where a name is too long or not allowed
            files += _inside(path)
        elif not os.path.lexists(path) and glob.has_magic(str(name)):
            files += _fitting(str(name))
        else:
            files.append(path)
    return files


def _inside(folder: Path) -> list[Path]:
    try:
        inside = files_below(folder)
    except OSError as error:
        raise ImageError(
            f"{error.filename} cannot be read ({error.strerror}); expected a folder with images. Check its rights."
        ) from None
    if not inside:
        raise ImageError(f"{folder} is a folder without files; expected one with images. Check the path.")
    return inside


def _fitting(pattern: str) -> list[Path]:
    files = map(Path, sorted(glob.glob(pattern, recursive=True)))  # noqa: PTH207 - a pattern may be absolute
    fitting = [file for file in files if file.is_file() and not any(map(is_clutter, _below(pattern, file)))]
    if not fitting:
        raise ImageError(f"no file fits {pattern}; expected images. Check the pattern.")
    return fitting


def _below(pattern: str, file: Path) -> Sequence[str]:
    """Return the parts of a path that the pattern does not spell out."""
    named = len(list(itertools.takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts)))
    return file.parts[named:]


def read_files(jobs: Sequence[Job], model: str | Path | None = None) -> Iterator[Page]:
    """Give the page of every file in the order of the jobs; one that cannot be read tells why in `error`.

    Args:
        jobs: the files.
        model: a run's folder; None is the model that comes with shuzi.
    Raises:
        RunError: the model cannot be loaded.
        OutputError: a picture cannot be written.
        ImageError: a process that reads was ended from outside.
    """
    reader = Reader(model)
    if len(jobs) < FEWEST_FOR_PROCESSES or cores() == 1:
        yield from (_read(reader, job) for job in jobs)
        return
    # Heavier than they look; a few files do not have to wait for them.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    try:
        with ProcessPoolExecutor(cores(), get_context("spawn"), _start, (model,)) as pool:
            yield from pool.map(_read_in_process, jobs, chunksize=_AT_ONCE)
    except BrokenProcessPool:
        raise ImageError(
            f"one of the {cores()} processes that read was ended from outside, for want of memory perhaps; what was "
            f"read until then is told. Read up to {FEWEST_FOR_PROCESSES - 1} files at a time."
        ) from None


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
        source = job.file if job.number is None else _document(job.file).page(job.number)
        trace = reader.look(source, printed=job.printed)
    except ImageError as error:
        return Page(0, 0, file=str(job.file), error=str(error), number=job.number, count=job.of)
    finally:
        if job.number == job.of:
            _let_go()
    if job.annotated is not None:
        _write(annotate(trace), job.annotated)
    if job.steps is not None:
        for name, picture in steps(trace).items():
            _write(picture, job.steps / f"{name}.png")
    return trace.page


_open_document: tuple[Path, Document] | None = None
"""Pages of one file come one after the other; opening it for each would take a process each."""


def _document(file: Path) -> Document:
    global _open_document  # noqa: PLW0603 - a process has one at a time
    if _open_document is None or _open_document[0] != file:
        _let_go()
        _open_document = (file, Document(file))
    return _open_document[1]


def _let_go() -> None:
    global _open_document  # noqa: PLW0603 - as above
    if _open_document is not None:
        _open_document[1].close()
        _open_document = None


def _write(picture: Picture, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_picture(picture, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another place.") from None

"""Read any number of files on all cores of this machine, in order, and in the same memory however many they are."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from shuzi.machine import cores
from shuzi.reading.batches import pages_of
from shuzi.reading.page import Page
from shuzi.reading.reader import Reader

_AHEAD = 4
"""Files that wait for each process, so that none idles; more would only fill the memory with answers."""

_FEWEST_FOR_PROCESSES = 8
"""With fewer files, starting processes takes longer than reading."""


def read_many(files: Sequence[Path], model: str | Path | None = None, *, printed: bool = False) -> Iterator[list[Page]]:
    """Give the pages of every file, in the order of the files; what cannot be read tells why in `error`.

    A file during which its process is ended from outside, for want of memory perhaps, is tried once more by itself;
    if that process is ended, too, its one page says so.

    Args:
        files: any number.
        model: a run's folder; None is the model that comes with shuzi.
        printed: whether digits in print belong to the answer beside handwriting.
    Raises:
        RunError: the model cannot be loaded.
    """
    reader = Reader(model)  # says here, in one process, what is wrong with the model
    if len(files) < _FEWEST_FOR_PROCESSES or cores() == 1:
        yield from (pages_of(reader, str(file), None, printed=printed) for file in files)
        return
    del reader
    todo = deque(files)
    while todo:
        yield from _read_until_broken(todo, model, printed=printed)
        # What was under way when a process was ended: any of these may have been the cause.
        for _ in range(min(len(todo), cores() * _AHEAD)):
            yield _read_alone(todo.popleft(), model, printed=printed)


def _read_until_broken(todo: deque[Path], model: str | Path | None, *, printed: bool) -> Iterator[list[Page]]:
    """Give the pages of the files at the head, and take these off; end where a process is ended from outside."""
    running: deque[Future[list[Page]]] = deque()
    with ProcessPoolExecutor(cores(), get_context("spawn"), _start, (model,)) as pool:
        try:
            ahead = iter(list(todo))
            while todo:
                for file in ahead:
                    running.append(pool.submit(_read_in_process, file, printed=printed))
                    if len(running) >= cores() * _AHEAD:
                        break
                pages = running.popleft().result()
                todo.popleft()
                yield pages
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_alone(file: Path, model: str | Path | None, *, printed: bool) -> list[Page]:
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _start, (model,)) as pool:
            return pool.submit(_read_in_process, file, printed=printed).result()
    except BrokenProcessPool:
        error = f"{file} could not be read: the process that read it was ended from outside twice, for want of memory?"
        return [Page(0, 0, file=str(file), error=error)]


_reader: Reader | None = None
"""Of this process, where it is one of several that read."""


def _start(model: str | Path | None) -> None:
    global _reader  # noqa: PLW0603 - a process has one reader for all its files
    Thread(target=_leave_with_parent, daemon=True).start()
    _reader = Reader(model, threads=1)


def _leave_with_parent() -> None:
    # Where the parent is killed, nobody tells its processes, which would wait for work for ever.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_in_process(file: Path, *, printed: bool) -> list[Page]:
    assert _reader is not None  # noqa: S101 - `_start` has run
    return pages_of(_reader, str(file), None, printed=printed)

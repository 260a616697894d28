"""Read any number of files on all cores of this machine, in order, and in the same memory however many they are."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from shuzi.machine import cores
from shuzi.reading.many import FEWEST_FOR_PROCESSES
from shuzi.scale.task import Pages, Task

_AHEAD = 4
"""Files that wait for each process, so that none idles; more would only fill the memory with answers. Set by hand."""


def read_many(files: Sequence[Path], task: Task = Pages()) -> Iterator[Sequence[Any]]:  # noqa: B008 - is frozen
    """Give the pages of every file, in the order of the files; what cannot be read tells why in `error`.

    A file during which its process is ended from outside, for want of memory perhaps, is tried once more by itself;
    if that process is ended, too, its one page says so.

    Args:
        files: any number.
        task: what is read of each.
    Raises:
        RunError: the model cannot be loaded.
    """
    read = task.start(threads=None)  # says here, in one process, what is wrong with the model or the form
    if len(files) < FEWEST_FOR_PROCESSES or cores() == 1:
        yield from (read(str(file)) for file in files)
        return
    del read
    todo = deque(files)
    while todo:
        yield from _read_until_broken(todo, task)
        # What was under way when a process was ended: any of these may have been the cause.
        for _ in range(min(len(todo), cores() * _AHEAD)):
            yield _read_alone(todo.popleft(), task)


def _read_until_broken(todo: deque[Path], task: Task) -> Iterator[Sequence[Any]]:
    """Give the pages of the files at the head, and take these off; end where a process is ended from outside."""
    running: deque[Future[Sequence[Any]]] = deque()
    with ProcessPoolExecutor(cores(), get_context("spawn"), _start, (task,)) as pool:
        try:
            ahead = iter(list(todo))
            while todo:
                for file in ahead:
                    running.append(pool.submit(_read_in_process, file))
                    if len(running) >= cores() * _AHEAD:
                        break
                pages = running.popleft().result()
                todo.popleft()
                yield pages
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_alone(file: Path, task: Task) -> Sequence[Any]:
    try:
        with ProcessPoolExecutor(1, get_context("spawn"), _start, (task,)) as pool:
            return pool.submit(_read_in_process, file).result()
    except BrokenProcessPool:
        error = f"{file} could not be read: the process that read it was ended from outside twice, for want of memory?"
        return [task.unread(str(file), error)]


_read: Callable[[str], Sequence[Any]] | None = None
"""Of this process, where it is one of several that read."""


def _start(task: Task) -> None:
    global _read  # noqa: PLW0603 - a process has one reader for all its files
    Thread(target=_leave_with_parent, daemon=True).start()
    _read = task.start(threads=1)


def _leave_with_parent() -> None:
    # Where the parent is killed, nobody tells its processes, which would wait for work for ever.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_in_process(file: Path) -> Sequence[Any]:
    assert _read is not None  # noqa: S101 - `_start` has run
    return _read(str(file))

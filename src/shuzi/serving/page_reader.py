"""Photos and single digits that must be looked for, read one after the other beside the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from shuzi.digits import Images, Predictions
from shuzi.reading.reader import Reader
from shuzi.reading.signs import SignReader
from shuzi.reading.trace import Doubted, Trace
from shuzi.serving.refusals import busy
from shuzi.serving.settings import Limits

Result = TypeVar("Result")

_MOST_READERS = 3
"""Each takes a few megabytes; whoever compares goes back and forth between two. Set by hand."""

_AT_ONCE = 16
"""Single digits that are looked for before the next photo has its turn; set by hand."""


class PageReader:
    """Readers with one worker; each is made when the first photo for it comes."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.pages
        self._under_way = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pages")
        self.reader = lru_cache(_MOST_READERS)(partial(Reader, threads=1))
        """Returns the reader with a model; for work in the worker."""
        self._sign_reader_of = lru_cache(_MOST_READERS)(partial(SignReader, threads=1))

    async def look(self, content: bytes, model: Path, page: int = 1) -> Trace:
        """Return what is on a page.

        Args:
            content: of an image file or a PDF.
            model: the run to read with.
            page: which, of a file that has several.
        Raises:
            Refusal: 429 if several pages wait already.
            ImageError: it cannot be read as an image; the message says why.
            UsageError: there is no such page.
            RunError: the run is damaged.
        """
        return await self.run(lambda: self.reader(model).look(content, page=page))

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what some work on a photo gives, once the worker comes to it, which alone may ask `reader`.

        Raises:
            Refusal: 429 if several photos wait already.
        """
        self._wait_in_line()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._under_way -= 1

    async def doubted(self, trace: Trace, model: Path) -> Doubted:
        """Return the marks of a page that were taken for no digit; `model` is the run that it was read with."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: self.reader(model).doubted(trace))

    async def predict(self, images: Sequence[Any] | Images, model: Path, *, signs: bool = False) -> Predictions:
        """Return the digit of each image that holds one, as `Reader.predict` does.

        Args:
            images: an array (n, 28, 28), uint8, or contents of image files.
            model: the run to ask.
            signs: whether the run is of classes of one's own.
        Raises:
            Refusal: 429 if several photos wait already.
            ImageError: a file cannot be read as an image; the message says why.
            RunError: the run is damaged.
        """
        self._wait_in_line()
        run = asyncio.get_running_loop().run_in_executor
        try:
            parts = [
                await run(self._pool, self._predict, images[start : start + _AT_ONCE], model, signs)
                for start in range(0, len(images), _AT_ONCE)
            ]
        finally:
            self._under_way -= 1
        digits, probabilities, confidence, found = (
            np.concatenate(values) for values in zip(*(part[:4] for part in parts), strict=True)
        )  # (n,), (n, classes), (n,), (n,)
        return Predictions(digits, probabilities, confidence, found, parts[0].classes)

    def close(self) -> None:
        """Let the worker go once it has finished."""
        self._pool.shutdown(wait=False)

    def _wait_in_line(self) -> None:
        if self._under_way >= self._most:
            raise busy(f"{self._under_way} photos are being read")
        self._under_way += 1

    def _predict(self, images: Sequence[Any] | Images, model: Path, signs: bool) -> Predictions:  # noqa: FBT001 - an executor's
        """Run in the worker, and there only."""
        return (self._sign_reader_of if signs else self.reader)(model).predict(images)

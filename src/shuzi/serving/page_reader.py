"""Photos, read one after the other beside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

from shuzi.reading.reader import Look, Reader
from shuzi.serving.refusals import busy
from shuzi.serving.settings import Limits


class PageReader:
    """A reader with a worker of its own; it is made when the first photo comes."""

    def __init__(self, model: Path | None, limits: Limits) -> None:
        """Take the run to read with; None is the model that comes with shuzi."""
        self._model = model
        self._most = limits.pages
        self._under_way = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pages")

    async def look(self, content: bytes) -> Look:
        """Return what is on a page, from an image file's content.

        Raises:
            Refusal: 429 if several pages wait already.
            ImageError: it cannot be read as an image; the message says why.
        """
        if self._under_way >= self._most:
            raise busy(f"{self._under_way} photos are being read")
        self._under_way += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, content)
        finally:
            self._under_way -= 1

    def close(self) -> None:
        """Let the worker go once it has finished."""
        self._pool.shutdown(wait=False)

    def _read(self, content: bytes) -> Look:
        return self._reader.look(content)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self._model, threads=1)

"""Requests of many clients, run through a model together.

While one batch is computed, what arrives meanwhile waits and makes the next one. So a lone request is run at once,
and the busier the server, the larger the batches and the less each image costs.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.digits import Probabilities
from shuzi.errors import ShuziError
from shuzi.serving.metrics import Metrics, Statistics
from shuzi.serving.refusals import Refusal, busy, refusal_of
from shuzi.serving.settings import Limits

Pixels = npt.NDArray[np.generic]
"""Numbers of any dtype, shape (n, 28, 28, 1), 0 to 255."""


class ModelOutputs(NamedTuple):
    """What a model says of n images."""

    logits: npt.NDArray[np.float32]
    """float32, shape (n, 10)."""
    probabilities: Probabilities
    framed: npt.NDArray[np.bool_]
    """bool, shape (n,); whether each image is one as the model has learnt from: white on black, framed as MNIST's."""


RunModel = Callable[[Pixels], tuple[npt.NDArray[np.float32], Probabilities, npt.NDArray[np.bool_]]]


class _Part(NamedTuple):
    came_ns: int
    """On the clock of `time.perf_counter_ns`."""
    images: Pixels
    future: asyncio.Future[ModelOutputs]


class Batcher:
    """One model's worker, and the images that wait for it."""

    def __init__(self, run: RunModel, limits: Limits, metrics: Metrics) -> None:
        """Take the function that computes the three arrays of `ModelOutputs` of a batch."""
        self._run = run
        self._limits = limits
        self._metrics = metrics
        self.statistics = Statistics()
        self._waiting: deque[_Part] = deque()
        self._accepted = 0
        """Images accepted and not yet answered."""
        self._pool = self._new_pool()
        self._running: list[_Part] | None = None
        self._began_ns = 0
        self._watch: asyncio.TimerHandle | None = None

    async def predict(self, images: Pixels) -> ModelOutputs:
        """Return the answer to these images and to no others.

        Args:
            images: shape (n, 28, 28, 1), 0 to 255, n at least 1.
        Raises:
            Refusal: 429 if too much waits already, 504 if the model hangs.
        """
        began = time.perf_counter_ns()
        counted = self.statistics.fail
        try:
            answer = await self._answer(images)
            counted = self.statistics.success
        finally:
            counted.add(time.perf_counter_ns() - began)
        return answer

    def close(self) -> None:
        """Let the worker go once it has finished."""
        self._pool.shutdown(wait=False)

    async def _answer(self, images: Pixels) -> ModelOutputs:
        if self._accepted + len(images) > self._limits.waiting_images:
            raise busy(f"{self._accepted} images wait, and at most {self._limits.waiting_images} may")
        self._accepted += len(images)
        try:
            size = self._limits.batch_images
            parts = [await self._submit(images[start : start + size]) for start in range(0, len(images), size)]
        finally:
            self._accepted -= len(images)
        if len(parts) == 1:
            return parts[0]
        joined = (np.concatenate(values) for values in zip(*parts, strict=True))  # (n, classes) twice, (n,)
        return ModelOutputs(*joined)

    def _submit(self, images: Pixels) -> asyncio.Future[ModelOutputs]:
        future: asyncio.Future[ModelOutputs] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Part(time.perf_counter_ns(), images, future))
        if self._running is None:
            self._start()
        return future

    def _start(self) -> None:
        batch: list[_Part] = []
        images = 0
        while self._waiting and (not batch or images + len(self._waiting[0].images) <= self._limits.batch_images):
            part = self._waiting.popleft()
            if not part.future.done():  # its client may have gone
                batch.append(part)
                images += len(part.images)
        if not batch:
            return
        self._running = batch
        self._began_ns = time.perf_counter_ns()
        for part in batch:
            self.statistics.queue.add(self._began_ns - part.came_ns)
        self._metrics.batch_images.observe(images)
        loop = asyncio.get_running_loop()
        self._watch = loop.call_later(self._limits.inference_seconds, self._give_up, batch)
        # Of all parts together (images, 28, 28, 1).
        joined = batch[0].images if len(batch) == 1 else np.concatenate([part.images for part in batch])
        work = self._pool.submit(self._run, joined)
        work.add_done_callback(partial(_hand_over, loop, self._finish, batch))

    def _finish(self, batch: list[_Part], work: "Future[Any]") -> None:
        if self._running is not batch:  # given up before
            return
        images, took_ns = sum(len(part.images) for part in batch), time.perf_counter_ns() - self._began_ns
        self._next()
        error = work.exception()
        if error is not None:
            refusal = refusal_of(error) if isinstance(error, ShuziError) else error
            _fail(batch, refusal)
            return
        answer = ModelOutputs(*work.result())
        self.statistics.ran(images, len(batch), took_ns)
        start = 0
        for part in batch:
            end = start + len(part.images)
            if not part.future.done():
                rows = slice(start, end)
                part.future.set_result(
                    ModelOutputs(answer.logits[rows], answer.probabilities[rows], answer.framed[rows])
                )
            start = end

    def _give_up(self, batch: list[_Part]) -> None:
        self._pool.shutdown(wait=False)
        self._pool = self._new_pool()
        self._next()
        _fail(batch, Refusal(504, f"the model has not answered within {self._limits.inference_seconds:g} s."))

    def _next(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._running = None
        if self._waiting:
            self._start()

    @staticmethod
    def _new_pool() -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix="model")


def _hand_over(
    loop: asyncio.AbstractEventLoop,
    finish: Callable[[list[_Part], "Future[Any]"], None],
    batch: list[_Part],
    work: "Future[Any]",
) -> None:
    """Give a finished batch, which is known in the worker's thread, to the loop's thread."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(finish, batch, work)


def _fail(batch: list[_Part], error: BaseException) -> None:
    for part in batch:
        if not part.future.done():
            part.future.set_exception(error)

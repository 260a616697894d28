"""Learn from corrected digits, one lesson at a time: train in a process beside the server, then measure what changed.

Some of the digits are held out, always the same ones; nothing is ever trained on them. On them and on MNIST's test
images both models are measured, the one that was begun from and the new one.
"""

import math
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from shuzi.data.dataset import SPLIT_SEED, TEST_ONE_IN
from shuzi.data.folder import hold_out, read_labelled_folder
from shuzi.data.mnist import load_mnist
from shuzi.data.own.read import reason_lines
from shuzi.digits import Split
from shuzi.errors import DataError, ShuziError
from shuzi.recipes import find_recipe
from shuzi.serving.lesson_figures import Labels, changed, write_figures
from shuzi.serving.refusals import Refusal, code_of_failure
from shuzi.serving.schemas import ChangedSchema, ComparedSchema
from shuzi.serving.training_process import TrainingFailed, TrainingProcess, new_run
from shuzi.store.model import PRETRAINED, START_PRETRAINED, Model, load

FEWEST = 20
"""Fewer digits teach nothing that could be measured; set by hand."""

_RECIPE = "adapt"
_TRAINING = (0.15, 0.75)
"""Shares of the whole at which training begins and ends: first Keras starts, in the end both models are measured.
Set by hand."""

_USUAL_SECONDS = 8.0
"""That Keras takes to start, and the run to be written; meanwhile progress creeps to the share where that ends. Set
by hand."""

_MEASURED_FROM = 0.85
"""Share of the whole at which both models begin to be measured; set by hand."""
_MEASURED_AT_ONCE = 1000
"""Images, set by hand so that progress moves meanwhile; a thousand take tenths of a second."""


@dataclass(frozen=True)
class Learning:
    """What is known of the last lesson."""

    state: Literal["idle", "running", "done", "failed"] = "idle"
    stage: Literal["starting", "training", "measuring"] | None = None
    """While it runs."""
    progress: float = 0.0
    creeps: tuple[float, float] | None = None
    """Where nothing tells how far it is: since when, on the monotonic clock, and up to which share of the whole."""
    start: str | None = None
    """Name of the model that was begun from."""
    model: str | None = None
    """Name of the new run, once it is there."""
    train_images: int = 0
    """Own digits that are trained on."""
    left_out_images: int = 0
    """Own images in which no digit is found."""
    passed_over: tuple[str, ...] = ()
    """What else in the folder is not used, and why, a line for each reason."""
    own: ComparedSchema | None = None
    """On the own digits that are held out."""
    mnist: ComparedSchema | None = None
    """On MNIST's test images."""
    own_changed: ChangedSchema | None = None
    """Which of the own digits came to be right, or wrong."""
    mnist_changed: ChangedSchema | None = None
    error: str | None = None
    code: str | None = None
    """Why it failed, as a word."""

    def progress_at(self, now: float) -> float:
        """Return which share of the whole is done, on the monotonic clock; it moves all the time."""
        if self.creeps is None:
            return self.progress
        since, until = self.creeps
        return round(until - (until - self.progress) * math.exp(-max(0.0, now - since) / _USUAL_SECONDS), 4)


class Lesson(NamedTuple):
    """What is asked for."""

    start: str
    path: Path
    """Of the model that is begun from."""
    epochs: float | None = None
    """None are the recipe's."""
    language: str = "en"
    """Of the new run's `report.md` and pictures."""


class TooFewDigits(DataError):  # noqa: N818 - it says what the folder lacks
    """There are fewer than `FEWEST` digits."""

    def __init__(self, count: int, message: str) -> None:
        super().__init__(message)
        self.count = count


class OwnDigits(NamedTuple):
    """Labelled digits of one's own."""

    train: Split
    held: Split
    """Held out."""
    left_out: int
    """Images in which no digit is found."""
    passed_over: tuple[str, ...]
    """What else is not used, and why, a line for each reason."""


def own_digits(folder: Path) -> OwnDigits:
    """Return the own digits to train on and those that are held out, as `shuzi train --data --start` splits them.

    Raises:
        TooFewDigits: there are too few.
        DataError: the folder is not laid out as it should be.
    """
    labelled = read_labelled_folder(folder) if folder.is_dir() and any(folder.iterdir()) else None
    count = 0 if labelled is None else len(labelled.split.labels)
    passed_over = () if labelled is None else tuple(reason_lines(labelled.passed_over))
    if labelled is None or count < FEWEST:
        raise TooFewDigits(
            count,
            f"there are {count} labelled digits in {folder}; expected at least {FEWEST}. Correct or label "
            f"{FEWEST - count} more.{''.join(f' ({line})' for line in passed_over)}",
        )
    train, held = hold_out(labelled.split, one_in=TEST_ONE_IN, seed=SPLIT_SEED, every_class=False)
    return OwnDigits(train, held, len(labelled.left_out), passed_over)


class _Cancelled(Exception):  # noqa: N818 - is no fault
    """Somebody ended the lesson."""


class Teacher:
    """Runs lessons in a thread, and knows how the last one is going."""

    def __init__(self, corrections: Path, runs: Path, busy: threading.Lock) -> None:
        """Take the folder of labelled digits, the one for the new runs, and what is held by whoever trains."""
        self._busy = busy
        self._corrections, self._runs = corrections.absolute(), runs.absolute()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: TrainingProcess | None = None
        self._cancelled = False
        self._steps = 1
        self.learning = Learning()

    def begin(self, lesson: Lesson) -> None:
        """Start a lesson.

        Raises:
            Refusal: 409, something is trained already, or the digits cannot be used; the message says why.
        """
        with self._lock:
            if self.learning.state == "running":
                raise Refusal(
                    409,
                    "a lesson is under way. Wait for its end, or cancel it with DELETE /api/learn.",
                    code="lesson_under_way",
                )
            try:
                own = own_digits(self._corrections)
            except TooFewDigits as error:
                values = {"count": error.count, "fewest": FEWEST}
                raise Refusal(409, str(error), code="too_few_digits", values=values) from None
            except DataError as error:
                raise Refusal(409, str(error), code="data_not_usable") from None
            if not self._busy.acquire(blocking=False):
                raise Refusal(
                    409,
                    "a training is under way. Wait for its end, or remove it with DELETE /api/trainings/NUMBER.",
                    code="training_under_way",
                )
            self._cancelled = False
            self.learning = Learning(
                "running",
                "starting",
                creeps=(time.monotonic(), _TRAINING[0]),
                start=lesson.start,
                train_images=len(own.train.labels),
                left_out_images=own.left_out,
                passed_over=own.passed_over,
            )
            self._thread = threading.Thread(target=self._teach, args=(lesson, own.held), name="teaching", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """End the lesson that is under way; nothing of it stays.

        Raises:
            Refusal: 409, there is none.
        """
        if self.learning.state != "running":
            raise Refusal(409, "no lesson is under way, so there is nothing to cancel.", code="no_lesson")
        self.close()

    def close(self) -> None:
        """End a lesson that is under way, if there is one, as `cancel` does."""
        with self._lock:
            self._cancelled = True
            if self._process is not None:
                self._process.kill()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _teach(self, lesson: Lesson, held: Split) -> None:
        try:
            with new_run(self._runs, "mine") as run:
                self._train(lesson, run)
                measured = self._measure(load(lesson.path, threads=1), load(run, threads=1), held)
                self._go_on()
                write_figures(run, mnist_images=measured["mnist"].images, mnist_accuracy=measured["mnist"].after)
                run.replace(self._runs / run.name)
            self._note(state="done", stage=None, progress=1.0, creeps=None, model=run.name, **measured)
        except _Cancelled:
            self.learning = Learning()
        except (ShuziError, TrainingFailed, OSError) as error:
            progress = self.learning.progress_at(time.monotonic())  # it never goes back
            self._note(
                state="failed",
                stage=None,
                progress=progress,
                creeps=None,
                error=str(error),
                code=code_of_failure(error),
            )
        finally:
            self._busy.release()

    def _train(self, lesson: Lesson, path: Path) -> None:
        recipe = find_recipe(_RECIPE)
        job = {
            "recipe": asdict(recipe if lesson.epochs is None else replace(recipe, epochs=lesson.epochs)),
            "data": str(self._corrections),
            "start": START_PRETRAINED if lesson.path == PRETRAINED else str(lesson.path.absolute()),
            "out": str(path),
            "language": lesson.language,
        }
        with self._lock:
            self._go_on()
            self._process = TrainingProcess(job)
        try:
            self._process.wait(self._on_event)
        except TrainingFailed:
            self._go_on()
            raise
        finally:
            with self._lock:
                self._process = None

    def _on_event(self, event: dict[str, Any]) -> None:
        begin, end = _TRAINING
        if event["event"] == "began":
            self._steps = event["steps"]
            self._note(stage="training", progress=begin, creeps=None)
        elif event["event"] == "step":
            self._note(progress=round(begin + (end - begin) * event["step"] / self._steps, 4))
        elif event["event"] == "trained":
            self._note(stage="measuring", progress=end, creeps=(time.monotonic(), _MEASURED_FROM))

    def _measure(self, before: Model, after: Model, held: Split) -> dict[str, Any]:
        """Return what `Learning` says of both models, by its names."""
        splits = {"own": held, "mnist": load_mnist().test}
        whole = 2 * sum(len(split.labels) for split in splits.values())
        done = 0
        self._note(progress=_MEASURED_FROM, creeps=None)

        def answers(model: Model, split: Split) -> Labels:
            nonlocal done
            digits = []
            for start in range(0, len(split.labels), _MEASURED_AT_ONCE):
                self._go_on()
                batch = split.images[start : start + _MEASURED_AT_ONCE]
                digits.append(model.predict(batch, exact=True).digits)
                done += len(digits[-1])
                self._note(progress=round(_MEASURED_FROM + (1 - _MEASURED_FROM) * done / whole, 4))
            return np.concatenate(digits)  # (n,)

        measured: dict[str, Any] = {}
        for name, split in splits.items():
            true, old, new = split.labels, answers(before, split), answers(after, split)
            shares = {"before": float((old == true).mean()), "after": float((new == true).mean())}
            measured[name] = ComparedSchema(images=len(true), **shares)
            measured[f"{name}_changed"] = changed(true, old, new)
        return measured

    def _go_on(self) -> None:
        if self._cancelled:
            raise _Cancelled

    def _note(self, **changes: object) -> None:
        self.learning = replace(self.learning, **changes)  # type: ignore[arg-type]

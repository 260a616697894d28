"""Learn from corrected digits, one lesson at a time: train in a process beside the server, then measure what changed.

Some of the digits are held out, always the same ones; nothing is ever trained on them. On them and on MNIST's test
images both models are measured, the one that was begun from and the new one.
"""

import contextlib
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from shuzi.data.dataset import SPLIT_SEED, TEST_ONE_IN
from shuzi.data.folder import hold_out, read_labelled_folder
from shuzi.data.mnist import load_mnist
from shuzi.digits import Split
from shuzi.errors import DataError, ImageError, ShuziError
from shuzi.recipes import find_recipe
from shuzi.serving.refusals import Refusal
from shuzi.serving.training_process import TrainingFailed, TrainingProcess
from shuzi.store.folder import free_path
from shuzi.store.model import PRETRAINED, START_PRETRAINED, Model, load

FEWEST = 20
"""Fewer digits teach nothing that could be measured."""

_RECIPE = "adapt"
_UNFINISHED = ".learning-"
_TRAINING = (0.1, 0.85)
"""Shares of the whole at which training begins and ends: first Keras starts, in the end both models are measured."""


class Compared(NamedTuple):
    """Both models on the same images."""

    images: int
    before: float
    """Accuracy of the model that was begun from, 0 to 1."""
    after: float


@dataclass(frozen=True)
class Learning:
    """What is known of the last lesson."""

    state: Literal["idle", "running", "done", "failed"] = "idle"
    stage: Literal["starting", "training", "measuring"] | None = None
    """While it runs."""
    progress: float = 0.0
    start: str | None = None
    """Name of the model that was begun from."""
    model: str | None = None
    """Name of the new run, once it is there."""
    train_images: int = 0
    """Own digits that are trained on."""
    left_out_images: int = 0
    """Own images in which no digit is found."""
    own: Compared | None = None
    """On the own digits that are held out."""
    mnist: Compared | None = None
    """On MNIST's test images."""
    error: str | None = None


class Lesson(NamedTuple):
    """What is asked for."""

    start: str
    path: Path
    """Of the model that is begun from."""
    epochs: float | None = None
    """None are the recipe's."""


class OwnDigits(NamedTuple):
    """Labelled digits of one's own."""

    train: Split
    held: Split
    """Held out."""
    left_out: int
    """Images in which no digit is found."""


def own_digits(folder: Path) -> OwnDigits:
    """Return the own digits to train on and those that are held out, as `shuzi train --data --start` splits them.

    Raises:
        DataError: there are too few, or the folder is not laid out as it should be.
        ImageError: a file cannot be read as an image.
    """
    known = read_labelled_folder(folder) if folder.is_dir() and any(folder.iterdir()) else None
    count = 0 if known is None else len(known.split.labels)
    if known is None or count < FEWEST:
        raise DataError(
            f"there are {count} labelled digits in {folder}; expected at least {FEWEST}. Correct or label "
            f"{FEWEST - count} more."
        )
    train, held = hold_out(known.split, one_in=TEST_ONE_IN, seed=SPLIT_SEED, every_class=False)
    return OwnDigits(train, held, len(known.left_out))


class _Cancelled(Exception):  # noqa: N818 - is no fault
    """Somebody ended the lesson."""


class Teacher:
    """Runs lessons in a thread, and knows how the last one is going."""

    def __init__(self, corrections: Path, runs: Path) -> None:
        """Take the folder of labelled digits, and the one for the new runs."""
        self._corrections, self._runs = corrections.absolute(), runs.absolute()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: TrainingProcess | None = None
        self._cancelled = False
        self.learning = Learning()

    def begin(self, lesson: Lesson) -> None:
        """Start a lesson.

        Raises:
            Refusal: 409, one is under way, or the digits cannot be used; the message says why.
        """
        with self._lock:
            if self.learning.state == "running":
                raise Refusal(409, "a lesson is under way. Wait for its end, or cancel it with DELETE /api/learn.")
            try:
                own = own_digits(self._corrections)
            except (DataError, ImageError) as error:
                raise Refusal(409, str(error)) from None
            self._cancelled = False
            self.learning = Learning(
                "running",
                "starting",
                start=lesson.start,
                train_images=len(own.train.labels),
                left_out_images=own.left_out,
            )
            self._thread = threading.Thread(target=self._teach, args=(lesson, own.held), name="teaching", daemon=True)
            self._thread.start()

    def cancel(self) -> None:
        """End the lesson that is under way; nothing of it stays.

        Raises:
            Refusal: 409, there is none.
        """
        if self.learning.state != "running":
            raise Refusal(409, "no lesson is under way, so there is nothing to cancel.")
        self._stop()

    def close(self) -> None:
        """End a lesson that is under way, as `cancel` does."""
        self._stop()

    def _stop(self) -> None:
        with self._lock:
            self._cancelled = True
            if self._process is not None:
                self._process.kill()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _teach(self, lesson: Lesson, held: Split) -> None:
        new_folder = not self._runs.exists()
        try:
            self._runs.mkdir(parents=True, exist_ok=True)
            remove_abandoned(self._runs)
            # A run is listed once it is whole: until then it is in a place that nobody looks into.
            with tempfile.TemporaryDirectory(prefix=_UNFINISHED, dir=self._runs, ignore_cleanup_errors=True) as folder:
                path = Path(folder) / free_path(self._runs, "mine").name
                self._train(lesson, path)
                own, mnist = self._measure(load(lesson.path, threads=1), load(path, threads=1), held)
                self._go_on()
                path.replace(self._runs / path.name)
            self._note(state="done", stage=None, progress=1.0, model=path.name, own=own, mnist=mnist)
        except _Cancelled:
            self.learning = Learning()
        except (ShuziError, TrainingFailed) as error:
            self._note(state="failed", stage=None, error=str(error))
        except OSError as error:
            reason = (
                f"{self._runs} cannot be written ({error.strerror or error}). Start the server with another --runs."
            )
            self._note(state="failed", stage=None, error=reason)
        finally:
            if new_folder:
                with contextlib.suppress(OSError):  # it is there for a run that came
                    self._runs.rmdir()

    def _train(self, lesson: Lesson, path: Path) -> None:
        start = START_PRETRAINED if lesson.path == PRETRAINED else str(lesson.path.absolute())
        options = ["--data", str(self._corrections), "--start", start, "--out", str(path)]
        epochs = find_recipe(_RECIPE).epochs if lesson.epochs is None else lesson.epochs
        with self._lock:
            self._go_on()
            self._process = TrainingProcess([*options, "--epochs", str(epochs)], epochs)
        try:
            self._process.wait(self._on_progress)
        except TrainingFailed:
            self._go_on()
            raise
        finally:
            with self._lock:
                self._process = None

    def _on_progress(self, share: float) -> None:
        begin, end = _TRAINING
        stage: Literal["training", "measuring"] = "training" if share < 1 else "measuring"
        self._note(stage=stage, progress=round(begin + (end - begin) * share, 3))

    def _measure(self, before: Model, after: Model, held: Split) -> tuple[Compared, Compared]:
        compared = []
        for split in (held, load_mnist().test):
            accuracies = []
            for model in (before, after):
                self._go_on()
                accuracies.append(float((model.predict(split.images).digits == split.labels).mean()))
            compared.append(Compared(len(split.labels), *accuracies))
        return compared[0], compared[1]

    def _go_on(self) -> None:
        if self._cancelled:
            raise _Cancelled

    def _note(self, **changes: object) -> None:
        self.learning = replace(self.learning, **changes)  # type: ignore[arg-type]


def remove_abandoned(runs: Path) -> None:
    """Remove what lessons of servers left that were killed more than a day ago."""
    for abandoned in runs.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if time.time() - abandoned.stat().st_mtime > 24 * 3600:
                shutil.rmtree(abandoned)

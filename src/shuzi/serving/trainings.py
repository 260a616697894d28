"""Train from nothing, one training after the other: what was asked for, how it is going, and orders to it.

Each runs in a `TrainingProcess`; a thread starts the next one when the one before has ended.
"""

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from shuzi.errors import ShuziError
from shuzi.recipes import Recipe
from shuzi.serving.refusals import Refusal, code_of_failure
from shuzi.serving.training_process import NothingLearnt, TrainingFailed, TrainingProcess, new_run

HELD_OUT_IMAGES = 500
"""Set apart from MNIST's training images, and measured at every epoch's end; set by hand."""

MOST_IMAGES = 60_000 - HELD_OUT_IMAGES
"""MNIST's other training images."""

MOST_WAITING = 3
"""Trainings in the queue, beside the one that runs; set by hand."""
MOST_KEPT = 6
"""Trainings that are remembered, those that have ended among them; set by hand."""

State = Literal["waiting", "starting", "running", "paused", "measuring", "done", "stuck", "failed", "cancelled"]

_ENDED = frozenset({"done", "stuck", "failed", "cancelled"})

_ORDERED_WHILE = frozenset({"starting", "running", "paused"})


@dataclass
class Training:
    """One training, and what is known of it; numbers are as the events of `shuzi.run.steered` have them."""

    number: int
    recipe: Recipe
    settings: Mapping[str, Any]
    """As they were asked for, whole."""
    state: State = "waiting"
    steps: int | None = None
    """Of the whole training, once it has begun."""
    step: dict[str, Any] | None = None
    """The newest."""
    points: list[tuple[float, float | None, float]] = field(default_factory=list)
    """Of the curve: epochs, loss (null if it is not finite), accuracy."""
    epochs: list[dict[str, Any]] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    """Test images whose answers are shown: 28·28 bytes in base64."""
    labels: list[int] = field(default_factory=list)
    glimpse: dict[str, Any] | None = None
    """The newest look at the network: `epoch`, `filters`, `probabilities` of the digits."""
    diagnosis: str | None = None
    """What is wrong, where it is stuck: a name of `shuzi.training.diagnosis`."""
    error: str | None = None
    code: str | None = None
    """Why it failed, as a word."""
    model: str | None = None
    """Name of the run that came of it."""

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in _ENDED

    def hear(self, event: dict[str, Any]) -> None:
        """Note an event of the training's process."""
        values = {key: value for key, value in event.items() if key != "event"}
        name = event["event"]
        if name == "ready":
            self.digits, self.labels = values["digits"], values["labels"]
        elif name == "began":
            self.steps, self.state = values["steps"], "running"
        elif name in ("step", "glimpse"):
            setattr(self, name, values)
        elif name == "point":
            self.points.append((values["epoch"], values["loss"], values["accuracy"]))
        elif name == "epoch":
            self.epochs.append(values)
        elif name in _STATE_OF:
            self.state = _STATE_OF[name]


_STATE_OF: dict[str, State] = {"paused": "paused", "going_on": "running", "trained": "measuring"}


class Trainer:
    """Runs trainings in a thread, in the order in which they were asked for."""

    def __init__(self, runs: Path, busy: threading.Lock) -> None:
        """Take the folder for the new runs, and what is held by whoever trains."""
        self._runs, self._busy = runs.absolute(), busy
        self._changed = threading.Condition()
        self._trainings: deque[Training] = deque()
        self._process: TrainingProcess | None = None
        self._current: Training | None = None
        """The one that is trained."""
        self._thread: threading.Thread | None = None
        self._closed = False
        self._count = 0

    def __iter__(self) -> Iterator[Training]:
        """Give all that are known, the oldest first."""
        with self._changed:
            return iter(list(self._trainings))

    def begin(self, recipe: Recipe, settings: Mapping[str, Any]) -> Training:
        """Put a training into the queue, and start it if nothing else runs.

        Raises:
            Refusal: 409, too many wait already.
        """
        with self._changed:
            if sum(training.state == "waiting" for training in self._trainings) >= MOST_WAITING:
                raise Refusal(
                    409,
                    f"{MOST_WAITING} trainings wait already. Wait for one to end, or remove one.",
                    code="queue_full",
                    values={"most": MOST_WAITING},
                )
            self._count += 1
            training = Training(self._count, recipe, settings)
            self._trainings.append(training)
            self._forget()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="trainings", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return training

    def find(self, number: int) -> Training:
        """Return a training.

        Raises:
            Refusal: 404, there is none of that number, or it was forgotten.
        """
        with self._changed:
            for training in self._trainings:
                if training.number == number:
                    return training
        raise Refusal(404, f"there is no training {number}; GET /api/trainings lists them.", code="no_such_training")

    def order(self, number: int, word: str) -> Training:
        """Give an order to a training that runs.

        Args:
            number: of the training.
            word: one of `shuzi.run.steered`.
        Raises:
            Refusal: 404 there is none, 409 it does not run now.
        """
        training = self.find(number)
        with self._changed:
            self._changed.wait_for(lambda: not self._without_process(training))
            if training.state not in _ORDERED_WHILE or self._process is None:
                raise Refusal(
                    409,
                    f"training {number} is {training.state}; only one that takes steps can be told to {word}.",
                    code="training_not_running",
                )
            self._process.order(word)
        return training

    def remove(self, number: int) -> None:
        """Forget a training; one that is under way is ended, and nothing of it stays. A finished run stays.

        Raises:
            Refusal: 404, there is none.
        """
        training = self.find(number)
        with self._changed:
            self._trainings.remove(training)
            self._end(training)
            self._changed.wait_for(lambda: self._current is not training)  # its folder is removed by then

    def close(self) -> None:
        """End what is under way, and take nothing more."""
        with self._changed:
            self._closed = True
            for training in self._trainings:
                self._end(training)
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _without_process(self, training: Training) -> bool:
        """Whether its turn has come a moment ago, so that its process is being started."""
        return training.state == "starting" and self._current is training and self._process is None

    def _end(self, training: Training) -> None:
        under_way = not training.ended and training.state != "waiting"
        if not training.ended:
            training.state = "cancelled"
        if under_way and self._process is not None:
            self._process.kill()

    def _forget(self) -> None:
        """Forget the oldest that have ended, so that not too many are kept."""
        ended = [training for training in self._trainings if training.ended]
        for training in ended[: max(0, len(self._trainings) - MOST_KEPT)]:
            self._trainings.remove(training)

    def _next(self) -> Training | None:
        """Wait for a training to run and for its turn; None is the end."""
        with self._changed:
            while not self._closed:
                waiting = next((training for training in self._trainings if training.state == "waiting"), None)
                # A lesson that holds the lock says nothing when it ends, so it is asked again.
                if waiting is not None and self._busy.acquire(blocking=False):
                    waiting.state, self._current = "starting", waiting
                    return waiting
                self._changed.wait(None if waiting is None else 0.3)
        return None

    def _work(self) -> None:
        while (training := self._next()) is not None:
            try:
                self._train(training)
            finally:
                self._busy.release()
                with self._changed:
                    self._current = None
                    self._changed.notify_all()

    def _train(self, training: Training) -> None:
        try:
            with new_run(self._runs, "page") as run:
                self._run(training, run)
                run.replace(self._runs / run.name)
                self._turn(training, "done", model=run.name)
        except NothingLearnt as error:
            self._turn(training, "stuck", diagnosis=error.diagnosis, error=str(error))
        except (ShuziError, TrainingFailed, OSError) as error:
            self._turn(training, "failed", error=str(error), code=code_of_failure(error))

    def _run(self, training: Training, path: Path) -> None:
        job = {
            "recipe": asdict(training.recipe),
            "seed": training.settings["seed"],
            "limit": training.settings["images"],
            "validation_images": HELD_OUT_IMAGES,
            "out": str(path),
            "language": training.settings["language"],
        }
        with self._changed:
            if training.state == "cancelled":
                raise TrainingFailed("it was cancelled.")
            process = self._process = TrainingProcess(job)
            self._changed.notify_all()
        try:
            process.wait(lambda event: self._hear(training, event))
        finally:
            with self._changed:
                self._process = None

    def _hear(self, training: Training, event: dict[str, Any]) -> None:
        with self._changed:
            if not training.ended:
                training.hear(event)

    def _turn(self, training: Training, state: State, **changes: Any) -> None:
        with self._changed:
            if training.ended:  # somebody removed it
                return
            training.state = state
            for name, value in changes.items():
                setattr(training, name, value)

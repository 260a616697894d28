"""A training that another program watches and steers: events go out, orders come in."""

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from shuzi.digits import Split
from shuzi.evaluation.metrics import CurvePoint
from shuzi.store.history import EpochResult
from shuzi.training.watcher import Progress, Watcher

if TYPE_CHECKING:
    from shuzi.training.moment import Moment

Tell = Callable[[dict[str, Any]], None]

_STEP_SECONDS = 0.2
"""Between two events that say how far training is; set by hand."""

_GLIMPSE_SECONDS = 0.5
"""Between two looks at the network; one takes some milliseconds. Set by hand."""

_DECIMALS = 5
"""Of weights and probabilities: more than a screen can show; set by hand."""


class Steering:
    """Orders that came in, as the training thread finds them between two steps."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._paused = False
        self._steps = 0
        """Single steps that were asked for and not yet taken."""
        self._stop = False

    def take(self, order: str) -> None:
        """Note an order; what is none is passed over."""
        with self._changed:
            if order == "pause":
                self._paused = True
            elif order == "go_on":
                self._paused, self._steps = False, 0
            elif order == "step":
                self._paused, self._steps = True, self._steps + 1
            elif order == "stop":
                self._stop = True
            self._changed.notify_all()

    @property
    def waits(self) -> bool:
        """Whether the next step is to wait."""
        return self._paused and not self._steps and not self._stop

    def wait(self) -> bool:
        """Wait until the next step may be taken; return whether it is to be the end."""
        with self._changed:
            self._changed.wait_for(lambda: not self.waits)
            self._steps = max(0, self._steps - 1)
            return self._stop


class Steered(Watcher):
    """Tells what happens, in events that JSON can hold, and lets orders decide when the next step is taken.

    The events are `began`, `step`, `point`, `epoch`, `glimpse`, `paused`, `going_on` and `trained`, each a dict with
    its name as `event`.
    """

    each_step = True

    def __init__(self, steering: Steering, tell: Tell, shown: Split) -> None:
        """Take what the orders are found in, who is told, and a few images whose answers are shown."""
        self._steering, self._tell, self._shown = steering, tell, shown
        self._progress = Progress(0, 0, 0, 0, 0, 0.0, 0.0, 0.0)
        self._step_figures: tuple[float, float] | None = None
        """Loss and accuracy of the last step."""
        self._told_at = self._glimpsed_at = -1.0

    def on_step(self, progress: Progress) -> None:
        """Take this step's own figures out of the epoch's."""
        before = self._progress if progress.epoch == self._progress.epoch else Progress(0, 0, 0, 0, 0, 0.0, 0.0, 0.0)
        images = progress.images - before.images
        loss = (progress.loss * progress.images - before.loss * before.images) / images
        # Rounded to whole images: the difference of two means may be a hair below nothing.
        right = round(progress.accuracy * progress.images) - round(before.accuracy * before.images)
        self._progress, self._step_figures = progress, (loss, right / images)

    def on_point(self, point: CurvePoint) -> None:
        """Tell a point of the curve."""
        self._tell({"event": "point", **point._asdict()})

    def on_epoch(self, result: EpochResult) -> None:
        """Tell a finished epoch."""
        self._tell({"event": "epoch", **result._asdict()})

    def on_trained(self) -> None:
        """Tell that training is over."""
        self._tell({"event": "trained"})

    def on_moment(self, moment: "Moment") -> None:
        """Tell how far it is and what the network looks like, then wait if that is wanted."""
        now, first = time.monotonic(), moment.steps == 0
        ends = moment.steps == moment.total_steps or moment.stopped
        if first:
            self._tell({"event": "began", "steps": moment.total_steps})
        shown = first or ends or self._steering.waits
        if self._step_figures is not None and (shown or now - self._told_at >= _STEP_SECONDS):
            self._tell_step(moment)
            self._told_at = now
        if shown or now - self._glimpsed_at >= _GLIMPSE_SECONDS:
            self._tell_glimpse(moment)
            self._glimpsed_at = time.monotonic()
        if ends:
            return
        waits = self._steering.waits
        if waits:
            self._tell({"event": "paused"})
        if self._steering.wait():
            moment.stop()
            if not shown:  # this step is the last one
                self._tell_step(moment)
                self._tell_glimpse(moment)
        if waits and not self._steering.waits:
            self._tell({"event": "going_on"})

    def _tell_step(self, moment: "Moment") -> None:
        assert self._step_figures is not None  # noqa: S101 - a step was taken
        loss, accuracy = self._step_figures
        self._tell(
            {"event": "step", "step": moment.steps, "epoch": moment.epoch, "loss": loss, "accuracy": accuracy},
        )

    def _tell_glimpse(self, moment: "Moment") -> None:
        self._tell(
            {
                "event": "glimpse",
                "epoch": moment.epoch,
                "filters": moment.filters().astype(np.float64).round(_DECIMALS).tolist(),
                "probabilities": moment.probabilities(self._shown.images).astype(np.float64).round(_DECIMALS).tolist(),
            }
        )


def one_of_each(split: Split) -> Split:
    """Return the first image of every digit that a split holds, in their order."""
    places = [int(np.argmax(split.labels == digit)) for digit in range(10) if (split.labels == digit).any()]
    return Split(split.images[places], split.labels[places])

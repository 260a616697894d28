"""What training tells while it runs, and to whom."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shuzi.evaluation.metrics import CurvePoint
from shuzi.store.history import EpochResult

if TYPE_CHECKING:
    from shuzi.training.moment import Moment


class Progress(NamedTuple):
    """How far training is."""

    epoch: int
    """Counted from 1."""
    epochs: int
    step: int
    """Steps done in this epoch."""
    steps: int
    """Steps of one epoch."""
    images: int
    """Images seen in this epoch."""
    loss: float
    """Mean over this epoch so far."""
    accuracy: float
    """Share of the training images so far in this epoch that were right as they came by, 0 to 1."""
    seconds: float
    """Since this epoch began."""


class MemberPlace(NamedTuple):
    """Which network of a committee is trained."""

    number: int
    """Counted from 1."""
    members: int
    seed: int
    accuracy: float | None = None
    """On the test images, 0 to 1; None until it is trained."""


class Watcher:
    """Hears of every step and every epoch; this one does nothing.

    Example:
        >>> import shuzi
        >>> class Told(shuzi.Watcher):
        ...     def on_folder(self, path):
        ...         self.heard = [path.name]
        ...     def on_member(self, place):  # of a committee alone
        ...         self.heard.append(place.number)
        ...     def on_moment(self, moment):
        ...         self.filters = moment.filters().shape
        ...     def on_step(self, progress):
        ...         self.steps = progress.steps
        ...     def on_point(self, point):
        ...         self.loss = point.loss
        ...     def on_epoch(self, result):
        ...         self.heard.append(result.epoch)
        ...     def on_trained(self):
        ...         self.heard.append("trained")
        >>> told = Told()
        >>> model = shuzi.train("quick", data="mine", epochs=3, out="runs/watched", watcher=told)
        >>> told.heard, told.filters, told.steps, told.loss > 0
        (['watched', 1, 2, 3, 'trained'], (3, 3, 1, 32), 15, True)
    """

    each_step: bool = False
    """Whether every step is to be taken alone, so that `on_moment` comes after each; training is a little slower."""

    def on_folder(self, path: Path) -> None:
        """Hear which folder the run is written into; it is there already."""

    def on_member(self, place: MemberPlace) -> None:
        """Hear which member of a committee comes next, in a folder of its own, and what it can once it is trained."""

    def on_moment(self, moment: "Moment") -> None:
        """Look at the network before the first step and between steps; time that passes here is no training time."""

    def on_step(self, progress: Progress) -> None:
        """Hear of one finished step."""

    def on_point(self, point: CurvePoint) -> None:
        """Hear of a point of the training curve; there are about fifty an epoch."""

    def on_epoch(self, result: EpochResult) -> None:
        """Hear of one finished epoch."""

    def on_trained(self) -> None:
        """Hear that training is over; what comes is measured and written."""


class Watchers(Watcher):
    """Several watchers that hear the same."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers
        self.each_step = any(watcher.each_step for watcher in watchers)

    def on_folder(self, path: Path) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_folder(path)

    def on_member(self, place: MemberPlace) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_member(place)

    def on_moment(self, moment: "Moment") -> None:
        """Let all look."""
        for watcher in self._watchers:
            watcher.on_moment(moment)

    def on_step(self, progress: Progress) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_step(progress)

    def on_point(self, point: CurvePoint) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_point(point)

    def on_epoch(self, result: EpochResult) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_epoch(result)

    def on_trained(self) -> None:
        """Tell all."""
        for watcher in self._watchers:
            watcher.on_trained()

"""Tell when training does not learn, why, and what helps."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from shuzi.errors import TrainingError
from shuzi.words import refusal

STUCK_BELOW = 0.2
"""Accuracy on the training images that hardly a learning network of ten classes stays under; always answering 1 gives
MNIST 0.112. For other numbers of classes it lies as far on the way from guessing to all right, a ninth: `stuck_below`.

Healthy starts of `quick` and `standard` are above 0.9 by then, see docs/recipe-study.md. A network that stays under it
may still have got better than guessing, if steps were few: then its loss tells.
"""

_BETTER_THAN_GUESSING = 0.98
"""Below this share of what guessing costs, a loss over a tenth of an epoch shows that something was learnt.

After 120 steps on 12,000 images an earlier `best` with seed 103 stands at 0.96, with 18.5 % right; trained for five
epochs, it ends with 99 % right. With shuffled labels `quick`, `standard` and `best` stand at 0.999 to 1.045 (three
seeds of each).
"""

# By these a cause is named once a network is stuck. What all numbers come to, no false alarm at 50 healthy starts and
# 10 of 10 sick ones noticed: benchmarks/results/2026-11-25-watchdog.md.

_SATURATED_SHARE = 0.9
"""Of images that are answered with a probability of 1: from so many on the softmax is saturated; set by hand.

All 13 starts of `note` that stick, of 20, are named so: docs/recipe-study.md.
"""

_SURE_AND_WRONG = 1.5
"""Times what guessing costs: a mean squared error above it says the same; set by hand.

Ten answers that are all sure, and nine of them wrong, cost twice what guessing does.
"""

_DEAD_SHARE = 0.98
"""Of the units of a layer.

With shuffled labels `quick` ends with up to 94 % of a layer dead (six seeds), and what lives could still learn; with
far too high a learning rate all of a layer is dead (four seeds of each of two rates).
"""

_UNMOVED = 0.02
"""Of the weights' length: a way that is shorter is none; set by hand: with a rate of a millionth it is."""

_DIVERGED = 2.0
"""Times what guessing costs: a cross-entropy above it has grown, and not stayed; set by hand."""

_WORKS = "`shuzi train` (the recipe `standard`) trains the same network well"


class Diagnosis(NamedTuple):
    """What is wrong with a training, in words."""

    name: str
    """One of `nan`, `one class`, `diverged`, `saturated`, `dead`, `slow`, `labels`."""
    cause: str
    cure: str

    def __str__(self) -> str:
        return f"{self.cause}. {self.cure}."


class NotLearning(TrainingError):  # noqa: N818 - it says what training is doing
    """Training that was stopped because it does not learn."""

    def __init__(self, diagnosis: Diagnosis, *, step: int, accuracy: float, classes: int = 10) -> None:
        text = "refused.learning" if step else "refused.cannot"
        seen: dict[str, Any] = {"steps": step, "accuracy": accuracy, "guessing": 100 / classes} if step else {}
        facts = {**seen, "diagnosis": diagnosis._asdict()}
        super().__init__(refusal(text, **facts), text=text, **facts)
        self.diagnosis = diagnosis


@dataclass(frozen=True)
class Evidence:
    """What can be seen of a training at one moment."""

    accuracy: float
    """Share of the training images of the last steps that came out right, 0 to 1."""
    loss: float
    """Mean over the same steps."""
    saturated: float
    """Share of images whose largest probability is 1 to within 0.001."""
    dead: float
    """Share of the units of the deadest ReLU layer that answer 0 to every image."""
    moved: float
    """Length of all weights' way since the start, as a share of their length."""
    loss_is_mse: bool
    classes: int = 10
    """How many are told apart."""

    @property
    def guessing(self) -> float:
        """What equal probabilities for all classes cost: 0.09 or ln 10 for ten of them."""
        return cost_of_guessing(self.classes, mse=self.loss_is_mse)


NAN = Diagnosis(
    "nan",
    "A number in the network is no longer finite (NaN or infinity), so every answer would be nonsense",
    f"Lower the learning rate, and look for broken values in the data; {_WORKS}",
)

BROKEN_DATA = Diagnosis(
    "nan",
    "The training images hold values that are not finite (NaN or infinity)",
    "Look at where they come from and how they are scaled",
)

ONE_CLASS = Diagnosis(
    "one class",
    "All training images have the same label, so there is nothing to tell apart",
    "Look at the labels; a folder for every digit is expected",
)


def diagnose(seen: Evidence) -> Diagnosis | None:
    """Return what is wrong, the surest cause first; None if the network learns."""
    if not math.isfinite(seen.loss) or not math.isfinite(seen.moved):
        return NAN
    return None if learns(seen.accuracy, seen.loss, seen.guessing, seen.classes) else _why_stuck(seen)


def learns(accuracy: float, loss: float, guessing: float, classes: int) -> bool:
    """Return whether accuracy or loss alone shows that something was learnt; no network need be looked at then.

    Args:
        accuracy: as in `Evidence`.
        loss: as in `Evidence`; not finite is not learning.
        guessing: what `cost_of_guessing` gives.
        classes: how many are told apart.
    """
    return math.isfinite(loss) and (accuracy >= stuck_below(classes) or loss < _BETTER_THAN_GUESSING * guessing)


def stuck_below(classes: int) -> float:
    """Return the accuracy that hardly a learning network stays under: `STUCK_BELOW` of ten classes, 0.56 of two."""
    return (classes + 8) / (9 * classes)


def cost_of_guessing(classes: int, *, mse: bool) -> float:
    """Return what equal probabilities cost; by mean squared error a wrong answer sure of itself costs 2 / classes."""
    return (classes - 1) / classes**2 if mse else math.log(classes)


def _why_stuck(seen: Evidence) -> Diagnosis:
    sure_and_wrong = seen.loss_is_mse and seen.loss > _SURE_AND_WRONG * seen.guessing
    if seen.saturated >= _SATURATED_SHARE or sure_and_wrong:
        why = " and there the mean squared error has no gradient," if seen.loss_is_mse else ""
        return Diagnosis(
            "saturated",
            f"The softmax is saturated: it is sure of every answer, right or wrong,{why} so no weight moves any more",
            f"Scale the pixels and use cross-entropy; {_WORKS}",
        )
    if seen.dead >= _DEAD_SHARE:
        return Diagnosis(
            "dead",
            f"{seen.dead:.0%} of the neurons of a ReLU layer are dead: they answer 0 to every image and cannot recover",
            f"Lower the learning rate or start from another seed; {_WORKS}",
        )
    if seen.moved < _UNMOVED:
        return Diagnosis(
            "slow",
            f"The weights have hardly moved ({seen.moved:.2%} of their length): the learning rate is far too low",
            f"Raise it a hundredfold; {_WORKS}",
        )
    if seen.loss > _DIVERGED * seen.guessing and not seen.loss_is_mse:
        return Diagnosis(
            "diverged",
            f"The loss has grown to {seen.loss:.1f}, twice what guessing costs: the learning rate is too high",
            f"Lower it tenfold; {_WORKS}",
        )
    return Diagnosis(
        "labels",
        "The weights move and yet nothing is learnt: the labels do not seem to belong to the images",
        "Look at some images with their labels; if they are right, lower the learning rate",
    )

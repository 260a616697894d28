"""What the pictures of learning are drawn of: one image, a network before its first step, and what comes back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from shuzi.explaining.learning.chain import Chain, fresh, is_plain
from shuzi.explaining.learning.step import (
    RATE,
    Backpropagation,
    LossName,
    WeightPlace,
    backpropagate,
    measured,
    moved,
    steepest,
    with_weight,
)
from shuzi.explaining.sheet import Scene
from shuzi.recipes.recipe import UNIT_VARIANCE
from shuzi.store.model import PRETRAINED

NUDGE = 1e-4
"""How far a weight is moved to try out what the gradient foretells; set by hand.

In float64 what a slope over so little leaves out, and what is rounded away, are both below the decimals that are shown.
"""


@dataclass(frozen=True)
class Lesson:
    """One image and the network of a run before its first step."""

    scene: Scene
    chain: Chain
    """Weights drawn from the run's seed; pixels in the scale of the run's recipe."""
    digit: npt.NDArray[np.uint8]
    """(1, 28, 28)."""
    label: int
    """The true digit; where nobody knows it, what the trained network answers."""

    @cached_property
    def backpropagation(self) -> dict[LossName, Backpropagation]:
        """The image's loss and all gradients, by either loss."""
        return {
            name: backpropagate(self.chain, self.digit, [self.label], name=name) for name in ("mse", "cross_entropy")
        }

    @cached_property
    def place(self) -> WeightPlace:
        """The weight that is followed: the one of the first filters whose gradient is largest."""
        return steepest(self.backpropagation["cross_entropy"])

    @property
    def whose(self) -> str:
        """What the trained network is called: shuzi's, or the run's."""
        return self.scene.words[f"learning.whose.{'shuzi' if self.scene.model.path == PRETRAINED else 'own'}"]

    @property
    def weight(self) -> float:
        """The weight's value."""
        return float(self.chain.blocks[0].kernel[self.place])

    def gradient(self, name: LossName) -> float:
        """Return the gradient of that weight."""
        return float(self.backpropagation[name].gradients[0][0][self.place])

    def tried(self, name: LossName) -> float:
        """Return the slope that is found by making the weight a little larger and a little smaller."""
        above, below = (self.loss_at(name, self.weight + by) for by in (NUDGE, -NUDGE))
        return (above - below) / (2 * NUDGE)

    def loss_at(self, name: LossName, value: float) -> float:
        """Return the loss with that weight set to a value, all others as they are."""
        return measured(with_weight(self.chain, self.place, value), self.digit, [self.label], name=name)

    def after_one(self, name: LossName) -> float:
        """Return the loss after that weight alone took its step."""
        return self.loss_at(name, self.weight - RATE * self.gradient(name))

    def after_all(self, name: LossName) -> float:
        """Return the loss after every weight took its step."""
        chain = moved(self.chain, self.backpropagation[name].gradients, rate=RATE)
        return measured(chain, self.digit, [self.label], name=name)


def lesson(scene: Scene) -> Lesson | None:
    """Return what there is to learn from; None where the network is not built as the note's is."""
    inside = scene.inside
    if not is_plain(inside.architecture):
        return None
    scale = float(scene.model.card.recipe_values.get("input_scale", UNIT_VARIANCE))
    chain = fresh(inside.architecture, seed=scene.model.card.seed or 0, scale=scale)
    label = int(inside.answer.digits[0]) if scene.label is None else scene.label
    return Lesson(scene, chain, inside.digit[np.newaxis], label)  # (1, 28, 28)

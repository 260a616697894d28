"""Many steps, one batch after the other: what the learning rate and the momentum do."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shuzi.digits import Split
from shuzi.explaining.learning.chain import Chain
from shuzi.explaining.learning.losses import LossName
from shuzi.explaining.learning.step import look, moved


@dataclass(frozen=True)
class Setting:
    """How steps are made."""

    rate: float
    momentum: float = 0.0
    """This share of the last step is added to the next; Keras's SGD without Nesterov."""


def descend(chain: Chain, images: Split, setting: Setting, *, batch: int, name: LossName) -> Iterator[float]:
    """Yield the loss of every batch just before its step, in the order of the images.

    Args:
        chain: the network before the first step.
        images: labelled; a batch is made of those that come next.
        setting: learning rate and momentum.
        batch: images in a batch.
        name: of the loss.
    """
    velocity = [tuple(np.zeros_like(part) for part in block[1:]) for block in chain.blocks]
    for start in range(0, len(images.labels) - batch + 1, batch):
        part = slice(start, start + batch)
        seen = look(chain, images.images[part], images.labels[part], name=name)
        yield seen.loss
        velocity = [
            tuple(setting.momentum * old + new for old, new in zip(before, now, strict=True))
            for before, now in zip(velocity, seen.gradients, strict=True)
        ]
        chain = moved(chain, [(kernel, bias) for kernel, bias in velocity], rate=setting.rate)

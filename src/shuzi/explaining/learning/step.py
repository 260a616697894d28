"""One step of gradient descent, with everything that it is made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shuzi.explaining.learning.chain import Array, Chain
from shuzi.explaining.learning.losses import LossName, at_logits, loss, targets
from shuzi.explaining.learning.passes import Back, Gradients, Link, backward, forward, softmax

Place = tuple[int, int, int, int]
"""Of a weight of the first convolution: row, column, channel, filter."""

RATE = 0.05
"""The note's learning rate (N10)."""


@dataclass(frozen=True)
class Look:
    """A network that looks at images whose digits are known: its loss, and the gradient of every weight."""

    chain: Chain
    links: list[Link]
    probabilities: Array
    """(n, 10)."""
    loss: float
    at_logits: Array
    """The gradient at the ten sums, (n, 10)."""
    gradients: Gradients
    ways: list[Back]


def look(chain: Chain, images: npt.NDArray[np.uint8], labels: npt.ArrayLike, *, name: LossName) -> Look:
    """Return the loss of a network on images, and all that goes back from it.

    Args:
        chain: the network.
        images: uint8, shape (n, 28, 28).
        labels: the true digits, shape (n,).
        name: of the loss.
    """
    links = forward(chain, images)
    probabilities, wanted = softmax(links[-1].sums), targets(labels).astype(links[-1].sums.dtype)
    sent = at_logits(name, probabilities, wanted)
    gradients, ways = backward(chain, links, sent)
    return Look(chain, links, probabilities, loss(name, probabilities, wanted), sent, gradients, ways)


def measured(chain: Chain, images: npt.NDArray[np.uint8], labels: npt.ArrayLike, *, name: LossName) -> float:
    """Return the loss alone; arguments as `look`."""
    return loss(name, softmax(forward(chain, images)[-1].sums), targets(labels))


def moved(chain: Chain, by: Gradients, *, rate: float) -> Chain:
    """Return the network after one step: every weight minus the learning rate times its gradient."""
    blocks = [
        block._replace(kernel=block.kernel - rate * kernel, bias=block.bias - rate * bias)
        for block, (kernel, bias) in zip(chain.blocks, by, strict=True)
    ]
    return Chain(tuple(blocks), chain.scale)


def with_weight(chain: Chain, place: Place, value: float) -> Chain:
    """Return the network with one weight of the first convolution set."""
    kernel = chain.blocks[0].kernel.copy()
    kernel[place] = value
    return Chain((chain.blocks[0]._replace(kernel=kernel), *chain.blocks[1:]), chain.scale)


def steepest(seen: Look) -> Place:
    """Return the weight of the first convolution whose gradient is largest."""
    kernel = seen.gradients[0][0]
    row, column, channel, filter_ = np.unravel_index(int(np.abs(kernel).argmax()), kernel.shape)
    return int(row), int(column), int(channel), int(filter_)

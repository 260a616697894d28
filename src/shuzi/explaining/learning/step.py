"""One step of gradient descent by hand, and many: forward, the loss, its gradient back through every layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from shuzi.digits import NUM_CLASSES, Split, softmax
from shuzi.explaining.learning.chain import Array, Block, Chain

LossName = Literal["mse", "cross_entropy"]
LOSSES: tuple[LossName, LossName] = ("mse", "cross_entropy")

Gradients = list[tuple[Array, Array]]
"""Of every block's kernel and bias, in order."""

WeightPlace = tuple[int, int, int, int]
"""Of a weight of the first convolution: row, column, channel, filter."""

RATE = 0.05
"""The note's learning rate (N10)."""


def targets(labels: npt.ArrayLike) -> Array:
    """Return one row a label with a 1 at the digit, shape (n, 10)."""
    return np.asarray(np.eye(NUM_CLASSES)[np.asarray(labels)])  # (n, 10)


def loss(name: LossName, probabilities: Array, wanted: Array) -> float:
    """Return the mean loss of n answers, as Keras computes it; both arrays of shape (n, 10)."""
    if name == "mse":
        return float(np.mean((probabilities - wanted) ** 2))
    right = (probabilities * wanted).sum(axis=1)  # (n,)
    return float(-np.log(np.maximum(right, 1e-7)).mean())


def at_logits(name: LossName, probabilities: Array, wanted: Array) -> Array:
    """Return the gradient of the mean loss at the ten sums in front of the softmax, shape (n, 10)."""
    count = len(wanted)
    if name == "cross_entropy":
        return np.asarray((probabilities - wanted) / count)  # (n, 10): the softmax's slope cancels
    at_probabilities = 2 * (probabilities - wanted) / (NUM_CLASSES * count)  # (n, 10)
    mixed = (at_probabilities * probabilities).sum(axis=1, keepdims=True)  # (n, 1)
    # Multiplied by the probabilities, the softmax's slope: where they are all but 0 or 1, nothing is left.
    return np.asarray(probabilities * (at_probabilities - mixed))  # (n, 10)


class Link(NamedTuple):
    """What one block saw and computed for n images."""

    seen: Array
    """(n, height, width, channels) or (n, inputs)."""
    sums: Array
    """Before the ReLU, (n, height, width, filters) or (n, units)."""
    values: Array
    """After ReLU and pooling; of the last block the sums themselves."""


class Back(NamedTuple):
    """The gradient on its way back through one block; shapes are those of `Link`."""

    arriving: Array
    """At `values`."""
    at_winners: Array
    """At the places that the pooling had chosen, before the ReLU is looked at; dense layers: `arriving`."""
    through: Array
    """At `sums`: 0 where the ReLU was shut."""


def forward(chain: Chain, images: npt.NDArray[np.uint8]) -> list[Link]:
    """Return what every block computes.

    Args:
        chain: the network.
        images: uint8, shape (n, 28, 28).
    """
    values: Array = images[..., np.newaxis].astype(chain.blocks[0].kernel.dtype) * chain.scale  # (n, 28, 28, 1)
    links = []
    for place, block in enumerate(chain.blocks):
        if block.convolves:
            seen = values  # (n, height, width, channels)
            sums = _convolved(seen, block.kernel) + block.bias  # (n, height, width, filters)
        else:
            seen = values.reshape(len(values), -1)  # (n, inputs)
            sums = seen @ block.kernel + block.bias  # (n, units)
        last = place == len(chain.blocks) - 1
        values = sums if last else np.maximum(sums, 0)
        values = _pooled(values) if block.convolves else values  # (n, height // 2, width // 2, filters) or (n, units)
        links.append(Link(seen, sums, values))
    return links


def backward(chain: Chain, links: list[Link], at_logits: Array) -> tuple[Gradients, list[Back]]:
    """Return the gradients of all weights, and how the gradient went back through each block.

    Args:
        chain: the network.
        links: what `forward` gave.
        at_logits: the gradient of the loss at the ten sums, shape (n, 10).
    """
    gradients: Gradients = []
    ways: list[Back] = []
    arriving = at_logits
    for place in range(len(chain.blocks) - 1, -1, -1):
        block, link = chain.blocks[place], links[place]
        last = place == len(chain.blocks) - 1
        arriving = arriving.reshape(link.values.shape)  # behind the last convolution (n, inputs) → (n, 3, 3, filters)
        at_winners = _unpooled(arriving, np.maximum(link.sums, 0)) if block.convolves else arriving  # as link.sums
        through = at_winners if last else np.where(link.sums > 0, at_winners, 0)  # as link.sums
        ways.append(Back(arriving, at_winners, through))
        gradients.append(_of_weights(block, link, through))
        arriving = _of_seen(block, through) if place else arriving  # as link.seen
    return gradients[::-1], ways[::-1]


def _of_weights(block: Block, link: Link, through: Array) -> tuple[Array, Array]:
    seen = _windows(link.seen) if block.convolves else link.seen  # (n, height, width, 9·channels) or (n, inputs)
    flat = through.reshape(-1, through.shape[-1])  # (places, filters) or (n, units); places = n·height·width
    of_kernel = seen.reshape(len(flat), -1).T @ flat  # (9·channels, filters) or (inputs, units)
    return of_kernel.reshape(block.kernel.shape), flat.sum(axis=0)  # as block.kernel and block.bias


def _of_seen(block: Block, through: Array) -> Array:
    if not block.convolves:
        return np.asarray(through @ block.kernel.T)  # (n, units) @ (units, inputs)
    # What a pixel gave to the nine sums around it comes back from there: a convolution with the filter turned round.
    turned = block.kernel[::-1, ::-1].transpose(0, 1, 3, 2)  # (3, 3, filters, channels)
    return _convolved(through, turned)  # (n, height, width, channels)


def _windows(maps: Array) -> Array:
    """Return the 3×3 window around every place, (n, height, width, 9·channels); 0 outside."""
    padded = np.pad(maps, ((0, 0), (1, 1), (1, 1), (0, 0)))  # (n, height + 2, width + 2, channels)
    windows = sliding_window_view(padded, (3, 3), axis=(1, 2))  # (n, height, width, channels, 3, 3)
    windows = windows.transpose(0, 1, 2, 4, 5, 3)  # (n, height, width, 3, 3, channels), as a kernel has them
    return windows.reshape(*maps.shape[:3], -1)  # (n, height, width, 9·channels)


def _convolved(maps: Array, kernel: Array) -> Array:
    # (n, height, width, 9·channels) @ (9·channels, filters)
    return np.asarray(_windows(maps) @ kernel.reshape(-1, kernel.shape[-1]))


def _in_fours(maps: Array) -> Array:
    """Return the four numbers of every 2×2 window, (n, rows, columns, 4, channels); odd edges are left out."""
    count, height, width, channels = maps.shape
    rows, columns = height // 2, width // 2
    even = maps[:, : 2 * rows, : 2 * columns]  # (n, 2·rows, 2·columns, channels)
    fours = even.reshape(count, rows, 2, columns, 2, channels)  # (n, rows, 2, columns, 2, channels)
    fours = fours.transpose(0, 1, 3, 2, 4, 5)  # (n, rows, columns, 2, 2, channels)
    return fours.reshape(count, rows, columns, 4, channels)  # (n, rows, columns, 4, channels)


def _pooled(maps: Array) -> Array:
    return np.asarray(_in_fours(maps).max(axis=3))  # (n, rows, columns, channels)


def _unpooled(arriving: Array, maps: Array) -> Array:
    """Return the gradient at the maps: all of it goes to the winner of each window, the first of equals."""
    best = _in_fours(maps).argmax(axis=3)  # (n, rows, columns, channels), 0 to 3
    # winner: (4, 1) == (n, rows, columns, 1, channels) → (n, rows, columns, 4, channels)
    winner = np.arange(4)[:, np.newaxis] == best[:, :, :, np.newaxis]
    spread = np.where(winner, arriving[:, :, :, np.newaxis], 0)  # (n, rows, columns, 4, channels)
    count, rows, columns, _, channels = spread.shape
    spread = spread.reshape(count, rows, columns, 2, 2, channels)  # (n, rows, columns, 2, 2, channels)
    spread = spread.transpose(0, 1, 3, 2, 4, 5)  # (n, rows, 2, columns, 2, channels)
    at_maps = np.zeros_like(maps)  # (n, height, width, channels)
    at_maps[:, : 2 * rows, : 2 * columns] = spread.reshape(count, 2 * rows, 2 * columns, channels)
    return at_maps


@dataclass(frozen=True)
class Backpropagation:
    """Images on their way forward through a network, and the gradient of their loss back to every weight."""

    chain: Chain
    links: list[Link]
    probabilities: Array
    """(n, 10)."""
    loss: float
    at_logits: Array
    """The gradient at the ten sums, (n, 10)."""
    gradients: Gradients
    ways: list[Back]


def backpropagate(
    chain: Chain, images: npt.NDArray[np.uint8], labels: npt.ArrayLike, *, name: LossName
) -> Backpropagation:
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
    return Backpropagation(chain, links, probabilities, loss(name, probabilities, wanted), sent, gradients, ways)


def measured(chain: Chain, images: npt.NDArray[np.uint8], labels: npt.ArrayLike, *, name: LossName) -> float:
    """Return the loss alone; arguments as `backpropagate`."""
    return loss(name, softmax(forward(chain, images)[-1].sums), targets(labels))


def moved(chain: Chain, by: Gradients, *, rate: float) -> Chain:
    """Return the network after one step: every weight minus the learning rate times its gradient."""
    blocks = [
        block._replace(kernel=block.kernel - rate * kernel, bias=block.bias - rate * bias)
        for block, (kernel, bias) in zip(chain.blocks, by, strict=True)
    ]
    return Chain(tuple(blocks), chain.scale)


def with_weight(chain: Chain, place: WeightPlace, value: float) -> Chain:
    """Return the network with one weight of the first convolution set."""
    kernel = chain.blocks[0].kernel.copy()
    kernel[place] = value
    return Chain((chain.blocks[0]._replace(kernel=kernel), *chain.blocks[1:]), chain.scale)


def steepest(backpropagation: Backpropagation) -> WeightPlace:
    """Return the weight of the first convolution whose gradient is largest."""
    kernel = backpropagation.gradients[0][0]
    row, column, channel, filter_ = np.unravel_index(int(np.abs(kernel).argmax()), kernel.shape)
    return int(row), int(column), int(channel), int(filter_)


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
    velocity: Gradients = [(np.zeros_like(block.kernel), np.zeros_like(block.bias)) for block in chain.blocks]
    for start in range(0, len(images.labels) - batch + 1, batch):
        part = slice(start, start + batch)
        backpropagation = backpropagate(chain, images.images[part], images.labels[part], name=name)
        yield backpropagation.loss
        velocity = [
            (setting.momentum * kernel + new_kernel, setting.momentum * bias + new_bias)
            for (kernel, bias), (new_kernel, new_bias) in zip(velocity, backpropagation.gradients, strict=True)
        ]
        chain = moved(chain, velocity, rate=setting.rate)

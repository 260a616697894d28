"""How a step changes a weight, on any backend: by Nesterov momentum, or by Muon."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

from keras import ops

from shuzi.recipes import Recipe

_QUINTIC = (3.4445, -4.7750, 2.0315)
"""Of the polynomial that brings singular values near 1. Source: Jordan and others, Muon, 2024."""

_ITERATIONS = 3
"""Of the polynomial; Jordan's training of a small convolutional network (airbench94_muon) takes as many."""


def by_muon(weights: Sequence[Any], recipe: Recipe) -> list[bool]:
    """Return of each weight of a network whether Muon moves it: of kernels all but the last, if the recipe says so."""
    kernels = [number for number, weight in enumerate(weights) if len(weight.shape) > 1]
    wanted = recipe.muon > 0 and recipe.batch_norm
    return [wanted and number in kernels[:-1] for number in range(len(weights))]


def descend(
    weights: Sequence[Any], velocities: Sequence[Any], gradients: Sequence[Any], rate: Any, recipe: Recipe
) -> list[tuple[Any, Any]]:
    """Return each weight of a network, and its velocity, after a step.

    Args:
        weights: float32, as the network has them.
        velocities: of the same shapes; what `descend` returned at the step before, zeros at the first.
        gradients: of the mean loss of a batch, of the same shapes.
        rate: learning rate of this step.
        recipe: tells momentum, weight decay and Muon's share.
    """
    states = zip(weights, velocities, gradients, by_muon(weights, recipe), strict=True)
    return [
        moved_by_muon(weight, velocity, gradient, rate=recipe.muon * rate, momentum=recipe.momentum)
        if muon
        else moved(weight, velocity, gradient, rate, recipe)
        for weight, velocity, gradient, muon in states
    ]


def moved(weight: Any, velocity: Any, gradient: Any, rate: Any, recipe: Recipe) -> tuple[Any, Any]:
    """Return weight and velocity after a step of gradient descent with Nesterov momentum; arguments as in `descend`.

    Only kernels decay, biases and the like do not.
    """
    decay = recipe.weight_decay if len(weight.shape) > 1 else 0.0
    whole = gradient + decay * weight
    velocity = recipe.momentum * velocity + whole
    return weight - rate * (whole + recipe.momentum * velocity), velocity


def moved_by_muon(weight: Any, velocity: Any, gradient: Any, *, rate: Any, momentum: float) -> tuple[Any, Any]:
    """Return a kernel and its velocity after a step of Muon: as by momentum, but equally far in all directions.

    What momentum gathers from the gradients is, as a matrix, led by few directions; here its singular values are
    brought near 1 before the step. The kernel's length does not matter, as a batch normalisation follows; it is kept
    at the square root of its outputs, so that a rate always turns it by as much.

    Args:
        weight: float32 (…, outputs), of a dense layer or a convolution that a batch normalisation follows.
        velocity: of the same shape; what this returned at the step before, zeros at the first.
        gradient: of the loss, of the same shape.
        rate: how far to go in each direction; a kernel's singular values are about 1.
        momentum: share of the velocity that stays.

    Source: Jordan and others, Muon: an optimizer for hidden layers in neural networks, 2024.
    """
    velocity = momentum * velocity + gradient
    outputs = weight.shape[-1]
    direction = _orthogonal(ops.reshape(gradient + momentum * velocity, (-1, outputs)))  # (inputs, outputs)
    weight = weight - rate * ops.reshape(direction, weight.shape)
    return weight * (sqrt(outputs) / ops.norm(ops.reshape(weight, (-1,)))), velocity


def _orthogonal(matrix: Any) -> Any:
    """Return a matrix with the same singular vectors, whose singular values are near 1, but for small ones."""
    if matrix.shape[0] > matrix.shape[1]:
        return ops.transpose(_orthogonal(ops.transpose(matrix)))
    matrix = matrix / (ops.norm(matrix) + 1e-7)  # a dead layer has no gradient
    first, third, fifth = _QUINTIC
    for _ in range(_ITERATIONS):
        square = ops.matmul(matrix, ops.transpose(matrix))  # (rows, rows)
        matrix = first * matrix + ops.matmul(third * square + fifth * ops.matmul(square, square), matrix)
    return matrix

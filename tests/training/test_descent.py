"""Steps by Muon: equally far in all directions, however large the gradient, and only where a normalisation follows."""

import dataclasses

import keras
import numpy as np
import pytest

from shuzi.recipes import find_recipe
from shuzi.training.networks import build_network
from shuzi.training.steppers.stepper import by_muon, moved_by_muon

RECIPE = dataclasses.replace(find_recipe("standard"), batch_norm=True, momentum=0.0, muon=1.0)


def step(weight: np.ndarray, gradient: np.ndarray, rate: float) -> np.ndarray:
    moved, _ = moved_by_muon(
        *(keras.ops.convert_to_tensor(array) for array in (weight, np.zeros_like(weight), gradient)),
        rate=rate,
        momentum=0.0,
    )
    return keras.ops.convert_to_numpy(moved)


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(7).standard_normal(shape, np.float32)


@pytest.mark.parametrize("shape", [(3, 3, 1, 32), (3, 3, 32, 64), (1152, 200)])
def test_a_step_goes_equally_far_in_all_directions(shape):
    gradient = random(*shape) * np.geomspace(1, 30, shape[-1], dtype=np.float32)
    wide = np.linalg.svd(gradient.reshape(-1, shape[-1]), compute_uv=False)
    assert wide.max() / np.median(wide) > 2
    nothing = np.full(shape, 1e-9, np.float32)
    direction = -step(nothing, gradient, rate=1.0).reshape(-1, shape[-1])
    even = np.linalg.svd(direction, compute_uv=False)
    assert np.sqrt((even**2).sum()) == pytest.approx(np.sqrt(shape[-1]), rel=1e-5)
    assert even.max() / np.median(even) < 1.6
    assert even.max() / even.min() < wide.max() / wide.min() / 3
    assert np.sum(direction * gradient.reshape(direction.shape)) > 0


def test_the_size_of_the_gradient_does_not_matter():
    weight, gradient = random(3, 3, 8, 16), random(3, 3, 8, 16)[::-1].copy()
    np.testing.assert_allclose(step(weight, gradient, 0.1), step(weight, 1000 * gradient, 0.1), atol=1e-4)


def test_a_kernel_without_a_gradient_stays_but_for_its_length():
    weight = random(3, 3, 8, 16)
    stayed = step(weight, np.zeros_like(weight), 0.1)
    np.testing.assert_allclose(stayed, weight * 4 / np.linalg.norm(weight), rtol=1e-5)


def test_it_moves_the_kernels_that_a_normalisation_follows():
    weights = build_network("note", seed=0, batch_norm=True).trainable_variables
    chosen = [
        weight.path.partition("/")[2] for weight, muon in zip(weights, by_muon(weights, RECIPE), strict=True) if muon
    ]
    assert chosen == ["conv_1/kernel", "conv_2/kernel", "conv_3/kernel", "dense_1/kernel"]
    assert not any(by_muon(weights, dataclasses.replace(RECIPE, batch_norm=False)))
    assert not any(by_muon(weights, dataclasses.replace(RECIPE, muon=0.0)))

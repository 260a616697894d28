"""Every value of a recipe takes part in training."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from shuzi.training.fit import Wishes, fit
from shuzi.training.watcher import Watcher


@pytest.fixture(scope="module")
def short(standard):
    """One epoch of the standard recipe in small steps."""
    return dataclasses.replace(standard, epochs=1, batch_size=50)


def trained(recipe, few) -> np.ndarray:
    fitted = fit(recipe, few, Wishes(seed=3), watcher=Watcher())
    return np.concatenate([array.ravel() for array in fitted.model.get_weights()])


@pytest.fixture(scope="module")
def weights(short, few) -> np.ndarray:
    return trained(short, few)


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 25},
        {"loss": "mse"},
        {"learning_rate": 0.02},
        {"label_smoothing": 0.0},
        {"momentum": 0.0},
        {"muon": 0.1},
        {"weight_decay": 0.01},
        {"epochs": 0.6},
        {"warm_up": 0.5},
        {"warm_up": None},
        {"input_scale": 1 / 255},
        {"batch_norm": False},
        {"augmentation": None},
        {"precision": "mixed_bfloat16"},
        {"temperature": 0.5},
        {"drawn": 20},
        {"rewritten": 20},
        {"rehearsal": 20},
    ],
    ids=str,
)
def test_a_changed_value_gives_other_weights(change: dict[str, Any], short, few, weights):
    assert not np.array_equal(trained(dataclasses.replace(short, **change), few), weights)

"""A few hundred real images to train on."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from shuzi.data.dataset import Dataset
from shuzi.data.mnist import Mnist
from shuzi.digits import Split
from shuzi.recipes import Recipe, find_recipe


@pytest.fixture(scope="session", autouse=True)
def compiled_once(once: Callable[..., Path]) -> None:
    """Let JAX's processes take from each other what one of them compiled, which takes them longer than training."""
    os.environ |= {
        "JAX_COMPILATION_CACHE_DIR": str(once("compiled-by-jax", lambda _: None)),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }


@pytest.fixture(scope="session")
def few(mnist: Mnist) -> Dataset:
    """250 images to train on and none to choose by."""
    train = Split(mnist.train.images[:250], mnist.train.labels[:250])
    return Dataset("mnist", {}, train, None, Split(mnist.test.images[:50], mnist.test.labels[:50]))


@pytest.fixture(scope="session")
def standard() -> Recipe:
    """The standard recipe, two epochs of it, in float32, in batches that are small beside a few images."""
    return dataclasses.replace(find_recipe("standard"), epochs=2, batch_size=100, precision="float32")

"""Images that are added to those one trains on: drawn digits, rewritten ones, and MNIST's beside a person's own."""

import numpy as np

from shuzi.data.mnist import load_mnist
from shuzi.digits import Split
from shuzi.drawing import draw_digits, rewrite_digits
from shuzi.recipes import Recipe

_STREAM = 0xD16
"""Keeps these draws apart from those of order and augmentation, which follow from the same seed."""

_STRETCHED = 0.35
"""Share of the added digits that are made wider, up to a square; set by hand, as some collections and forms do so."""


def with_added_images(split: Split, recipe: Recipe, seed: int) -> Split:
    """Return the split with the images that the recipe adds to it; as it is if there are none.

    Drawn and rewritten digits come behind the split's own. Then all are repeated until they are as many as those of
    MNIST's that are mixed in against forgetting.

    Args:
        split: images that people wrote.
        recipe: says how many are added.
        seed: decides which.
    Source: rehearsal against forgetting, Robins, Catastrophic Forgetting, Rehearsal and Pseudorehearsal, 1995.
    """
    if recipe.drawn or recipe.rewritten:
        random = np.random.default_rng([seed, _STREAM])
        drawn = draw_digits(recipe.drawn, random, stretched=_STRETCHED)
        chosen = random.integers(0, len(split.labels), recipe.rewritten)
        rewritten = Split(rewrite_digits(split.images[chosen], random, stretched=_STRETCHED), split.labels[chosen])
        split = _joined(split, drawn, rewritten)
    if recipe.rehearsal:
        mnist = load_mnist().train
        random = np.random.default_rng([seed, len(split.labels)])
        chosen = random.choice(len(mnist.labels), recipe.rehearsal, replace=False)
        times = max(1, recipe.rehearsal // len(split.labels))
        split = _joined(*[split] * times, Split(mnist.images[chosen], mnist.labels[chosen]))
    return split


def _joined(*splits: Split) -> Split:
    images, labels = zip(*splits, strict=True)
    return Split(np.concatenate(images), np.concatenate(labels))  # (n, 28, 28), (n,)

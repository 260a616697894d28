"""Add digits in other hands to those that MNIST's writers wrote."""

import numpy as np

from shuzi.digits import Split
from shuzi.drawing.digits import draw_digits, rewrite_digits
from shuzi.recipes import Recipe

_STREAM = 0xD16
"""Keeps these draws apart from those of order and augmentation, which follow from the same seed."""

_STRETCHED = 0.35
"""Share of the added digits that are made wider, up to a square."""


def with_other_hands(split: Split, recipe: Recipe, seed: int) -> Split:
    """Return the split with the recipe's drawn and rewritten digits behind its own.

    Args:
        split: images that people wrote.
        recipe: says how many are added; none gives the split as it is.
        seed: decides what is drawn.
    """
    if recipe.drawn == recipe.rewritten == 0:
        return split
    random = np.random.default_rng([seed, _STREAM])
    drawn = draw_digits(recipe.drawn, random, stretched=_STRETCHED)
    chosen = random.integers(0, len(split.labels), recipe.rewritten)
    rewritten = rewrite_digits(split.images[chosen], random, stretched=_STRETCHED)
    return Split(
        np.concatenate([split.images, drawn.images, rewritten]),
        np.concatenate([split.labels, drawn.labels, split.labels[chosen]]),
    )

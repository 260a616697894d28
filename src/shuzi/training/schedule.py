"""What changes over a run: the learning rate, and how strongly images are augmented."""

from shuzi.recipes import Recipe

_GENTLER_FROM = 0.6
"""Share of all steps after which augmentation may grow gentler."""


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Return the learning rate of a step: up in a line, then down in a line to zero.

    Args:
        recipe: names the highest rate, and the share of the steps in which it is reached; without a warm-up the
            rate is the same throughout.
        step: counted from 0 over all epochs.
        steps: of the whole run.
    """
    if recipe.warm_up is None:
        return recipe.learning_rate
    rise = max(1.0, recipe.warm_up * steps)
    rising = (step + 1) / rise
    falling = (steps - step) / (steps + 1 - rise)
    return recipe.learning_rate * min(rising, falling)


def augmentation_strength(recipe: Recipe, epochs_done: float) -> float:
    """Return which share of the recipe's augmentation a step gets, after so many epochs."""
    done = min(1.0, epochs_done / recipe.epochs)
    return 1 - (1 - recipe.gentler) * max(0.0, done - _GENTLER_FROM) / (1 - _GENTLER_FROM)

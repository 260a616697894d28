"""The learning rate over a run: up in a line, then down in a line to zero."""

from shuzi.recipes import Recipe


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Return the learning rate of a step.

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

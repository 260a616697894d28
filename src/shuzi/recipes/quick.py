"""A good model in one epoch, for trying things out."""

from shuzi.recipes.recipe import Recipe

RECIPE = Recipe(
    name="quick",
    summary="one epoch, about 99 %, for trying things out",
    epochs=1,
    batch_size=100,
    loss="cross_entropy",
    # First working values, from trials of one epoch with warm-up and a fall to zero.
    learning_rate=0.05,
    momentum=0.9,
    warm_up=0.2,
    label_smoothing=0.1,
)

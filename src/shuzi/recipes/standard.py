"""The model to use: what `shuzi train` makes without further word."""

from shuzi.recipes.recipe import Augmentation, Recipe

RECIPE = Recipe(
    name="standard",
    summary="the model to use; the default of `shuzi train`",
    epochs=12,
    batch_size=100,
    loss="cross_entropy",
    # First working values; small changes of shape stand for other hands.
    learning_rate=0.05,
    momentum=0.9,
    warm_up=0.1,
    label_smoothing=0.1,
    batch_norm=True,
    augmentation=Augmentation(degrees=10, shear=0.1, stretch=0.1, shift=2),
)

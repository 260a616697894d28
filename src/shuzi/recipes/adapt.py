"""Go on from a trained model with a person's own digits, without forgetting everybody else's."""

from shuzi.recipes.hands import RECIPE as HANDS
from shuzi.recipes.recipe import Recipe

RECIPE = Recipe(
    name="adapt",
    summary="goes on from a trained model with your own digits; half a minute",
    epochs=4,
    batch_size=50,
    loss="cross_entropy",
    # Less than half of what `hands` began with, so that what was learnt stays.
    learning_rate=0.02,
    momentum=0.9,
    warm_up=0.1,
    label_smoothing=HANDS.label_smoothing,
    temperature=HANDS.temperature,
    augmentation=HANDS.augmentation,
    rehearsal=5000,
)

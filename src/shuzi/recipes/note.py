"""The study note's own recipe (its steps N10 and N13), to the letter; it sticks at 10 % on most seeds.

Raw pixels drive the softmax into saturation at the first step, and the mean squared error has no gradient there.
It is kept because the note's readers want to see what it does; to get a good model, take another.
"""

from shuzi.recipes.recipe import RAW_PIXELS, Recipe

RECIPE = Recipe(
    name="note",
    summary="the study note's recipe of 2018 to the letter; most seeds stay at 10 %",
    epochs=12,
    batch_size=100,
    loss="mse",
    learning_rate=0.05,
    input_scale=RAW_PIXELS,
    restarts=0,  # its luck is what its readers come to see
    precision="float32",
)

"""The recipes: frozen values that decide a run, with the reasons beside the numbers."""

import difflib
from dataclasses import replace

from shuzi.errors import UsageError
from shuzi.recipes.recipe import RAW_PIXELS, Augmentation, Recipe

NOTE = Recipe(
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
"""The study note's own recipe (its steps N10 and N13), to the letter; it sticks at 10 % on most seeds.

Raw pixels drive the softmax into saturation at the first step, and the mean squared error has no gradient there.
It is kept because the note's readers want to see what it does; to get a good model, take another."""

QUICK = Recipe(
    name="quick",
    summary="half an epoch, about 99 %, for trying things out",
    epochs=0.5,
    batch_size=40,
    loss="cross_entropy",
    # On 5,000 validation images, mean of 4 seeds, with the seconds on two cores: 100 images a batch, one epoch, 0.05:
    # 98.63 % in 6.3; 50, 0.5, 0.07: 98.64 % in 3.5; 32, 0.4, 0.05: 98.63 % in 3.3; 40, 0.5, 0.07: 98.80 % in 3.6.
    learning_rate=0.07,
    momentum=0.9,
    warm_up=0.2,
    label_smoothing=0.1,
    # On 10,000 validation images each of four seeds has its highest likelihood there, in steps of 0.05; the expected
    # calibration error falls from 10 % to 0.2 or 0.3 %.
    temperature=0.45,
    # As for `standard`. Of 200 images framed from files, 200 steps in batches of 40 leave eight of ten seeds at 10 %:
    # the rate rises in too few steps. So many learn from every seed; half the rate is no better
    # (benchmarks/results/2026-11-30-recipe-quick.md).
    least_steps=600,
)
"""A good model in half an epoch, for trying things out."""

STANDARD = Recipe(
    name="standard",
    summary="the model to use; the default of `shuzi train`",
    # On 10,000 validation images 6 epochs with Muon leave 41, 38 and 44 mistakes (three seeds), 10 leave 43 (one);
    # without it 12 leave 41 and 36, in twice the time of 6.
    epochs=8,
    # With batches of 100 an epoch takes a quarter longer, as Muon costs as much for each, and ends no better.
    batch_size=200,
    loss="cross_entropy",
    # On 5,000 validation images 18 epochs without Muon give 99.70 % with turning, slanting, stretching and shifting
    # alone, and 99.62 % at a lower loss with strokes and paper changed strongly too; this lies between the two.
    learning_rate=0.07,  # times the square root of 2 for batches of twice the size; others were not compared
    momentum=0.95,
    # The negative log-likelihood of those 10,000 after 6 epochs: 0.0144 to 0.0149 so; with a momentum of 0.9, and 0.43
    # and 0.8 here, 0.0161 and 0.0173; with 0.3 for convolutions alone, without the hidden dense layer, 0.0165.
    muon=0.15,
    # Now of the last kernel alone. When it was of all, on 10,000 validation images, 12 epochs, two seeds: 41 and 36
    # mistakes instead of 44 and 42 without; with the first seed three times as much is no better (40), ten times worse.
    weight_decay=1e-3,
    warm_up=0.1,
    label_smoothing=0.1,
    batch_norm=True,
    augmentation=Augmentation(degrees=10, shear=0.15, stretch=0.12, shift=2, thickness=0.3, bend=0.4),
    # On 10,000 validation images, 12 epochs, without weight decay, one seed: 44 mistakes instead of 45, and the
    # negative log-likelihood falls by 7 %.
    gentler=0.2,
    # On the same images, 12 epochs, the likelihood is highest at 0.45 without weight decay (three seeds), and at 0.45
    # and 0.475 with it (two); the expected calibration error falls from 9.0 to 0.2 %.
    temperature=0.45,
    # On 5,000 validation images, two seeds each, 200 images to learn from give 92.4 % after 400 steps and 95.0 % after
    # 800, 1,000 give 98.4 and 98.9 %, 5,000 give 99.3 % either way; 800 take twice as long.
    least_steps=600,
)
"""The model to use: what `shuzi train` makes without further word."""

HANDS = Recipe(
    name="hands",
    summary="for photos: learns other people's ways of writing too; made the model that comes with shuzi",
    epochs=30,
    batch_size=100,
    loss="cross_entropy",
    learning_rate=0.05,
    momentum=0.9,
    warm_up=0.1,
    label_smoothing=0.1,
    batch_norm=True,
    # Wider than for `standard`: a photo's digits are framed less exactly, and pens differ more.
    augmentation=Augmentation(degrees=11, shear=0.15, stretch=0.12, shift=2, thickness=0.5, bend=0.4),
    # Of a run of 6 epochs on 5,000 validation images: the likelihood is highest there, and the expected calibration
    # error falls from 9.0 to 0.2 %.
    temperature=0.46,
    drawn=30_000,
    rewritten=20_000,
)
"""The model that comes with shuzi: it reads photos, so it must know hands that MNIST's writers did not have."""

BEST = Recipe(
    name="best",
    summary="the most accurate single network; eight convolutions, a quarter of an hour on two cores",
    epochs=15,  # for the time they take; 45 of them gave one seed 99.70 %, and 15 give five 99.71 %
    batch_size=100,
    loss="cross_entropy",
    learning_rate=0.1,
    momentum=0.9,
    # On 10,000 validation images, 12 epochs, one seed: 35 mistakes instead of 38 with a quarter of it, and the negative
    # log-likelihood falls by 5 %; seeds differ by as much.
    weight_decay=2e-3,
    warm_up=0.05,
    label_smoothing=0.1,
    batch_norm=True,
    # On the same images, with a quarter of the weight decay, the changes of `standard` left 38 mistakes, and strokes of
    # 0.6 and bends of 0.7 with the turning and stretching here 39; this lies between the two and was not compared.
    augmentation=Augmentation(degrees=12, shear=0.15, stretch=0.15, shift=2, thickness=0.45, bend=0.55),
    gentler=0.2,  # as for `standard`
    # Three runs of 12 epochs have their highest likelihood at 0.5, 0.5 and 0.475.
    temperature=0.5,
    network="best",
)
"""The most accurate single model: a deeper network, trained for a quarter of an hour on two cores."""

COMMITTEE = replace(
    BEST,
    name="committee",
    summary="the most accurate: five of `best` that answer together, an hour and a quarter",
    members=5,  # a sixth would make it larger than what shuzi opens
)
"""The most accurate: five networks make different mistakes, so that the mean of their answers makes fewer."""

ADAPT = Recipe(
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
"""Go on from a trained model with a person's own digits, without forgetting everybody else's."""

RECIPES = {recipe.name: recipe for recipe in (NOTE, QUICK, STANDARD, HANDS, BEST, COMMITTEE, ADAPT)}


def find_recipe(name: str) -> Recipe:
    """Return the recipe of this name.

    Raises:
        UsageError: there is none; the message names the nearest one.
    """
    if name in RECIPES:
        return RECIPES[name]
    near = difflib.get_close_matches(name.lower(), RECIPES, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UsageError(f"there is no recipe {name!r}; expected one of {', '.join(RECIPES)}.{hint}")


def recipe_of_member(recipe: Recipe) -> Recipe:
    """Return what each member of a committee is trained by: the recipe of the table that does so, if there is one.

    Args:
        recipe: of the committee.
    """
    for listed in RECIPES.values():
        alike = replace(listed, name=recipe.name, summary=recipe.summary, epochs=recipe.epochs, members=recipe.members)
        if listed.members == 1 and alike == recipe:
            return replace(listed, epochs=recipe.epochs)
    return replace(recipe, members=1)

"""The recipes: frozen, found by name, and the note's to the letter."""

import dataclasses
import json
import math

import pytest

from shuzi.errors import UsageError
from shuzi.recipes import RECIPES, find_recipe, recipe_from_json, suited


def test_the_notes_recipe_is_the_notes_to_the_letter():
    note = find_recipe("note")
    assert (note.loss, note.learning_rate, note.momentum, note.warm_up) == ("mse", 0.05, 0.0, None)
    assert (note.batch_size, note.epochs, note.input_scale, note.precision) == (100, 12, 1.0, "float32")
    assert (note.label_smoothing, note.batch_norm, note.augmentation) == (0.0, False, None)


def test_every_recipe_is_found_under_its_own_name_and_says_what_it_is_for():
    assert {"note", "quick", "standard"} <= RECIPES.keys()
    for name, recipe in RECIPES.items():
        assert find_recipe(name) is recipe
        assert recipe.name == name
        assert recipe.summary


@pytest.mark.parametrize(("name", "meant"), [("qick", "quick"), ("standart", "standard"), ("NOTE", "note")])
def test_a_recipe_that_is_nearly_right_is_guessed(name, meant):
    with pytest.raises(UsageError, match=f"Did you mean {meant}\\?"):
        find_recipe(name)


def test_a_name_that_is_nothing_like_one_is_refused_without_a_guess():
    with pytest.raises(
        UsageError, match=r"no recipe 'zzz'; expected one of note, quick, standard, hands, best, committee, adapt\.$"
    ):
        find_recipe("zzz")


def test_a_recipe_that_smooths_labels_makes_up_for_it_in_confidence():
    for recipe in RECIPES.values():
        assert 0.4 <= recipe.temperature <= 0.55 if recipe.label_smoothing else recipe.temperature == 1


def test_recipes_can_be_told_as_json():
    for recipe in RECIPES.values():
        assert json.loads(json.dumps(dataclasses.asdict(recipe)))["name"] == recipe.name


@pytest.mark.parametrize(
    ("images", "batch", "epochs"),
    [
        (60_000, 200, 8),
        (15_000, 200, 8),
        (14_000, 200, 9),
        (5_000, 200, 24),
        (200, 10, 30),
        (60, 10, 100),
        (41, 11, 100),
        (7, 7, 100),
    ],
)
def test_few_images_are_seen_until_enough_steps_are_taken(images, batch, epochs):
    recipe = suited(find_recipe("standard"), images)
    assert (recipe.batch_size, recipe.epochs) == (batch, epochs)
    assert images < 60 or epochs * math.ceil(images / batch) >= recipe.least_steps == 600


@pytest.mark.parametrize("name", ["note", "hands", "best", "adapt"])
def test_other_recipes_are_taken_to_the_letter(name):
    assert suited(find_recipe(name), 20) is find_recipe(name)


def test_augmentation_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        find_recipe("standard").augmentation.degrees = 90


def test_a_recipe_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        find_recipe("quick").epochs = 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", "three"),
        ("epochs", math.inf),
        ("epochs", True),
        ("batch_size", 1.5),
        ("loss", "hinge"),
        ("loss", ["mse"]),
        ("warm_up", "early"),
        ("batch_norm", 1),
        ("augmentation", {**dict.fromkeys(("degrees", "shear", "stretch"), 0.1), "shift": "far"}),
        ("augmentation", 3),
        ("colour", "\x1b[2J"),
        ("\x1b[2J", 3),
    ],
)
def test_values_of_another_kind_are_no_recipe(name, value):
    with pytest.raises(UsageError) as caught:
        recipe_from_json({**dataclasses.asdict(RECIPES["standard"]), name: value})
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=lambda recipe: recipe.name)
def test_a_recipe_survives_json(recipe):
    assert recipe_from_json(json.loads(json.dumps(dataclasses.asdict(recipe)))) == recipe

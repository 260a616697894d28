"""The recipes, one a file: frozen values that decide a run, with the reasons beside the numbers."""

import difflib
from typing import Any

from shuzi.errors import UsageError
from shuzi.recipes.adapt import RECIPE as ADAPT
from shuzi.recipes.best import RECIPE as BEST
from shuzi.recipes.hands import RECIPE as HANDS
from shuzi.recipes.note import RECIPE as NOTE
from shuzi.recipes.quick import RECIPE as QUICK
from shuzi.recipes.recipe import MOST_EPOCHS, Augmentation, Recipe
from shuzi.recipes.standard import RECIPE as STANDARD

RECIPES = {recipe.name: recipe for recipe in (NOTE, QUICK, STANDARD, HANDS, BEST, ADAPT)}

__all__ = ["MOST_EPOCHS", "RECIPES", "Augmentation", "Recipe", "find_recipe", "recipe_from_json"]


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


def recipe_from_json(values: dict[str, Any]) -> Recipe:
    """Return the recipe that `dataclasses.asdict` made these values of.

    Raises:
        UsageError: they are not a recipe's.
    """
    augmentation = values.get("augmentation")
    try:
        return Recipe(**{**values, "augmentation": None if augmentation is None else Augmentation(**augmentation)})
    except TypeError as error:
        raise UsageError(f"these are not the values of a recipe of this version of shuzi: {error}.") from None

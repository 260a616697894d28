"""The recipes, one a file: frozen values that decide a run, with the reasons beside the numbers."""

import difflib
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

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

_LARGEST = 1e38
"""What float32 holds."""


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
        built = None if augmentation is None else Augmentation(**augmentation)
        recipe = Recipe(**{**values, "augmentation": built})
    except TypeError as error:
        raise UsageError(f"these are not the values of a recipe of this version of shuzi: {str(error)!a}.") from None
    for part in (recipe, built):
        if part is not None:
            _check_types(part)
    return recipe


def _check_types(part: Recipe | Augmentation) -> None:
    for name, kind in get_type_hints(type(part)).items():
        value = getattr(part, name)
        if not _fits(value, kind):
            raise UsageError(
                f"{ascii(value)[:60]} is no value of a recipe's {name}; expected {getattr(kind, '__name__', kind)}."
            )


def _fits(value: Any, kind: Any) -> bool:
    """Return whether a value is of a type, as far as recipes have types; numbers must be finite."""
    if get_origin(kind) is Literal:
        return type(value) is str and value in get_args(kind)
    if get_origin(kind) is UnionType:
        return any(_fits(value, one) for one in get_args(kind))
    if kind is float:
        return type(value) in (int, float) and abs(value) <= _LARGEST
    if kind is int:
        return type(value) is int and abs(value) <= _LARGEST
    return isinstance(value, kind)

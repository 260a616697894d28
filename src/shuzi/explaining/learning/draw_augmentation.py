"""The picture of augmentation: one image, and what training makes of it."""

from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.learning.lesson import Lesson
from shuzi.recipes import RECIPES, Augmentation, recipe_from_json
from shuzi.store.card import Card

_COLUMNS = 6
SHOWN = 2 * _COLUMNS - 1
"""So many are drawn beside the image."""


def draw_augmentation(lesson: Lesson) -> Figure | None:
    """Return the image beside others that were made of it; None where the scene brings none."""
    images, words = lesson.scene.changed, lesson.scene.words
    if images is None:
        return None
    shown = images[:SHOWN]
    augmentation = augmentation_of(lesson.scene.model.card)
    figure = sheet.new_figure(4.2)
    note = words["learning.augmentation.note"].format(degrees=augmentation.degrees, shift=augmentation.shift)
    sheet.title(figure, words["learning.augmentation.title"].format(count=len(shown)), note)
    for place, image in enumerate((lesson.digit[0], *shown)):
        row, column = divmod(place, _COLUMNS)
        axes = sheet.place_axes(figure, 0.2 + 1.28 * column, 1.35 + 1.35 * row, 1.18, 1.18)
        sheet.show_ink(axes, image, most=255)
        if place == 0:
            axes.set_title(words["learning.augmentation.own"], fontsize=10)
            sheet.box(axes, 0, 0, 28, 28, linewidth=2)
    return figure


def augmentation_of(card: Card) -> Augmentation:
    """Return how far a run's recipe changes images, or else how far `standard` does."""
    of_the_run = recipe_from_json(card.recipe_values).augmentation if card.recipe_values else None
    augmentation = of_the_run or RECIPES["standard"].augmentation
    assert augmentation is not None  # noqa: S101 - standard has one
    return augmentation

"""The training digits that look most alike to the network itself, by what its last hidden layer says of them."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.digits import Split
from shuzi.explaining import sheet
from shuzi.explaining.inside import Inside
from shuzi.explaining.sheet import Scene
from shuzi.store.model import Model

_SHOWN = 8
"""Digits in a row, as many as fit."""


class Neighbours(NamedTuple):
    """Images in the order of their likeness, the most alike first."""

    indices: npt.NDArray[np.intp]
    """Where in the split each image stands, counted from 0."""
    likeness: npt.NDArray[np.float32]
    """Cosine of the angle between the two descriptions: 1 is the same, 0 is nothing in common."""


def neighbours(model: Model, inside: Inside, split: Split) -> Neighbours:
    """Return all images of a split by how alike the network's last hidden layer describes them and the digit.

    The digit itself, if it is in the split, is left out.

    Args:
        model: the model that `inside` looks into.
        inside: the digit.
        split: where to search.
    """
    described = _scaled(model.layer_output(inside.last_hidden, split.images))  # (n, features)
    wanted = _scaled(model.layer_output(inside.last_hidden, inside.digit))[0]  # (features,)
    likeness = described @ wanted  # (n,)
    (indices,) = np.nonzero(~(split.images == inside.digit).all(axis=(1, 2)))  # of (n,) all but the digit itself
    order = indices[np.argsort(-likeness[indices], kind="stable")]  # (n,) or (n - 1,), the most alike first
    return Neighbours(order, likeness[order])


def _scaled(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    flat = values.reshape(len(values), -1)  # (n, features)
    # (n, features) / (n, 1): rows of length 1
    scaled: npt.NDArray[np.float32] = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
    return scaled


def draw_neighbours(scene: Scene) -> Figure | None:
    """Return the most alike training digits, and the most alike ones of other classes; None without such images."""
    if scene.training is None:
        return None
    words, answer = scene.words, int(scene.inside.answer.digits[0])
    split = scene.training
    most_alike = neighbours(scene.model, scene.inside, split)
    of_others = split.labels[most_alike.indices] != answer  # (n,)
    figure = sheet.new_figure(5.1)
    sheet.title(
        figure, words["neighbours.title"], words["neighbours.note"].format(layer=scene.layer(scene.inside.last_hidden))
    )
    axes = sheet.place_axes(figure, 0.2, 2.2, 1.25, 1.25)
    sheet.show_ink(axes, scene.inside.digit, most=255)
    axes.set_title(words["neighbours.this"], fontsize=11)
    axes.set_xlabel(words["neighbours.answer"].format(digit=scene.name(answer)), fontsize=11)
    rows = (
        (words["neighbours.all"].format(count=f"{len(split.labels):,}"), most_alike),
        (
            words["neighbours.others"].format(digit=scene.name(answer)),
            Neighbours(most_alike.indices[of_others], most_alike.likeness[of_others]),
        ),
    )
    for place, (name, row) in enumerate(rows):
        _draw_row(figure, 1.35 + 1.85 * place, name, scene, row)
    return figure


def _draw_row(figure: Figure, top: float, name: str, scene: Scene, row: Neighbours) -> None:
    split = scene.training
    assert split is not None  # noqa: S101 - neighbours are found among them
    figure.text(1.7 / sheet.WIDTH, 1 - top / figure.get_figheight(), name, fontsize=12, va="center")
    for column, (index, likeness) in enumerate(zip(row.indices[:_SHOWN], row.likeness[:_SHOWN], strict=True)):
        axes = sheet.place_axes(figure, 1.7 + 0.77 * column, top + 0.18, 0.7, 0.7)
        sheet.show_ink(axes, split.images[index], most=255)
        label = scene.name(int(split.labels[index]))
        axes.set_xlabel(f"{label}\n{likeness:.3f}\n#{index}", fontsize=9.5, labelpad=3, linespacing=1.3)

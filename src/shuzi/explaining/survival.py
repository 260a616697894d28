"""The picture of what survives pooling: a digit plain, with noise and moved by a pixel."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.convolution import strongest_filter
from shuzi.explaining.inside import Inside, Stage
from shuzi.explaining.pooling import pooled_stage
from shuzi.explaining.scene import Scene

_NOISE = 25
"""Standard deviation of the noise, of 255."""


class Change(NamedTuple):
    """How far all maps of a layer differ between two images, as a share of the maps' own size (Euclidean norm)."""

    before: float
    """Before the pooling."""
    after: float
    """After it."""


def change(plain: Stage, other: Stage) -> Change:
    """Return how far the maps of two images differ."""
    assert plain.pooled is not None and other.pooled is not None  # noqa: S101, PT018 - both come from pooled_stage
    return Change(_distance(plain.maps, other.maps), _distance(plain.pooled, other.pooled))


def _distance(plain: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    return float(np.linalg.norm(plain - other) / (np.linalg.norm(plain) or 1.0))


def draw_survival(scene: Scene) -> Figure | None:
    """Return the digit plain, with noise and moved by a pixel, each before and after the pooling; None without one."""
    plain = pooled_stage(scene.inside)
    if plain is None:
        return None
    words, digit, number = scene.words, scene.inside.digit, strongest_filter(plain)
    noise = np.random.default_rng(0).normal(0, _NOISE, digit.shape)
    noisy = np.clip(np.rint(digit + noise), 0, 255).astype(np.uint8)
    moved = np.roll(digit, 1, axis=1)
    figure = sheet.new_figure(8.6)
    sheet.title(figure, words["survival.title"], words["survival.note"].format(number=number + 1))
    for place, (name, image) in enumerate((("plain", digit), ("noisy", noisy), ("moved", moved))):
        inside = scene.inside if image is digit else Inside(scene.model, image)
        stage = pooled_stage(inside)
        assert stage is not None and stage.pooled is not None  # noqa: S101, PT018 - the network is the same
        changed = change(plain, stage)
        answer = inside.answer
        said = words["survival.answer"].format(
            name=words[f"survival.{name}"],
            digit=answer.digits[0],
            confidence=sheet.percent(float(answer.confidence[0])),
        )
        labels = [said, "", ""]
        if image is not digit:
            labels[1:] = [words["survival.change"].format(share=sheet.percent(share)) for share in changed]
        pictures: tuple[npt.NDArray[np.generic], ...] = (image, stage.maps[..., number], stage.pooled[..., number])
        for column, (values, label) in enumerate(zip(pictures, labels, strict=True)):
            axes = sheet.place_axes(figure, 0.3 + 2.6 * column, 1.55 + 2.4 * place, 2.0, 2.0)
            sheet.show_ink(axes, values, most=255 if column == 0 else float(plain.maps[..., number].max()))
            axes.set_xlabel(label, fontsize=11, labelpad=4)
            if place == 0:
                axes.set_title(words[f"survival.column_{column}"], fontsize=12)
    return figure

"""All pictures, by name and in the order in which a digit goes through a network."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from matplotlib.figure import Figure
from PIL import Image

from shuzi.explaining.convolution import animate_convolution, draw_convolution
from shuzi.explaining.feature_maps import draw_filters, draw_maps
from shuzi.explaining.flattening import draw_flattening
from shuzi.explaining.learning.pictures import learning_pictures
from shuzi.explaining.neighbours import draw_neighbours
from shuzi.explaining.orientation import draw_orientation
from shuzi.explaining.parameters import draw_parameters
from shuzi.explaining.pooling import draw_pooling
from shuzi.explaining.reasons import draw_reasons
from shuzi.explaining.scene import Scene
from shuzi.explaining.survival import draw_survival
from shuzi.explaining.training_curves import draw_curves
from shuzi.explaining.training_seen import draw_training

Frames = list[tuple[Image.Image, int]]
"""An animation: pictures with the milliseconds that each is shown."""


class Drawing(NamedTuple):
    """One picture that can be written."""

    stem: str
    """The file's name without its ending."""
    content: Figure | Frames


def _convolution(scene: Scene) -> Iterator[Drawing]:
    if scene.inside.sliding is None:
        return
    yield Drawing("convolution", draw_convolution(scene))
    yield Drawing("convolution-valid", animate_convolution(scene, "valid"))
    yield Drawing("convolution-same", animate_convolution(scene, "same"))


def _orientation(scene: Scene) -> Iterator[Drawing]:
    if scene.inside.sliding is not None:
        yield Drawing("orientation", draw_orientation(scene))


def _pooling(scene: Scene) -> Iterator[Drawing]:
    for stem, draw in (("pooling", draw_pooling), ("pooling-survival", draw_survival)):
        figure = draw(scene)
        if figure is not None:
            yield Drawing(stem, figure)


def _flatten(scene: Scene) -> Iterator[Drawing]:
    figure = draw_flattening(scene)
    if figure is not None:
        yield Drawing("flatten", figure)


def _parameters(scene: Scene) -> Iterator[Drawing]:
    yield Drawing("parameters", draw_parameters(scene.inside.architecture, scene.words))


def _filters(scene: Scene) -> Iterator[Drawing]:
    figure = draw_filters(scene)
    if figure is not None:
        yield Drawing("filters", figure)


def _maps(scene: Scene) -> Iterator[Drawing]:
    for layer, figure in draw_maps(scene):
        yield Drawing(f"maps-{layer}", figure)


def _why(scene: Scene) -> Iterator[Drawing]:
    yield Drawing("why", draw_reasons(scene))


def _neighbours(scene: Scene) -> Iterator[Drawing]:
    figure = draw_neighbours(scene)
    if figure is not None:
        yield Drawing("neighbours", figure)


def _training(scene: Scene) -> Iterator[Drawing]:
    figures = draw_training(scene)
    if figures is not None:
        yield Drawing("training", figures[0])
        yield Drawing("training-filters", figures[1])
    curves = draw_curves(scene)
    if curves is not None:
        yield Drawing("training-curves", curves)


def _learning(scene: Scene) -> Iterator[Drawing]:
    for stem, content in learning_pictures(scene):
        yield Drawing(stem, content)


PICTURES: Mapping[str, Callable[[Scene], Iterator[Drawing]]] = {
    "convolution": _convolution,
    "orientation": _orientation,
    "pooling": _pooling,
    "flatten": _flatten,
    "parameters": _parameters,
    "filters": _filters,
    "maps": _maps,
    "why": _why,
    "neighbours": _neighbours,
    "training": _training,
    "learning": _learning,
}
"""What draws each picture; one name may give several files, or none where the network has no such part."""

ON_REQUEST = ("learning",)
"""Drawn only where they are named: a chapter of their own, which takes a while."""

"""All pictures, by name and in the order in which a digit goes through a network."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from matplotlib.figure import Figure

from shuzi.explaining.convolution import animate_convolution, draw_convolution
from shuzi.explaining.feature_maps import draw_filters, draw_maps
from shuzi.explaining.flattening import draw_flattening
from shuzi.explaining.learning.pictures import learning_pictures
from shuzi.explaining.neighbours import draw_neighbours
from shuzi.explaining.occlusion import draw_occlusion
from shuzi.explaining.orientation import draw_orientation
from shuzi.explaining.parameters import draw_parameters
from shuzi.explaining.pooling import draw_pooling, draw_survival
from shuzi.explaining.sheet import Drawing, Scene, drawings
from shuzi.explaining.training_seen import draw_curves, draw_training


def _convolution(scene: Scene) -> Iterator[Drawing]:
    if scene.inside.sliding is None:
        return
    yield Drawing("convolution", draw_convolution(scene))
    yield Drawing("convolution-valid", animate_convolution(scene, "valid"))
    yield Drawing("convolution-same", animate_convolution(scene, "same"))


def _maps(scene: Scene) -> Iterator[Drawing]:
    for layer, figure in draw_maps(scene):
        yield Drawing(f"maps-{layer}", figure)


def _training(scene: Scene) -> Iterator[Drawing]:
    figures = draw_training(scene)
    if figures is not None:
        yield Drawing("training", figures[0])
        yield Drawing("training-filters", figures[1])
    curves = draw_curves(scene)
    if curves is not None:
        yield Drawing("training-curves", curves)


def _figures(drawn: Mapping[str, Callable[[Scene], Figure | None]]) -> Callable[[Scene], Iterator[Drawing]]:
    return partial(drawings, drawn=drawn)


PICTURES: Mapping[str, Callable[[Scene], Iterator[Drawing]]] = {
    "convolution": _convolution,
    "orientation": _figures({"orientation": draw_orientation}),
    "pooling": _figures({"pooling": draw_pooling, "pooling-survival": draw_survival}),
    "flatten": _figures({"flatten": draw_flattening}),
    "parameters": _figures({"parameters": lambda scene: draw_parameters(scene.inside.architecture, scene.words)}),
    "filters": _figures({"filters": draw_filters}),
    "maps": _maps,
    "why": _figures({"why": draw_occlusion}),
    "neighbours": _figures({"neighbours": draw_neighbours}),
    "training": _training,
    "learning": learning_pictures,
}
"""What draws each picture; one name may give several files, or none where the network has no such part."""

ON_REQUEST = ("learning",)
"""Drawn only where they are named: a chapter of their own, which takes a while."""

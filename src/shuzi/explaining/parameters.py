"""The picture of where a network's parameters live: every layer's sum, and bars."""

from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.arithmetic import formula
from shuzi.explaining.sheet import Words
from shuzi.network.architecture import Architecture

_ROW = 0.62
"""Inches for each layer."""


def draw_parameters(architecture: Architecture, words: Words) -> Figure:
    """Return a bar for every layer that has parameters, with the sum that gives their number.

    Args:
        architecture: of any network that shuzi can describe.
        words: of the language to speak.
    """
    layers = [layer for layer in architecture.layers if layer.parameters]
    total = architecture.parameters or 1
    figure = sheet.new_figure(1.55 + _ROW * len(layers) + 0.5)
    sheet.title(
        figure, words["parameters.title"].format(total=f"{architecture.parameters:,}"), words["parameters.note"]
    )
    axes = sheet.place_axes(figure, 0.2, 1.2, 7.6, _ROW * max(1, len(layers)))
    most = max((layer.parameters for layer in layers), default=1)
    for place, layer in enumerate(layers):
        share = layer.parameters / total
        largest = layer.parameters == most
        axes.barh(
            place + 0.24,
            layer.parameters,
            height=0.4,
            color=sheet.BLUE if largest else "#9db7d5",
            edgecolor="black",
            linewidth=0.6,
        )
        shape = "×".join(f"{size:,}" for size in layer.input_shape)
        named = words["parameters.layer"].format(name=sheet.layer_name(layer.name, words), kind=layer.kind, shape=shape)
        axes.text(most * 0.006, place - 0.2, f"{named}   {formula(layer)}", fontsize=11, va="center")
        axes.text(layer.parameters + most * 0.012, place + 0.24, sheet.percent(share), fontsize=11, va="center")
    axes.set(xlim=(0, most * 1.12), ylim=(len(layers) - 0.45, -0.6))
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    figure.text(0.025, 0.2 / figure.get_figheight(), words["parameters.legend"], fontsize=10.5, color="#333333")
    return figure

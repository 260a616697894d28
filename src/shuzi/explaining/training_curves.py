"""The picture of learning against learning by heart: loss and accuracy of training and of validation."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.sheet import Scene
from shuzi.store.history import HISTORY, EpochResult, read_history


def draw_curves(scene: Scene) -> Figure | None:
    """Return loss and accuracy over the epochs, of training and of validation; None of fewer than two epochs.

    Raises:
        RunError: the run's history cannot be read.
    """
    path: Path = scene.model.path / HISTORY
    history = read_history(path) if path.is_file() else []
    measured = [result for result in history if result.validation_accuracy is not None]
    if len(measured) < 2:
        return None
    words, card = scene.words, scene.model.card
    figure = sheet.new_figure(5.1)
    count = f"{card.data.get('train_images', 0):,}"
    sheet.title(figure, words["curves.title"].format(recipe=scene.recipe, count=count), words["curves.note"])
    for place, name in enumerate(("loss", "accuracy")):
        axes = sheet.place_axes(figure, 0.65 + 3.85 * place, 1.55, 3.3, 2.4)
        axes.set_title(words[f"curves.{name}"], fontsize=12)
        _draw_pair(axes, scene, measured, name)
    figure.text(0.5, 0.14 / 5.1, words["curves.gap"].format(gap=f"{100 * gap(measured):.1f}"), fontsize=12, ha="center")
    return figure


def gap(history: list[EpochResult]) -> float:
    """Return how much better the last epoch's training accuracy is than its validation accuracy."""
    last = history[-1]
    return last.accuracy - (last.validation_accuracy or 0.0)


def _draw_pair(axes: Axes, scene: Scene, history: list[EpochResult], name: str) -> None:
    epochs = [result.epoch for result in history]
    for style, colour, said, prefix in (
        ("-", sheet.BLUE, "training", ""),
        ("--", sheet.ORANGE, "validation", "validation_"),
    ):
        values = [float(getattr(result, prefix + name)) for result in history]
        last = sheet.percent(values[-1]) if name == "accuracy" else f"{values[-1]:.3f}"
        label = scene.words[f"curves.{said}"].format(value=last)
        axes.plot(epochs, values, style, color=colour, linewidth=2, label=label)
    if name == "accuracy":
        axes.set_ylim(0, 1.03)
        axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    else:
        axes.set_ylim(bottom=0)
        axes.set_yticks(range(int(axes.get_ylim()[1]) + 1))
    axes.set_xticks([epochs[0], *[epoch for epoch in epochs[1:] if epoch % 5 == 0]])
    axes.set_xlabel(scene.words["training.epochs"], fontsize=11)
    axes.tick_params(labelsize=10)
    axes.grid(axis="y", color=sheet.FAINT)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=10, frameon=False)

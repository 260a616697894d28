"""The pictures of a training seen from inside, drawn from what a run's folder keeps of it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shuzi.explaining import sheet
from shuzi.explaining.sheet import Scene, corner, mosaic
from shuzi.store.history import BINS, HISTORY, SNAPSHOTS, EpochResult, Snapshot, read_history, read_snapshots

_ROWS = 13
"""The most moments that are shown, enough for twelve epochs; of more, evenly chosen ones."""


def draw_training(scene: Scene) -> tuple[Figure, Figure] | None:
    """Return accuracy, recall and sureness over the epochs, and the first filters over the epochs.

    None where the run keeps no snapshots, such as the model that comes with shuzi.

    Raises:
        RunError: a file of the run cannot be read.
    """
    folder: Path = scene.model.path
    if not (folder / SNAPSHOTS).is_file():
        return None
    kept = read_snapshots(folder / SNAPSHOTS)
    snapshots = chosen(kept)
    history = read_history(folder / HISTORY)
    # The last epoch of a recipe may be half a one, which only the snapshots say.
    ends = [snapshot.epoch for snapshot in kept[1:]]
    if len(ends) != len(history):
        ends = [float(result.epoch) for result in history]
    return _draw_answers(scene, snapshots, history, ends), _draw_filters(scene, snapshots)


def chosen(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the first, the last and evenly spaced snapshots between, `_ROWS` at the most."""
    places = np.unique(np.linspace(0, len(snapshots) - 1, min(_ROWS, len(snapshots))).round().astype(int))
    return [snapshots[place] for place in places]


def _draw_answers(scene: Scene, snapshots: list[Snapshot], history: list[EpochResult], ends: list[float]) -> Figure:
    words = scene.words
    figure = sheet.new_figure(9.3)
    sheet.title(figure, words["training.title"].format(recipe=scene.recipe), words["training.note"])
    axes = sheet.place_axes(figure, 0.75, 1.5, 6.9, 1.5)
    axes.set_title(words["training.accuracy"], fontsize=12)
    _draw_history(axes, scene, history, ends)
    axes = sheet.place_axes(figure, 0.75, 3.75, 6.9, 2.6)
    axes.set_title(words["training.recall"], fontsize=12)
    _draw_recall(axes, scene, snapshots)
    axes.set_xlabel(words["training.epochs"], fontsize=11)
    for place, (snapshot, name) in enumerate(((snapshots[0], "training.before"), (snapshots[-1], "training.after"))):
        axes = sheet.place_axes(figure, 0.75 + 3.6 * place, 7.35, 3.3, 1.25)
        _draw_sureness(axes, snapshot)
        if place:
            axes.set_yticklabels([])
        last = f"{sheet.percent(snapshot.sureness[-1] / max(1, sum(snapshot.sureness)))}"
        axes.set_title(words[name].format(share=last), fontsize=11.5)
        axes.set_xlabel(words["training.sureness"], fontsize=11)
    return figure


def _draw_history(axes: Axes, scene: Scene, history: list[EpochResult], ends: list[float]) -> None:
    """Draw the accuracy of every epoch at the place where it ended."""
    if history:
        label = scene.words["training.training"].format(share=sheet.percent(history[-1].accuracy))
        axes.plot(ends, [result.accuracy for result in history], "o-", color=sheet.BLUE, label=label)
    measured = zip(ends, [result.validation_accuracy for result in history], strict=True)
    validated = [(end, value) for end, value in measured if value is not None]
    if validated:
        label = scene.words["training.validation"].format(share=sheet.percent(validated[-1][1]))
        axes.plot(*zip(*validated, strict=True), "s--", color=sheet.ORANGE, label=label)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.set_ylim(0, 1.12)
    axes.set_xlim(0, 1.03 * max(ends, default=1))
    shown = ends if len(ends) <= 12 else ends[4::5]
    axes.set_xticks([0, *shown], [f"{end:.3g}" for end in (0, *shown)])
    axes.tick_params(labelsize=10.5)
    axes.grid(axis="y", color=sheet.FAINT)
    axes.spines[["top", "right"]].set_visible(False)
    if history:
        axes.legend(loc="best", fontsize=10.5, frameon=False)


def _draw_recall(axes: Axes, scene: Scene, snapshots: list[Snapshot]) -> None:
    """Draw a table, a row for each digit and a column for each snapshot; missed digits are dark."""
    # of each class a row, of each snapshot a column: (classes, snapshots)
    table = np.array([[np.nan if share is None else share for share in snapshot.recall] for snapshot in snapshots]).T
    axes.imshow(1 - table, cmap="Greys", vmin=0, vmax=1.15, aspect="auto")
    written = min(9.0, 90 / len(table))
    for (row, column), share in np.ndenumerate(table):
        if not np.isnan(share):
            dark = share < 0.33
            axes.text(
                column,
                row,
                f"{share:.0%}",
                ha="center",
                va="center",
                fontsize=written,
                color="white" if dark else "black",
            )
    size = min(10.5, 105 / len(table))
    axes.set_yticks(range(len(table)), [scene.name(digit) for digit in range(len(table))], fontsize=size)
    axes.set_xticks(range(len(snapshots)), [_epoch(snapshot) for snapshot in snapshots], fontsize=10.5)
    axes.tick_params(length=0)


def _draw_sureness(axes: Axes, snapshot: Snapshot) -> None:
    share = np.array(snapshot.sureness) / max(1, sum(snapshot.sureness))
    axes.bar((np.arange(BINS) + 0.5) / BINS, share, width=0.9 / BINS, color=sheet.BLUE)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"], fontsize=10.5)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"], fontsize=10.5)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_filters(scene: Scene, snapshots: list[Snapshot]) -> Figure:
    """Draw a row of all first filters for each snapshot, each row in the scale of its largest weight."""
    # (window height, window width, filters) each
    kernels = [np.asarray(snapshot.filters, dtype=np.float32)[:, :, 0] for snapshot in snapshots]
    shown = kernels[0].shape[2]
    scaled = [kernel / (float(np.nanmax(np.abs(kernel))) or 1.0) for kernel in kernels]
    # (window height, window width, snapshots · filters)
    picture = mosaic(np.concatenate(scaled, axis=2), columns=shown, gap=1)
    height = 7.2 * picture.shape[0] / picture.shape[1] * 1.6
    figure = sheet.new_figure(height + 1.7)
    words = scene.words
    sheet.title(figure, words["training.filters"].format(count=shown), words["training.filters_note"])
    axes = sheet.place_axes(figure, 0.6, 1.3, 7.2, height)
    axes.imshow(picture, cmap="Greys", vmin=-1, vmax=1, aspect="auto")
    axes.set_facecolor("#cfe0f3")
    size = (kernels[0].shape[0], kernels[0].shape[1])
    rows = [corner(place * shown, size, columns=shown, gap=1)[0] + size[0] / 2 - 0.5 for place in range(len(kernels))]
    axes.set_yticks(rows, [_epoch(snapshot) for snapshot in snapshots], fontsize=10.5)
    axes.tick_params(length=0)
    axes.set_ylabel(words["training.epochs"], fontsize=11)
    return figure


def _epoch(snapshot: Snapshot) -> str:
    return f"{snapshot.epoch:.3g}"


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
    for style, colour, split, prefix in (
        ("-", sheet.BLUE, "training", ""),
        ("--", sheet.ORANGE, "validation", "validation_"),
    ):
        values = [float(getattr(result, prefix + name)) for result in history]
        last = sheet.percent(values[-1]) if name == "accuracy" else f"{values[-1]:.3f}"
        label = scene.words[f"curves.{split}"].format(value=last)
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

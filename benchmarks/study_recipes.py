"""Why the study note's recipe sticks: its luck over many seeds beside `quick`, for docs/recipe-study.md.

Every seed trains one epoch on all of MNIST with a watchdog that only notes what it sees; the answers of the untrained
network to raw and to scaled pixels are drawn as well, since that is where the trouble begins. The Chinese pictures take
their type from Debian's `fonts-noto-cjk`.

    python benchmarks/study_recipes.py note quick
    python benchmarks/study_recipes.py --draw benchmarks/results/2026-11-23-recipe-study.csv
"""

import csv
import dataclasses
import sys
import time
from pathlib import Path

import keras
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from shuzi.data.dataset import Dataset, load_dataset
from shuzi.digits import add_channel
from shuzi.machine import describe_machine, versions
from shuzi.recipes import find_recipe
from shuzi.recipes.recipe import RAW_PIXELS, UNIT_VARIANCE
from shuzi.training.diagnosis import NotLearning
from shuzi.training.fit import Wishes, fit
from shuzi.training.networks import build_note_cnn
from shuzi.training.watcher import Watcher

ROOT = Path(__file__).parent.parent
SEEDS = range(20)
FONTS = ["DejaVu Sans", "Noto Sans CJK TC", "Noto Sans CJK JP"]
BLUE, ORANGE, GREY = "#1f5a99", "#b35900", "#777777"


ENGLISH = {
    "ones": "always answering 1",
    "seed": "seed",
    "accuracy": "accuracy at the end of epoch 1",
    "raw": "raw pixels, 0 to 255",
    "scaled": "scaled to a deviation of 1",
    "logits": "logits, {name}",
    "surest": "largest probability: {share:.0%} above 0.999",
}
CHINESE = {
    "ones": "永遠回答 1",
    "seed": "種子（seed）",
    "accuracy": "第 1 輪結束時的準確率",
    "raw": "原始像素，0 到 255",
    "scaled": "縮放到標準差為 1",
    "logits": "總和（logit），{name}",
    "surest": "最大機率：{share:.0%} 超過 0.999",
}
LANGUAGES = {"": ENGLISH, ".zh-TW": CHINESE}
"""What the pictures say, by the end of their files' names."""


def study(recipe: str, dataset: Dataset, table: "csv.Writer") -> list[dict[str, object]]:  # type: ignore[name-defined]
    rows = []
    for seed in SEEDS:
        chosen = dataclasses.replace(find_recipe(recipe), epochs=1, restarts=0)
        began = time.perf_counter()
        try:
            fitted = fit(chosen, dataset, Wishes(seed=seed, keep_going=True), watcher=Watcher())
            accuracy, said = fitted.history[-1].accuracy, fitted.diagnosis.name if fitted.diagnosis else "learns"
            last = float(np.mean([point.accuracy for point in fitted.trace[-5:]]))
        except NotLearning as error:  # not finite
            accuracy, said, last = float("nan"), error.diagnosis.name, float("nan")
        row = {"recipe": recipe, "seed": seed, "epoch_accuracy": accuracy, "last_tenth": last, "diagnosis": said}
        rows.append(row)
        table.writerow([*row.values(), round(time.perf_counter() - began, 1)])
        print(row, flush=True)
    return rows


def draw_luck(rows: list[dict[str, object]], words: dict[str, str], path: Path) -> None:
    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.add_subplot()
    for offset, recipe, colour in ((-0.2, "note", ORANGE), (0.2, "quick", BLUE)):
        mine = [row for row in rows if row["recipe"] == recipe]
        heights = [row["last_tenth"] for row in mine]
        hatch = "//" if recipe == "note" else None
        axes.bar([row["seed"] + offset for row in mine], heights, 0.4, color=colour, label=recipe, hatch=hatch)
    axes.axhline(0.1124, color=GREY, linestyle=":", label=words["ones"])
    axes.set_xticks(list(SEEDS))
    axes.set_xlabel(words["seed"], fontsize=12)
    axes.set_ylabel(words["accuracy"], fontsize=12)
    axes.set_ylim(0, 1.15)
    axes.legend(fontsize=11, loc="upper center", ncols=3)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=125)


def first_answers(dataset: Dataset) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Logits and largest probabilities of twenty untrained networks for 200 images, raw and scaled."""
    images = add_channel(dataset.train.images[:200]).astype(np.float32)
    found = {}
    for name, scale in (("raw", RAW_PIXELS), ("scaled", UNIT_VARIANCE)):
        logits, surest = [], []
        for seed in SEEDS:
            model = build_note_cnn(seed=seed)
            looking = keras.Model(model.inputs[0], [layer.output for layer in model.layers[-2:]])
            outputs = looking.predict(images * scale, verbose=0)
            logits.append(outputs[0].ravel())
            surest.append(outputs[1].max(axis=1))
        found[name] = (np.concatenate(logits), np.concatenate(surest))
    return found


def draw_first_answers(found: dict[str, tuple[np.ndarray, np.ndarray]], words: dict[str, str], path: Path) -> None:
    figure = Figure(figsize=(8, 5.6), layout="constrained")
    grid = figure.subplots(2, 2)
    for row, (name, (logits, surest)) in enumerate(found.items()):
        colour = ORANGE if row == 0 else BLUE
        grid[row, 0].hist(logits, bins=60, color=colour)
        grid[row, 0].set_title(words["logits"].format(name=words[name]), fontsize=11)
        grid[row, 1].hist(surest, bins=np.linspace(0, 1, 41), color=colour)
        share = np.mean(surest >= 0.999)
        grid[row, 1].set_title(words["surest"].format(share=share), fontsize=11)
    for axes in grid.ravel():
        axes.set_yticks([])
        axes.spines[["top", "right", "left"]].set_visible(False)
    figure.savefig(path, dpi=125)


def main() -> None:
    dataset = load_dataset()
    if sys.argv[1:2] == ["--draw"]:
        with Path(sys.argv[2]).open(encoding="utf-8", newline="") as stream:
            rows: list[dict[str, object]] = [
                row | {"seed": int(row["seed"]), "last_tenth": float(row["last_tenth"])}
                for row in csv.DictReader(stream)
            ]
    else:
        record = ROOT / "benchmarks" / "results" / f"{time.strftime('%Y-%m-%d')}-recipe-study.csv"
        with record.open("w", encoding="utf-8", newline="") as stream:
            table = csv.writer(stream)
            table.writerow(["recipe", "seed", "epoch_accuracy", "last_tenth", "diagnosis", "seconds"])
            rows = [row for recipe in sys.argv[1:] or ("note", "quick") for row in study(recipe, dataset, table)]
    found = first_answers(dataset)
    for end, words in LANGUAGES.items():
        with mpl.rc_context({"font.family": FONTS}):
            draw_luck(rows, words, ROOT / "docs" / "images" / f"recipe-luck{end}.png")
            draw_first_answers(found, words, ROOT / "docs" / "images" / f"first-answers{end}.png")
    for name, (logits, surest) in found.items():
        print(name, f"logits' deviation {logits.std():.2f}, sure of {np.mean(surest >= 0.999):.1%}")
    print(describe_machine()["processor"], versions("keras", "tensorflow-cpu"))


if __name__ == "__main__":
    main()

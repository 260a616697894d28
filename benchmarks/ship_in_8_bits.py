"""Put the trained finder and close-up into the package with weights and maps in 8 bits, and record what that costs.

    python benchmarks/ship_in_8_bits.py --finder runs/finder/finder.onnx --closeup runs/closeup/closeup.onnx
        --work runs/closeup --strokes pendigits.npz --fonts FONTS

The two files are those that `ship_finder.py` and `ship_closeup.py` leave beside their checkpoints, which call this
themselves. Crops and views for the ranges of the maps are drawn by hands of the training, those to compare by others.
The record goes to `benchmarks/results/`.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from closeup import network as closeup_network
from closeup.stock import drawn
from closeup.training import some_views
from closeup.views import NONE, Views
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from finder import network as finder_network
from finder.in_8_bits import in_8_bits
from finder.pool import Sources, some_crops
from finder.shipping import put_into_package
from finder.validation import Crops, draw_crops, found_on

import shuzi
from shuzi.finding.network import CLOSEUP, FINDER, standardized
from shuzi.finding.seen import chance_of
from shuzi.machine import describe_machine, versions
from shuzi.network.onnx_runtime import start_session

RESULTS = Path(__file__).parent / "results"

_SEED = 188
_CROPS, _VIEWS = 150, 2000
"""That the ranges of the maps are taken from."""

_COUNTED = (
    ("found", "digits found"),
    ("right", "found and read right"),
    ("false", "places that are no digit, of so many digits"),
    ("ink_overlap", "overlap of ink"),
)

_ROUNDS = 15
_LOOKS = ((128, 96), (512, 384), (1024, 768))
"""(height, width) of looks to time."""


def ship_finder(single: Path, sources: Sources) -> None:
    """Put a finder into the package.

    Args:
        single: its ONNX file, in single or half precision.
        sources: of the crops that its maps' ranges are taken from.
    """
    shown = [crop[None, None] for crop in some_crops(sources, count=_CROPS, seed=_SEED)]
    put_into_package(FINDER, in_8_bits(single.read_bytes(), shown, exact=finder_network.EXACT))


def ship_closeup(single: Path, work: Path) -> None:
    """Put a close-up into the package.

    Args:
        single: its ONNX file, in single or half precision.
        work: folder of the stock of views, the first of which its maps' ranges are taken from.
    """
    views = some_views(work, count=_VIEWS, seed=_SEED).transpose(0, 3, 1, 2)
    put_into_package(
        CLOSEUP, in_8_bits(single.read_bytes(), np.split(views, len(views) // 100), exact=closeup_network.EXACT)
    )


def main() -> None:
    options = _options()
    sources = Sources(options.strokes, options.fonts / "node_modules/@fontsource", options.work)
    ship_finder(options.finder, sources)
    ship_closeup(options.closeup, options.work)
    hands = load_hands(sources.strokes, shuzi.load_mnist().train, sources.work, validation=True)
    crops = draw_crops(hands, load_fonts(sources.fonts, validation=True), each=100, seed=_SEED)
    views = drawn(sources, count=options.views, seed=_SEED, validation=True)
    machine, known = describe_machine(), versions("onnxruntime", "onnx", "numpy")
    text = f"""# Finder and close-up in 8 bits, {time.strftime("%Y-%m-%d")}

Made by `python benchmarks/ship_in_8_bits.py`. {machine["processor"]}, {machine["cores"]} cores;
{", ".join(f"{name} {version}" for name, version in known.items() if version)}.

| | as trained | in 8 bits |
|---|---|---|
{_rows(options, crops, views)}

Times are medians of {_ROUNDS}, one network after the other each time. Crops and views are by hands and fonts that no
training saw.
"""
    print(text)
    (RESULTS / f"{time.strftime('%Y-%m-%d')}-in-8-bits.md").write_text(text, encoding="utf-8")


def _rows(options: argparse.Namespace, crops: Crops, views: Views) -> str:
    rows = [("finder: kB", *(f"{path.stat().st_size / 1000:,.0f}" for path in (options.finder, FINDER)))]
    answers = [_answers(path, crops) for path in (options.finder, FINDER)]
    counts = [found_on(crops, answer) for answer in answers]
    for name, words in _COUNTED:
        rows.append((f"{len(crops.crops)} crops, {words}", *(f"{count[name]:.2%}" for count in counts)))
    before, after = (chance_of(answer["places"][..., 0]) for answer in answers)
    seen = before > 0.1
    rows.append(("chance of a centre, mean difference", "", f"{np.abs(before - after)[seen].mean():.4f}"))
    for threads in (1, 2):
        for shape in _LOOKS:
            page = np.random.default_rng(0).standard_normal((1, 1, *shape)).astype(np.float32)
            times = _times((options.finder, FINDER), {"page": page}, threads)
            rows.append((f"look of {shape[0]}×{shape[1]}, threads: {threads}", *(f"{ms:.1f} ms" for ms in times)))
    rows.append(("close-up: kB", *(f"{path.stat().st_size / 1000:,.0f}" for path in (options.closeup, CLOSEUP))))
    shown = standardized(views.pixels.astype(np.float32) / 255)[:, None]
    logits = [_logits(path, shown) for path in (options.closeup, CLOSEUP)]
    digit = views.labels != NONE
    right = [f"{(some[:, :NONE].argmax(1) == views.labels)[digit].mean():.2%}" for some in logits]
    false = [f"{(some[:, : NONE + 1].argmax(1) != NONE)[~digit].mean():.2%}" for some in logits]
    cost = [f"{_cost(some, views.labels):.4f}" for some in logits]
    rows += [(f"{len(digit):,} views, digits read right", *right), ("others taken for a digit", *false)]
    rows += [("cost of the right answer (nats)", *cost)]
    for count in (1, 40):
        times = _times((options.closeup, CLOSEUP), {"views": shown[:count]}, 1)
        rows.append((f"views: {count}, threads: 1", *(f"{ms:.2f} ms" for ms in times)))
    return "\n".join(f"| {name} | {one} | {other} |" for name, one, other in rows)


def _answers(path: Path, crops: Crops) -> dict[str, npt.NDArray[np.float32]]:
    """Return the finder's answers as in training: places last, ink as logits of a half and more."""
    session = start_session(path.read_bytes())
    given = [session.run(["places", "inked"], {"page": page.transpose(2, 0, 1)[None]}) for page in crops.pages]
    places = np.concatenate([places.transpose(0, 2, 3, 1) for places, _ in given])
    return {"places": places, "ink": np.concatenate([ink.transpose(0, 2, 3, 1) for _, ink in given]) - 0.5}


def _logits(path: Path, views: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    session = start_session(path.read_bytes())
    parts = np.array_split(views, len(views) // 100)
    return np.concatenate([session.run(["logits"], {"views": part})[0] for part in parts])


def _cost(logits: npt.NDArray[np.float32], labels: npt.NDArray[np.uint8]) -> float:
    which = logits[:, : NONE + 1]
    spread = np.logaddexp.reduce(which, axis=1)
    return float((spread - which[np.arange(len(labels)), labels]).mean())


def _times(paths: tuple[Path, ...], shown: dict[str, npt.NDArray[np.float32]], threads: int) -> list[float]:
    """Return the milliseconds of an answer of each, by turns."""
    sessions = [start_session(path.read_bytes(), threads=threads) for path in paths]
    times: list[list[float]] = [[] for _ in sessions]
    for _ in range(_ROUNDS):
        for session, known in zip(sessions, times, strict=True):
            start = time.perf_counter()
            session.run(None, shown)
            known.append(1000 * (time.perf_counter() - start))
    return [float(np.median(known)) for known in times]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--finder", type=Path, required=True, help="ONNX file in single or half precision")
    parser.add_argument("--closeup", type=Path, required=True, help="ONNX file in single or half precision")
    parser.add_argument("--strokes", type=Path, required=True, help="pendigits.npz")
    parser.add_argument("--fonts", type=Path, required=True, help="where npm put node_modules/@fontsource")
    parser.add_argument("--work", type=Path, default=Path("runs/closeup"), help="thinned digits and the stock of views")
    parser.add_argument("--views", type=int, default=6000, help="of the close-up to compare")
    return parser.parse_args()


if __name__ == "__main__":
    main()

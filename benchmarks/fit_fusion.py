"""Learn from drawn validation pages how far to trust the finder and the 28×28 model, and from where an answer is sure.

    python benchmarks/fit_fusion.py --strokes pendigits.npz --fonts FONTS --crops 600
    python benchmarks/fit_fusion.py --strokes pendigits.npz --fonts FONTS --each 40

The first prints the constants of `shuzi.finding.find`, learned from detections on crops: when a close-up outweighs
the looks. The second prints, with those put in, the constants of `shuzi.reading.fusion`, the calibration of the
answers with them, and how many sure answers of the other half of the pages are wrong. The pages are none of those that
`bench_reading.py` draws.
"""

import argparse
import itertools
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from closeup.views import NONE, PRINTED, named_detections
from drawn_pages.crop import draw_crop
from drawn_pages.glyphs import load_fonts
from drawn_pages.hands import load_hands
from drawn_pages.page import KINDS, draw_page
from scoring.outcomes import right_of

import shuzi
from shuzi.finding.context import context_of
from shuzi.finding.find import CANDIDATE
from shuzi.finding.network import Finder, Spot
from shuzi.reading.fusion import log_softmax, opinions_of
from shuzi.reading.lines import printed_by_number
from shuzi.reading.reader import Reader

_FIRST = 5000
"""Number of the first page of each kind; the benchmark's begin with 0."""

_WRONG = 1 / 200
"""Of the sure answers, at most so many shall be wrong."""


class Seen(NamedTuple):
    """What was seen of n digits that were found."""

    opinions: npt.NDArray[np.float64]
    """(n, 3, 10), log probabilities: of the looks, the close-up and the model."""
    chance: npt.NDArray[np.float64]
    """(n,)."""
    printed: npt.NDArray[np.float64]
    """(n,): how likely each is print after all."""
    truth: npt.NDArray[np.int64]
    """(n,): the digit that is written there, or -1."""
    page: npt.NDArray[np.int64]
    """(n,): the number of its page."""


def look_at_pages(options: argparse.Namespace) -> Seen:
    """Read pages of every kind, and lay what was found beside what is written."""
    reader = Reader()
    hands = load_hands(options.strokes, shuzi.load_mnist().train, options.work, validation=True)
    fonts = load_fonts(options.fonts / "node_modules/@fontsource", validation=True)
    rows = []
    for number in range(options.each):
        for kind in KINDS:
            page = draw_page(kind, hands, fonts, _FIRST + number)
            look = reader.look(page.pixels)
            digits = [digit for line in look.page.all_lines for digit in line.digits]
            order = [place for line in look.lines for place in line]
            known = [(place, digit.digit) for place, digit in zip(order, digits, strict=True) if not digit.printed]
            if not known:
                continue
            detections = [look.finding.detections[place] for place, _ in known]
            printed = printed_by_number(look.finding.detections, look.lines)[[place for place, _ in known]]
            model = log_softmax(reader.logits(look.frames[[place for place, _ in known]]))
            opinions = np.stack([*opinions_of(detections), model], axis=1)
            truth = _truth("".join(str(digit) for _, digit in known), "".join(page.lines))
            rows += [
                (opinions[k], detections[k].chance, printed[k], truth[k], len(KINDS) * number)
                for k in range(len(known))
            ]
    opinions, chance, printed, truth, pages = (np.array(column) for column in zip(*rows, strict=True))
    return Seen(opinions.astype(float), chance, printed, truth, pages)


def fit_detections(options: argparse.Namespace) -> tuple[npt.NDArray[np.float64], ...]:
    """Return the lines to the logits of a detection as a digit, by itself and among all others, and as print."""
    finder = Finder()
    random = np.random.default_rng(_FIRST)
    hands = load_hands(options.strokes, shuzi.load_mnist().train, options.work, validation=True)
    fonts = load_fonts(options.fonts / "node_modules/@fontsource", validation=True)
    rows, digits, prints, in_print, crops = [], [], [], [], []
    for _ in range(options.crops):
        crop = draw_crop(hands, fonts, random)
        named = [row for row in named_detections(crop, finder) if row[0].chance >= CANDIDATE]
        spots = [Spot(detection.x, detection.y, detection.size) for detection, _, _ in named]
        close = finder.closeup.logits(crop.pixels.astype(np.float32) / 255, spots)
        digit = np.logaddexp.reduce(close[:, :NONE], axis=1) - close[:, NONE]
        crops.append([detection for detection, _, _ in named])
        for k, (detection, label, number) in enumerate(named):
            rows.append((_logit(np.array(detection.chance)), digit[k]))
            digits.append(label != NONE)
            if label != NONE:
                prints.append((_logit(np.array(detection.printed)), close[k, -1]))
                in_print.append(crop.places[number, PRINTED] > 0)
    seen, real = np.array(rows, float), np.array(digits)
    line = _line(seen, real)
    chances = 1 / (1 + np.exp(-(line[0] + seen @ line[1:])))
    ends = np.cumsum([len(detections) for detections in crops])[:-1]
    context = [context_of(*parts) for parts in zip(crops, np.split(chances, ends), strict=True)]
    among = np.column_stack([seen, np.concatenate(context)])
    whole = _line(among, real)
    for name, rows, fitted in (("by themselves", seen, line), ("among all others", among, whole)):
        said = 1 / (1 + np.exp(-(fitted[0] + rows @ fitted[1:])))
        cost = -np.log(np.where(real, said, 1 - said)).mean()
        print(
            f"{name}: of {len(real)} detections {((said >= 0.5) == real).mean():.2%} are told rightly; cost {cost:.4f}"
        )
    return line, whole, _line(np.array(prints, float), np.array(in_print))


def _truth(read: str, written: str) -> list[int]:
    """Return the digit that each one that was read stands for; -1 where nothing is written."""
    right = right_of(read, written)
    truth = [int(digit) if fits else -1 for digit, fits in zip(read, right, strict=True)]
    # Between two digits that are right, as many wrong ones as are written there stand for those.
    marks = [k for k, fits in enumerate(right) if fits]
    at, places = 0, []
    for k in marks:
        at = written.index(read[k], at)
        places.append(at)
        at += 1
    for (a, b), (c, d) in zip(
        zip([-1, *marks], [*marks, len(read)], strict=True),
        zip([-1, *places], [*places, len(written)], strict=True),
        strict=True,
    ):
        if b - a == d - c:
            for k in range(1, b - a):
                truth[a + k] = int(written[c + k])
    return truth


def fit_weights(seen: Seen) -> tuple[float, ...]:
    """Return the weights of the three opinions under which the written digits are likeliest."""
    known = seen.truth >= 0
    opinions, truth = seen.opinions[known], seen.truth[known]
    steps = np.arange(0, 1.21, 0.1)
    costs = {
        weights: -_mixed(np.tensordot(opinions, weights, (1, 0)))[np.arange(len(truth)), truth].mean()
        for weights in itertools.product(steps, steps, steps)
    }
    return min(costs, key=lambda weights: costs[weights])


def fit_reality(seen: Seen) -> tuple[float, float]:
    """Return the line from a chance's logit to that of being a digit."""
    line = _line(_logit(seen.chance)[:, None], seen.truth >= 0)
    return float(line[0]), float(line[1])


def _line(rows: npt.NDArray[np.float64], yes: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return a constant and a weight for every column under which the answers are likeliest, by Newton's method."""
    x = np.column_stack([np.ones(len(rows)), rows])
    line = np.eye(x.shape[1])[1]
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ line))
        line -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(len(line)), x.T @ (p - yes))
    return np.asarray(line)


def confidences(
    seen: Seen, weights: tuple[float, ...], line: tuple[float, float]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return how likely each answer is said to be right, and whether it is."""
    mixed = np.exp(_mixed(np.tensordot(seen.opinions, weights, (1, 0))))
    real = 1 / (1 + np.exp(-(line[0] + line[1] * _logit(seen.chance))))
    return mixed.max(axis=1) * real * (1 - seen.printed), mixed.argmax(axis=1) == seen.truth


def sure_from(said: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """Return the lowest confidence from which at most `_WRONG` of the answers are wrong."""
    order = np.argsort(-said)
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(wrong <= _WRONG)
    return float(said[order[fine[-1]]]) if len(fine) else 1.0


def _mixed(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return log_softmax(logits.astype(np.float32)).astype(float)


def _logit(chance: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    chance = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(chance / (1 - chance)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strokes", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("runs/finder"))
    parser.add_argument("--crops", type=int, default=0, help="learn from the detections on so many crops, and stop")
    parser.add_argument("--each", type=int, default=40, help="pages of each kind")
    options = parser.parse_args()
    if options.crops:
        alone, digit, in_print = fit_detections(options)
        print("ALONE_FROM, ALONE_BY_LOOKS, ALONE_BY_CLOSEUP =", *alone.round(2))
        print("JUDGED_FROM, JUDGED_BY_LOOKS, JUDGED_BY_CLOSEUP =", *digit[:3].round(2))
        print("JUDGED_BY_CONTEXT =", *digit[3:].round(2))
        print("PRINT_FROM, PRINT_BY_LOOKS, PRINT_BY_CLOSEUP =", *in_print.round(2))
        return
    seen = look_at_pages(options)
    odd = seen.page // len(KINDS) % 2 == 1
    halves = [Seen(*(column[part] for column in seen)) for part in (~odd, odd)]
    weights, line = fit_weights(seen), fit_reality(seen)
    said, right = confidences(seen, weights, line)
    print(f"{len(said)} digits found, {(seen.truth < 0).sum()} where none is written, {right.mean():.2%} read right")
    print("FINDER_WEIGHT, CLOSEUP_WEIGHT, MODEL_WEIGHT =", *np.round(weights, 2))
    print(f"REAL_FROM, REAL_BY = {line[0]:.2f}, {line[1]:.2f}")
    print(f"SURE_FROM = {sure_from(said, right):.4f}")
    for one, other in ((0, 1), (1, 0)):
        weights, line = fit_weights(halves[one]), fit_reality(halves[one])
        limit = sure_from(*confidences(halves[one], weights, line))
        said, right = confidences(halves[other], weights, line)
        sure = said >= limit
        print(f"learned on half {one}: on the other {sure.sum()} of {len(sure)} are sure, {(~right[sure]).sum()} wrong")
    for low, high in ((0, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 0.99), (0.99, 1.01)):
        some = (said >= low) & (said < high)
        if some.any():
            told = f"said {said[some].mean():.3f}, right {right[some].mean():.3f}"
            print(f"{low:.2f} to {high:.2f}: {some.sum():5} answers, {told}")


if __name__ == "__main__":
    main()

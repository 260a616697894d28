"""The dated record: tables by kind of picture, and every failure in words."""

import time
from collections import defaultdict
from collections.abc import Sequence

from scoring.figures import Figures, calibration_error, figures_of
from scoring.outcomes import Outcome
from shuzi.machine import describe_machine, versions

_MOST = 80
"""Failures told a section; all are in the sheet of `--failures` and in `--json`."""

_PHOTOS = """\
These are **development figures**: photos of other people's handwriting that were looked at while
the reader was made, so they say what it can do, not what it will do on a stranger's photos. They
are no part of the project; failures go by number."""

_DRAWN = """\
Drawn by `benchmarks/drawn_pages/page.py` with hands and fonts that no training saw. The program
that draws them also drew what the finder was trained on, so a stranger's photo may be harder."""

_MEANING = """\
Made by `python benchmarks/bench_reading.py`. Digits right: 1 − edit distance / digits. A picture is
right if all its lines are. Sure and wrong: answers that were called sure and are not what stands
there, with the interval that holds their true share with 95 % probability (Wilson)."""


def record_of(drawn: Sequence[Outcome], photos: Sequence[Outcome], *, peers: Sequence[str] = ()) -> str:
    """Return the record in Markdown; `peers` are rows of the photos' table by other programs."""
    machine = describe_machine()
    known = versions("numpy", "onnxruntime", "opencv-python-headless", "pillow")
    parts = [
        f"# Reading, {time.strftime('%Y-%m-%d')}",
        f"{machine['processor']}, {machine['cores']} cores; {', '.join(f'{k} {v}' for k, v in known.items())}.",
        _MEANING,
    ]
    if drawn:
        parts += ["## Drawn pages by held-out hands", _DRAWN, *_section(drawn, named=True)]
    if photos:
        parts += ["## Photos: development figures", _PHOTOS, *_section(photos, named=False)]
    if peers:
        header = (
            "| other programs, all photos that hold digits | pictures | digits | right | pictures right | s, median |"
        )
        parts.append("\n".join([header, "|---|---|---|---|---|---|", *peers]))
    return "\n\n".join(parts) + "\n"


def _section(outcomes: Sequence[Outcome], *, named: bool) -> list[str]:
    some = [o for o in outcomes if o.holds != "none"]
    none = [o for o in outcomes if o.holds == "none"]
    read = [o for o in outcomes if o.way == "read"]
    parts = [_table(some)] if some else []
    parts += [_empty_table(none)] if none else []
    whole = figures_of(read)
    low, high = whole.interval
    parts.append(
        f"Of all {whole.sure} sure answers of `read`, pictures without a digit included, {whole.sure_wrong} are wrong: "
        f"{_share(whole.sure_wrong, whole.sure)}, between {low:.2%} and {high:.2%}. Expected calibration error "
        f"{calibration_error(read):.1%}."
    )
    numbers = {name: number for number, name in enumerate(dict.fromkeys(o.name for o in outcomes))}
    failed = [(numbers[o.name], o) for o in outcomes if not o.score.exact]
    told = [f"- {_told(number, o, named=named)}" for number, o in failed[:_MOST]]
    more = [f"- and {len(failed) - _MOST} more"] if len(failed) > _MOST else []
    parts.append("\n".join(["Failures:", "", *told, *more]) if failed else "Failures: none.")
    return parts


def _by_kind(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], list[Outcome]]:
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.kind, outcome.way].append(outcome)
    return groups


def _table(outcomes: Sequence[Outcome]) -> str:
    rows = [_row(kind if way == "read" else f"{kind}, `predict`", figures_of(some))
            for (kind, way), some in _by_kind(outcomes).items()]  # fmt: skip
    for way in ("read", "predict"):
        some = [o for o in outcomes if o.way == way]
        rows += [_row(f"**all, `{way}`**", figures_of(some))] if some else []
    header = "| kind | pictures | digits | right | pictures right | sure | of these wrong | 95 % interval | s, median |"
    return "\n".join([header, "|---|---|---|---|---|---|---|---|---|", *rows])


def _row(name: str, figures: Figures) -> str:
    low, high = figures.interval
    right = f"{figures.right:.1%}" if figures.digits else "–"
    interval = f"{low:.1%} to {high:.1%}" if figures.sure else "–"
    return (
        f"| {name} | {figures.pictures} | {figures.digits} | {right} | {_share(figures.exact, figures.pictures)} "
        f"| {figures.sure} | {figures.sure_wrong} | {interval} | {figures.seconds:.3f} |"
    )


def _empty_table(outcomes: Sequence[Outcome]) -> str:
    groups = {kind: figures_of(some) for (kind, _), some in _by_kind(outcomes).items()}
    groups["**all without a digit**"] = figures_of(outcomes)
    rows = [f"| {kind} | {f.pictures} | {f.any_digit} | {f.any_sure} | {f.seconds:.3f} |" for kind, f in groups.items()]
    header = "| without a digit | pictures | where one was read | where a sure one was read | s, median |"
    return "\n".join([header, "|---|---|---|---|---|", *rows])


def _share(count: int, total: int) -> str:
    return f"{count / total:.1%}" if total else "–"


def _told(number: int, outcome: Outcome, *, named: bool) -> str:
    if not named:
        wrong = f"{outcome.score.mistakes} wrong of {outcome.score.digits}"
        return f"picture {number} ({outcome.kind}, `{outcome.way}`): {wrong}"
    return f"{outcome.name}, `{outcome.way}`: {spelled(outcome.written)} was read as {spelled(outcome.read)}"


def spelled(lines: Sequence[str]) -> str:
    """Return lines as one text."""
    return " / ".join(lines) or "nothing"

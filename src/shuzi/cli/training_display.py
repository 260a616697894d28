"""How training is shown: a live bar for each epoch in a terminal, plain lines elsewhere, and a page with the curves."""

import contextlib
import html
import io
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path

from shuzi.cli.terminal import say
from shuzi.evaluation.metrics import CurvePoint
from shuzi.store.history import EpochResult
from shuzi.training.watcher import MemberPlace, Progress, Watcher
from shuzi.words import words

PAGE = "watch.html"

_PAUSE_SECONDS = 3.0
"""Between two drawings; one takes about a tenth of a second that training has to wait. Set by hand."""

_TEMPLATE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">{renew}<title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }}
svg {{ width: 100%; height: auto }}</style></head>
<body><h1>{title}</h1><p>{state}</p>{picture}</body></html>
"""


@contextlib.contextmanager
def training_display(language: str = "en") -> "Iterator[PlainLines | LiveBars]":
    """Give what fits where standard error goes, in a language of `shuzi.words.LANGUAGES`."""
    if not sys.stderr.isatty():
        yield PlainLines(language)
        return
    display = LiveBars(language)
    with display.bars:
        yield display


class PlainLines(Watcher):
    """A line every few seconds, and one for every epoch."""

    _PAUSE_SECONDS = 5.0
    """Between two lines; set by hand."""

    def __init__(self, language: str = "en") -> None:
        self._words = words(language)
        self._printed_at = time.monotonic()

    def on_download(self, what: str, done: int, total: int | None) -> None:
        """Print nothing of a download; its source is noted anyway."""

    def on_step(self, progress: Progress) -> None:
        """Print where training is, at most every few seconds."""
        if progress.step < progress.steps and time.monotonic() - self._printed_at >= self._PAUSE_SECONDS:
            self._print(self._words["epoch.place"].format(**progress._asdict()) + _state(progress, self._words))

    def on_member(self, place: MemberPlace) -> None:
        """Print which member of a committee comes next, and how it fares."""
        self._print(member_line(place, self._words))

    def on_epoch(self, result: EpochResult) -> None:
        """Print a finished epoch."""
        self._print(epoch_line(result, self._words))

    def _print(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)
        self._printed_at = time.monotonic()


class LiveBars(Watcher):
    """A bar that moves, with loss, accuracy, speed and the time left of all epochs."""

    def __init__(self, language: str = "en") -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bars

        self._words = words(language)
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.fields[state]}"))
        self.bars = Bars(*columns, console=Console(stderr=True, highlight=False), refresh_per_second=8, transient=True)
        self._task = self.bars.add_task("", total=None, state=self._words["epoch.preparing"], visible=True)

    def on_download(self, what: str, done: int, total: int | None) -> None:
        """Show how far a download of MNIST is."""
        self.bars.update(self._task, description=what, completed=done, total=total, state=_megabytes(done))

    def on_step(self, progress: Progress) -> None:
        """Move the bar."""
        self.bars.update(
            self._task,
            description=self._words["epoch.bar"].format(epoch=progress.epoch, epochs=progress.epochs),
            completed=progress.step,
            total=progress.steps,
            state=f"{_state(progress, self._words)}  {_time_left(progress, self._words)}",
        )

    def on_member(self, place: MemberPlace) -> None:
        """Leave a line for a member of a committee above the bar."""
        self.bars.console.print(member_line(place, self._words))

    def on_epoch(self, result: EpochResult) -> None:
        """Leave a line for a finished epoch above the bar."""
        self.bars.console.print(epoch_line(result, self._words))

    def on_trained(self) -> None:
        """Say what takes the last seconds."""
        self.bars.update(self._task, description=self._words["epoch.saving"], total=None, state="")


def member_line(place: MemberPlace, texts: Mapping[str, str]) -> str:
    """Return which member of a committee comes next, or how it fares, as a line in the words of a language."""
    return texts["member.begins" if place.accuracy is None else "member.done"].format(**place._asdict())


def epoch_line(result: EpochResult, texts: Mapping[str, str]) -> str:
    """Return one finished epoch as a line, in the words of a language."""
    line = texts["epoch.done"].format(epoch=result.epoch, loss=result.loss, accuracy=result.accuracy)
    if result.validation is not None:
        line += texts["epoch.validated"].format(loss=result.validation.loss, accuracy=result.validation.accuracy)
    return line + texts["epoch.seconds"].format(seconds=result.seconds)


def _megabytes(done: int) -> str:
    return f"{done / 1e6:.1f} MB" if done else ""


def _state(progress: Progress, texts: Mapping[str, str]) -> str:
    rate = progress.images / progress.seconds if progress.seconds else 0.0
    return texts["epoch.state"].format(loss=progress.loss, accuracy=progress.accuracy, rate=rate)


def _time_left(progress: Progress, texts: Mapping[str, str]) -> str:
    steps_left = (progress.epochs - progress.epoch + 1) * progress.steps - progress.step
    seconds = round(steps_left * progress.seconds / progress.step)
    return texts["epoch.left"].format(minutes=seconds // 60, seconds=seconds % 60)


class CurvesPage(Watcher):
    """Writes the page into the run's folder and opens it in the browser, if there is one."""

    def __init__(self, language: str = "en") -> None:
        self._language, self._words = language, words(language)
        self._path: Path | None = None
        self._points: list[CurvePoint] = []
        self._validated: list[CurvePoint] = []
        self._state = self._words["watch.begins"]
        self._drawn = 0.0

    def on_folder(self, path: Path) -> None:
        """Show an empty page."""
        self._path = path / PAGE
        self._points, self._validated = [], []  # of a committee's member before
        self._draw(renew=True)
        say(self._words["watch.page"].format(path=self._path))
        webbrowser.open(self._path.absolute().as_uri())

    def on_step(self, progress: Progress) -> None:
        """Remember where training is."""
        self._state = self._words["watch.state"].format(**progress._asdict())

    def on_point(self, point: CurvePoint) -> None:
        """Draw, unless that was done just now."""
        self._points.append(point)
        if time.monotonic() - self._drawn >= _PAUSE_SECONDS:
            self._draw(renew=True)

    def on_epoch(self, result: EpochResult) -> None:
        """Take the validation into the picture."""
        if result.validation is not None:
            self._validated.append(result.validation)

    def on_trained(self) -> None:
        """Leave the finished curves."""
        self._state = self._words["watch.trained"].format(state=self._state)
        self._draw(renew=False)

    def _draw(self, *, renew: bool) -> None:
        if self._path is None:
            return
        picture = ""
        if self._points:
            from shuzi.evaluation.figures import draw_curves

            figure, stream = draw_curves(self._points, self._validated, language=self._language), io.StringIO()
            figure.savefig(stream, format="svg")
            picture = stream.getvalue()[stream.getvalue().index("<svg") :]
        page = _TEMPLATE.format(
            language=self._language,
            renew='<meta http-equiv="refresh" content="3">' if renew else "",
            title=f"shuzi: {html.escape(self._path.parent.name)}",
            state=html.escape(self._state),
            picture=picture,
        )
        temporary = self._path.with_name(f"{PAGE}.tmp")
        temporary.write_text(page, encoding="utf-8")
        temporary.replace(self._path)
        self._drawn = time.monotonic()

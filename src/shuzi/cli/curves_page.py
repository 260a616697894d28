"""`shuzi train --watch`: a page with the curves that renews itself while the network trains."""

import html
import io
import time
import webbrowser
from pathlib import Path

from shuzi.cli.terminal import say
from shuzi.evaluation.figures import draw_curves
from shuzi.evaluation.metrics import CurvePoint
from shuzi.store.history import EpochResult
from shuzi.training.watcher import Progress, Watcher

PAGE = "watch.html"

_PAUSE_SECONDS = 3.0
"""Between two drawings; one takes about a tenth of a second that training has to wait."""

_TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">{renew}<title>{title}</title>
<style>body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }}
svg {{ width: 100%; height: auto }}</style></head>
<body><h1>{title}</h1><p>{state}</p>{picture}</body></html>
"""


class CurvesPage(Watcher):
    """Writes the page into the run's folder and opens it in the browser, if there is one."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._points: list[CurvePoint] = []
        self._validated: list[CurvePoint] = []
        self._state = "the first steps are being taken"
        self._drawn = 0.0

    def on_folder(self, path: Path) -> None:
        """Show an empty page."""
        self._path = path / PAGE
        self._draw(renew=True)
        say(f"curves: {self._path}")
        webbrowser.open(self._path.absolute().as_uri())

    def on_step(self, progress: Progress) -> None:
        """Remember where training is."""
        place = f"epoch {progress.epoch} of {progress.epochs}, step {progress.step} of {progress.steps}"
        self._state = f"{place}: loss {progress.loss:.4f}, accuracy {progress.accuracy:.4f}"

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
        self._state = f"trained; {self._state}"
        self._draw(renew=False)

    def _draw(self, *, renew: bool) -> None:
        if self._path is None:
            return
        picture = ""
        if self._points:
            figure, stream = draw_curves(self._points, self._validated), io.StringIO()
            figure.savefig(stream, format="svg")
            picture = stream.getvalue()[stream.getvalue().index("<svg") :]
        page = _TEMPLATE.format(
            renew='<meta http-equiv="refresh" content="3">' if renew else "",
            title=f"shuzi: {html.escape(self._path.parent.name)}",
            state=html.escape(self._state),
            picture=picture,
        )
        temporary = self._path.with_name(f"{PAGE}.tmp")
        temporary.write_text(page, encoding="utf-8")
        temporary.replace(self._path)
        self._drawn = time.monotonic()

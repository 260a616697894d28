"""The page that leads a reader through the pictures, in their order."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from shuzi.explaining.inside import Inside
from shuzi.explaining.scene import Scene
from shuzi.explaining.sheet import percent, short

_STYLE = """
body { max-width: 1000px; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 system-ui, sans-serif; color: #222; }
img { max-width: 100%; height: auto; border: 1px solid #ddd; }
@media (max-width: 45rem) { .picture { overflow-x: auto; } .picture img { max-width: none; width: 45rem; } }
h2 { margin-top: 3rem; }
"""


def page(files: Sequence[Path], scene: Scene, language: str) -> str:
    """Return an HTML page with every picture and what to look for in it; it needs nothing but the files beside it."""
    words = scene.words
    values = _values(scene.inside)
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(words['page.title'])}</title><style>{_STYLE}</style>",
        f"<h1>{escape(words['page.title'])}</h1>",
        f"<p>{escape(words['page.answer'].format(**values))}</p>",
    ]
    for file in files:
        name = "maps" if file.stem.startswith("maps-") else file.stem
        heading = words[f"page.{name}"].format(layer=file.stem.removeprefix("maps-"))
        parts += [
            f"<h2>{escape(heading)}</h2>",
            f"<p>{escape(words[f'page.{name}.text'].format(**values))}</p>",
            f'<p class="picture"><img src="{escape(file.name)}" alt="{escape(heading)}"></p>',
        ]
    return "\n".join([*parts, "</html>", ""])


def _values(inside: Inside) -> dict[str, object]:
    """Return what the page's sentences may speak of."""
    answer, second = inside.answer, inside.runner_up
    digit = int(answer.digits[0])
    return {
        "digit": digit,
        "confidence": percent(float(answer.confidence[0])),
        "total": short(float(inside.logits[digit])),
        "second": second,
        "second_total": short(float(inside.logits[second])),
    }

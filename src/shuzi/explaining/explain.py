"""Write the pictures of what a network sees in a digit, and a page that leads through them."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.classes import name_of
from shuzi.digits import Images, Split
from shuzi.errors import OutputError, UsageError
from shuzi.evaluation.lettering import typeset
from shuzi.explaining import sheet
from shuzi.explaining.inside import Inside
from shuzi.explaining.parameters import draw_parameters
from shuzi.explaining.pictures import ON_REQUEST, PICTURES
from shuzi.explaining.sheet import Animation, Drawing, Scene, percent, short
from shuzi.explaining.words import of_signs, texts
from shuzi.network.architecture import Architecture
from shuzi.store.model import Model, looked_into

PAGE = "index.html"

_WITHOUT_DIGIT = ("parameters", "filters", "training", "learning")
"""How files are called that show no digit on its way through the network."""

_TOGETHER = ("convolution", "orientation", "pooling", "flatten")
"""What the reason for an answer refers to, as the parts 1 to 4."""

_OF_DIGITS = {"learning"}
"""Pictures of how ten digits are learnt."""

FileFormat = Literal["png", "svg"]
"""Of pictures that do not move."""

_STYLE = """
body { max-width: 1000px; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 system-ui, sans-serif; color: #222; }
img { max-width: 100%; height: auto; border: 1px solid #ddd; }
@media (max-width: 45rem) { .picture { overflow-x: auto; } .picture img { max-width: none; width: 45rem; } }
h2 { margin-top: 3rem; }
"""


def explain(  # noqa: PLR0913 - what to draw, and how
    model: Model,
    digit: npt.ArrayLike,
    *,
    out: str | Path,
    label: int | None = None,
    language: str = "en",
    only: Sequence[str] = (),
    training: Split | None = None,
    changed: Images | None = None,
    form: FileFormat = "png",
) -> list[Path]:
    """Write the pictures of one digit on its way through a network, and a page that leads through them.

    Args:
        model: the trained model; of a committee the first member is drawn.
        digit: numbers from 0 (paper) to 255 (ink), shape (28, 28) or (28, 28, 1).
        out: the folder to write into; it is made if it is not there.
        label: the true digit, if it is known.
        language: `en` or `zh-TW`.
        only: names of pictures, of those in `shuzi.explaining.pictures.PICTURES`; none means all but `ON_REQUEST`.
        training: labelled images, such as `load_mnist().train`, among which the most alike are searched.
        changed: the digit as training would change it at random, uint8, shape (n, 28, 28); for the picture of it.
        form: of pictures that do not move; those that do are GIF files.
    Returns:
        the files in the order of the page, which is the last of them.
    Raises:
        UsageError: a name or the language is not known.
        ImageShapeError: the digit is no image of 28×28.
        OutputError: the folder cannot be written.
        RunError: the first member of a committee is not there.
    Example:
        >>> import shuzi
        >>> seven = shuzi.load_mnist().test.images[0]
        >>> [file.name for file in shuzi.explain(shuzi.load(), seven, out="seen", only=["flatten"])]
        ['flatten.png', 'index.html']
    """
    model = looked_into(model)
    own_classes = model.classes is not None
    words = of_signs(texts(language), language) if own_classes else texts(language)
    names = _chosen(only, own_classes=own_classes)
    scene = Scene(model, Inside(model, digit), label, words, training, changed, language)
    folder = _folder(Path(out))
    files = []
    with typeset(language, model.classes):
        for name in names:
            files += [_write(drawing, folder, form) for drawing in PICTURES[name](scene)]
    (folder / PAGE).write_text(_page(files, scene, language), encoding="utf-8")
    return [*files, folder / PAGE]


def explain_parameters(
    architecture: Architecture, *, out: str | Path, language: str = "en", form: FileFormat = "png"
) -> Path:
    """Write the picture of where a network's parameters live, which needs no weights; else as `explain`."""
    words, folder = texts(language), _folder(Path(out))
    with typeset(language):
        return _write(Drawing("parameters", draw_parameters(architecture, words)), folder, form)


def _chosen(only: Sequence[str], *, own_classes: bool) -> list[str]:
    unknown = [name for name in only if name not in PICTURES]
    if unknown:
        raise UsageError(f"there is no picture {unknown[0]!r}; expected {', '.join(PICTURES)}.")
    if own_classes and _OF_DIGITS & set(only):
        raise UsageError(
            f"the pictures {', '.join(sorted(_OF_DIGITS))} are drawn of digits alone, and this model reads classes of "
            "your own. Draw them of a model of digits."
        )
    return [name for name in PICTURES if name in only or (not only and name not in ON_REQUEST)]


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be made ({error.strerror}). Name another folder with --out.") from None
    return path


def _write(drawing: Drawing, folder: Path, form: FileFormat) -> Path:
    moves = isinstance(drawing.content, list)
    path = folder / f"{drawing.stem}.{'gif' if moves else form}"
    try:
        if isinstance(drawing.content, list):
            _write_gif(drawing.content, path)
        else:
            drawing.content.savefig(path, format=form, dpi=sheet.DPI)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another with --out.") from None
    return path


def _write_gif(frames: Animation, path: Path) -> None:
    palette = _palette(frames[-1][0])
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in frames]
    durations = [milliseconds for _, milliseconds in frames]
    images[0].save(path, format="GIF", save_all=True, append_images=images[1:], duration=durations, loop=0)


def _palette(frame: Image.Image) -> Image.Image:
    """Return the palette for all frames, as an image that holds it.

    The last frame has every colour that is used, and few of them. The greys are given: what `quantize` finds for them
    is bluish, brown, or paper that is not quite white. They are eight apart, since Pillow looks up colours in steps of
    four, and would take a grey just below white for white.
    """
    rgb = np.array(frame.quantize(192, Image.Quantize.MAXCOVERAGE).getpalette()).reshape(-1, 3)  # (colours, 3)
    colours = rgb[np.ptp(rgb, axis=1) >= 12]  # (colours, 3), without the greys
    greys = np.repeat(np.linspace(0, 255, 33).round().astype(int)[:, np.newaxis], 3, axis=1)  # (33,) → (33, 3)
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.concatenate([greys, colours]).ravel().tolist())  # (33 + colours, 3) → flat
    return palette


def _page(files: Sequence[Path], scene: Scene, language: str) -> str:
    """Return an HTML page with every picture and what to look for in it; it needs nothing but the files beside it."""
    words, stems = scene.words, [file.stem for file in files]
    names = ["maps" if stem.startswith("maps-") else stem for stem in stems]
    numbered = [name for name in names if words[f"page.{name}"].startswith("{part}")]
    values = _values(scene) | {"why": numbered.index("why") + 1 if "why" in numbered else None}
    title = escape(words[_title(stems)])
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style>",
        f"<h1>{title}</h1>",
        f"<p>{escape(_opening(stems, words).format(**values))}</p>",
    ]
    for file, name in zip(files, names, strict=True):
        part = numbered.index(name) + 1 if name in numbered else None
        heading = words[f"page.{name}"].format(part=part, layer=scene.layer(file.stem.removeprefix("maps-")))
        text = words[f"page.{name}.text"]
        if name == "why" and set(_TOGETHER) <= set(stems):
            text = words["page.why.together"] + text
        parts += [
            f"<h2>{escape(heading)}</h2>",
            f"<p>{escape(text.format(**values))}</p>",
            f'<p class="picture"><img src="{escape(file.name)}" alt="{escape(heading)}"></p>',
        ]
    return "\n".join([*parts, "</html>", ""])


def _title(stems: Sequence[str]) -> str:
    """Return the name of the words that say what a page with these pictures is about."""
    if not all(stem.startswith(_WITHOUT_DIGIT) for stem in stems) or not stems:
        return "page.title"
    if all(stem.startswith("training") for stem in stems):
        return "page.title.training"
    learnt = all(stem.startswith(("learning", "training")) for stem in stems)
    return "page.title.learning" if learnt else "page.title.network"


def _opening(stems: Sequence[str], words: sheet.Words) -> str:
    """Return the page's first paragraph, which promises nothing that is not drawn below."""
    about = _title(stems)
    if about == "page.title.training":
        return words["page.of.training"]
    parts = {"page.title": ["page.answer"], "page.title.learning": ["page.of.learning"]}.get(about, [])
    if about == "page.title" and stems:
        parts.append("page.way")
    if "why" in stems:
        parts.append("page.promise")
    return "".join(words[part] for part in [*parts, "page.own"])


def _values(scene: Scene) -> dict[str, object]:
    """Return what the page's sentences may speak of."""
    inside, classes = scene.inside, scene.model.classes
    answer, second = inside.answer, inside.runner_up
    digit = int(answer.digits[0])
    return {
        "digit": name_of(classes, digit),
        "confidence": percent(float(answer.confidence[0])),
        "total": short(float(inside.logits[digit])),
        "second": name_of(classes, second),
        "second_total": short(float(inside.logits[second])),
    }

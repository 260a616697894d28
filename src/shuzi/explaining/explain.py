"""Write the pictures of what a network sees in a digit, and a page that leads through them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from shuzi.digits import IMAGE_SHAPE, INPUT_SHAPE, Images, Split
from shuzi.errors import OutputError, UsageError
from shuzi.explaining import sheet
from shuzi.explaining.inside import Inside
from shuzi.explaining.page import page
from shuzi.explaining.parameters import draw_parameters
from shuzi.explaining.pictures import ON_REQUEST, PICTURES, Drawing, Frames
from shuzi.explaining.scene import Scene
from shuzi.explaining.words import texts
from shuzi.network.architecture import Architecture
from shuzi.store.model import Model

PAGE = "index.html"

Form = Literal["png", "svg"]


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
    form: Form = "png",
) -> list[Path]:
    """Write the pictures of one digit on its way through a network, and a page that leads through them.

    Args:
        model: the trained model.
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
    """
    words = texts(language)
    names = _chosen(only)
    scene = Scene(model, Inside(model, _digit(digit)), label, words, training, changed)
    folder = _folder(Path(out))
    files = []
    with sheet.typeset(language):
        for name in names:
            files += [_write(drawing, folder, form) for drawing in PICTURES[name](scene)]
    (folder / PAGE).write_text(page(files, scene, language), encoding="utf-8")
    return [*files, folder / PAGE]


def explain_parameters(
    architecture: Architecture, *, out: str | Path, language: str = "en", form: Form = "png"
) -> Path:
    """Write the picture of where a network's parameters live, which needs no weights; else as `explain`."""
    words, folder = texts(language), _folder(Path(out))
    with sheet.typeset(language):
        return _write(Drawing("parameters", draw_parameters(architecture, words)), folder, form)


def _chosen(only: Sequence[str]) -> list[str]:
    unknown = [name for name in only if name not in PICTURES]
    if unknown:
        raise UsageError(f"there is no picture {unknown[0]!r}; expected {', '.join(PICTURES)}.")
    return [name for name in PICTURES if name in only or (not only and name not in ON_REQUEST)]


def _digit(digit: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    array = np.asarray(digit)
    return array.reshape(IMAGE_SHAPE) if array.shape == INPUT_SHAPE else array


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path} cannot be made ({error.strerror}). Name another folder with --out.") from None
    return path


def _write(drawing: Drawing, folder: Path, form: Form) -> Path:
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


def _write_gif(frames: Frames, path: Path) -> None:
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
    found = np.array(frame.quantize(192, Image.Quantize.MAXCOVERAGE).getpalette()).reshape(-1, 3)
    colours = found[np.ptp(found, axis=1) >= 12]
    greys = np.repeat(np.linspace(0, 255, 33).round().astype(int)[:, np.newaxis], 3, axis=1)
    palette = Image.new("P", (1, 1))
    palette.putpalette(np.concatenate([greys, colours]).ravel().tolist())
    return palette

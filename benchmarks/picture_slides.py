"""Cut docs/images/slides/LANGUAGE/NAME.png out of the pictures: what a slide talks about, large enough to project.

    python benchmarks/picture_slides.py

Run it after the pictures were drawn again. Each part is a box of a picture 1000 pixels wide; rows of parts stand
below each other. On a slide a picture has some 770 of 1280 pixels: what is cut narrower than 640 comes out larger than
it was, so that it can be read from the last row.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

import shuzi

IMAGES = Path(__file__).parent.parent / "docs" / "images"
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

PARTS: dict[str, tuple[str, list[list[Box]]]] = {
    "convolution": ("explain/{}/convolution", [[(30, 600, 660, 810)], [(705, 600, 965, 810)], [(160, 820, 840, 850)]]),
    "orientation": ("explain/{}/orientation", [[(345, 150, 620, 645), (655, 150, 935, 645)]]),
    "pooling": ("explain/{}/pooling", [[(30, 515, 595, 782)], [(655, 515, 970, 690)]]),
    "flatten": ("explain/{}/flatten", [[(72, 862, 577, 1042)], [(577, 862, 962, 1042)]]),
    "why": ("explain/{}/why", [[(40, 425, 490, 835)], [(40, 875, 490, 1140)]]),
    "learning-loss": (
        "learning/{}/learning-loss",
        [[(325, 150, 975, 405)], [(85, 430, 500, 570)], [(565, 430, 985, 570)]],
    ),
    "learning-step": ("learning/{}/learning-step", [[(520, 165, 985, 560)]]),
    "learning-numbers": ("learning/{}/learning-step", [[(50, 580, 905, 905)]]),
    "learning-gradient": ("learning/{}/learning-gradient", [[(10, 855, 389, 1085)], [(388, 855, 990, 1085)]]),
    "learning-saturation": ("learning/{}/learning-saturation", [[(20, 170, 665, 630)]]),
    "training-curves-few": ("learning/{}/training-curves-few", [[(500, 155, 985, 560)]]),
    "recipe-luck": ("recipe-luck{}", [[(265, 12, 803, 52)], [(0, 55, 536, 497)]]),
}
"""Name on a slide: the picture, and what of it."""
MARGIN, GAP = 16, 16


def cut(picture: Image.Image, rows: list[list[Box]]) -> Image.Image:
    """Return the parts in rows below each other, each row in the middle, with white around."""
    made = [[picture.crop(box) for box in row] for row in rows]
    widths = [sum(part.width for part in row) + GAP * (len(row) - 1) for row in made]
    heights = [max(part.height for part in row) for row in made]
    sheet = Image.new("RGB", (max(widths) + 2 * MARGIN, sum(heights) + GAP * (len(made) - 1) + 2 * MARGIN), "white")
    top = MARGIN
    for row, width, height in zip(made, widths, heights, strict=True):
        left = (sheet.width - width) // 2
        for part in row:
            sheet.paste(part, (left, top))
            left += part.width + GAP
        top += height + GAP
    return sheet


def draw_pixels(path: Path) -> None:
    """Draw the upper part of the 1 that all pictures explain, with the number of each pixel."""
    pixels = shuzi.load_mnist().train.images[9487][5:17, 8:20]
    figure, axes = plt.subplots(figsize=(7, 7), dpi=100)
    axes.imshow(255 - pixels, cmap="gray", vmin=0, vmax=255)
    for row, column in np.ndindex(pixels.shape):
        value = int(pixels[row, column])
        axes.text(column, row, str(value), ha="center", va="center", color="white" if value > 127 else "black", size=13)
    axes.set_axis_off()
    figure.subplots_adjust(0.01, 0.01, 0.99, 0.99)
    figure.savefig(path)
    plt.close(figure)


def main() -> None:
    (IMAGES / "slides").mkdir(exist_ok=True)
    draw_pixels(IMAGES / "slides" / "pixels.png")
    for language in ("en", "zh-TW"):
        (IMAGES / "slides" / language).mkdir(parents=True, exist_ok=True)
        for name, (source, rows) in PARTS.items():
            own = language if "/" in source else "" if language == "en" else f".{language}"
            with Image.open(IMAGES / f"{source.format(own)}.png") as picture:
                path = IMAGES / "slides" / language / f"{name}.png"
                cut(picture.convert("RGB"), rows).quantize(128).save(path, optimize=True)
            print(path)


if __name__ == "__main__":
    main()

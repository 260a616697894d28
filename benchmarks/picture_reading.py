"""Draw docs/images/reading.png: a page, the way from its pixels to framed digits, and what was read."""

from pathlib import Path

import cv2
import numpy as np
from matplotlib.figure import Figure
from mnist_pages.pages import draw_page

from shuzi.data.mnist import load_mnist
from shuzi.reading.annotate import steps
from shuzi.reading.reader import Reader

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SEED = 12
TITLES = (
    "page",
    "what the finder sees in its looks",
    "ink of writing",
    "lines",
    "framed as MNIST frames them",
    "answers",
)


def main() -> None:
    page = draw_page("ruled", load_mnist().test, np.random.default_rng(SEED))
    trace = Reader().look(page.pixels)
    figure = Figure(figsize=(12, 7), layout="constrained")
    for axes, picture, title in zip(figure.subplots(2, 3).ravel(), steps(trace).values(), TITLES, strict=True):
        axes.imshow(picture)
        axes.set_title(title, fontsize=14)
        axes.set_axis_off()
    figure.savefig(IMAGES / "reading.png", dpi=90)
    cv2.imwrite(str(IMAGES / "sheet.jpg"), cv2.cvtColor(page.pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
    print(page.lines, trace.page.text.split())


if __name__ == "__main__":
    main()

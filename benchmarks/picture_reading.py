"""Draw docs/images/reading.png, and the same in Chinese: a page, the way from its pixels to digits, what was read.

The Chinese titles are in Debian's `fonts-noto-cjk`.
"""

from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from mnist_pages.pages import draw_page

from shuzi.data.mnist import load_mnist
from shuzi.reading.annotate import steps
from shuzi.reading.reader import Reader

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SEED = 12
TITLES = {
    "reading.png": (
        "page",
        "what the finder sees in its looks",
        "ink of writing",
        "lines",
        "framed as MNIST frames them",
        "answers",
    ),
    "reading.zh-TW.png": ("這一頁", "找數字的網路每次看到的", "筆跡的墨", "行", "像 MNIST 那樣放進框裡", "答案"),
}
FONTS = ["DejaVu Sans", "Noto Sans CJK TC", "Noto Sans CJK JP"]


def main() -> None:
    page = draw_page("ruled", load_mnist().test, np.random.default_rng(SEED))
    trace = Reader().look(page.pixels)
    for name, titles in TITLES.items():
        with mpl.rc_context({"font.family": FONTS}):
            figure = Figure(figsize=(12, 7), layout="constrained")
            for axes, picture, title in zip(figure.subplots(2, 3).ravel(), steps(trace).values(), titles, strict=True):
                axes.imshow(picture)
                axes.set_title(title, fontsize=14)
                axes.set_axis_off()
            figure.savefig(IMAGES / name, dpi=90)
    cv2.imwrite(str(IMAGES / "sheet.jpg"), page.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])
    print(page.lines, trace.page.text.split())


if __name__ == "__main__":
    main()

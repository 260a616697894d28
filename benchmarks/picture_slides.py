"""Cut docs/images/slides/LANGUAGE/NAME.png out of the pictures: what a slide talks about, large enough to project.

    python benchmarks/picture_slides.py

Run it after the pictures were drawn again. Each part is a box of a picture that is 1000 pixels wide; parts stand below
each other.
"""

from pathlib import Path

from PIL import Image

IMAGES = Path(__file__).parent.parent / "docs" / "images"
Box = tuple[int, int, int, int]
"""Left, top, right, bottom."""

PARTS: dict[str, list[Box]] = {
    "explain/flatten": [(40, 862, 565, 1050), (565, 862, 985, 1050)],
    "explain/why": [(40, 425, 490, 835), (40, 875, 490, 1140)],
    "learning/learning-loss": [(325, 150, 975, 405), (85, 430, 500, 570), (565, 430, 985, 570)],
    "learning/learning-gradient": [(10, 855, 388, 1085), (388, 855, 990, 1085), (120, 1135, 880, 1180)],
    "learning/learning-saturation": [(20, 170, 665, 630)],
}
MARGIN, GAP = 24, 16


def cut(picture: Image.Image, boxes: list[Box]) -> Image.Image:
    """Return the parts below each other, each in the middle, with white around."""
    parts = [picture.crop(box) for box in boxes]
    width = max(part.width for part in parts) + 2 * MARGIN
    height = sum(part.height for part in parts) + GAP * (len(parts) - 1) + 2 * MARGIN
    sheet = Image.new("RGB", (width, height), "white")
    top = MARGIN
    for part in parts:
        sheet.paste(part, ((width - part.width) // 2, top))
        top += part.height + GAP
    return sheet


def main() -> None:
    for language in ("en", "zh-TW"):
        (IMAGES / "slides" / language).mkdir(parents=True, exist_ok=True)
        for name, boxes in PARTS.items():
            room, stem = name.split("/")
            with Image.open(IMAGES / room / language / f"{stem}.png") as picture:
                path = IMAGES / "slides" / language / f"{stem}.png"
                cut(picture.convert("RGB"), boxes).quantize(128).save(path, optimize=True)
            print(path)


if __name__ == "__main__":
    main()

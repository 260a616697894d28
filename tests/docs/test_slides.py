"""The slides that teachers download are made of the text beside them."""

import re
from pathlib import Path

import pypdfium2
import pytest

SLIDES = Path(__file__).parent.parent.parent / "docs" / "slides"


def _plain(text: str) -> str:
    """Return letters and digits alone, in the characters that a font may have written them with another one for."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("name", ["lessons", "lessons.zh-TW"])
def test_every_slide_shows_its_text(name):
    _, _, text = (SLIDES / f"{name}.md").read_text(encoding="utf-8").split("---\n", 2)
    slides = text.split("\n---\n")
    with pypdfium2.PdfDocument(SLIDES / f"{name}.pdf") as shown:
        assert len(shown) == len(slides)
        for number, slide in enumerate(slides):
            seen = _plain(shown[number].get_textpage().get_text_bounded())
            for line in re.sub(r"!\[.*?\]\(.*?\)|^\d\. ", "", slide, flags=re.MULTILINE).splitlines():
                assert _plain(line) in seen, f"slide {number + 1}: make the PDF again, as CONTRIBUTING.md says"


@pytest.mark.parametrize("name", ["lessons", "lessons.zh-TW"])
def test_the_pictures_of_the_slides_are_there(name):
    pictures = re.findall(r"!\[.*?\]\((.*?)\)", (SLIDES / f"{name}.md").read_text(encoding="utf-8"))
    assert len(pictures) > 10
    assert [picture for picture in pictures if not (SLIDES / picture).is_file()] == []

"""PDF and TIFF with their pages: each at its own resolution, and what cannot be read is told apart."""

import io
import sys
import zlib

import numpy as np
import pytest
from pdf_files import ENDLESS, LOCKED, MILLIONS, bomb, pdf
from PIL import Image, ImageDraw

from shuzi.errors import ImageError, UsageError
from shuzi.imaging.document import Document
from shuzi.imaging.image_file import open_raster

pytest.importorskip("pypdfium2")


def _page(number: int, size=(500, 400), mode: str = "L") -> Image.Image:
    """A sheet with as many strokes as its number says."""
    image = Image.new(mode, size, "white" if mode != "1" else 1)
    for stroke in range(number):
        ImageDraw.Draw(image).line((60 + 60 * stroke, 50, 60 + 60 * stroke, 300), "black" if mode != "1" else 0, 12)
    return image


def _strokes(pixels) -> int:
    row = pixels[pixels.shape[0] // 2, :, 0] < 128
    return int(np.count_nonzero(row[1:] & ~row[:-1]))


def _saved(kind: str, images, **options) -> bytes:
    stream = io.BytesIO()
    images[0].save(stream, kind, save_all=True, append_images=images[1:], **options)
    return stream.getvalue()


def _opened(source, longest: int = 1600):
    with Document(source) as document:
        return [open_raster(page, longest=longest) for page in document.pages()]


@pytest.mark.parametrize("kind", ["PDF", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "RGB", "1"])
@pytest.mark.parametrize("by", ["path", "bytes"])
def test_every_page_is_given_at_the_resolution_of_its_scan(tmp_path, kind, mode, by):
    options = {"resolution": 300} if kind == "PDF" else {"compression": "group4" if mode == "1" else "tiff_lzw"}
    content = _saved(kind, [_page(3, mode=mode), _page(1, (862, 569), mode), _page(5, mode=mode)], **options)
    (tmp_path / "scan").write_bytes(content)
    rasters = _opened(tmp_path / "scan" if by == "path" else content)
    assert [(raster.width, raster.height) for raster in rasters] == [(500, 400), (862, 569), (500, 400)]
    assert [_strokes(raster.pixels) for raster in rasters] == [3, 1, 5]


def test_a_scan_in_a_pdf_is_drawn_pixel_by_pixel():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (400, 500), np.uint8))
    content = pdf_of_pixels(noise)
    (raster,) = _opened(content)
    assert np.array_equal(raster.pixels[..., 0], np.asarray(noise))


def pdf_of_pixels(image: Image.Image) -> bytes:
    """A PDF that holds an image without loss."""
    packed = zlib.compress(image.tobytes()).decode("latin-1")
    entries = f"/Width {image.width}/Height {image.height}/ColorSpace/DeviceGray/BitsPerComponent 8"
    form = (
        f"<</Type/XObject/Subtype/Image{entries}/Filter/FlateDecode/Length {len(packed)}>>stream\n{packed}\nendstream"
    )
    return pdf([b"120 0 0 96 0 0 cm /X Do"], size=(120, 96), more=form)


def test_a_page_of_lines_has_200_dots_an_inch():
    (raster,) = _opened(pdf([b"12 w 100 20 m 100 280 l S 200 20 m 200 280 l S"], size=(360, 288)))
    assert (raster.width, raster.height) == (1000, 800)
    assert _strokes(raster.pixels) == 2


def test_a_large_page_is_drawn_no_finer_than_asked_for():
    (raster,) = _opened(pdf([b"12 w 100 20 m 100 280 l S"], size=(3600, 2880)), longest=1600)
    assert (raster.width, raster.height) == (7906, 6325)
    assert 1600 <= max(raster.pixels.shape) < 3200


def test_pages_have_names_and_numbers(tmp_path):
    (tmp_path / "a.pdf").write_bytes(_saved("PDF", [_page(1), _page(2)]))
    with Document(tmp_path / "a.pdf") as document:
        assert (document.count, document.is_paged) == (2, True)
        second = document.page(2)
        assert (second.number, second.count, second.name) == (2, 2, f"{tmp_path / 'a.pdf'}, page 2")
        with pytest.raises(UsageError, match=r"there is no page 3; .*a\.pdf has 2"):
            document.page(3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_an_image_is_its_only_page_and_has_no_number(tmp_path, kind):
    _page(2).save(tmp_path / "a", kind)
    with Document(tmp_path / "a") as document:
        assert (document.count, document.is_paged) == (1, False)
        assert document.page(1) == tmp_path / "a"


def test_a_smaller_copy_of_a_page_is_no_page():
    """Cameras and maps keep such copies; NewSubfileType says so."""
    stream = io.BytesIO()
    copy = _page(2, (100, 80))
    copy.encoderinfo = {"tiffinfo": {254: 1}}
    _page(2).save(stream, "TIFF", save_all=True, append_images=[copy])
    with Document(stream.getvalue()) as document:
        assert document.count == 1


def test_a_tiff_whose_pages_follow_each_other_in_a_circle_is_refused():
    content = bytearray(_saved("TIFF", [_page(1), _page(2)]))
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    place = first + 2 + 12 * entries
    content[place : place + 4] = first.to_bytes(4, "little")
    with pytest.raises(ImageError, match="its pages follow each other in a circle"):
        Document(bytes(content))


def test_a_tiff_of_several_pages_that_is_taken_as_one_image_says_so(caplog):
    open_raster(_saved("TIFF", [_page(1), _page(2)]), longest=800)
    assert "of 2 pages of a TIFF the first is taken" in caplog.text


WHOLE = pdf([b"12 w 100 20 m 100 280 l S"])
REFUSED = {
    "is a PDF that is locked with a password": LOCKED,
    "cannot be read as PDF: it is damaged or cut short": b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "has 3,000 pages; expected 1 to 2,000": pdf([b""]).replace(b"/Count 1", b"/Count 3000"),
}


@pytest.mark.parametrize("says", REFUSED)
def test_what_cannot_be_read_is_told_apart(tmp_path, says):
    (tmp_path / "a.pdf").write_bytes(REFUSED[says])
    with pytest.raises(ImageError, match=says) as caught:
        Document(tmp_path / "a.pdf")
    assert str(caught.value).startswith(f"{tmp_path / 'a.pdf'} ")
    assert "\n" not in str(caught.value)


def test_a_pdf_that_is_too_large_is_refused_unread(tmp_path):
    with (tmp_path / "a.pdf").open("wb") as stream:
        stream.write(WHOLE)
        stream.truncate(300_000_001)
    with pytest.raises(ImageError, match=r"has 300\.0 MB; expected 300 MB at most\. Split it"):
        Document(tmp_path / "a.pdf")


def test_a_page_that_is_larger_than_a_house_is_refused():
    with Document(pdf([b""], size=(10_000, 10_000))) as document, pytest.raises(ImageError, match="page 1 measures"):
        open_raster(document.page(1), longest=800)


def test_without_pypdfium2_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImageError, match="is a PDF, for which pypdfium2 is needed; pip install pypdfium2"):
        Document(WHOLE)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
@pytest.mark.parametrize(("content", "says"), [(ENDLESS, "memory"), (MILLIONS, "too long|memory")])
def test_a_page_that_takes_too_much_ends_alone_and_is_said(content, says):
    with Document(content) as document, pytest.raises(ImageError, match=rf"page 1 takes too .*({says})"):
        open_raster(document.page(1), longest=800)


def test_a_picture_of_144_megapixels_is_drawn_within_the_memory_there_is():
    with Document(bomb(12_000)) as document:
        raster = open_raster(document.page(1), longest=800)
    assert raster.width * raster.height < 50_100_000
    assert 800 <= max(raster.pixels.shape) < 1600


def test_cut_and_damaged_pdfs_are_opened_or_refused_and_nothing_else():
    """A process for each; thousands more were tried once."""
    random = np.random.default_rng(7)
    whole = _saved("PDF", [_page(2)])
    for number in range(12):
        content = bytearray(whole[: random.integers(20, len(whole))] if number % 2 else whole)
        for place in random.integers(9, len(content), 20):
            content[place] = random.integers(256)
        try:
            _opened(bytes(content), longest=400)
        except ImageError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right

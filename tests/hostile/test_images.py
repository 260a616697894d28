"""Files that are no images, are damaged, or claim to hold more than they may."""

import errno
import io
import logging
import os
import re
import struct
import threading
import time
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile

from shuzi.errors import ImageError
from shuzi.imaging.image_file import open_raster


def _file(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _picture(*, fine: bool = True) -> Image.Image:
    if fine:
        return Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8))
    return Image.fromarray(np.add.outer(np.arange(120), np.arange(130)).astype(np.uint8))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, rows: bytes, *, extra: bytes = b"", interlaced: int = 0) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced))
    return b"\x89PNG\r\n\x1a\n" + header + extra + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _tiff(entries: list[tuple[int, int, int, int]], rest: bytes = b"", *, at: int = 8) -> bytes:
    """Return a little-endian TIFF whose directory holds these (tag, type, count, value)."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return struct.pack("<4sI", b"II*\0", at) + directory + bytes(4) + rest


def _grey_tiff(width: int, height: int, *more: tuple[int, int, int, int]) -> bytes:
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), *more]
    return _tiff(entries, bytes(600))


def _refusal(source) -> str:
    began = time.process_time()
    with pytest.raises(ImageError) as caught:
        open_raster(source, longest=1600)
    assert time.process_time() - began < 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\0", "is no image that shuzi reads; expected PNG, JPEG, WebP, BMP or TIFF. Save it as PNG."),
        (b"seven\n", "is no image that shuzi reads but text"),
        ("七\n".encode() * 1000, "is no image that shuzi reads but text"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "but an SVG drawing"),
        (b"%PDF-1.7\n", "holds a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "holds PostScript"),
        (b"\xc5\xd0\xd3\xc6" + bytes(30), "holds an EPS file"),
        (_file(_picture(), "GIF"), "holds a GIF; expected PNG"),
        (_file(_picture(), "ICO"), "holds an icon"),
        (_file(_picture(), "JPEG2000"), "holds a JPEG 2000 image"),
        (_file(_picture(), "AVIF"), "is an AVIF image"),
        (b"8BPS\0\1", "holds a Photoshop file"),
        (b"PK\x03\x04", "holds an archive"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is a HEIC photo, as iPhones take them"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "Export it as JPEG"),
        (b"\0\0\0\x14ftypisom\0\0\0\0mp41", "is a video"),
        (_file(_picture(), "PPM"), "is no image"),
        (bytes(range(7, 256)) * 9, "is no image"),
        (b"BMW and Mercedes\n" * 9, "cannot be read"),
        (b"\xff\xd8\xff", "cannot be read as JPEG: it ends before"),
        (b"\xff\xd8\xff\xd9", "cannot be read as JPEG"),
        (b"\x89PNG\r\n\x1a\n", "cannot be read as PNG: it is cut short"),
        (b"II*\0", "cannot be read as TIFF: its directory is cut short"),
        (b"RIFF\x04\0\0\0WEBP", "cannot be read as WebP: there is no picture"),
    ],
)
def test_what_is_no_image_is_refused_by_name_and_reason(tmp_path, content, words):
    path = tmp_path / "page.png"
    path.write_bytes(content)
    assert _refusal(path).startswith(f"{path} ")
    assert words in _refusal(str(path))
    assert _refusal(content).startswith("the image ")
    assert words in _refusal(content)


def test_the_name_decides_nothing(tmp_path):
    for kind in ("PNG", "JPEG", "WEBP", "BMP", "TIFF"):
        (tmp_path / "page.txt").write_bytes(_file(_picture(), kind))
        assert open_raster(tmp_path / "page.txt", longest=90).width == 90


def test_what_cannot_be_opened_says_why(tmp_path):
    (tmp_path / "link.png").symlink_to("nowhere.png")
    assert "is not there; expected an image file" in _refusal(tmp_path / "page.png")
    assert "is not there" in _refusal(tmp_path / "link.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    assert "cannot be read (Too many levels of symbolic links)" in _refusal(tmp_path / "loop.png")
    assert "is a folder" in _refusal(tmp_path)
    assert "cannot be read (Not a directory)" in _refusal("/etc/passwd/page.png")
    assert "cannot be read" in _refusal("a\0b.png")
    assert "File name too long" in _refusal("a" * 5000)
    assert "is a list; expected a path" in _refusal([[1, 2]])
    assert "is a NoneType" in _refusal(None)


def test_a_pipe_is_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "page.png")
    assert "is no regular file" in _refusal(tmp_path / "page.png")


def test_a_file_without_rights_to_read_it_says_so(tmp_path, monkeypatch):
    path = tmp_path / "page.png"
    path.write_bytes(_file(_picture(), "PNG"))

    def refuse(*arguments) -> None:  # root, who often runs the tests, has every right
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(type(path), "open", refuse)
    assert f"{path} cannot be read (Permission denied); expected an image file" in _refusal(path)


def test_a_file_over_30_megabytes_is_never_read(tmp_path):
    with (tmp_path / "page.png").open("wb") as stream:
        stream.truncate(40 * 10**9)
    assert "has 40000.0 MB; expected 30 MB at most" in _refusal(tmp_path / "page.png")
    assert "has 30.0 MB; expected 30 MB" in _refusal(_file(_picture(), "PNG") + bytes(30_000_000))


WHOLE = {
    "PNG": [{}, {"compress_level": 0}],
    "JPEG": [{}, {"progressive": True}, {"restart_marker_rows": 1}],
    "WEBP": [{}, {"lossless": True}],
    "BMP": [{}],
    "TIFF": [{}, {"compression": "tiff_lzw"}, {"compression": "tiff_adobe_deflate"}, {"compression": "packbits"}],
}


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize(("kind", "options"), [(kind, one) for kind, many in WHOLE.items() for one in many])
def test_a_file_that_is_cut_short_is_refused_at_each_of_100_places(kind, options, fine):
    content = _file(_picture(fine=fine), kind, **options)
    # The last four bytes say that no second page follows, or fill up a row.
    end = len(content) - {"TIFF": 5, "BMP": 4}.get(kind, 1)
    for cut in sorted({*np.linspace(0, end, 100, dtype=int).tolist(), *range(max(0, end - 20), end + 1)}):
        for longest in (1600, 30):
            with pytest.raises(ImageError, match=r"the image (is empty|is no image|cannot be read)"):
                open_raster(content[:cut], longest=longest)


def test_bytes_after_the_end_do_no_harm():
    for kind in ("PNG", "JPEG", "WEBP", "BMP", "TIFF"):
        content = _file(_picture(), kind)
        pixels = open_raster(content, longest=90).pixels
        assert np.array_equal(open_raster(content + b"after the end" * 99, longest=90).pixels, pixels)


@pytest.mark.parametrize("interlaced", [0, 1])
def test_a_png_whose_picture_ends_early_but_in_order_is_refused(interlaced):
    passes = [(4, 4), (4, 4), (4, 8), (8, 8), (8, 16), (16, 16), (16, 32)] if interlaced else [(32, 32)]
    rows = b"".join((bytes(1) + bytes([200]) * columns) * count for count, columns in passes)
    assert open_raster(_png(32, 32, rows, interlaced=interlaced), longest=32).pixels.min() == 200
    for length in (*range(0, len(rows), 100), len(rows) - 33, len(rows) - 1):
        assert re.search("cut short|truncated", _refusal(_png(32, 32, rows[:length], interlaced=interlaced)))


@pytest.mark.parametrize(
    "options", [{}, {"quality": 100, "subsampling": 0}, {"restart_marker_rows": 1}, {"optimize": True}]
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_that_is_cut_short_and_closed_again_is_refused(options, mode):
    content = _file(_picture().convert(mode), "JPEG", **options)
    scan = content.index(b"\xff\xda") + 20
    for cut in np.linspace(scan, 0.9 * len(content), 25, dtype=int):
        assert "cut short" in _refusal(content[:cut] + b"\xff\xd9")


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_whole_jpeg_in_medium_grey_is_not_taken_for_one(mode, options):
    grey = Image.new(mode, (90, 60), 127 if mode == "L" else (128,) * len(Image.new(mode, (1, 1)).getbands()))
    for image in (grey, grey.crop((0, 0, 3, 3))):
        for rest in (b"", b"after the end"):
            assert open_raster(_file(image, "JPEG", **options) + rest, longest=90).width == image.width


def test_every_flipped_bit_of_a_png_is_noticed():
    content = _file(_picture(), "PNG")
    for at in np.linspace(8, len(content) - 1, 300, dtype=int):
        flipped = bytearray(content)
        flipped[at] ^= 16
        with pytest.raises(ImageError, match="the image"):
            open_raster(bytes(flipped), longest=90)


def _sized(width: int, height: int) -> list[bytes]:
    jpeg = bytearray(_file(_picture(), "JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", min(height, 65535), min(width, 65535))
    bmp = bytearray(_file(_picture(), "BMP"))
    bmp[18:26] = struct.pack("<ii", width, height)
    extended = bytearray(_file(_picture().convert("RGBA"), "WEBP", exif=b"x"))
    at = extended.index(b"VP8X") + 12
    extended[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    strips = [(273, 4, 1, 200), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 100)]
    return [
        _png(width, height, bytes(99)),
        bytes(jpeg),
        bytes(bmp),
        bytes(extended),
        _grey_tiff(width, height, *strips),
    ]


def test_headers_that_announce_too_many_pixels_are_refused_before_decoding():
    for content in _sized(100_000, 10_000):
        assert "expected 50 megapixels" in _refusal(content)
    assert "70000×1 pixels" in _refusal(_png(70_000, 1, bytes(70_001)))


@pytest.mark.parametrize("kind", range(5))
def test_headers_that_announce_more_pixels_than_there_are_are_refused(kind):
    assert "cannot be read" in _refusal(_sized(7_000, 7_000)[kind])


def test_zero_pixels_are_refused():
    for size in ((0, 5), (5, 0), (0, 0)):
        _refusal(_png(*size, b""))
        _refusal(_grey_tiff(*size, (273, 4, 1, 200), (279, 4, 1, 0)))


def test_texts_and_profiles_that_unpack_to_gigabytes_do_no_harm():
    huge = zlib.compress(bytes(64_000_000))
    extra = (
        _chunk(b"zTXt", b"Comment\0\0" + huge)
        + _chunk(b"iCCP", b"icc\0\0" + huge)
        + _chunk(b"tEXt", b"a\0" + bytes(9_000_000))
    )
    rows = (b"\0" + bytes([9] * 8)) * 4
    assert open_raster(_png(8, 4, rows, extra=extra), longest=8).pixels.tolist() == np.full((4, 8, 3), 9).tolist()


def test_a_directory_whose_every_entry_claims_the_whole_file_takes_no_memory():
    length = 500_000
    strips = [(273, 4, 1, 200), (277, 3, 1, 1), (278, 4, 1, 4), (279, 4, 1, 24)]
    claims = [(tag, 1, length - 10, 8) for tag in range(1000, 31_000)]
    tiff = _tiff([(256, 4, 1, 6), (257, 4, 1, 4), (258, 3, 1, 8), (262, 3, 1, 1), *strips, *claims], bytes(length))
    assert open_raster(tiff, longest=8).pixels.shape == (4, 6, 3)
    exif = _tiff([(tag, 1, 60_000, 8) for tag in range(5000)])
    jpeg = _file(_picture(), "JPEG", exif=b"Exif\0\0" + exif)
    assert open_raster(jpeg, longest=90).width == 90
    orientation = _tiff([(0x0112, 3, 4_000_000, 8)], bytes(9_000_000))
    assert open_raster(_png(8, 4, (b"\0" + bytes(8)) * 4, extra=_chunk(b"eXIf", orientation)), longest=8).width == 8


def test_pieces_of_a_tiff_beyond_reason_are_refused():
    tile = [(322, 4, 1, 100_000), (323, 4, 1, 100_000), (324, 4, 1, 200), (325, 4, 1, 100)]
    assert "too much memory" in _refusal(_grey_tiff(8, 8, (277, 3, 1, 1), *tile))
    many = [(273, 4, 7_000_000, 200), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, 7_000_000, 200)]
    assert "pieces" in _refusal(_grey_tiff(8, 8, *many) + bytes(28_000_000))
    assert "camera's raw" in _refusal(_grey_tiff(8, 8, (273, 4, 1, 200), (279, 4, 1, 64), (50706, 1, 4, 1)))


@pytest.mark.parametrize("tag", [256, 257, 258, 259, 277, 278])
def test_a_tiff_whose_sizes_could_be_read_in_two_ways_is_refused(tag):
    entries = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 200)]
    entries += [(277, 3, 1, 1), (278, 4, 1, 8), (279, 4, 1, 64)]
    open_raster(_tiff(entries, bytes(600)), longest=8)
    signed = [(number, 9 if number == tag else kind, count, value) for number, kind, count, value in entries]
    assert f"its tag {tag} is no whole number" in _refusal(_tiff(signed, bytes(600)))


def test_a_jpeg_of_a_thousand_scans_is_refused_before_each_of_them_goes_over_the_picture():
    content = _file(Image.new("L", (2000, 2000), "white"), "JPEG", progressive=True)
    end = content.rindex(b"\xff\xd9")
    scan = content[content.rindex(b"\xff\xda") : end]
    assert "scans; expected 50 at most" in _refusal(content[:end] + scan * 1000 + content[end:])
    assert open_raster(content[:end] + scan * 5 + content[end:], longest=8).width == 2000


def test_a_packed_bmp_that_takes_long_is_refused_and_a_small_one_is_read():
    def packed(rows: int) -> bytes:
        body = (b"\x04\x80" * 1000 + b"\0\0") * rows + b"\0\1"
        header = struct.pack("<IiiHHIIiiII", 40, 4000, rows, 1, 8, 1, len(body), 0, 0, 256, 256)
        palette = b"".join(bytes([shade, shade, shade, 0]) for shade in range(256))
        return struct.pack("<2sIHHI", b"BM", 1078 + len(body), 0, 0, 1078) + header + palette + body

    assert open_raster(packed(10), longest=4000).pixels.shape == (10, 4000, 3)
    assert "is a packed BMP of 2.4 MB" in _refusal(packed(1200))


def test_an_animation_of_5000_frames_costs_no_more_than_one():
    frames = b"".join(
        _chunk(b"fcTL", struct.pack(">IIIIIHHBB", index, 8, 4, 0, 0, 1, 10, 0, 0))
        + _chunk(b"fdAT", struct.pack(">I", index) + bytes(200))
        for index in range(5000)
    )
    content = _png(8, 4, (b"\0" + bytes(8)) * 4, extra=_chunk(b"acTL", struct.pack(">II", 5000, 0)) + frames)
    began = time.process_time()
    assert open_raster(content, longest=8).pixels.max() == 0
    assert time.process_time() - began < 1


def test_no_warning_of_pillow_reaches_anybody():
    bomb = _png(12_000, 9_000, bytes(99))
    corrupt = _file(_picture(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01\x03\0")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        _refusal(bomb)
        open_raster(corrupt, longest=90)
        with Image.open(io.BytesIO(corrupt)) as image:
            seen.clear()
            open_raster(image, longest=90)
    assert seen == []


def test_what_pillow_logs_of_a_file_does_not_reach_the_terminal(monkeypatch, capsys):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as in a program that logs nothing
    assert "cannot be read" in _refusal(_grey_tiff(8, 8, (273, 4, 1, 200), (277, 3, 1, 936), (279, 4, 1, 64)))
    assert capsys.readouterr().err == ""


def test_whoever_lets_pillow_load_half_images_still_gets_whole_ones_here(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    half = _file(_picture(), "JPEG")[:4000]
    filters = list(warnings.filters)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(_refusal(half))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
    assert warnings.filters == filters


def test_a_closed_pillow_image_is_refused(tmp_path):
    (tmp_path / "page.png").write_bytes(_file(_picture(), "PNG"))
    image = Image.open(tmp_path / "page.png")
    image.close()
    assert f"{tmp_path / 'page.png'} cannot be read as an image" in _refusal(image)

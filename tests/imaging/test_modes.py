"""One picture in every mode and format that is read gives the same pixels."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from shuzi.errors import ImageError
from shuzi.imaging.image_file import open_raster


def _grey(source) -> np.ndarray:
    raster = open_raster(source, longest=1600)
    assert raster.pixels.dtype == np.uint8
    assert raster.pixels.shape == (raster.height, raster.width, 3)
    return raster.pixels[:, :, 1].astype(int)


def _clear(page) -> Image.Image:
    """Black ink, as opaque as the page is dark, on nothing."""
    image = Image.new("LA", page.shape[::-1], (0, 0))
    image.putalpha(Image.fromarray(255 - page))
    return image


def _palette_with_clear_paper(page) -> Image.Image:
    image = Image.fromarray(page).convert("P")
    image.putpalette([*image.getpalette()[: 3 * 255], 0, 0, 0])  # paper is black, and clear
    image.info["transparency"] = 255
    return image


KINDS = {
    "grey": Image.fromarray,
    "colour": lambda page: Image.fromarray(page).convert("RGB"),
    "palette": lambda page: Image.fromarray(page).convert("P"),
    "palette, clear": _palette_with_clear_paper,
    "grey, clear": _clear,
    "colour, clear": lambda page: _clear(page).convert("RGBA"),
    "16 bits": lambda page: Image.fromarray(page.astype(np.uint16) * 257),
    "16 bits in 32": lambda page: Image.fromarray(page.astype(np.int32) * 257),
    "fractions": lambda page: Image.fromarray(page.astype(np.float32) / 255),
    "fractions to 255": lambda page: Image.fromarray(page.astype(np.float32)),
    "cyan to key": lambda page: Image.fromarray(page).convert("RGB").convert("CMYK"),
}
EXACT = {
    "PNG": [kind for kind in KINDS if "fractions" not in kind and kind not in ("cyan to key", "16 bits in 32")],
    "TIFF": [kind for kind in KINDS if kind != "palette, clear"],
    "BMP": ["grey", "colour", "palette"],
}


@pytest.mark.parametrize(("kind", "mode"), [(kind, mode) for kind, modes in EXACT.items() for mode in modes])
def test_every_mode_of_a_lossless_format_gives_the_same_pixels(page, encode, kind, mode):
    image = KINDS[mode](page)
    assert np.abs(_grey(encode(image, kind)) - page).max() <= 1
    assert np.abs(_grey(image) - page).max() <= 1


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_every_compression_of_tiff_is_read(page, encode, compression):
    for mode in ("grey", "colour", "16 bits"):
        assert np.array_equal(_grey(encode(KINDS[mode](page), "TIFF", compression=compression)), page)
    assert np.array_equal(_grey(encode(page, "TIFF", big_tiff=True)), page)


@pytest.mark.parametrize("compression", ["raw", "group3", "group4"])
def test_one_bit_is_black_and_white(page, encode, compression):
    black_and_white = Image.fromarray(page).convert("1", dither=Image.Dither.NONE)
    expected = np.where(page > 127, 255, 0)
    for content in (encode(black_and_white, "PNG"), encode(black_and_white, "BMP")):
        assert np.array_equal(_grey(content), expected)
    assert np.array_equal(_grey(encode(black_and_white, "TIFF", compression=compression)), expected)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_is_near_whatever_its_colours(page, encode, mode):
    image = Image.fromarray(page).convert("RGB").convert(mode)
    for options in ({}, {"progressive": True}, {"subsampling": 0} if mode == "RGB" else {}):
        assert np.abs(_grey(encode(image, "JPEG", quality=95, **options)) - page).mean() < 2


def test_webp_is_read_with_and_without_loss_and_alpha(page, encode):
    for mode in ("colour", "colour, clear"):
        assert np.abs(_grey(encode(KINDS[mode](page), "WEBP", lossless=True, exact=True)) - page).max() <= 1
        assert np.abs(_grey(encode(KINDS[mode](page), "WEBP", quality=90)) - page).mean() < 4


def test_colours_come_in_the_order_red_green_blue(encode):
    image = Image.new("RGB", (20, 10), (250, 100, 30))
    for content in (
        *(encode(image, kind) for kind in ("PNG", "BMP", "TIFF", "JPEG", "WEBP")),
        image,
        np.asarray(image),
    ):
        assert np.abs(open_raster(content, longest=64).pixels[5, 5].astype(int) - (250, 100, 30)).max() < 6
    assert open_raster(encode(image, "WEBP", lossless=True), longest=64).pixels[5, 5].tolist() == [250, 100, 30]


def test_16_bits_are_scaled_and_not_clipped(encode):
    steps = np.arange(0, 65536, 257, dtype=np.uint16).reshape(16, 16)
    for source in (encode(steps, "PNG"), encode(steps, "TIFF"), Image.fromarray(steps), steps):
        assert np.array_equal(_grey(source), np.arange(256).reshape(16, 16))
    swapped = Image.frombytes("I;16B", (16, 16), steps.astype(">u2").tobytes())
    assert np.array_equal(_grey(swapped), np.arange(256).reshape(16, 16))


def test_the_first_frame_of_an_animation_counts(page, encode):
    first, second = (Image.fromarray(shown).convert("RGB") for shown in (page, page[::-1]))
    more = {"save_all": True, "append_images": [second] * 5}
    assert np.array_equal(_grey(encode(first, "PNG", **more)), page)
    assert np.array_equal(_grey(encode(first, "WEBP", lossless=True, **more)), page)
    assert np.array_equal(_grey(encode(first, "TIFF", **more)), page)
    assert np.abs(_grey(encode(first, "MPO", quality=95, **more)) - page).mean() < 2


def test_a_first_frame_that_is_smaller_than_the_animation_stands_on_white(encode):
    first = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    first.paste((9, 9, 9, 255), (20, 10, 30, 16))
    content = encode(first, "WEBP", lossless=True, save_all=True, append_images=[Image.new("RGBA", (40, 20), "red")])
    # An animation of our own: the frame holds nothing but the dark patch, at (20, 10).
    still = encode(Image.new("RGB", (10, 6), (9, 9, 9)), "WEBP", lossless=True)[12:]
    frame = b"".join(number.to_bytes(3, "little") for number in (10, 5, 9, 5, 100)) + b"\0" + still
    chunks = [content[12:30], b"ANIM" + b"\6\0\0\0" + bytes(6), b"ANMF" + len(frame).to_bytes(4, "little") + frame]
    body = b"WEBP" + b"".join(chunks)
    expected = np.full((20, 40), 255)
    expected[10:16, 20:30] = 9
    for animation in (content, b"RIFF" + len(body).to_bytes(4, "little") + body):
        assert np.array_equal(_grey(animation), expected)


@pytest.mark.parametrize("mode", ["LAB", "HSV", "YCbCr", "La", "RGBa", "PA", "RGBX"])
def test_pillow_images_of_rarer_modes_are_read_too(page, mode):
    image = Image.fromarray(page)
    if mode == "LAB":
        transform = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
        image = ImageCms.applyTransform(image.convert("RGB"), transform)
    else:
        through = {"La": "LA", "RGBa": "RGBA", "PA": "P", "HSV": "RGB"}.get(mode, "RGB")
        image = image.convert(through).convert(mode)
    assert np.abs(_grey(image) - page).max() < 6


def test_a_pillow_image_stays_as_it_was(page, encode, tmp_path):
    (tmp_path / "page.jpg").write_bytes(encode(page, "JPEG"))
    with Image.open(tmp_path / "page.jpg") as image:
        assert open_raster(image, longest=20).scale == 4
        assert (image.size, image.mode) == ((84, 56), "L")
        assert np.array_equal(_grey(image), np.asarray(image))


@pytest.mark.parametrize("number", [np.nan, np.inf, -1, 256])
def test_fractions_that_mean_no_brightness_are_refused(page, encode, number):
    wrong = page.astype(np.float32)
    wrong[3, 4] = number
    for source in (encode(wrong, "TIFF"), Image.fromarray(wrong)):
        with pytest.raises(ImageError, match=r"the image (holds NaN or infinite|has numbers from)"):
            open_raster(source, longest=64)


def test_32_bits_beyond_16_are_refused(page, encode):
    with pytest.raises(ImageError, match="has numbers from"):
        open_raster(encode(page.astype(np.int32) * 1000, "TIFF"), longest=64)

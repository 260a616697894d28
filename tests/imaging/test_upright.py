"""Upright and no finer than asked for."""

import numpy as np
import pytest
from PIL import Image

from shuzi.errors import UsageError
from shuzi.imaging.image_file import open_raster
from shuzi.imaging.orientation import exif_orientation

# How a camera that was held so stores an upright picture; EXIF 2.32, 4.6.5, tag 0x0112.
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.T,
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: upright[::-1, ::-1].T,
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "MPO"])
def test_all_eight_orientations_come_upright(page, encode, kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](page))).convert("RGB")
    options = {"WEBP": {"lossless": True}, "JPEG": {"quality": 95}, "MPO": {"quality": 95}}.get(kind, {})
    content = encode(stored, kind, exif=exif, **options)
    for longest in (84, 42):
        raster = open_raster(content, longest=longest)
        assert (raster.width, raster.height) == (84, 56)
        assert raster.pixels.shape[:2] == (56 * longest // 84, longest)
        step = 84 // longest
        expected = page.reshape(56 // step, step, 84 // step, step).mean((1, 3))
        assert np.abs(raster.pixels[:, :, 0] - expected).mean() < 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_pillow_image_with_exif_comes_upright(page, encode, orientation):
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](page)))
    stored.getexif()[0x0112] = orientation
    assert np.array_equal(open_raster(stored, longest=84).pixels[:, :, 0], page)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_is_upright(page, encode, value):
    exif = Image.Exif()
    exif[0x0112] = value
    assert open_raster(encode(page, "JPEG", exif=exif), longest=84).width == 84


@pytest.mark.parametrize(
    "exif", [b"", b"Exif\0\0", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", b"x" * 99]
)
def test_damaged_exif_data_are_upright(exif):
    assert exif_orientation(exif) == 1


@pytest.mark.parametrize("size", [(3001, 2000), (3999, 17), (17, 3999), (1601, 1600), (1600, 1), (1, 1)])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
@pytest.mark.parametrize("longest", [1600, 800, 321, 1])
def test_the_longer_side_never_falls_below_what_was_asked_for(encode, kind, size, longest):
    options = {"PNG": {"compress_level": 1}, "WEBP": {"method": 0}}.get(kind, {})
    raster = open_raster(encode(Image.new("RGB", size, (9, 99, 200)), kind, **options), longest=longest)
    height, width = raster.pixels.shape[:2]
    assert (raster.width, raster.height) == size
    assert max(width, height) >= min(longest, max(size))
    assert raster.scale == int(raster.scale)
    assert (width, height) == tuple(int(-(-side // raster.scale)) for side in size)
    assert np.abs(raster.pixels.astype(int) - (9, 99, 200)).max() < 8
    if longest >= 321:
        assert max(width, height) < 2 * longest


def test_a_reduced_image_shows_the_mean(encode):
    fine = np.indices((64, 96)).sum(0) % 2 * 255  # a chessboard
    for kind in ("PNG", "JPEG"):
        pixels = open_raster(
            encode(fine.astype(np.uint8), kind, **({"quality": 100} if kind == "JPEG" else {})), longest=48
        ).pixels
        assert np.abs(pixels.astype(int) - 127.5).max() < 3


@pytest.mark.parametrize("longest", [0, -1])
def test_less_than_a_pixel_is_refused(page, longest):
    with pytest.raises(UsageError, match=f"longest is {longest}"):
        open_raster(page, longest=longest)

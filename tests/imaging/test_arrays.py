"""Arrays as images."""

import numpy as np
import pytest

from shuzi.errors import ImageShapeError
from shuzi.imaging.image_file import open_raster


@pytest.mark.parametrize(
    "convert",
    [
        lambda page: page,
        lambda page: page.astype(np.int64),
        lambda page: page.astype(np.float32),
        lambda page: page / 255,
        lambda page: (page / 255).astype(np.float16),
        lambda page: page.astype(np.uint16) * 257,
        lambda page: page.astype(">u2") * 257,
        lambda page: page[:, :, None],
        lambda page: np.stack([page] * 3, axis=2),
        lambda page: np.dstack([page * 0, page * 0, page * 0, 255 - page]),
        np.asfortranarray,
        lambda page: page[::-1][::-1],
    ],
)
def test_every_kind_of_array_gives_the_same_pixels(page, convert):
    array = convert(page)
    before = array.copy()
    raster = open_raster(array, longest=84)
    assert raster.pixels.shape == (56, 84, 3)
    assert np.abs(raster.pixels.astype(int) - page[:, :, None]).max() <= (1 if array.ndim == 3 else 0)
    assert np.array_equal(array, before)
    assert not np.shares_memory(array, raster.pixels)


def test_true_is_white(page):
    assert np.array_equal(open_raster(page > 99, longest=84).pixels[:, :, 0], np.where(page > 99, 255, 0))


def test_fractions_count_to_one_if_none_is_above(page):
    assert open_raster(np.full((2, 2), 1.0), longest=2).pixels.max() == 255
    assert open_raster(np.full((2, 2), 2.0), longest=2).pixels.max() == 2


def test_uint16_counts_to_65535_whatever_is_in_it():
    assert open_raster(np.full((2, 2), 514, np.uint16), longest=2).pixels.max() == 2


def test_an_array_is_reduced_too(page):
    raster = open_raster(page, longest=42)
    assert (raster.pixels.shape, raster.scale, raster.width, raster.height) == ((28, 42, 3), 2, 84, 56)


@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.full((3, 3), np.nan), "NaN or infinite"),
        (np.array([[0, np.inf]]), "NaN or infinite"),
        (np.array([[0, np.nan, 300]]), "NaN or infinite"),
        (np.array([[-1, 3]]), "from -1 to 3; expected 0 to 255"),
        (np.array([[-0.5, 0.5]]), "from -0.5 to 0.5"),
        (np.array([[0, 256]]), "from 0 to 256"),
        (np.array([[0, 255.5]]), "from 0 to 255.5"),
        (np.zeros((3, 3), complex), "type complex128; expected whole numbers"),
        (np.zeros((3, 3), object), "type object"),
        (np.array([["a"]]), "type <U1"),
        (np.zeros((3, 3), "datetime64[s]"), "type datetime64"),
        (np.zeros(3), r"shape \(3,\); expected \(height, width\)"),
        (np.zeros((1, 3, 3, 3)), r"shape \(1, 3, 3, 3\)"),
        (np.zeros((3, 3, 2)), r"shape \(3, 3, 2\)"),
        (np.array(3), r"shape \(\)"),
        (np.zeros((0, 3), np.uint8), "3×0 pixels; expected at least 1×1"),
        (np.zeros((3, 0, 3), np.uint8), "0×3 pixels"),
        (np.broadcast_to(np.uint8(0), (8000, 8000)), "8000×8000 pixels; expected 50 megapixels"),
        (np.broadcast_to(np.uint8(0), (1, 70_000)), "65535 pixels a side"),
    ],
)
def test_arrays_that_are_no_image_are_refused(array, words):
    with pytest.raises(ImageShapeError, match=words):
        open_raster(array, longest=1600)

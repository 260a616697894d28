"""Training images are changed as other hands would write them, and no further."""

import dataclasses

import numpy as np
import pytest

from shuzi.recipes import Augmentation, find_recipe
from shuzi.training.augmentation import augment

NONE = Augmentation(degrees=0, shear=0, stretch=0, shift=0)
STANDARD = find_recipe("standard").augmentation
WILD = Augmentation(degrees=180, shear=2, stretch=0.5, shift=40)


class Most:
    """Draws the most to one side always: 1 is the upper one, -1 the lower one."""

    def __init__(self, side: int) -> None:
        self._side = side

    def uniform(self, low: float, high: float, size: int | tuple[int, ...]) -> np.ndarray:
        return np.full(size, high if self._side > 0 else low)


def changed(images: np.ndarray, side: int, **most: float) -> np.ndarray:
    """The images, each changed by exactly these values times the side."""
    return augment(images, dataclasses.replace(NONE, **most), Most(side))


def seeded(images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
    return augment(images, augmentation, np.random.default_rng(seed))


def test_no_change_gives_the_same_images(mnist):
    assert np.array_equal(seeded(mnist.train.images[:300], NONE, 0), mnist.train.images[:300])


def test_the_same_state_gives_the_same_images(mnist):
    images = mnist.train.images[:100]
    assert np.array_equal(seeded(images, STANDARD, 5), seeded(images, STANDARD, 5))


def test_another_state_gives_other_images(mnist):
    images = mnist.train.images[:100]
    same = (seeded(images, STANDARD, 5) == seeded(images, STANDARD, 6)).all(axis=(1, 2))
    assert not same.any()


def test_each_image_is_changed_in_its_own_way(mnist):
    copies = np.repeat(mnist.train.images[:1], 20, axis=0)
    assert len({image.tobytes() for image in seeded(copies, STANDARD, 0)}) == 20


@pytest.mark.parametrize("count", [1, 100, 2500])  # OpenCV takes 1,092 of them at once
def test_number_shape_and_type_stay(mnist, count):
    images = seeded(mnist.train.images[:count], STANDARD, 0)
    assert (images.shape, images.dtype) == ((count, 28, 28), np.uint8)


def test_many_images_at_once_stay_where_they_stood(mnist):
    images = mnist.train.images[:2500]
    assert np.array_equal(seeded(images, NONE, 0), images)


def test_the_images_that_came_in_are_not_written_to(mnist):
    images = mnist.train.images[:10].copy()
    seeded(images, STANDARD, 0)
    assert np.array_equal(images, mnist.train.images[:10])


@pytest.mark.parametrize(("thickness", "least", "most"), [(0.0, 0.7, 1.35), (STANDARD.thickness, 0.5, 1.7)])
def test_the_amount_of_ink_stays_within_reason(mnist, thickness, least, most):
    changed = dataclasses.replace(STANDARD, thickness=thickness)
    before = mnist.train.images[:1000].sum(axis=(1, 2), dtype=np.int64)
    after = seeded(mnist.train.images[:1000], changed, 0).sum(axis=(1, 2), dtype=np.int64)
    share = after / before
    assert share.min() > least
    assert share.max() < most
    assert share.mean() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("augmentation", [STANDARD, WILD])
def test_neighbours_in_the_stack_never_mix(augmentation):
    images = np.zeros((100, 28, 28), np.uint8)
    images[::2] = 255
    assert not seeded(images, augmentation, 0)[1::2].any()


def test_what_comes_in_from_outside_is_paper():
    moved = changed(np.full((3, 28, 28), 255, np.uint8), 1, shift=5)
    assert not moved[:, :5].any()
    assert not moved[:, :, :5].any()
    assert (moved[:, 5:, 5:] == 255).all()


@pytest.mark.parametrize("side", [1, -1])
def test_a_shift_moves_by_whole_pixels_exactly(mnist, side):
    images = mnist.train.images[:50]
    padded = np.pad(images, ((0, 0), (3, 3), (3, 3)))
    start = 3 - 3 * side
    assert np.array_equal(changed(images, side, shift=3), padded[:, start : start + 28, start : start + 28])


@pytest.mark.parametrize("side", [1, -1])
def test_a_quarter_turn_is_exact_about_the_middle(mnist, side):
    images = mnist.train.images[:50]
    turned = changed(images, side, degrees=90)
    np.testing.assert_allclose(turned, np.rot90(images, -side, axes=(1, 2)), atol=1)


def test_a_slant_moves_rows_sideways_and_keeps_their_ink():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, :, 13:15] = 200
    slanted = changed(image, 1, shear=0.5)[0]
    columns = (slanted * np.arange(28)).sum(axis=1) / slanted.sum(axis=1)
    np.testing.assert_allclose(columns, 13.5 - 0.5 * (np.arange(28) - 13.5), atol=0.1)
    np.testing.assert_allclose(slanted.sum(axis=1), 400, atol=10)


@pytest.mark.parametrize(("side", "size"), [(1, 15), (-1, 5)])
def test_a_stretch_scales_height_and_width(side, size):
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 9:19, 9:19] = 255
    stretched = changed(image, side, stretch=0.5)[0] / 255
    assert stretched.max(axis=0).sum() == pytest.approx(size, abs=1)
    assert stretched.max(axis=1).sum() == pytest.approx(size, abs=1)

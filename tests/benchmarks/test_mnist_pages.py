import numpy as np
import pytest
from mnist_pages.pages import KINDS, draw_page


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_a_picture_with_known_text(mnist, kind):
    page = draw_page(kind, mnist.test, np.random.default_rng(4))
    assert page.pixels.dtype == np.uint8
    assert page.pixels.ndim == 3
    assert page.pixels.shape[2] == 3
    assert page.lines
    assert all(line.isdigit() for line in page.lines)
    assert page.pixels.std() > 2


def test_a_page_on_dark_ground_is_dark(mnist):
    page = draw_page("dark", mnist.test, np.random.default_rng(4))
    assert np.median(page.pixels) < 100


def test_the_same_seed_draws_the_same_page(mnist):
    one, other = (draw_page("ruled", mnist.test, np.random.default_rng(9)) for _ in range(2))
    np.testing.assert_array_equal(one.pixels, other.pixels)
    assert one.lines == other.lines

import numpy as np
import pytest

from shuzi.finding.looks import evened, grey_of, look_at, with_margin


def test_empty_paper_stays_empty_under_any_light():
    for level in (0.1, 0.5, 1.0):
        np.testing.assert_allclose(evened(np.full((60, 90), level, np.float32)), 0, atol=1e-3)


def test_a_shadow_takes_no_ink_away():
    page = np.full((200, 200), 0.9, np.float32)
    page[90:110, 40:160] = 0.2
    shaded = page * np.linspace(1, 0.4, 200, dtype=np.float32)
    lit, dim = evened(page), evened(shaded)
    assert (lit[95:105, 50:150] < -1).all()
    assert (dim[95:105, 50:150] < -1).all()


def test_ink_shows_that_only_one_channel_shows():
    page = np.full((80, 80, 3), 128, np.uint8)
    page[30:50, 30:50] = (128, 128, 228)
    grey = grey_of(page)
    assert abs(float(grey[40, 40] - grey[10, 10])) > 0.2


def test_colours_of_equal_brightness_are_told_apart():
    page = np.zeros((80, 80, 3), np.uint8)
    page[:] = (180, 100, 100)
    page[30:50, 30:50] = (100, 180, 100)
    grey = grey_of(page)
    assert abs(float(grey[40, 40] - grey[10, 10])) > 0.2


def test_grey_stays_grey():
    page = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(40, axis=0)
    np.testing.assert_allclose(grey_of(page)[0], np.arange(256) / 255, atol=2e-3)


def test_paper_goes_on_beyond_its_edge_with_its_light_and_its_rules():
    page = np.repeat(np.linspace(0.9, 0.5, 60, dtype=np.float32)[:, None], 80, axis=1)
    page[20:22] = 0.2
    wide = with_margin(page, 10)
    np.testing.assert_array_equal(wide[10:-10, :10], np.repeat(page[:, :1], 10, axis=1))
    np.testing.assert_array_equal(wide[10:-10, -10:], np.repeat(page[:, -1:], 10, axis=1))


def test_ink_at_the_edge_of_a_canvas_does_not_go_on():
    page = np.ones((60, 80), np.float32)
    page[30:40, 60:] = 0
    wide = with_margin(page, 10)
    np.testing.assert_array_equal(wide[10:-10, 10:-10], page)
    assert (wide[:, -10:] == 1).all()


@pytest.mark.parametrize("first", [0, 20, 40])
@pytest.mark.parametrize("wide", [8, 20, 40])
def test_writing_that_touches_the_edge_of_uneven_paper_does_not_go_on(first, wide):
    page = np.repeat(np.linspace(0.9, 0.6, 100, dtype=np.float32)[:, None], 100, axis=1)
    page += 0.01 * np.random.default_rng(0).standard_normal(page.shape, np.float32)
    page[:60, first : first + wide] = 0.1
    assert (with_margin(page, 10)[:10] > 0.5).all()


def test_an_edge_of_any_length_goes_on():
    for shape in ((1, 1), (2, 3), (1, 400), (300, 1), (900, 1400)):
        page = np.random.default_rng(0).random(shape, np.float32)
        assert with_margin(page, 5).shape == (shape[0] + 10, shape[1] + 10)


def test_a_look_has_sides_that_the_finder_takes():
    for shape in ((28, 28), (31, 400), (500, 7), (1, 1)):
        look = look_at(np.full(shape, 0.5, np.float32), 96 / max(shape))
        assert look.dtype == np.float32
        assert all(side % 32 == 0 and side > 0 for side in look.shape)

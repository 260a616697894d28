import cv2
import numpy as np
import pytest

from shuzi.imaging.ink import find_ink
from shuzi.imaging.light import even_light, is_light_on_dark


def page_with_a_cross(light):
    """A cross on paper under the given light, and where it is."""
    cross = np.zeros(light.shape, np.uint8)
    cv2.line(cross, (200, 100), (400, 300), 255, 8)
    cv2.line(cross, (400, 100), (200, 300), 255, 8)
    page = light * np.where(cross > 0, 0.35, 1.0)
    return np.repeat(np.clip(page, 0, 255).astype(np.uint8)[..., None], 3, 2), cross


def lights():
    rows, columns = np.mgrid[:400, :600]
    yield "even", np.full((400, 600), 230.0)
    yield "darker to one side", 240.0 - columns / 4
    yield "darker to the corners", 240.0 - ((rows - 200) ** 2 + (columns - 300) ** 2) / 900
    yield "a shadow's edge across the ink", 220.0 - 130 / (1 + np.exp((300 - columns) / 8))
    yield "dim", np.full((400, 600), 60.0)


@pytest.mark.parametrize(("name", "light"), list(lights()))
def test_ink_is_found_under_any_light(name, light):
    page, cross = page_with_a_cross(light)
    found = find_ink(even_light(page))
    both = np.count_nonzero((found > 0) & (cross > 0))
    assert both > 0.9 * np.count_nonzero(cross)
    assert np.count_nonzero(found) < 1.3 * np.count_nonzero(cross)


def test_light_ink_on_a_dark_ground_is_noticed():
    page, _ = page_with_a_cross(np.full((400, 600), 230.0))
    assert not is_light_on_dark(page)
    assert is_light_on_dark(255 - page)
    np.testing.assert_array_equal(find_ink(even_light(255 - page)), find_ink(even_light(255 - page, "light")))


def test_pale_blue_ink_is_as_good_as_black():
    page = np.full((200, 300, 3), 250, np.uint8)
    cv2.line(page, (50, 50), (250, 150), (150, 170, 250), 5)
    assert np.count_nonzero(find_ink(even_light(page))) > 800


def test_paper_without_ink_has_none():
    noise = np.random.default_rng(0).normal(220, 3, (400, 500, 1))
    page = np.repeat(noise.clip(0, 255).astype(np.uint8), 3, 2)
    assert np.count_nonzero(find_ink(even_light(page))) < 50


def test_what_is_left_of_an_erased_stroke_is_no_ink_beside_the_new_one():
    page = np.full((300, 400, 3), 240, np.uint8)
    cv2.line(page, (50, 150), (350, 150), (205, 205, 205), 6)
    cv2.line(page, (200, 50), (200, 250), (60, 60, 60), 6)
    found = find_ink(even_light(page))
    assert found[100, 200] == 255
    assert found[150, 208] == 0


def test_tiny_dark_writing_in_a_large_shadow_is_dark_writing():
    random = np.random.default_rng(0)
    page = np.full((1100, 1600), 75.0)
    page[700:, :900] = 180  # the smaller part lies in the light
    page = cv2.GaussianBlur(page, (0, 0), 40) + cv2.GaussianBlur(random.normal(0, 12, page.shape), (0, 0), 2)
    page = np.clip(page, 0, 255).astype(np.uint8)
    cv2.putText(page, "3652714", (300, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 20, 6, cv2.LINE_AA)
    pixels = np.repeat(page[..., None], 3, axis=2)
    assert not is_light_on_dark(pixels)
    assert is_light_on_dark(255 - pixels)

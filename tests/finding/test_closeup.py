import cv2
import matplotlib
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from shuzi.errors import RunError
from shuzi.finding.looks import grey_of
from shuzi.finding.network import CLOSEUP, DIGIT, EARLIER, SIDE, CloseUp, Spot, standardized, view_of


@pytest.fixture(scope="module")
def closeup() -> CloseUp:
    return CloseUp()


@pytest.mark.parametrize("size", [9, 26, 60, 300])
def test_a_view_shows_its_place_in_the_middle_at_one_size(size):
    page = np.ones((700, 900), np.float32)
    cv2.rectangle(page, (400, 300), (400 + size - 1, 300 + size - 1), 0.0, -1)
    view = view_of(page, Spot(400 + size / 2, 300 + size / 2, size))
    left, top, wide, tall = cv2.boundingRect((view < 0.5).astype(np.uint8))
    assert abs(wide - DIGIT) <= 2
    assert abs(tall - DIGIT) <= 2
    assert abs(left + wide / 2 - SIDE / 2) <= 1.5
    assert abs(top + tall / 2 - SIDE / 2) <= 1.5


def test_beyond_the_page_its_edge_goes_on():
    view = view_of(np.full((30, 30), 0.7, np.float32), Spot(2, 2, 20))
    assert np.allclose(view, 0.7)


def test_light_and_contrast_make_no_difference(closeup, inked):
    page = grey_of(inked((200, 300), (5, 60, 60, 70)))
    spots = [Spot(85, 95, 72)]
    answers = [closeup.logits(0.5 * page + shift, spots) for shift in (0.0, 0.4)]
    assert np.allclose(*answers, atol=1e-2)
    assert np.allclose(standardized(page[None]).mean(), 0, atol=1e-4)


def test_a_close_up_tells_digits_from_signs_and_from_nothing(closeup, inked):
    page = inked((200, 800), (5, 60, 60, 70), (8, 200, 60, 70), (2, 340, 60, 70))
    cv2.line(page, (480, 95), (550, 95), (30, 30, 30), 6)
    cv2.line(page, (515, 60), (515, 130), (30, 30, 30), 6)
    spots = [Spot(85, 95, 72), Spot(225, 95, 72), Spot(370, 95, 72), Spot(515, 95, 72), Spot(680, 95, 72)]
    for ink in (page, 255 - page):
        logits = closeup.logits(grey_of(ink), spots)
        assert logits.shape == (5, 12)
        assert logits[:, :11].argmax(axis=1).tolist() == [5, 8, 2, 10, 10]


def test_a_close_up_tells_print_from_handwriting(closeup, inked):
    font = ImageFont.truetype(matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf", 72)
    printed = Image.new("RGB", (800, 200), (235, 235, 235))
    ImageDraw.Draw(printed).text((60, 60), "5  8  2", (30, 30, 30), font)
    boxes = [
        cv2.boundingRect(part)
        for part in cv2.findContours(
            (np.asarray(printed.convert("L")) < 128).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )[0]
    ]
    of_print = closeup.logits(grey_of(np.asarray(printed)), [Spot(x + w / 2, y + h / 2, h) for x, y, w, h in boxes])
    page = inked((200, 800), (5, 60, 60, 70), (8, 200, 60, 70), (2, 340, 60, 70))
    by_hand = closeup.logits(grey_of(page), [Spot(85, 95, 72), Spot(225, 95, 72), Spot(370, 95, 72)])
    assert len(boxes) == 3
    assert of_print[:, -1].min() > by_hand[:, -1].max() + 2


def test_each_of_two_networks_sees_every_other_view_of_a_place(inked):
    page = grey_of(inked((200, 800), (5, 60, 60, 70), (8, 200, 60, 70)))
    spots = [Spot(85, 95, 72), Spot(225, 95, 72)]
    one, other, both = (CloseUp(paths).logits(page, spots) for paths in ([CLOSEUP], [EARLIER], [CLOSEUP, EARLIER]))
    assert np.abs(one - other).max() > 0.5
    assert np.abs(both - (one + other) / 2).max() < 0.5 * np.abs(one - other).max()
    assert np.abs(both - (one + other) / 2).max() > 1e-4


def test_no_place_asks_nothing(closeup):
    assert closeup.logits(np.ones((50, 50), np.float32), []).shape == (0, 12)


def test_a_file_that_is_no_network_is_named(tmp_path):
    (tmp_path / "closeup.onnx").write_bytes(b"nothing")
    with pytest.raises(RunError, match=r"closeup\.onnx cannot be used as a model"):
        CloseUp([tmp_path / "closeup.onnx"])
    with pytest.raises(RunError, match="cannot be read"):
        CloseUp([tmp_path / "gone.onnx"])

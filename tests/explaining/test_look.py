"""One digit as numbers, as text and as a picture."""

from pathlib import Path

import numpy as np
import pytest

from shuzi.errors import ImageShapeError
from shuzi.explaining.look import blocks_text, matrix_text, picture

MATRIX = Path(__file__).parent.parent / "fixtures" / "x_train_9487.txt"


def test_the_matrix_is_the_notes(mnist):
    assert matrix_text(mnist.train.images[9487]) == MATRIX.read_text().rstrip("\n")


def test_blocks_show_all_ink_and_no_more(mnist):
    digit = mnist.train.images[9487]
    lines = blocks_text(digit).splitlines()
    assert [len(line) for line in lines] == [56] * 28
    inked = np.array([[character != " " for character in line[::2]] for line in lines])
    assert np.array_equal(inked, digit > 0)


def test_the_picture_is_dark_ink_on_white_paper(mnist):
    shown = picture(mnist.train.images[9487], scale=3)
    assert shown.size == (84, 84)
    assert np.array_equal(np.asarray(shown)[1::3, 1::3], 255 - mnist.train.images[9487])


@pytest.mark.parametrize("wrong", [np.zeros((27, 28), np.uint8), np.zeros((28, 28)), np.zeros((2, 28, 28), np.uint8)])
def test_what_is_no_digit_is_refused(wrong):
    for draw in (matrix_text, blocks_text, picture):
        with pytest.raises(ImageShapeError, match="expected uint8"):
            draw(wrong)


def test_the_picture_is_560_pixels_wide_and_high(mnist):
    assert picture(mnist.train.images[9487]).size == (560, 560)


def test_more_ink_is_drawn_darker():
    digit = np.zeros((28, 28), np.uint8)
    digit[0, :6] = (0, 1, 64, 128, 192, 255)
    assert blocks_text(digit).splitlines()[0][:12] == "  ░░▒▒▓▓████"


@pytest.mark.parametrize("draw", [matrix_text, blocks_text, picture])
def test_an_axis_for_the_channel_changes_nothing(mnist, draw):
    digit = mnist.train.images[9487]
    assert draw(digit[..., np.newaxis]) == draw(digit)


@pytest.mark.parametrize("draw", [matrix_text, blocks_text, picture])
def test_drawing_leaves_the_digit_as_it_was(mnist, draw):
    digit = mnist.train.images[9487].copy()
    draw(digit)
    assert np.array_equal(digit, mnist.train.images[9487])

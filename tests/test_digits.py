"""The shared words: channels, one-hot rows and answers."""

from typing import Any

import numpy as np
import pytest

from shuzi import add_channel, one_hot
from shuzi.data.mnist import Mnist
from shuzi.digits import FAINTEST, has_ink, predictions_from
from shuzi.errors import ImageShapeError


def test_channel_is_added_to_many_images(mnist: Mnist) -> None:
    assert add_channel(mnist.test.images).shape == (10_000, 28, 28, 1)


def test_channel_is_added_to_one_image(mnist: Mnist) -> None:
    assert add_channel(mnist.test.images[0]).shape == (28, 28, 1)


def test_added_channel_copies_nothing(mnist: Mnist) -> None:
    assert np.shares_memory(add_channel(mnist.test.images), mnist.test.images)


@pytest.mark.parametrize("shape", [(28,), (784,), (2, 784), (27, 28), (3, 28, 29), (28, 28, 1), (2, 28, 28, 1)])
def test_channel_is_not_added_to_other_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(ImageShapeError, match=r"expected \(28, 28\)"):
        add_channel(np.zeros(shape, np.uint8))


def test_one_hot_has_a_one_in_the_column_of_the_label() -> None:
    rows = one_hot([5, 0, 9])
    assert rows.tolist() == [[0, 0, 0, 0, 0, 1, 0, 0, 0, 0], [1] + [0] * 9, [0] * 9 + [1]]


def test_one_hot_is_float32(mnist: Mnist) -> None:
    rows = one_hot(mnist.test.labels)
    assert (rows.dtype, rows.shape) == (np.float32, (10_000, 10))


def test_one_hot_gives_the_labels_back(mnist: Mnist) -> None:
    np.testing.assert_array_equal(one_hot(mnist.train.labels).argmax(axis=1), mnist.train.labels)


def test_one_hot_of_nothing_has_no_rows() -> None:
    assert one_hot([]).shape == (0, 10)


@pytest.mark.parametrize("labels", [[-1, 3], [10], [0, 255]])
def test_one_hot_refuses_other_numbers(labels: list[int]) -> None:
    with pytest.raises(ImageShapeError, match=f"{min(labels)} to {max(labels)}; expected the digits 0 to 9"):
        one_hot(labels)


@pytest.mark.parametrize("labels", [3, [[1, 2]], [1.0], ["1"], [True], [None], [1 + 0j]])
def test_one_hot_refuses_what_are_no_labels(labels: Any) -> None:
    with pytest.raises(ImageShapeError, match="expected whole numbers in one row"):
        one_hot(labels)


def test_answer_is_the_most_probable_digit() -> None:
    probabilities = np.full((2, 10), 0.05, np.float32)
    probabilities[0, 7] = probabilities[1, 0] = 0.55
    predictions = predictions_from(probabilities)
    assert predictions.digits.tolist() == [7, 0]
    np.testing.assert_array_equal(predictions.confidence, np.float32([0.55, 0.55]))


def test_answers_are_bytes_as_labels_are() -> None:
    assert predictions_from(np.eye(10, dtype=np.float32)).digits.dtype == np.uint8


def test_a_model_by_itself_finds_a_digit_everywhere() -> None:
    assert predictions_from(np.eye(10, dtype=np.float32)).found.tolist() == [True] * 10


def test_where_no_digit_is_found_confidence_is_nothing_and_json_says_null() -> None:
    probabilities = np.eye(10, dtype=np.float32)[[3, 7]]
    predictions = predictions_from(probabilities, np.array([False, True]))
    assert predictions.digits.tolist() == [3, 7]
    assert (predictions.confidence.tolist(), predictions.confidence.dtype) == ([0, 1], np.float32)
    nothing, seven = predictions.to_json()
    assert nothing == {"digit": None, "confidence": 0, "probabilities": probabilities[0].tolist()}
    assert (seven["digit"], seven["confidence"]) == (7, 1)


def test_every_digit_of_mnist_has_ink_and_blank_paper_has_none(mnist: Mnist) -> None:
    assert has_ink(mnist.train.images).all()
    assert has_ink(add_channel(mnist.test.images)).all()
    paper = np.zeros((3, 28, 28), np.float32)
    paper[1, 20, 5], paper[2, 20, 5] = FAINTEST, FAINTEST + 1
    assert has_ink(paper).tolist() == [False, False, True]

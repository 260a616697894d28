import numpy as np

from shuzi.drawing.marks import draw_marks
from shuzi.reading.classifier import Classifier
from shuzi.reading.reader import JUDGE


def test_marks_are_framed_and_repeatable(mnist):
    one, other = (draw_marks(mnist.train.images, 60, np.random.default_rng(2)) for _ in range(2))
    assert one.shape == (60, 28, 28)
    assert one.any(axis=(1, 2)).all()
    np.testing.assert_array_equal(one, other)


def test_the_judge_tells_marks_from_digits(mnist):
    marks = draw_marks(mnist.test.images, 600, np.random.default_rng(11))
    judge = Classifier(JUDGE)
    assert np.mean(judge.probabilities(marks)[:, 10] > 0.5) > 0.93
    assert np.mean(judge.probabilities(mnist.test.images[:2000])[:, 10] < 0.5) > 0.985

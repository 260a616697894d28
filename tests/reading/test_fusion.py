import numpy as np

from shuzi.finding.detection import Detection
from shuzi.reading.fusion import fuse


def detection(digit, chance, certain=6.0, close=None):
    logits = np.zeros(10, np.float32)
    logits[digit] = certain
    return Detection(0, 0, 10, 10, chance, logits, 0.0, 0, close)


def closeup(digit, certain):
    row = np.zeros(11, np.float32)
    row[digit] = certain
    return row


def logits(digit, certain=6.0):
    row = np.zeros((1, 10), np.float32)
    row[0, digit] = certain
    return row


def test_where_both_agree_the_answer_is_surer_than_where_they_do_not():
    agreed = fuse(logits(3), [detection(3, 0.9)], shipped=True).probabilities[0]
    torn = fuse(logits(3), [detection(8, 0.9)], shipped=True).probabilities[0]
    assert agreed.argmax() == 3
    assert agreed.max() > torn.max()


def test_the_surer_one_wins():
    looks = [detection(8, 0.9, 9.0, closeup(3, 1.5))]
    assert fuse(logits(3, 2.0), looks, shipped=True).probabilities[0].argmax() == 8
    close = [detection(8, 0.9, 2.0, closeup(3, 9.0))]
    assert fuse(logits(8, 2.0), close, shipped=True).probabilities[0].argmax() == 3
    assert fuse(logits(3, 20.0), [detection(8, 0.9, 2.0, closeup(8, 1.0))], shipped=True).probabilities[0].argmax() == 3


def test_a_learner_s_own_model_alone_says_which_digit_it_is():
    assert fuse(logits(3, 1.0), [detection(8, 0.9, 9.0)], shipped=False).probabilities[0].argmax() == 3


def test_the_finder_says_whether_it_is_a_digit_at_all():
    chances = (0.4, 0.7, 0.95)
    real = [fuse(logits(3), [detection(3, chance)], shipped=True).real[0] for chance in chances]
    assert real == sorted(real)
    assert all(0 < value < 1 for value in real)


def test_a_digit_that_was_framed_already_is_the_model_s_alone():
    opinion = fuse(logits(3), [None], shipped=True)
    np.testing.assert_allclose(opinion.probabilities[0], np.exp(logits(3)[0]) / np.exp(logits(3)).sum(), rtol=1e-5)
    assert opinion.real[0] == 1

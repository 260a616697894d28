"""Evidence and flips come from the model's own answers."""

import numpy as np
import pytest

from shuzi.explaining.occlusion import COVER, evidence, saliency, smallest_flip


def test_evidence_is_the_log_odds():
    shares = np.array([[0.5, 0.25, 0.25, 0, 0, 0, 0, 0, 0, 0]], np.float32)
    assert evidence(shares)[0, :2] == pytest.approx([0, np.log(1 / 3)], abs=1e-6)


def test_evidence_goes_on_growing_near_certainty():
    # Both are 1 in float32; only what is left for the others differs.
    sure, surer = np.full(10, 1e-9, np.float32), np.full(10, 1e-12, np.float32)
    sure[0] = surer[0] = 1
    assert evidence(np.stack([sure, surer]))[:, 0].tolist() == pytest.approx([18.5, 25.4], abs=0.1)


def test_saliency_is_what_is_lost_when_the_place_is_covered(shipped, one):
    found = saliency(shipped, one)
    assert found.shape == (28, 28, 10)
    for row, column in ((14, 14), (10, 15), (0, 27)):
        covered, half = one.copy(), COVER // 2
        covered[max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
        before, after = (evidence(shipped.predict(image).probabilities)[0] for image in (one, covered))
        assert found[row, column] == pytest.approx(before - after, abs=1e-3)


def test_paper_speaks_neither_for_nor_against(shipped, one):
    assert np.abs(saliency(shipped, one)[0, 0]).max() < 1e-3


@pytest.mark.parametrize("kind", ["paper", "ink"])
def test_a_flip_changes_one_square_and_the_answer(shipped, one, kind):
    flip = smallest_flip(shipped, one, kind)
    assert flip is not None
    square = np.s_[flip.row : flip.row + flip.size, flip.column : flip.column + flip.size]
    assert (flip.image[square] == (0 if kind == "paper" else 255)).all()
    changed = np.argwhere(flip.image != one)
    assert (changed >= (flip.row, flip.column)).all()
    assert (changed < (flip.row + flip.size, flip.column + flip.size)).all()
    answer = shipped.predict(flip.image)
    assert answer.digits[0] == flip.digit != shipped.predict(one).digits[0]
    assert answer.confidence[0] == pytest.approx(flip.confidence, abs=1e-5)


def test_no_smaller_square_would_have_done(shipped, mnist):
    one = mnist.test.images[2]
    flip = smallest_flip(shipped, one, "paper")
    size = flip.size - 1
    assert size > 0
    places = np.ndindex(29 - size, 29 - size)
    smaller = np.repeat(one[None], (29 - size) ** 2, axis=0)
    for image, (row, column) in zip(smaller, places, strict=True):
        image[row : row + size, column : column + size] = 0
    assert (shipped.predict(smaller).digits == shipped.predict(one).digits).all()


def test_a_model_that_never_changes_its_mind_has_no_flip(one):
    class Stubborn:
        def predict(self, images):
            from shuzi.digits import predictions_from

            many = len(images) if images.ndim == 3 else 1
            return predictions_from(np.eye(10, dtype=np.float32)[np.full(many, 3)])

    assert smallest_flip(Stubborn(), one, "ink") is None

"""Likeness is measured by the network's last hidden layer."""

import numpy as np
import pytest

from shuzi.digits import Split
from shuzi.explaining.inside import Inside
from shuzi.explaining.neighbours import neighbours


@pytest.mark.parametrize("network", ["note", "best"])
def test_likeness_is_the_cosine_between_descriptions(network, one, few, request):
    _, model = request.getfixturevalue(network)
    inside = Inside(model, one)
    found = neighbours(model, inside, few)
    assert len(found.indices) == 300
    assert (np.diff(found.likeness) <= 0).all()
    own = inside.joined[-1].seen.astype(np.float64)
    for index, likeness in list(zip(*found, strict=True))[:5]:
        other = Inside(model, few.images[index]).joined[-1].seen.astype(np.float64)
        cosine = own @ other / np.linalg.norm(own) / np.linalg.norm(other)
        assert likeness == pytest.approx(cosine, abs=1e-4)


def test_the_digit_itself_is_left_out(shipped, few):
    found = neighbours(shipped, Inside(shipped, few.images[7]), few)
    assert 7 not in found.indices
    assert len(found.indices) == 299


def test_most_alike_digits_have_the_same_label(shipped, one, mnist):
    split = Split(mnist.train.images[:1000], mnist.train.labels[:1000])
    found = neighbours(shipped, Inside(shipped, one), split)
    assert split.labels[found.indices[:8]].tolist() == [1] * 8

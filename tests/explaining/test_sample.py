"""Random images with a model's answers."""

import numpy as np
import pytest

import shuzi
from shuzi.errors import UsageError


@pytest.fixture(scope="module")
def model():
    return shuzi.load()


def test_the_same_seed_draws_the_same_images(model, mnist):
    first, second = (shuzi.sample(model, mnist.test, seed=4) for _ in range(2))
    assert np.array_equal(first.indices, second.indices)


def test_other_seeds_draw_other_images(model, mnist):
    first, second = (shuzi.sample(model, mnist.test, seed=seed) for seed in (4, 5))
    assert not np.array_equal(first.indices, second.indices)


def test_no_seed_draws_afresh(model, mnist):
    first, second = (shuzi.sample(model, mnist.test, count=20) for _ in range(2))
    assert not np.array_equal(first.indices, second.indices)


def test_no_image_is_drawn_twice(model, mnist):
    small = shuzi.Split(mnist.test.images[:60], mnist.test.labels[:60])
    assert sorted(shuzi.sample(model, small, count=60).indices) == list(range(60))


def test_images_labels_and_answers_belong_together(model, mnist):
    drawn = shuzi.sample(model, mnist.test, count=50, seed=4)
    assert np.array_equal(drawn.split.images, mnist.test.images[drawn.indices])
    assert np.array_equal(drawn.split.labels, mnist.test.labels[drawn.indices])
    assert np.array_equal(drawn.predictions.digits, model.predict(drawn.split.images).digits)


@pytest.mark.parametrize("count", [0, -1, 101])
def test_a_sample_of_no_size_is_refused(model, mnist, count):
    with pytest.raises(UsageError, match=f"{count} samples are asked for; expected 1 to 100"):
        shuzi.sample(model, mnist.test, count=count)


def test_more_images_than_there_are_is_refused(model, mnist):
    with pytest.raises(UsageError, match="expected 1 to 3"):
        shuzi.sample(model, shuzi.Split(mnist.test.images[:3], mnist.test.labels[:3]), count=4)


def test_figure_titles_every_image(model, mnist):
    drawn = shuzi.sample(model, mnist.test, count=5, seed=4)
    titles = [text.get_text() for text in drawn.figure().axes[0].texts]
    assert [title[0] for title in titles] == [str(digit) for digit in drawn.predictions.digits]

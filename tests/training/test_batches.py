"""What comes when in training is decided by seed, epoch and step alone."""

import dataclasses
from collections.abc import Iterator

import keras
import numpy as np
import pytest

from shuzi.digits import Split
from shuzi.recipes import Recipe, find_recipe
from shuzi.training.batches import Batches, scaled

NOTE = find_recipe("note")


@pytest.fixture(scope="module")
def numbered() -> Split:
    """250 images that carry their number in the first pixel."""
    images = np.zeros((250, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(250)
    return Split(images, (np.arange(250) % 10).astype(np.uint8))


def numbers(batches: Batches) -> list[int]:
    """The numbers of an epoch's images, in order."""
    return [int(number) for step in range(len(batches)) for number in batches[step][0][:, 0, 0, 0]]


def epochs(split: Split, recipe: Recipe, seed: int) -> Iterator[Batches]:
    batches = Batches(split, recipe, seed=seed)
    while True:
        yield batches
        batches.on_epoch_end()


def test_each_image_comes_once_an_epoch(numbered):
    for _, batches in zip(range(3), epochs(numbered, NOTE, 1), strict=False):
        assert sorted(numbers(batches)) == list(range(250))


def test_keras_trains_on_each_image_once_an_epoch(numbered):
    seen = []

    class Recorder(keras.Model):
        def train_step(self, data):
            seen.extend(np.asarray(data[0])[:, 0, 0, 0].astype(int).tolist())
            return {"loss": 0.0}

    recorder = Recorder()
    recorder.compile(run_eagerly=True)
    recorder.fit(Batches(numbered, NOTE, seed=1), epochs=3, verbose=0, shuffle=False)
    orders = [seen[:250], seen[250:500], seen[500:]]
    assert [sorted(order) for order in orders] == [list(range(250))] * 3
    assert orders[0] != orders[1] != orders[2] != orders[0]


def test_the_order_changes_from_epoch_to_epoch(numbered):
    orders = [numbers(batches) for _, batches in zip(range(3), epochs(numbered, NOTE, 1), strict=False)]
    assert orders[0] != orders[1] != orders[2] != orders[0]


def test_the_first_order_is_shuffled_too(numbered):
    assert numbers(Batches(numbered, NOTE, seed=1)) != list(range(250))


def test_the_seed_decides_the_order(numbered):
    orders = [numbers(Batches(numbered, NOTE, seed=seed)) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]


def test_the_last_batch_holds_what_is_left(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    assert [len(batches[step][1]) for step in range(len(batches))] == [100, 100, 50]


def test_images_are_counted_up_to_the_last(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    assert [batches.images_until(steps) for steps in (1, 2, 3)] == [100, 200, 250]


def test_labels_stay_with_their_images(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    images, labels = batches[0]
    assert np.array_equal(labels.argmax(axis=1), images[:, 0, 0, 0] % 10)
    assert (labels.dtype, labels.shape) == (np.float32, (100, 10))


def test_raw_pixels_stay_as_they_are(few):
    images, _ = Batches(few.train, NOTE, seed=1)[0]
    assert (images.dtype, images.shape, images.max()) == (np.float32, (100, 28, 28, 1), 255)


def test_pixels_are_scaled_to_a_standard_deviation_of_one(mnist):
    images = scaled(mnist.train.images, find_recipe("quick"))
    assert images.dtype == np.float32
    assert images.std() == pytest.approx(1, abs=1e-3)
    assert images.min() == 0


def test_a_batch_depends_on_seed_epoch_and_step_only(few, standard):
    forwards, backwards = Batches(few.train, standard, seed=3), Batches(few.train, standard, seed=3)
    first = [forwards[step] for step in (0, 1, 2)]
    second = [backwards[step] for step in (2, 1, 1, 0)]
    for one, other in zip(first, [second[3], second[2], second[0]], strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


def test_augmentation_changes_from_epoch_to_epoch(standard, mnist):
    alone = Split(mnist.train.images[:1], mnist.train.labels[:1])
    images = [batches[0][0].tobytes() for _, batches in zip(range(3), epochs(alone, standard, 1), strict=False)]
    assert len(set(images)) == 3


def test_augmentation_changes_from_step_to_step(standard, mnist):
    copies = Split(np.repeat(mnist.train.images[:1], 200, axis=0), np.repeat(mnist.train.labels[:1], 200))
    batches = Batches(copies, standard, seed=1)
    assert not np.array_equal(batches[0][0], batches[1][0])


def test_without_augmentation_images_are_only_scaled(few, standard):
    plain = dataclasses.replace(standard, augmentation=None)
    images, _ = Batches(few.train, plain, seed=3)[0]
    wanted = {image.tobytes() for image in scaled(few.train.images, plain)}
    assert {image.tobytes() for image in images} <= wanted

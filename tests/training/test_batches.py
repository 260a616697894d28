"""What comes when in training is decided by seed, epoch and step alone."""

import dataclasses
import threading

import numpy as np
import pytest

from shuzi.digits import Split
from shuzi.recipes import find_recipe
from shuzi.training import batches as batches_module
from shuzi.training.batches import Batch, Batches

NOTE = find_recipe("note")


@pytest.fixture(scope="module")
def numbered() -> Split:
    """250 images that carry their number in the first pixel."""
    images = np.zeros((250, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(250)
    return Split(images, (np.arange(250) % 10).astype(np.uint8))


def order(batches: Batches, epoch: int) -> list[int]:
    """The numbers of an epoch's images, in order."""
    found = [batches.batch(epoch, step).images for step in range(len(batches))]
    return [int(number) for images in found for number in images[:, 0, 0]]


def same(one: Batch, other: Batch) -> bool:
    return all(np.array_equal(*pair) for pair in zip(one, other, strict=True))


def test_each_image_comes_once_an_epoch(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    for epoch in (1, 2, 3):
        assert sorted(order(batches, epoch)) == list(range(250))


def test_every_epoch_is_shuffled_anew_the_first_too(numbered):
    orders = [order(Batches(numbered, NOTE, seed=1), epoch) for epoch in (1, 2, 3)]
    assert orders[0] != orders[1] != orders[2] != orders[0] != list(range(250))


def test_the_seed_decides_the_order(numbered):
    orders = [order(Batches(numbered, NOTE, seed=seed), 1) for seed in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]


def test_the_last_batch_holds_what_is_left(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    assert [len(batches.batch(1, step).labels) for step in range(len(batches))] == [100, 100, 50]
    assert batches.full == 2


def test_images_are_counted_up_to_the_last(numbered):
    batches = Batches(numbered, NOTE, seed=1)
    assert [batches.images_until(steps) for steps in (1, 2, 3)] == [100, 200, 250]


def test_labels_and_numbers_stay_with_their_images(numbered):
    batch = Batches(numbered, NOTE, seed=1).batch(1, 0)
    assert np.array_equal(batch.labels, batch.images[:, 0, 0] % 10)
    assert np.array_equal(batch.numbers, batch.images[:, 0, 0])
    assert (batch.images.dtype, batch.images.shape) == (np.uint8, (100, 28, 28))


def test_a_batch_depends_on_seed_epoch_and_step_only(few, standard):
    forwards, backwards = (Batches(few.train, standard, seed=3) for _ in range(2))
    places = [(1, 0), (1, 2), (2, 1)]
    first = [forwards.batch(*place) for place in places]
    second = [backwards.batch(*place) for place in reversed(places)]
    assert all(same(*pair) for pair in zip(first, reversed(second), strict=True))


def test_augmentation_changes_from_epoch_to_epoch_and_from_step_to_step(standard, mnist):
    copies = Split(np.repeat(mnist.train.images[:1], 200, axis=0), np.repeat(mnist.train.labels[:1], 200))
    batches = Batches(copies, standard, seed=1)
    images = [batches.batch(*place).images.tobytes() for place in ((1, 0), (1, 1), (2, 0), (2, 1))]
    assert len(set(images)) == 4


def test_augmentation_grows_gentler_to_the_end_if_the_recipe_says_so(standard, mnist):
    recipe = dataclasses.replace(standard, epochs=10, gentler=0.0)
    digits = Split(mnist.train.images[:1000], mnist.train.labels[:1000])
    batches, steady = Batches(digits, recipe, seed=1), Batches(digits, dataclasses.replace(recipe, gentler=1.0), seed=1)

    def change(epoch: int, step: int) -> float:
        batch = batches.batch(epoch, step)
        return float(np.mean(np.abs(batch.images.astype(float) - digits.images[batch.numbers])))

    np.testing.assert_array_equal(batches.batch(6, 9).images, steady.batch(6, 9).images)
    assert change(6, 9) > 1.5 * change(9, 0) > 1.5 * 1.5 * change(10, 9)


def test_without_augmentation_images_are_left_alone(few, standard):
    plain = dataclasses.replace(standard, augmentation=None)
    batch = Batches(few.train, plain, seed=3).batch(1, 0)
    assert np.array_equal(batch.images, few.train.images[batch.numbers])


def test_whoever_has_the_images_is_given_numbers_only(few, standard):
    plain = dataclasses.replace(standard, augmentation=None)
    assert Batches(few.train, plain, seed=3, numbers_only=True).batch(1, 0).images is None
    assert Batches(few.train, standard, seed=3, numbers_only=True).batch(1, 0).images is not None


@pytest.mark.parametrize(("first", "last"), [(0, 9), (4, 5), (2, 8), (3, 3)])
def test_batches_that_are_made_ahead_are_the_same_ones(few, standard, first, last):
    ahead = list(Batches(few.train, standard, seed=3).between(first, last))
    alone = Batches(few.train, standard, seed=3)
    assert len(ahead) == last - first
    for number, batch in enumerate(ahead, start=first):
        assert same(batch, alone.batch(number // 3 + 1, number % 3))


def test_nothing_is_made_once_nobody_wants_it_any_more(few, standard):
    batches = Batches(few.train, standard, seed=3)
    made = []
    original = batches.batch
    batches.batch = lambda epoch, step: (made.append(step), original(epoch, step))[1]
    waiting = batches.between(0, 10_000)
    next(waiting)
    waiting.close()
    assert len(made) < 100


def test_an_error_in_the_thread_reaches_whoever_trains(few, standard):
    batches = Batches(few.train, standard, seed=3)
    batches.batch = lambda epoch, step: 1 / 0
    with pytest.raises(ZeroDivisionError):
        list(batches.between(0, 3))


def test_many_threads_give_the_same_batches_in_the_same_order(few, standard, monkeypatch):
    monkeypatch.setattr(batches_module, "cores", lambda: 64)
    batches = Batches(few.train, standard, seed=3)
    steps = range(2 * len(batches) + 1)
    makers, met = set(), threading.Event()
    make = batches.batch

    def noted(epoch: int, step: int) -> Batch:
        makers.add(threading.get_ident())
        if len(makers) > 1:
            met.set()
        met.wait(30)  # so that a single fast thread does not take all the work
        return make(epoch, step)

    monkeypatch.setattr(batches, "batch", noted)
    together = list(batches.between(0, len(steps)))
    assert len(makers) > 1
    alone = [
        Batches(few.train, standard, seed=3).batch(step // len(batches) + 1, step % len(batches)) for step in steps
    ]
    assert all(same(*pair) for pair in zip(together, alone, strict=True))

"""What a training that another program steers tells, and how it obeys."""

import threading
import time
from types import SimpleNamespace

import numpy as np
import pytest

from shuzi.digits import Split
from shuzi.run import steered as steered_training
from shuzi.run.steered import Steered, Steering, one_of_each
from shuzi.training.watcher import Progress


class Standing:
    """A moment of a training of three steps."""

    total_steps = 3

    def __init__(self, steps: int) -> None:
        self.steps, self.epoch = steps, steps / 3
        self.stopped = False

    def filters(self):
        return np.full((3, 3, 1, 2), self.steps / 3, np.float32)

    def probabilities(self, images):
        return np.full((len(images), 10), 0.1, np.float32)

    def stop(self):
        self.stopped = True


@pytest.fixture
def shown(mnist):
    return one_of_each(mnist.test)


def _progress(images, right, loss, epoch=1):
    return Progress(epoch, 1, images // 10, 3, images, loss, right / images, 0.0)


def test_one_image_of_each_digit_is_shown(shown, mnist):
    assert shown.labels.tolist() == list(range(10))
    few = one_of_each(Split(mnist.test.images[:3], mnist.test.labels[:3]))
    assert few.labels.tolist() == [1, 2, 7]


@pytest.fixture
def clock(monkeypatch):
    """The time that a steered training sees: a list of one number, in seconds."""
    now = [100.0]
    monkeypatch.setattr(steered_training, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_steps_that_follow_each_other_faster_than_anybody_looks_are_left_out(shown, clock):
    told = []
    steered = Steered(Steering(), told.append, shown)
    steered.on_moment(Standing(0))
    for step in range(1, 20):
        steered.on_step(_progress(10 * step, step, 1.0))
        clock[0] += 0.06
        steered.on_moment(Standing(step / 10))  # far from the third step, which is the last
    assert [round(10 * event["step"]) for event in told if event["event"] == "step"] == [1, 5, 9, 13, 17]


def test_each_step_has_its_own_figures_and_not_the_epochs(shown, clock):
    told = []
    steered = Steered(Steering(), told.append, shown)
    steered.on_moment(Standing(0))
    for images, right, loss in ((10, 3, 2.0), (20, 3, 1.5), (30, 10, 1.2)):
        steered.on_step(_progress(images, right, loss))
        clock[0] += 0.25  # events that come faster are left out
        steered.on_moment(Standing(images // 10))
    steps = [event for event in told if event["event"] == "step"]
    assert [event["step"] for event in steps] == [1, 2, 3]
    assert [event["accuracy"] for event in steps] == [0.3, 0.0, 0.7]
    assert [event["loss"] for event in steps] == [2.0, pytest.approx(1.0), pytest.approx(0.6)]
    assert told[0] == {"event": "began", "steps": 3}
    assert [event["epoch"] for event in told if event["event"] == "glimpse"][::-1][0] == 1.0


def test_an_epoch_that_begins_counts_from_nothing(shown):
    told = []
    steered = Steered(Steering(), told.append, shown)
    steered.on_step(_progress(30, 30, 0.1))
    steered.on_step(_progress(10, 1, 5.0, epoch=2))
    steered.on_moment(Standing(3))
    (step,) = [event for event in told if event["event"] == "step"]
    assert (step["loss"], step["accuracy"]) == (5.0, 0.1)


def test_it_waits_while_it_is_paused_and_takes_single_steps(shown):
    told, steering = [], Steering()
    steered = Steered(steering, told.append, shown)
    steering.take("pause")
    taken = []

    def train():
        for step in range(3):
            steered.on_moment(Standing(step))
            taken.append(step)
            steered.on_step(_progress(10 * (step + 1), step, 1.0))

    thread = threading.Thread(target=train, daemon=True)
    thread.start()
    _until(lambda: {"event": "paused"} in told)
    assert taken == []
    steering.take("step")
    _until(lambda: [event["event"] for event in told].count("paused") == 2)
    assert taken == [0]
    steering.take("go_on")
    thread.join(60)
    assert taken == [0, 1, 2]
    assert told.count({"event": "going_on"}) == 1


def test_a_stop_ends_the_wait_and_the_training(shown):
    steering = Steering()
    steered = Steered(steering, lambda _: None, shown)
    steering.take("pause")
    steering.take("stop")
    moment = Standing(1)
    steered.on_step(_progress(10, 1, 1.0))
    steered.on_moment(moment)
    assert moment.stopped


def test_the_step_that_it_stops_after_is_told(shown):
    told, steering = [], Steering()
    steered = Steered(steering, told.append, shown)
    steered.on_step(_progress(10, 1, 1.0))
    steered.on_moment(Standing(1))
    steering.take("stop")
    steered.on_step(_progress(20, 2, 1.0))
    steered.on_moment(Standing(2))
    assert [event["step"] for event in told if event["event"] == "step"] == [1, 2]
    assert told[-1]["event"] == "glimpse"


def test_an_order_that_is_none_is_passed_over():
    steering = Steering()
    steering.take("explode")
    assert steering.wait() is False


def _until(true):
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)

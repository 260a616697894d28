"""/api/trainings: really train from nothing in a process of its own, watch it, steer it, and be told when it sticks."""

import base64
import json
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import shuzi
from shuzi.recipes import find_recipe
from shuzi.serving.refusals import Refusal
from shuzi.serving.settings import Settings
from shuzi.serving.training_process import TrainingProcess, new_run
from shuzi.serving.trainings import MOST_WAITING, Trainer

JSON = {"content_type": "application/json"}
# Thirty steps, and the network is an eighth as wide as usual; it gets better than guessing all the same.
SMALL = {"recipe": "quick", "images": 300, "batch_size": 10, "epochs": 1, "filters": 4, "seed": 3, "language": "zh-TW"}
# Learns at once, so that it may be stopped early; to its end it takes three thousand steps.
LONG = SMALL | {"recipe": "note", "loss": "cross_entropy", "scaled": True, "learning_rate": 0.1, "epochs": 100}
# The watchdog looks once a hundred steps are taken. Nothing moves at such a rate.
STUCK = SMALL | {"epochs": 4, "learning_rate": 1e-9}


def _ask(served, method, path, body=None):
    raw = None if body is None else json.dumps(body)
    status, _, answer = served.ask(method, path, raw, **({} if body is None else JSON))
    return status, json.loads(answer) if answer else None


def _wait(served, number, *, until):
    deadline = time.monotonic() + 500
    while time.monotonic() < deadline:
        known = _ask(served, "GET", f"/api/trainings/{number}")[1]
        if until(known):
            return known
        assert known["state"] not in ("failed", "cancelled"), known
        time.sleep(0.1)
    raise AssertionError(known)


def _children(served) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == served.process.pid:
            found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def two(start, tmp_path_factory):
    """A server that was asked for two trainings at once: the first was stepped, and the second sticks."""
    folder = tmp_path_factory.mktemp("trainings")
    served = start(cwd=folder)
    first = _ask(served, "POST", "/api/trainings", SMALL)[1]
    second = _ask(served, "POST", "/api/trainings", STUCK)[1]
    _wait(served, first["number"], until=lambda known: known["state"] != "waiting")  # its turn comes at once, yet later
    waiting = _ask(served, "GET", "/api/trainings")[1]["trainings"]
    order = f"/api/trainings/{first['number']}/order"
    assert _ask(served, "POST", order, {"order": "pause"})[0] == 200  # before it takes a step
    lesson = _lesson(served, folder)
    answered = served.ask("GET", "/v2/health/ready")[0]
    paused = _wait(served, first["number"], until=lambda known: known["state"] == "paused")
    assert _ask(served, "POST", order, {"order": "step"})[0] == 200
    # It stays paused meanwhile, and is looked at a moment after its step was told.
    stepped = _wait(served, first["number"], until=lambda known: _step(known) > 0 and known["glimpse"]["epoch"] > 0)
    assert _ask(served, "POST", order, {"order": "go_on"})[0] == 200
    done = _wait(served, first["number"], until=lambda known: known["state"] == "done")
    stuck = _wait(served, second["number"], until=lambda known: known["state"] == "stuck")
    return {
        "served": served, "folder": folder, "waiting": waiting, "lesson": lesson, "answered": answered,
        "paused": paused, "stepped": stepped, "done": done, "stuck": stuck,
    }  # fmt: skip


def _lesson(served, folder):
    """Return how a lesson is refused meanwhile, of digits that somebody labelled."""
    random = np.random.default_rng(1)
    for label in range(10):
        for _ in range(2):
            pixels = np.zeros((28, 28), np.uint8)
            pixels[8:20, 8:20] = random.integers(1, 255, (12, 12))
            body = {"label": label, "pixels": base64.b64encode(pixels.tobytes()).decode()}
            assert _ask(served, "POST", "/api/corrections", body)[0] == 200
    refused = _ask(served, "POST", "/api/learn", {})
    shutil.rmtree(folder / "corrections")
    return refused


def _step(known):
    return 0 if known["step"] is None else known["step"]["step"]


def test_one_is_trained_at_a_time_and_the_others_wait(two):
    assert [known["number"] for known in two["waiting"]] == [1, 2]
    assert [known["state"] for known in two["waiting"]] in (["starting", "waiting"], ["running", "waiting"])
    assert two["answered"] == 200


def test_no_lesson_begins_beside_a_training(two):
    status, refused = two["lesson"]
    assert (status, refused["code"]) == (409, "training_under_way")


def test_a_paused_training_takes_one_step_at_a_time(two):
    assert (two["paused"]["step"], two["paused"]["glimpse"]["epoch"]) == (None, 0)
    assert (two["stepped"]["step"]["step"], two["stepped"]["glimpse"]["epoch"]) == (1, pytest.approx(1 / 30))
    assert two["stepped"]["glimpse"]["filters"] != two["paused"]["glimpse"]["filters"]


def test_a_training_is_watched_from_its_first_step_to_its_last(two):
    done = two["done"]
    assert [round(30 * epoch) for epoch, _, _ in done["points"]] == list(range(1, 31))
    assert done["step"]["step"] == done["steps"] == 30
    assert done["points"][-1][1:] == [
        pytest.approx(done["step"]["loss"], abs=1e-4),
        pytest.approx(done["step"]["accuracy"]),
    ]
    (epoch,) = done["history"]
    assert epoch["accuracy"] == pytest.approx(np.mean([accuracy for _, _, accuracy in done["points"]]))
    assert 0 <= epoch["validation_accuracy"] <= 1
    later = _ask(two["served"], "GET", "/api/trainings/1?since=7")[1]
    assert later["points"] == done["points"][7:]


def test_the_digits_that_are_shown_are_test_images_with_the_networks_answers(two, mnist):
    done = two["done"]
    assert done["labels"] == list(range(10))
    shown = np.stack([np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(28, 28) for pixels in done["digits"]])
    assert all(any(np.array_equal(image, known) for known in mnist.test.images[:100]) for image in shown)
    assert np.shape(done["glimpse"]["filters"]) == (3, 3, 1, 4)
    model = shuzi.load(two["folder"] / "runs" / done["model"])
    # The finished network is as sure as its recipe's temperature has it; the order of the digits is the same.
    answers = np.argmax(done["glimpse"]["probabilities"], axis=1)
    assert answers.tolist() == model.predict(shown).digits.tolist()


def test_what_was_asked_for_is_what_was_trained(two):
    model = shuzi.load(two["folder"] / "runs" / two["done"]["model"])
    values = model.card.recipe_values
    assert (values["filters"], values["batch_size"], values["epochs"]) == (4, 10, 1)
    assert (model.card.seed, model.card.data["train_images"]) == (3, 300)
    assert model.card.recipe == "quick, changed"
    settings = two["done"]["settings"]
    assert {name: settings[name] for name in SMALL} == SMALL
    assert settings["loss"] == "cross_entropy"
    assert settings["scaled"] is True
    assert "用配方 `quick（改過）`、種子 3" in (model.path / "report.md").read_text(encoding="utf-8")
    listed = [known["name"] for known in _ask(two["served"], "GET", "/api/models")[1]["models"]]
    assert listed == ["shuzi", two["done"]["model"]]


def test_the_watchdog_says_why_one_sticks_and_nothing_stays_of_it(two):
    stuck = two["stuck"]
    assert stuck["diagnosis"] == "slow"
    assert "hardly moved" in stuck["error"]
    assert stuck["model"] is None
    assert [path.name for path in (two["folder"] / "runs").iterdir()] == [two["done"]["model"]]


def test_what_has_ended_takes_no_orders_and_can_be_forgotten(two):
    status, refused = _ask(two["served"], "POST", "/api/trainings/2/order", {"order": "pause"})
    assert (status, refused["code"]) == (409, "training_not_running")
    assert two["served"].ask("DELETE", "/api/trainings/2")[0] == 204
    status, refused = _ask(two["served"], "GET", "/api/trainings/2")
    assert (status, refused["code"]) == (404, "no_such_training")


def test_a_training_that_is_stopped_early_is_kept_and_one_that_is_removed_is_not(start, tmp_path):
    served = start(cwd=tmp_path)
    for _ in range(2):
        _ask(served, "POST", "/api/trainings", LONG)
    _wait(served, 1, until=lambda known: _step(known) > 150)
    assert _ask(served, "POST", "/api/trainings/1/order", {"order": "stop"})[0] == 200
    done = _wait(served, 1, until=lambda known: known["state"] == "done")
    (run,) = (tmp_path / "runs").glob("page-*")
    assert run.name == done["model"]
    card = shuzi.load(run).card
    assert (card.steps_done, card.interrupted) == (_step(done), False)
    assert card.steps_done < 3000
    _wait(served, 2, until=lambda known: known["state"] == "running")
    (child,) = _children(served)
    assert served.ask("DELETE", "/api/trainings/2")[0] == 204
    assert not Path("/proc", str(child)).exists()
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [run.name]


def test_a_training_ends_with_its_server_even_if_that_is_killed(start, tmp_path):
    served = start(cwd=tmp_path)
    _ask(served, "POST", "/api/trainings", LONG)
    _wait(served, 1, until=lambda known: known["state"] == "running")
    (child,) = _children(served)
    served.process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while Path("/proc", str(child)).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path("/proc", str(child)).exists()


def test_an_order_that_comes_before_the_process_is_there_reaches_it(monkeypatch, tmp_path):
    without_process, waits, taken = Trainer._without_process, threading.Event(), []

    def asked(trainer, training):  # by an order, with the lock held
        if without_process(trainer, training):
            waits.set()
            return True
        return False

    def late(*arguments):  # until the order waits
        assert waits.wait(60)
        return new_run(*arguments)

    monkeypatch.setattr(Trainer, "_without_process", asked)
    monkeypatch.setattr("shuzi.serving.trainings.new_run", late)
    monkeypatch.setattr(TrainingProcess, "order", lambda process, word: taken.append(word))
    trainer = Trainer(tmp_path / "runs", threading.Lock())
    training = trainer.begin(find_recipe("quick"), {"seed": 1, "images": 300, "language": "en"})
    while training.state == "waiting":
        time.sleep(0.01)
    assert trainer.order(1, "pause") is training
    job, *orders = taken
    assert json.loads(job)["seed"] == 1
    assert orders == ["pause"]
    trainer.close()
    with pytest.raises(Refusal, match="training 1 is cancelled; only one that takes steps can be told to pause"):
        trainer.order(1, "pause")


def test_too_many_do_not_wait(inside, tmp_path):
    asked = [("POST", "/api/trainings", {"json": SMALL})] * (MOST_WAITING + 2)

    def nobody_starts(services):
        services.trainer._busy.acquire()

    answers = inside(Settings(runs=tmp_path / "runs"), *asked, prepare=nobody_starts)
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] * MOST_WAITING + [409] * 2
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert (refused["code"], refused["values"]) == ("queue_full", {"most": MOST_WAITING})
    assert not os.path.lexists(tmp_path / "runs")


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": "best"},
        {"seed": -1},
        {"seed": 2**32},
        {"images": 10},
        {"images": 60_000},
        {"epochs": 0},
        {"epochs": 1000},
        {"learning_rate": 0},
        {"learning_rate": 1e9},
        {"batch_size": 0},
        {"batch_size": 100_000},
        {"filters": 0},
        {"filters": 1000},
        {"loss": "hinge"},
        {"scaled": "perhaps"},
        {"data": "/etc"},
        {"out": "/tmp/x"},
    ],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(served, change):
    status, refused = _ask(served, "POST", "/api/trainings", SMALL | change)
    assert (status, refused["code"]) == (422, "bad_settings")
    assert next(iter(change)) in refused["error"]

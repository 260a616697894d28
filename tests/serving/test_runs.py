"""The runs beside the served model: their curves, and the images they take for others."""

import base64
import json
import math
import shutil

import numpy as np
import pytest

import shuzi
from shuzi.store.history import Snapshot, write_snapshots
from shuzi.store.model import PRETRAINED

SNAPSHOTS = [
    Snapshot(0.0, [0.1] * 9 + [None], [0] * 19 + [1000], [[[[0.5, -0.25]]]]),
    Snapshot(1.5, [1.0] * 10, [0] * 19 + [1000], [[[[0.123456789, math.nan]]]]),
]


@pytest.fixture(scope="module")
def runs_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("with") / "runs"


@pytest.fixture(scope="module")
def with_runs(start, runs_folder):
    """The shipped model once more as a run with a history, a damaged run, and a folder that is none."""
    folder = runs_folder
    shutil.copytree(PRETRAINED, folder / "copy")
    write_snapshots(folder / "copy" / "snapshots.json", SNAPSHOTS)
    history = "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds\n1,0.5,0.9,,,0.05,20\n"
    (folder / "copy" / "history.csv").write_text(history)
    shutil.copytree(PRETRAINED, folder / "damaged")
    (folder / "damaged" / "model.onnx").write_bytes(b"no model")
    (folder / "holidays").mkdir()
    return start(cwd=folder.parent)


def _get(served, path):
    status, _, body = served.ask("GET", path)
    return status, json.loads(body)


def test_runs_are_listed_behind_the_served_model(with_runs):
    names = [model["name"] for model in _get(with_runs, "/api/models")[1]["models"]]
    assert names[0] == "shuzi"
    assert sorted(names[1:]) == ["copy", "damaged"]


def test_a_run_answers_under_its_name(with_runs, digit):
    body = json.dumps({"images": np.frombuffer(digit, np.uint8).reshape(28, 28).tolist(), "model": "copy"})
    answer = json.loads(with_runs.ask("POST", "/api/predict", body, content_type="application/json")[2])
    assert (answer["model"], answer["predictions"][0]["digit"]) == ("copy", 7)


def test_a_damaged_run_is_said_and_no_end_of_the_server(with_runs):
    status, answer = _get(with_runs, "/api/model?name=damaged")
    assert status == 409
    assert "is not as it was written" in answer["error"]
    assert _get(with_runs, "/api/model")[0] == 200


def test_a_runs_history_is_given_as_it_was_written(with_runs):
    (row,) = _get(with_runs, "/api/history?name=copy")[1]["epochs"]
    assert row == dict.fromkeys(row, None) | {
        "epoch": 1,
        "loss": 0.5,
        "accuracy": 0.9,
        "learning_rate": 0.05,
        "seconds": 20,
    }


def test_a_model_without_a_history_has_none(served):
    assert _get(served, "/api/history") == (200, {"model": "shuzi", "epochs": []})


def test_every_mistake_in_the_matrix_can_be_seen(served, mnist):
    confusion = np.array(_get(served, "/api/confusion")[1]["confusion"])
    assert confusion.sum() == 10_000
    predictions = shuzi.load().predict(mnist.test.images, exact=True)
    for true, answer in zip(*np.nonzero(confusion - np.diag(np.diag(confusion))), strict=True):
        shown = _get(served, f"/api/mistakes?true={true}&answer={answer}")[1]
        assert shown["images"] == len(shown["mistakes"]) == confusion[true, answer]
        for mistake in shown["mistakes"]:
            index = mistake["index"]
            assert (mnist.test.labels[index], predictions.digits[index]) == (true, answer)
            assert base64.b64decode(mistake["pixels"]) == mnist.test.images[index].tobytes()


def test_a_runs_snapshots_are_given_as_they_were_written(with_runs):
    answer = _get(with_runs, "/api/snapshots?name=copy")[1]
    assert answer["model"] == "copy"
    first, last = answer["snapshots"]
    assert first == SNAPSHOTS[0]._asdict()
    assert last["filters"][0][0][0] == [0.12346, None]  # five digits; what ran away is no number


def test_the_shipped_model_has_no_snapshots(served):
    assert _get(served, "/api/snapshots") == (200, {"model": "shuzi", "snapshots": []})
    assert _get(served, "/api/snapshots?name=nonesuch")[0] == 404


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[3]",
        *(
            json.dumps([SNAPSHOTS[0]._asdict() | changed])
            for changed in (
                {"epoch": math.nan},
                {"recall": [0.5]},
                {"recall": [math.nan] * 10},
                {"sureness": "x"},
                {"filters": [1, 2]},
                {"filters": [[[[1], [1, 2]]]]},
                {"filters": {"a": 1}},
                {"filters": [[[["x"]]]]},
                {"filters": [[[[]]]]},
            )
        ),
    ],
)
def test_damaged_snapshots_are_said(with_runs, runs_folder, text):
    shutil.copytree(PRETRAINED, runs_folder / "other", dirs_exist_ok=True)
    (runs_folder / "other" / "snapshots.json").write_text(text)
    status, answer = _get(with_runs, "/api/snapshots?name=other")
    shutil.rmtree(runs_folder / "other")
    assert status == 409
    assert "snapshots" in answer["error"]


@pytest.mark.parametrize("query", ["true=10&answer=1", "true=x&answer=1", "answer=1", "true=1&answer=2&name=nonesuch"])
def test_a_question_that_makes_no_sense_is_refused(served, query):
    status, answer = _get(served, f"/api/mistakes?{query}")
    assert status in (404, 422)
    assert answer["error"]

"""/api/learn: really learn from the corrected digits, in a process of its own, and leave no trace if nothing comes."""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from own_hand import write_hand
from PIL import Image

import shuzi
from shuzi.data.dataset import load_dataset
from shuzi.serving.lesson_figures import changed
from shuzi.serving.settings import Settings
from shuzi.serving.teaching import Learning
from shuzi.serving.training_process import remove_abandoned

JSON = {"content_type": "application/json"}
# A tenth of an epoch: the same steps in a fraction of the time.
SHORT = json.dumps({"epochs": 0.1, "language": "zh-TW"})


def _learn(served, method="GET", body=None):
    status, _, answer = served.ask(method, "/api/learn", body, **(JSON if body else {}))
    return status, json.loads(answer)


def _wait(served, *, until=lambda learning: learning["state"] != "running"):
    deadline = time.monotonic() + 500
    progress = [0.0]
    while time.monotonic() < deadline:
        learning = _learn(served)[1]
        progress.append(learning["progress"])
        if until(learning):
            assert progress == sorted(progress)
            return learning
        time.sleep(0.1)
    raise AssertionError(learning)


def _parent(pid: int) -> int | None:
    try:
        return int(Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def _children(served) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if _parent(pid) == served.process.pid]


@pytest.fixture(scope="module")
def taught(start, mnist, tmp_path_factory):
    """A server that has learnt from four digits of each kind but 0 and 8, and what it says of that."""
    folder = tmp_path_factory.mktemp("taught")
    write_hand(folder / "corrections", mnist, each=4)
    for never_wrong in "08":
        shutil.rmtree(folder / "corrections" / never_wrong)
    Image.new("L", (200, 150), 240).save(folder / "corrections" / "3" / "paper.png")
    served = start(cwd=folder)
    status, learning = _learn(served, "POST", SHORT)
    assert (status, learning["state"]) == (200, "running")
    again = _learn(served, "POST", "{}")
    return served, folder, again, _wait(served)


def test_a_second_lesson_beside_the_first_is_refused(taught):
    status, answer = taught[2]
    assert status == 409
    assert "under way" in answer["error"]


def test_both_models_are_measured_on_the_same_images_that_nobody_was_trained_on(taught, mnist):
    _, folder, _, learning = taught
    assert learning["state"] == "done", learning
    assert learning["start"] == "shuzi"
    held = load_dataset(folder / "corrections", every_class=False).test
    before, after = shuzi.load(), shuzi.load(folder / "runs" / learning["model"])
    assert learning["own"] == {"images": len(held.labels), "before": _right(before, held), "after": _right(after, held)}
    known = before.card.metrics["test_accuracy"]
    assert learning["mnist"] == {"images": 10_000, "before": known, "after": _right(after, mnist.test)}
    # Training kept the same ones for its own test.
    assert after.card.data["test_images"] == learning["own"]["images"]
    assert after.card.metrics["test_accuracy"] == pytest.approx(learning["own"]["after"])
    assert after.card.data["train_images"] == learning["train_images"]
    assert learning["own"]["images"] + learning["train_images"] == 32
    assert after.card.data["left_out_images"] == learning["left_out_images"] == 1
    assert "用配方 `adapt`" in (after.path / "report.md").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "shuzi", "evaluate", str(after.path), "--json"]
    said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert said["test_accuracy"] == pytest.approx(learning["own"]["after"])


def test_what_the_lesson_cured_and_broke_is_told(taught, mnist):
    _, folder, _, learning = taught
    before, after = shuzi.load(), shuzi.load(folder / "runs" / learning["model"])
    old, new = (model.predict(mnist.test.images, exact=True).digits == mnist.test.labels for model in (before, after))
    told = learning["mnist_changed"]
    assert sum(one["images"] for one in told["cured"]) == np.sum(~old & new)
    assert sum(one["images"] for one in told["broke"]) == np.sum(old & ~new)
    assert all(one["true"] != one["answer"] for one in told["broke"])
    assert set(learning["own_changed"]) == {"cured", "broke"}


def test_a_taught_model_is_listed_with_both_accuracies(taught):
    served, _, _, learning = taught
    shipped, own = json.loads(served.ask("GET", "/api/models")[2])["models"]
    assert own["mnist_accuracy"] == pytest.approx(learning["mnist"]["after"])
    assert own["own_accuracy"] == own["test_accuracy"] == pytest.approx(learning["own"]["after"])
    assert (shipped["mnist_accuracy"], shipped["own_accuracy"]) == (shipped["test_accuracy"], None)


def test_where_two_models_disagree_can_be_browsed(taught, mnist):
    served, folder, _, learning = taught
    models = shuzi.load(), shuzi.load(folder / "runs" / learning["model"])
    one, other = (model.predict(mnist.test.images, exact=True).digits for model in models)
    path = f"/api/disagreements?second={learning['model']}"
    found = json.loads(served.ask("GET", path)[2])
    true = mnist.test.labels
    assert found["models"] == ["shuzi", learning["model"]]
    assert found["counts"] == {
        "first": np.sum((one != other) & (one == true)),
        "second": np.sum((one != other) & (other == true)),
        "neither": np.sum((one != other) & (one != true) & (other != true)),
    }
    assert len(found["shown"]) == min(48, sum(found["counts"].values()))
    for shown in found["shown"]:
        index = shown["index"]
        assert shown["answers"] == [one[index], other[index]]
        assert base64.b64decode(shown["pixels"]) == mnist.test.images[index].tobytes()
    kept = json.loads(served.ask("GET", f"{path}&right=first")[2])
    assert all(shown["answers"][0] == shown["true"] for shown in kept["shown"])
    rest = json.loads(served.ask("GET", f"{path}&skip=1")[2])["shown"]
    assert [shown["index"] for shown in rest][:40] == [shown["index"] for shown in found["shown"][1:41]]
    assert served.ask("GET", "/api/disagreements?second=nonesuch")[0] == 404
    same = json.loads(served.ask("GET", "/api/disagreements")[2])
    assert (sum(same["counts"].values()), same["shown"]) == (0, [])


def _right(model, split):
    return np.mean(model.predict(split.images).digits == split.labels)


def test_the_new_model_is_a_run_like_any_other(taught, digit):
    served, folder, _, learning = taught
    name = learning["model"]
    assert [path.name for path in (folder / "runs").iterdir()] == [name]
    listed = [model["name"] for model in json.loads(served.ask("GET", "/api/models")[2])["models"]]
    assert listed == ["shuzi", name]
    kind = "application/octet-stream"
    answer = json.loads(served.ask("POST", f"/api/predict?name={name}", digit, content_type=kind)[2])
    assert answer["model"] == name
    expected = shuzi.load(folder / "runs" / name).predict(np.frombuffer(digit, np.uint8).reshape(28, 28))
    assert answer["predictions"][0]["confidence"] == pytest.approx(float(expected.confidence[0]), abs=1e-5)


def test_a_photo_is_read_with_the_model_that_is_named(taught, mnist):
    served, folder, _, learning = taught
    reader = shuzi.Reader(folder / "runs" / learning["model"], threads=1)
    photo = next((folder / "corrections" / "7").iterdir()).read_bytes()
    for path, confidence in (
        (f"/api/read?name={learning['model']}", _confidence(reader.read(photo).to_json())),
        ("/api/read", _confidence(shuzi.Reader(threads=1).read(photo).to_json())),
    ):
        status, _, body = served.ask("POST", path, photo, content_type="image/png")
        assert status == 200
        assert _confidence(json.loads(body)) == pytest.approx(confidence, abs=1e-5)
    for path in ("/api/read", "/api/look"):
        assert served.ask("POST", f"{path}?name=nonesuch", photo, content_type="image/png")[0] == 404


def _confidence(page):
    return [digit["confidence"] for line in page["lines"] for digit in line["digits"]]


def test_the_new_runs_training_can_be_seen_from_inside(taught):
    served, _, _, learning = taught
    found = json.loads(served.ask("GET", f"/api/snapshots?name={learning['model']}")[2])["snapshots"]
    assert [snapshot["epoch"] for snapshot in found] == [0, pytest.approx(0.1, abs=0.01)]


def test_what_is_cancelled_leaves_nothing(start, mnist, tmp_path):
    write_hand(tmp_path / "corrections", mnist, each=2)
    served = start(cwd=tmp_path)
    assert _learn(served, "DELETE")[0] == 409
    assert _learn(served, "POST", "{}")[0] == 200
    _wait(served, until=lambda learning: _children(served))
    assert _learn(served, "DELETE")[1]["state"] == "idle"
    assert _children(served) == []
    assert [path.name for path in tmp_path.iterdir()] == ["corrections"]


def test_sigterm_ends_the_training_too(start, mnist, tmp_path):
    write_hand(tmp_path / "corrections", mnist, each=2)
    served = start(cwd=tmp_path)
    _learn(served, "POST", "{}")
    _wait(served, until=lambda learning: list(tmp_path.glob("runs/.learning-*/*/training.json")))
    (child,) = _children(served)
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=60) == 0
    assert _parent(child) is None
    assert [path.name for path in tmp_path.iterdir()] == ["corrections"]


def test_too_few_digits_are_counted(start, digit, tmp_path):
    served = start(cwd=tmp_path)
    status, answer = _learn(served, "POST", "{}")
    assert status == 409
    assert "there are 0 labelled digits" in answer["error"]
    assert "label 20 more" in answer["error"]
    body = json.dumps({"label": 7, "pixels": base64.b64encode(digit).decode()})
    served.ask("POST", "/api/corrections", body, **JSON)
    assert "label 19 more" in _learn(served, "POST", "{}")[1]["error"]
    learning = _learn(served)[1]
    assert (learning["state"], learning["fewest"]) == ("idle", 20)
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: (folder / "3" / "0.png").write_bytes(b"no image"), "0.png"),
        (lambda folder: shutil.rmtree(folder / "3") or (folder / "3").mkdir(), "3 is empty"),
    ],
)
def test_a_damaged_folder_is_named(inside, mnist, tmp_path, damage, says):
    damage(write_hand(tmp_path / "mine", mnist, each=2))
    asked = ("POST", "/api/learn", {"json": {}})
    answer, state = inside(
        Settings(corrections=tmp_path / "mine", runs=tmp_path / "runs"), asked, ("GET", "/api/learn", {})
    )
    assert answer.status_code == 409
    assert says in answer.json()["error"]
    assert state.json()["state"] == "idle"


def test_what_is_passed_over_is_told(inside, mnist, tmp_path):
    folder = write_hand(tmp_path / "mine", mnist, each=3)
    (folder / "holidays").mkdir()
    (folder / "3" / "0.png").write_bytes(b"no image")
    asked = ("POST", "/api/learn", {"json": {}})
    answer, _ = inside(
        Settings(corrections=tmp_path / "mine", runs=tmp_path / "runs"), asked, ("DELETE", "/api/learn", {})
    )
    assert answer.status_code == 200
    told = answer.json()["passed_over"]
    assert [("holidays" in line, "0.png" in line) for line in told] == [(True, False), (False, True)]


def test_what_is_not_installed_is_said_with_the_line_that_installs_it(start, mnist, tmp_path):
    write_hand(tmp_path / "corrections", mnist, each=2)
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "tensorflow.py").write_text("raise ModuleNotFoundError(name='tensorflow')")
    path = os.pathsep.join([str(tmp_path / "hidden"), os.environ.get("PYTHONPATH", "")])
    served = start(cwd=tmp_path, env={**os.environ, "PYTHONPATH": path})
    _learn(served, "POST", "{}")
    learning = _wait(served)
    assert learning["state"] == "failed"
    assert "training needs tensorflow, which is not installed; install it: pip install tensorflow" in learning["error"]
    assert learning["code"] == "training_failed"  # the page says the sentence itself, since it holds what to do
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [('{"model": "nonesuch"}', 404), ('{"epochs": 0}', 422), ('{"epochs": "x"}', 422), ("[]", 422), ("{", 422)],
)
def test_a_wish_that_makes_no_sense_is_refused(served, body, status):
    assert _learn(served, "POST", body)[0] == status


def test_the_page_of_another_site_teaches_nothing(served):
    assert served.ask("POST", "/api/learn", "{}", Origin="http://evil.example", **JSON)[0] == 403
    assert served.ask("DELETE", "/api/learn", Origin="http://evil.example")[0] == 403
    assert served.ask("POST", "/api/learn", "{}", content_type="text/plain")[0] == 400


def test_progress_creeps_where_nothing_tells_how_far_it_is():
    learning = Learning("running", "starting", creeps=(100.0, 0.15))
    seen = [learning.progress_at(100.0 + seconds) for seconds in range(20)]
    assert seen == sorted(set(seen))  # it moves every second
    assert 0 <= seen[0] < seen[-1] < 0.15
    assert Learning("running", "training", 0.4).progress_at(1e9) == 0.4


def test_what_was_cured_and_what_broke_is_counted():
    true, before, after = (np.array(digits) for digits in ([3, 3, 3, 5, 7, 7], [8, 8, 3, 6, 7, 1], [3, 3, 8, 0, 1, 1]))
    found = changed(true, before, after)
    cured, broke = ([tuple(vars(pair).values()) for pair in kind] for kind in (found.cured, found.broke))
    assert cured == [(3, 8, 2)]
    assert broke == [(3, 8, 1), (7, 1, 1)]


def test_what_a_killed_server_left_is_removed_after_a_day(tmp_path):
    old, new, run = tmp_path / ".learning-old", tmp_path / ".learning-new", tmp_path / "mine"
    for folder in (old, new, run):
        folder.mkdir()
        (folder / "checkpoint").write_bytes(b"x")
    for folder in (old, run):
        os.utime(folder, (0, 0))
    remove_abandoned(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".learning-new", "mine"]

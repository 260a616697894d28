"""`shuzi bench --train` says how long trainings take to so much of the validation images."""

import dataclasses
import json
import time
from types import SimpleNamespace

import pytest
from json_names import check_names
from typer.testing import CliRunner

from shuzi.cli import app
from shuzi.data.dataset import load_dataset
from shuzi.errors import MissingDependencyError, UsageError
from shuzi.recipes import find_recipe
from shuzi.run import race as racing
from shuzi.run.contenders import PEERS
from shuzi.run.race import Timed, contenders, race, summary_of
from shuzi.training import fit as fitting
from shuzi.training import journal
from shuzi.training.watcher import Watcher

HOUR = 3600


def _called(*arguments):
    return CliRunner().invoke(app, ["bench", "--train", *arguments])


@pytest.fixture(scope="module")
def measured():
    """Two short trainings by the clock."""
    done = _called("--contenders", "quick,keras", "--seeds", "4", "--epochs", "0.1", "--goals", "50,100", "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_trainings_are_timed_and_the_test_images_asked_once(measured):
    check_names("bench --train", measured)
    assert [one["contender"] for one in measured["trainings"]] == ["quick", "keras"]
    for one in measured["trainings"]:
        assert one["seed"] == 4
        assert len(one["seconds"]) == len(one["validation"]) == 1
        assert one["goals"] == {"50": one["seconds"][0], "100": None}
        # Learned from a tenth of an epoch, or of the others a whole one: far from chance, and from perfect.
        assert 0.5 < one["validation"][0] < 1
        assert one["test_accuracy"] == pytest.approx(one["validation"][0], abs=0.05)
    rows = measured["contenders"]
    assert [row["goals"][0]["reached"] for row in rows] == [1, 1]
    assert [row["goals"][1] for row in rows] == 2 * [
        {"goal": 100.0, "reached": 0, "median": None, "least": None, "most": None}
    ]


def test_measuring_is_no_training_time(monkeypatch):
    measure, ahead = fitting._Training._measure, [0]
    clock = SimpleNamespace(monotonic=time.monotonic, perf_counter=lambda: time.perf_counter() + ahead[0])
    monkeypatch.setattr(fitting, "time", clock)
    monkeypatch.setattr(journal, "time", clock)

    def slow(self, split):
        ahead[0] += HOUR
        return measure(self, split)

    monkeypatch.setattr(fitting._Training, "_measure", slow)
    dataset = load_dataset(validation_images=100, limit=200)
    recipe = dataclasses.replace(find_recipe("quick"), epochs=1)
    fitted = fitting.fit(recipe, dataset, fitting.Wishes(keep_going=True), watcher=Watcher())
    assert fitted.history[0].validation_accuracy is not None
    assert ahead[0] >= HOUR
    assert 0 < fitted.history[0].seconds <= fitted.seconds < HOUR


def test_a_training_that_fails_stops_no_other_and_says_why():
    first, second = race(["nobody"], [1, 2])
    assert first.test_accuracy is None
    assert first.error.startswith("there is no recipe 'nobody'")  # no traceback, and no name of a class
    assert second.seed == 2
    row = summary_of([first, second], [99.0])[0]
    assert (row["trainings"], row["failed"], row["test_accuracy"]) == (2, 2, None)


def test_seconds_are_those_to_the_first_epoch_that_is_good_enough():
    one = Timed("quick", 0, (2.0, 4.0, 6.0), (0.98, 0.9905, 0.9899), 0.99)
    other = Timed("quick", 1, (3.0, 5.0), (0.97, 0.99), 0.98)
    assert [one.seconds_to(goal) for goal in (98, 99, 99.4)] == [2.0, 4.0, None]
    assert other.seconds_to(99) == 5.0
    goals = summary_of([one, other], [98, 99.4])[0]["goals"]
    assert goals[0] == {"goal": 98, "reached": 2, "median": 3.5, "least": 2.0, "most": 5.0}
    assert goals[1]["reached"] == 0


def test_what_cannot_take_part_is_refused(monkeypatch):
    with pytest.raises(UsageError, match=r"no contender 'resnet'; expected some of note, quick"):
        contenders(["quick", "resnet"])
    with pytest.raises(UsageError, match="adapt"):  # it needs a model to start from
        contenders(["adapt"])
    monkeypatch.setattr(racing.importlib.util, "find_spec", lambda name: None)
    assert contenders() == ["quick", "standard"]
    for name in PEERS:
        with pytest.raises(MissingDependencyError, match=f"pip install {PEERS[name].needs}"):
            contenders([name])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--train", "runs/mine"], "measures no run"),
        (["--seeds", "0-3"], "goes with --train"),
        (["--train", "--goals", "99,x"], "expected percentages"),
        (["--train", "--goals", "101"], "expected percentages"),
        (["--train", "--epochs", "0"], "above 0"),
        (["--train", "--seeds", "4294967296"], "4,294,967,295"),
        (["--train", "--seeds", "3-1"], "--seeds is"),
    ],
)
def test_misuse_is_explained(arguments, words):
    done = CliRunner().invoke(app, ["bench", *arguments])
    assert isinstance(done.exception, UsageError)
    assert words in str(done.exception)

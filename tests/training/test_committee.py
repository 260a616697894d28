"""A committee is its members, to the bit: each as if trained alone, and one network with the mean of their logits."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from json_names import check_names
from warm import run_warm

import shuzi
from shuzi.cli.train_seeds import elsewhere_by
from shuzi.cli.verify import _facts
from shuzi.errors import ArchitectureError, OutputError, RunError, TrainingError, TrainingInterrupted, UsageError
from shuzi.network.architecture import MOST_PARAMETERS
from shuzi.network.graph import read_onnx_weights
from shuzi.recipes import recipe_from_json, recipe_of_member
from shuzi.run.committee import join_members
from shuzi.serving.app import build_services
from shuzi.serving.settings import Settings
from shuzi.store.card import summary

RECIPE = dataclasses.replace(shuzi.RECIPES["committee"], members=2)
JOB = {"epochs": 2, "limit": 100, "keep_going": True}
"""Two steps, which is enough to tell runs apart and far from enough to learn; each is an epoch, and so is kept."""


class Places(shuzi.Watcher):
    """Keeps what it hears of members, and can stop a training as a killed process would."""

    def __init__(self, stop_in: int | None = None) -> None:
        self.heard = []
        self._stop_in = stop_in

    def on_member(self, place):
        self.heard.append((place.number, place.members, place.seed, place.accuracy))

    def on_step(self, progress):
        if self._stop_in == self.heard[-1][0] and progress.epoch == 2:
            raise KeyboardInterrupt


@pytest.fixture(scope="session")
def committee(tmp_path_factory, few_digits) -> Path:
    """A run of two members of few steps, trained in this process; bits differ where TensorFlow was in use before."""
    return shuzi.train(RECIPE, seed=7, data=few_digits, out=tmp_path_factory.mktemp("committee") / "run", **JOB).path


@pytest.fixture
def copied(committee, tmp_path) -> Path:
    return Path(shutil.copytree(committee, tmp_path / "run"))


def weights(run: Path) -> dict[str, np.ndarray]:
    return read_onnx_weights((run / "model.onnx").read_bytes())


def same(one: Path, other: Path) -> bool:
    first, second = weights(one), weights(other)
    return first.keys() == second.keys() and all(np.array_equal(first[name], second[name]) for name in first)


def test_its_logits_are_the_mean_of_its_members_logits(committee, mnist):
    images = mnist.test.images[:50]
    members = [shuzi.load(committee / "members" / f"seed-{seed}") for seed in (7, 8)]
    apart = [member.classifier.logits_and_probabilities(images)[0] for member in members]
    together, _ = shuzi.load(committee).classifier.logits_and_probabilities(images)
    assert np.abs(apart[0] - apart[1]).max() > 0.1
    np.testing.assert_allclose(together, np.mean(apart, axis=0), rtol=0, atol=1e-4 * np.abs(together).max())


def test_members_that_are_trained_elsewhere_are_those_of_the_command_to_the_bit(few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr("shuzi.scale.train_seeds._with_ray", map)
    elsewhere = elsewhere_by("ray", "en", for_programs=True)
    shuzi.train(RECIPE, seed=7, data=few_digits, out=tmp_path / "run", elsewhere=elsewhere, **JOB)
    assert (tmp_path / "run" / "members" / "seed-8" / "card.json").exists()
    assert shuzi.load(tmp_path / "run" / "members" / "seed-8").card.recipe == "best"
    told = ["--recipe", "best", "--epochs", 2, "--limit", 100, "--keep-going", "--seed", 8, "--data", few_digits]
    assert run_warm("train", *told, "--out", tmp_path / "by-hand").returncode == 0
    assert same(tmp_path / "run" / "members" / "seed-8", tmp_path / "by-hand")


def test_a_member_that_fails_elsewhere_is_told(few_digits, tmp_path, monkeypatch):
    failed = [{"seed": 0, "error": "out of paper"}, {"seed": 1, "error": "out of ink"}]
    monkeypatch.setattr("shuzi.scale.train_seeds.trained", lambda _study: failed)
    with pytest.raises(TrainingError, match="seed 0: out of paper; seed 1: out of ink"):
        shuzi.train(
            RECIPE, data=few_digits, out=tmp_path / "run", elsewhere=elsewhere_by("ray", "en", for_programs=True)
        )


def test_its_card_and_report_name_the_members(committee):
    card = shuzi.load(committee).card
    assert [(one["seed"], one["run"]) for one in card.members] == [(7, "members/seed-7"), (8, "members/seed-8")]
    for one in card.members:
        member = shuzi.load(committee / one["run"]).card
        assert one["sha256"] == member.files["model.onnx"]
        assert one["test_accuracy"] == member.metrics["test_accuracy"]
    assert card.recipe_values["members"] == 2
    assert card.parameters < 2 * member.parameters  # the last layer has one bias for all
    report = (committee / "report.md").read_text()
    assert "A committee of 2 networks" in report
    assert "| members/seed-8 | 8 |" in report


def test_it_is_gone_on_with_in_the_member_where_it_was(committee, few_digits, tmp_path, caplog):
    run = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        shuzi.train(RECIPE, seed=7, data=few_digits, out=run, watcher=Places(stop_in=2), **JOB)
    assert caplog.text.count("go on with") == 1
    assert not (run / "card.json").exists()
    assert (run / "members" / "seed-7" / "card.json").exists()
    places = Places()
    shuzi.resume(run, watcher=places)
    assert [heard[:3] for heard in places.heard] == [(1, 2, 7), (1, 2, 7), (2, 2, 8), (2, 2, 8)]
    assert places.heard[1][3] == shuzi.load(run).card.members[0]["test_accuracy"]
    assert same(run, committee)


def test_ctrl_c_names_the_way_on(few_digits, tmp_path, monkeypatch):
    monkeypatch.setattr("shuzi.run.carry_out.fit", _interrupted)
    with pytest.raises(TrainingInterrupted, match=f"stopped at member 1 of 2.*--resume {tmp_path / 'run'}$"):
        shuzi.train(RECIPE, data=few_digits, out=tmp_path / "run", **JOB)


def _interrupted(*_arguments, **_options):
    raise TrainingInterrupted("stopped")


def test_members_that_are_there_are_taken_as_they_are(committee, few_digits, tmp_path, monkeypatch):
    run = tmp_path / "run"
    shutil.copytree(committee / "members", run / "members")
    monkeypatch.setattr("shuzi.run.committee.carry_out", None)  # nothing is trained
    shuzi.train(RECIPE, seed=7, data=few_digits, out=run, **JOB)
    assert same(run, committee)


def test_a_member_of_another_training_is_refused_before_anything_is_trained(committee, few_digits, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(committee / "members", run / "members")
    with pytest.raises(UsageError, match=r"seed-7 holds another training .* another epochs"):
        shuzi.train(RECIPE, seed=7, data=few_digits, out=run, **JOB | {"epochs": 3})
    assert sorted(path.name for path in run.iterdir()) == ["members"]


def test_a_folder_with_anything_else_is_refused(few_digits, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "notes.txt").touch()
    with pytest.raises(OutputError, match="is not empty"):
        shuzi.train(RECIPE, data=few_digits, out=tmp_path / "run")


def test_verifying_trains_every_member_again_and_joins_them(committee):
    found = shuzi.verify(committee)
    assert found.same
    assert [member.path.name for member in found.members] == ["seed-7", "seed-8"]
    assert found.largest_difference == 0
    assert [(one["seed"], one["same_weights"]) for one in _facts(found)["members"]] == [(7, True), (8, True)]
    check_names("verify, committee", _facts(found))


def test_its_json_tells_of_its_members(committee):
    check_names("train, committee", summary(shuzi.load(committee).card, str(committee)))
    check_names("card.json, committee", json.loads((committee / "card.json").read_text(encoding="utf-8")))


def test_verifying_tells_of_a_member_that_was_exchanged(copied):
    shutil.rmtree(copied / "members" / "seed-8")
    shutil.copytree(copied / "members" / "seed-7", copied / "members" / "seed-8")
    found = shuzi.verify(copied)
    assert not found.same
    assert found.members == ()
    assert found.largest_difference > 0.01


def test_explaining_looks_into_the_first_member(committee, mnist, tmp_path):
    files = shuzi.explain(shuzi.load(committee), mnist.test.images[0], out=tmp_path, only=["flatten"])
    assert [file.name for file in files] == ["flatten.png", "index.html"]
    said = run_warm("explain", committee, "--only", "filters", "--out", tmp_path / "told")
    assert f"of a committee its first member is looked into: {committee / 'members' / 'seed-7'}" in said.stderr


def test_explaining_without_the_member_says_what_is_missing(copied, mnist, tmp_path):
    shutil.rmtree(copied / "members")
    assert shuzi.load(copied).predict(mnist.test.images[:1])
    with pytest.raises(RunError, match="members/seed-7 is not there; copy the whole run"):
        shuzi.explain(shuzi.load(copied), mnist.test.images[0], out=tmp_path)


def test_the_page_computes_the_first_member_and_the_api_all(committee, mnist):
    services = build_services(Settings(model=committee))
    served = services.models.default
    assert served.member == "members/seed-7"
    assert not any("groups" in layer for layer in served.layers())
    member = shuzi.load(committee / "members" / "seed-7")
    assert served.weights_bytes() == b"".join(array.tobytes() for array in member.weights().values())
    answered, _, _ = served._answer(mnist.test.images[:3].astype(np.float32))
    expected, _ = shuzi.load(committee).classifier.logits_and_probabilities(mnist.test.images[:3])
    services.close()
    np.testing.assert_allclose(answered, expected, rtol=1e-5)


def test_a_committee_without_its_members_is_served_all_the_same(copied):
    shutil.rmtree(copied / "members")
    services = build_services(Settings(model=copied))
    served = services.models.default
    services.close()
    assert served.member is None
    assert [layer.get("groups") for layer in served.layers() if layer["type"] == "Conv2D"][1:] == [2] * 7


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network": "note"}, "several of the network `best`"),
        ({"members": 0}, "expected one, or several"),
        ({"filters": 4}, "has 32 first filters; got 4"),
        ({"members": 7}, f"shuzi opens up to {MOST_PARAMETERS:,}"),
    ],
    ids=str,
)
def test_what_cannot_be_joined_is_refused_before_it_is_trained(changes, message, few_digits, tmp_path):
    with pytest.raises(UsageError, match=message):
        shuzi.train(dataclasses.replace(RECIPE, **changes), data=few_digits, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_target_is_refused(few_digits, tmp_path):
    with pytest.raises(UsageError, match="--target stops one network"):
        shuzi.train(RECIPE, data=few_digits, target=99, out=tmp_path / "run")


def test_members_of_other_layers_are_not_joined(committee, trained):
    with pytest.raises(ArchitectureError, match="holds another network than"):
        join_members([committee / "members" / "seed-7", Path(trained["run"])])


def test_a_member_is_trained_by_the_recipe_of_the_table_that_says_the_same():
    member = recipe_of_member(dataclasses.replace(RECIPE, epochs=3))
    assert member == dataclasses.replace(shuzi.RECIPES["best"], epochs=3)
    own = dataclasses.replace(RECIPE, name="mine", learning_rate=0.01)
    assert recipe_of_member(own) == dataclasses.replace(own, members=1)


def test_cards_of_before_know_no_members():
    values = json.loads(json.dumps(dataclasses.asdict(shuzi.RECIPES["best"])))
    del values["members"]
    assert recipe_from_json(values) == shuzi.RECIPES["best"]

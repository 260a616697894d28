"""一 二 三: wherever ten could have been taken for granted, three classes are enough."""

import json

import numpy as np
import pytest
from json_names import check_names
from warm import run_warm

import shuzi
from shuzi.explaining.explain import explain
from shuzi.exporting.export import export
from shuzi.recipes import find_recipe
from shuzi.store.run_images import images_of_run
from shuzi.training.folding import fold
from shuzi.training.networks import build_network


@pytest.fixture
def model(three, monkeypatch):
    monkeypatch.chdir(three)
    return shuzi.load("run")


def test_three_signs_are_learnt_and_measured(three, model):
    said = json.loads((three / "said.json").read_text(encoding="utf-8"))
    assert said["test_accuracy"] > 0.7
    assert np.shape(said["confusion"]) == (3, 3)
    assert model.predict(images_of_run(model.card).test.images).probabilities.shape[1] == 3
    done = run_warm("evaluate", "run", cwd=three)
    assert "true \\ answer   一   二   三" in done.stdout


@pytest.mark.parametrize("recipe", ["quick", "standard", "best"])
def test_every_recipe_is_finished_with_its_own_number_of_classes(recipe):
    chosen = find_recipe(recipe)
    trained = build_network(chosen.network, seed=0, batch_norm=chosen.batch_norm, num_classes=3)
    assert fold(trained, chosen).output_shape == (None, 3)


@pytest.mark.parametrize("to", ["onnx-int8", "web", "c", "hub"])
def test_an_export_has_three_answers(model, to, tmp_path):
    exported = export("run", to=to, out=tmp_path / to)
    assert exported.facts["labels"] == ["一", "二", "三"]
    assert exported.facts["proof"]["test_images"] < 30


def test_pictures_have_room_for_three(model, tmp_path):
    train = images_of_run(model.card).train
    only = ["flatten", "why", "neighbours", "training"]
    files = explain(model, train.images[0], out=tmp_path, label=0, only=only, training=train)
    assert [file.stem for file in files][:4] == ["flatten", "why", "neighbours", "training"]


def test_the_same_training_gives_the_same_weights(three):
    done = run_warm("verify", "run", "--json", cwd=three)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["same_weights"] is True
    check_names("verify", json.loads(done.stdout))

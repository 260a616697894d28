"""A training set of few images is seen more often, whoever asks for a recipe of the table."""

import dataclasses
import importlib

import pytest

import shuzi
from shuzi.serving.routes.trainings import recipe_of
from shuzi.serving.schemas_training import TrainingRequest

STANDARD = shuzi.RECIPES["standard"]
OWN = dataclasses.replace(STANDARD, name="mine", epochs=3)


@pytest.mark.parametrize(
    ("recipe", "epochs", "planned"),
    [
        ("standard", None, (10, 30)),
        (STANDARD, None, (10, 30)),
        ("standard", 2, (10, 2)),
        (OWN, None, (200, 3)),
        ("quick", None, (10, 30)),
        ("note", None, (100, 12)),
    ],
)
def test_two_hundred_images_are_planned_for(monkeypatch, tmp_path, recipe, epochs, planned):
    module = importlib.import_module("shuzi.run.train")
    monkeypatch.setattr(module, "carry_out_plan", lambda plan, *_, **__: plan)
    plan = module.train(recipe, epochs=epochs, limit=200, out=tmp_path / "run")
    assert (plan.recipe["batch_size"], plan.recipe["epochs"]) == planned


@pytest.mark.parametrize("batch", [None, 150, 200])
def test_the_page_s_standard_on_few_images_is_not_called_changed(batch):
    asked = TrainingRequest(recipe="standard", images=3000, batch_size=batch)
    assert recipe_of(asked).name == "standard"
    assert recipe_of(asked).batch_size == (batch or 150)
    assert recipe_of(TrainingRequest(recipe="standard", images=3000, batch_size=7)).name != "standard"

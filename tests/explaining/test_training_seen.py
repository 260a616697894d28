"""A training is shown from what its run keeps."""

import re

import pytest

import shuzi
from shuzi.explaining.explain import explain
from shuzi.explaining.training_seen import chosen, gap
from shuzi.store.history import EpochResult, Snapshot


def snapshots(count: int) -> list[Snapshot]:
    return [Snapshot(float(epoch), [None] * 10, [0] * 20, []) for epoch in range(count)]


@pytest.mark.parametrize(("count", "shown"), [(1, 1), (3, 3), (13, 13), (31, 13)])
def test_first_and_last_are_always_shown_and_never_too_many(count, shown):
    epochs = [snapshot.epoch for snapshot in chosen(snapshots(count))]
    assert (epochs[0], epochs[-1], len(epochs)) == (0, count - 1, shown)
    assert sorted(set(epochs)) == epochs


@pytest.mark.parametrize("validation", [0, 200])
def test_a_run_s_training_is_drawn(validation, one, tmp_path):
    model = shuzi.train(
        "quick", limit=1500, epochs=2, validation_images=validation, seed=3, out=tmp_path / "run", keep_going=True
    )
    files = explain(model, one, out=tmp_path / "out", only=["training"])
    curves = ["training-curves.png"] if validation else []  # which compare training with validation
    assert [file.name for file in files] == ["training.png", "training-filters.png", *curves, "index.html"]
    page = files[-1].read_text(encoding="utf-8")
    assert re.findall(r"<h1>(.*)</h1>", page) == ["How this network learnt"]
    assert re.findall(r"<h2>(\d+)\. ", page) == ["1"]
    assert "answers" not in page  # of which digit is nowhere to be seen


def test_the_gap_is_how_much_better_training_images_are_answered():
    history = [EpochResult(1, 1.0, 0.5, 1.0, 0.5, 0.1, 1.0), EpochResult(2, 0.1, 1.0, 0.5, 0.9, 0.1, 1.0)]
    assert gap(history) == pytest.approx(0.1)


def test_a_model_without_a_record_has_no_such_picture(shipped, one, tmp_path):
    assert explain(shipped, one, out=tmp_path, only=["training"]) == [tmp_path / "index.html"]

"""`shuzi train` ends in the reader's language, and a run that did not learn says so."""

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pytest

from shuzi.cli.train import _naming_the_way_on, _print_result
from shuzi.errors import TrainingError
from shuzi.store.model import load
from shuzi.training.diagnosis import Evidence, NotLearning, diagnose


def test_train_ends_in_the_readers_language(shuzi, tmp_path, few_digits):
    job = ("--recipe", "quick", "--data", few_digits, "--epochs", 1, "--keep-going", "--lang", "zh-TW")
    done = shuzi("train", *job, "--out", tmp_path / "run")
    assert "訓練完成：325,282 個參數" in done.stdout
    assert "測試準確率（accuracy）：" in done.stdout
    assert "## 怎麼用" in (tmp_path / "run" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "it did not learn: The softmax"), ("zh-TW", "沒有學起來：softmax")]
)
def test_a_run_that_did_not_learn_ends_with_why(capsys, language, said):
    model = load()
    stuck = diagnose(Evidence(accuracy=0.1, loss=0.18, saturated=1.0, dead=0.0, moved=0.1, loss_is_mse=True))
    card = dataclasses.replace(model.card, diagnosis=stuck._asdict(), target=99.0, target_reached=None)
    _print_result(SimpleNamespace(card=card, path=Path("runs/stuck")), language)
    out = capsys.readouterr().out
    assert said in out
    assert "99.0%" in out


def test_the_diagnosis_is_told_in_the_readers_language_beside_the_error(capsys):
    stuck = diagnose(Evidence(accuracy=0.1, loss=0.18, saturated=1.0, dead=0.0, moved=0.1, loss_is_mse=True))
    for language in ("en", "zh-TW"):
        with (
            pytest.raises(TrainingError, match=r"The softmax is saturated.*--keep-going"),
            _naming_the_way_on(language),
        ):
            raise NotLearning(stuck, step=100, accuracy=0.1)
        assert ("softmax 飽和" in capsys.readouterr().err) == (language == "zh-TW")

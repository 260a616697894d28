"""`shuzi train` speaks the reader's language, its pictures too, and a run that did not learn says so."""

import dataclasses
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from shuzi.cli.train import _print_result, _refusing_in
from shuzi.cli.training_display import CurvesPage, LiveBars
from shuzi.errors import TrainingError, TrainingInterrupted
from shuzi.evaluation.metrics import CurvePoint
from shuzi.recipes import RECIPES
from shuzi.store.model import load
from shuzi.training.diagnosis import Evidence, NotLearning, diagnose
from shuzi.training.watcher import Progress
from shuzi.words import LANGUAGES, refusal, summary_text, zh_tw


@pytest.fixture(scope="module")
def chinese_run(shuzi, tmp_path_factory, few_digits):
    """A run that was trained by somebody who reads Chinese, and what was said."""
    run = tmp_path_factory.mktemp("chinese") / "run"
    job = ("--recipe", "quick", "--data", few_digits, "--epochs", 1, "--keep-going", "--lang", "zh-TW")
    return shuzi("train", *job, "--out", run), run


def test_train_speaks_the_readers_language(chinese_run):
    done, run = chinese_run
    assert done.returncode == 0, done.stderr
    assert "訓練完成：325,282 個參數" in done.stdout
    assert "測試準確率（accuracy）：" in done.stdout
    assert "配方（recipe）quick" in done.stderr
    assert re.search(r"第  1 輪（epoch）：損失（loss）\d\.\d{4}，準確率（accuracy）0\.\d{4}；\d+\.\d 秒", done.stderr)
    assert "## 怎麼用" in (run / "report.md").read_text(encoding="utf-8")


def test_the_pictures_of_a_run_are_in_the_language_that_it_was_trained_in(shuzi, chinese_run, tmp_path):
    # Measured again, the same pictures are drawn of the same answers, in the language that is asked for.
    _, run = chinese_run
    drawn = {}
    for language in LANGUAGES:
        done = shuzi("evaluate", run, "--lang", language, "--out", tmp_path / language)
        assert done.returncode == 0, done.stderr
        drawn[language] = [(tmp_path / language / name).read_bytes() for name in ("confusion.png", "mistakes.png")]
    assert drawn["zh-TW"] == [(run / name).read_bytes() for name in ("confusion.png", "mistakes.png")]
    assert drawn["zh-TW"] != drawn["en"]
    assert [line.split() for line in done.stdout.splitlines()].count(
        ["數字", "圖", "精確率（precision）", "召回率（recall）"]
    ) == 1
    assert f"{run}：quick，325,282 個參數（parameter），用 " in done.stdout


PROGRESS = Progress(epoch=2, epochs=4, step=30, steps=60, images=300, loss=0.5, accuracy=0.75, seconds=10)


def test_a_bar_and_a_page_with_curves_speak_it_too(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    page = CurvesPage("zh-TW")
    page.on_folder(tmp_path)
    page.on_point(CurvePoint(1.5, 0.5, 0.75))
    page.on_step(PROGRESS)
    page.on_trained()
    text = (tmp_path / "watch.html").read_text(encoding="utf-8")
    assert '<html lang="zh-TW">' in text
    assert (
        "訓練完成；第 2 輪（epoch），共 4 輪；第 30 步，共 60 步：損失（loss）0.5000，準確率（accuracy）0.7500" in text
    )
    assert "曲線：" in capsys.readouterr().err
    shown = LiveBars("zh-TW")
    with shown.bars:
        shown.on_step(PROGRESS)
        (task,) = shown.bars.tasks
    assert task.description == "第 2/4 輪"
    assert task.fields["state"] == "損失 0.5000，準確率 0.7500，每秒 30 張圖  還要 0:50"


def test_every_recipe_is_told_in_chinese():
    assert list(zh_tw.RECIPES) == list(RECIPES)
    assert summary_text("mine", "its own words", "zh-TW") == "its own words"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "it did not learn: The softmax"), ("zh-TW", "沒有學起來：softmax")]
)
def test_a_run_that_did_not_learn_ends_with_why(capsys, language, said):
    model = load()
    stuck = diagnose(SATURATED)
    card = dataclasses.replace(model.card, diagnosis=stuck._asdict(), target=99.0, target_reached=None)
    _print_result(SimpleNamespace(card=card, path=Path("runs/stuck")), language)
    out = capsys.readouterr().out
    assert said in out
    assert "99.0%" in out


SATURATED = Evidence(accuracy=0.1, loss=0.18, saturated=1.0, dead=0.0, moved=0.1, loss_is_mse=True)
NO_SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words of English in a row, which no command that is quoted has."""


@pytest.mark.parametrize("steps", [100, 0])
def test_the_diagnosis_that_ends_a_training_is_in_the_readers_language(steps):
    stuck = NotLearning(diagnose(SATURATED), step=steps, accuracy=0.098)
    with (
        pytest.raises(TrainingError, match=r"^training .*The softmax is saturated.*--keep-going\.$"),
        _refusing_in("en"),
    ):
        raise stuck
    with pytest.raises(TrainingError, match=r"學.*softmax 飽和.*請加上 --keep-going。$") as told, _refusing_in("zh-TW"):
        raise stuck
    assert NO_SENTENCE.search(str(told.value)) is None
    assert ("訓練圖只答對 9.8%，亂猜也有大約 10%。" in str(told.value)) == (steps == 100)


def test_a_training_that_only_guesses_ends_in_the_readers_language(shuzi, tmp_path):
    job = ("--recipe", "note", "--limit", 100, "--epochs", 1, "--lang", "zh-TW")
    done = shuzi("train", *job, cwd=tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(
        r"shuzi: 走了 1 步，模型在測試圖上只答對 \d+\.\d%，每次都答同一個也有 11\.3%，所以沒有存下來。.*--keep-going。",
        done.stderr.splitlines()[-1],
    )
    program = shuzi("train", *job, "--json", cwd=tmp_path)  # as `--seeds --json` trains
    assert "after 1 steps the model is right on" in program.stderr


def test_an_interrupted_training_names_the_way_on_in_the_readers_language():
    where = {"steps": 40, "run": Path("runs/a")}
    stopped = TrainingInterrupted(refusal("refused.first_epoch", **where), text="refused.first_epoch", **where)
    with (
        pytest.raises(TrainingInterrupted, match=r"第一輪.*要繼續，請用：shuzi train --resume runs/a$"),
        _refusing_in("zh-TW"),
    ):
        raise stopped

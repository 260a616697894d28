"""The command line says the same in every language, and in the reader's."""

import dataclasses
import re
import string

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from shuzi.cli import app
from shuzi.cli.report_text import report_lines
from shuzi.data.sources import own_source, sources_on_disk, sources_to_cache
from shuzi.errors import UsageError
from shuzi.evaluation.report import evaluate
from shuzi.explaining.arithmetic import explanation
from shuzi.network.architecture import Layer
from shuzi.store.model import PRETRAINED
from shuzi.training.diagnosis import BROKEN_DATA, NAN, ONE_CLASS, Evidence, diagnose
from shuzi.words import (
    LANGUAGES,
    changed_recipe,
    diagnosis_text,
    readers_language,
    recipe_text,
    source_text,
    words,
    zh_tw,
)

ENGLISH = LANGUAGES["en"]
DECIDING = ("LC_ALL", "LC_MESSAGES", "LANG")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language):
    assert list(LANGUAGES[language]) == list(ENGLISH)
    assert all(text.strip() for text in LANGUAGES[language].values() if text not in {", ", " and "})


@pytest.mark.parametrize("name", ENGLISH)
def test_a_text_tells_the_same_facts_in_every_language(name):
    wanted = fields(ENGLISH[name])
    assert {language: fields(said[name]) for language, said in LANGUAGES.items()} == dict.fromkeys(LANGUAGES, wanted)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_TW.UTF-8"}, "zh-TW"),
        ({"LANG": "zh_Hant_TW"}, "zh-TW"),
        ({"LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh-TW"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh-TW"),
    ],
)
def test_the_locale_decides(monkeypatch, environment, language):
    for name in DECIDING:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert readers_language() == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("Chinese (Traditional)_Taiwan", "zh-TW"), ("zh_TW", "zh-TW"), ("German_Germany", "en"), (None, "en")],
)
def test_windows_names_the_locale_in_its_own_way(monkeypatch, name, language):
    for variable in DECIDING:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("locale.getlocale", lambda: (name, "950"))
    assert readers_language() == language


def test_what_is_asked_for_goes_before_the_locale(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert readers_language("en") == "en"
    with pytest.raises(UsageError, match="expected en or zh-TW"):
        readers_language("fr")
    with pytest.raises(UsageError, match="does not speak 'fr'"):
        words("fr")


def test_every_diagnosis_is_told_in_chinese():
    stuck = Evidence(accuracy=0.1, loss=2.3, saturated=0.0, dead=0.0, moved=0.5, loss_is_mse=False)
    changes = ({"saturated": 1.0}, {"dead": 1.0}, {"moved": 0.001}, {"loss": 50.0}, {})
    found = [NAN, BROKEN_DATA, ONE_CLASS, *(diagnose(dataclasses.replace(stuck, **change)) for change in changes)]
    assert {one.name for one in found} == set(zh_tw.DIAGNOSES)
    for one in found:
        assert diagnosis_text(one._asdict(), "en") == str(one)
        told = diagnosis_text(one._asdict(), "zh-TW")
        assert told.endswith("。")
        assert told != str(one)


def test_an_evaluation_is_told_in_chinese():
    report = evaluate(np.array([3, 1, 1, 0], np.uint8), np.eye(10, dtype=np.float32)[[5, 1, 1, 0]], loss="mse")
    lines = report_lines(report.to_json(), "zh-TW")
    assert "準確率（accuracy）：75.00%（95%" in lines[0]
    assert lines[1].endswith("4 張裡有 1 張")
    assert lines[-1].endswith("3 看成 5（1 次）")


def test_a_batch_normalisation_is_told_in_chinese():
    layer = Layer("norm_1", "BatchNormalization", {"scale": True, "center": True}, (28, 28, 32), (28, 28, 32), 128)
    assert explanation(layer, "zh-TW") == "32 個通道各有平均、變異數、一個倍數和一個位移"


def test_summary_speaks_chinese_and_its_table_stays_straight():
    done = CliRunner().invoke(app, ["summary", "--lang", "zh-TW"])
    assert done.exit_code == 0
    assert "conv_2：64 個濾鏡（filter）各透過 3×3 的視窗看輸入的全部 32 個通道：32·3·3 個權重（weight）" in done.stdout
    assert "各透過 3×3 的視窗看 1 個通道" in done.stdout
    head, rule, first = done.stdout.splitlines()[2:5]
    assert head.split() == ["層", "類型", "輸出形狀", "參數", "算式"]
    assert head.index("算式") + sum(character > "\u2e80" for character in head.split("算式")[0]) == first.index(
        "(1·3·3"
    )
    assert rule.rindex("  ") + 2 == first.index("(1·3·3")


def test_json_is_the_same_in_every_language():
    first, second = (CliRunner().invoke(app, ["summary", "--json", "--lang", lang]).stdout for lang in LANGUAGES)
    assert first == second


ENGLISH_SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


def test_every_source_of_mnist_is_told_in_chinese(monkeypatch, tmp_path):
    monkeypatch.setenv("SHUZI_DATA", str(tmp_path))
    sources = [own_source(), *sources_on_disk(), *sources_to_cache()]
    assert len(sources) == 6
    for source in sources:
        assert source_text(source.name, "en") == source.name
        assert ENGLISH_SENTENCE.search(source_text(source.name, "zh-TW").replace(str(tmp_path), "")) is None
    assert source_text("our cache, /cache", "zh-TW") == "shuzi 的快取：/cache"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["sample", "--count", "20", "--seed", "3", "--out", "samples.png"], "測試圖 "),
        (["predict", "seven.png", "paper.png"], "paper.png  沒有數字"),
        (["data"], "網路要的形狀，加上通道（channel）：(60000, 28, 28, 1)；目標是 one-hot：(60000, 10)"),
        (["show", "9487", "--out", "one.png"], "訓練圖 9487：數字 1；加上通道（channel）的形狀 (28, 28, 1)"),
        (["show", "0", "--test"], "測試圖 0：數字 7；"),
        (["data", "digits", "--out", "classes.png"], "張看起來標錯了"),
        (["evaluate", str(PRETRAINED), "--data", "digits", "--out", "measured"], "真正＼答案"),
    ],
)
def test_what_a_command_tells_a_learner_is_in_chinese(command, said, tmp_path, monkeypatch, mnist):
    monkeypatch.chdir(tmp_path)
    Image.fromarray(mnist.test.images[0]).save("seven.png")
    Image.new("L", (200, 150), 240).save("paper.png")
    for index in range(20):
        folder = tmp_path / "digits" / str(mnist.test.labels[index])
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(mnist.test.images[index]).save(folder / f"{index}.png")
    done = CliRunner().invoke(app, [*command, "--lang", "zh-TW"])
    assert done.exit_code == 0, done.output
    assert said in done.stdout
    # What the images are taken for is told in English still, as the notes of `shuzi train --data` are.
    told = [line for line in done.stdout.splitlines() if "--layout" not in line]
    assert [line for line in told if ENGLISH_SENTENCE.search(re.sub(r"--\w+ \w+|/\S+", "", line))] == []


def test_a_changed_recipe_says_so_in_the_readers_language():
    assert recipe_text(changed_recipe("note"), "zh-TW") == "note（改過）"
    assert [recipe_text(name, "en") for name in ("note", changed_recipe("note"))] == ["note", "note, changed"]

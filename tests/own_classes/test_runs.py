"""A folder of signs of one's own trains, reports, evaluates, predicts, explains and exports with its own names."""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from json_names import check_names
from matplotlib import font_manager
from own_signs import NUMERALS, draw_sign, write_signs
from PIL import Image
from typer.testing import CliRunner
from warm import run_warm

import shuzi
from shuzi.cli import app
from shuzi.errors import DataError, ExportError, LabelledFolderError, RunError, UsageError
from shuzi.evaluation.lettering import CHINESE_FONT, Lettering
from shuzi.exporting.export import export
from shuzi.run.request import Request, check_request
from shuzi.store.card import parse_card


def _shuzi(*arguments, cwd=None, monkeypatch=None):
    if monkeypatch is not None:
        monkeypatch.chdir(cwd)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_training_says_what_the_folder_was_taken_for(learnt):
    folder, classes, _ = learnt
    told = (folder / "told.txt").read_text(encoding="utf-8")
    assert "read as folders named after classes of your own (--layout classes)" in told
    assert f"{len(classes)} classes of your own: {', '.join(classes)}; none of them is a digit" in told


def test_signs_are_learnt(learnt):
    *_, said = learnt
    check_names("train, own classes", said)
    assert said["test_accuracy"] > 0.8


def test_the_card_and_the_onnx_file_name_the_classes(learnt):
    folder, classes, said = learnt
    card = json.loads((folder / "run" / "card.json").read_text(encoding="utf-8"))
    check_names("card.json, own classes", card)
    assert card["classes"] == classes
    assert [each["class"] for each in card["metrics"]["per_class"]] == classes
    assert "digit" not in said["per_class"][0]
    session = onnxruntime.InferenceSession(folder / "run" / "model.onnx")
    assert json.loads(session.get_modelmeta().custom_metadata_map["classes"]) == classes


def test_a_card_of_digits_says_nothing_of_classes():
    assert "classes" not in json.loads(shuzi.load().card.to_json())


def test_a_card_that_names_other_classes_than_the_model_has_is_refused(numerals, tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    for file in (numerals / "run").iterdir():
        (run / file.name).write_bytes(file.read_bytes())
    card = json.loads((run / "card.json").read_text(encoding="utf-8"))
    del card["digest"]
    card["classes"], card["metrics"] = card["classes"][:9], {}
    (run / "card.json").write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(RunError, match="names 9 classes and tells 10 apart"):
        shuzi.load(run)


def test_the_report_has_a_row_for_each_class(learnt):
    folder, classes, _ = learnt
    page = (folder / "run" / "report.md").read_text(encoding="utf-8")
    rows = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if line.count(" | ") == 3]
    assert rows == ["class", *classes]
    assert "which classes are taken for which" in page


def test_a_run_is_measured_again_with_its_names(numerals, monkeypatch):
    done = _shuzi("evaluate", "run", cwd=numerals, monkeypatch=monkeypatch)
    assert done.exit_code == 0
    assert ["class", "images", "precision", "recall"] in [line.split() for line in done.stdout.splitlines()]
    head = next(line for line in done.stdout.splitlines() if line.startswith("true"))
    assert head.split()[3:] == list(NUMERALS)


def test_a_run_is_measured_on_other_images_of_some_of_its_classes(numerals, tmp_path):
    write_signs(tmp_path / "more", "十三", each=6, seed=9)
    done = _shuzi("evaluate", numerals / "run", "--data", tmp_path / "more", "--json")
    said = json.loads(done.stdout)
    check_names("evaluate, own classes", said)
    assert (said["test_images"], said["test_accuracy"] > 0.5) == (12, True)
    assert [each["class"] for each in said["per_class"] if each["images"]] == ["三", "十"]


def test_images_of_other_classes_cannot_be_measured(numerals, tmp_path):
    write_signs(tmp_path / "letters", "AB", each=1)
    done = _shuzi("evaluate", numerals / "run", "--data", tmp_path / "letters")
    assert isinstance(done.exception, LabelledFolderError)
    assert "holds images of A, B; the model tells 一, 二" in str(done.exception)


def test_an_image_is_answered_with_a_name(numerals, tmp_path, rng):
    Image.fromarray(draw_sign("三", 2, rng)).save(tmp_path / "a.png")
    Image.new("L", (60, 60), 240).save(tmp_path / "b.png")
    done = _shuzi("predict", numerals / "run", tmp_path, "--json", "--csv", tmp_path / "t.csv")
    check_names("predict, own classes", json.loads(done.stdout))
    three, blank = json.loads(done.stdout)["predictions"]
    assert (three["digit"], three["class"], len(three["probabilities"])) == (None, "三", 10)
    assert (blank["digit"], blank["class"], blank["confidence"]) == (None, None, 0)
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert [(row["digit"], row["class"]) for row in rows] == [("", "三"), ("", "")]
    told = _shuzi("predict", numerals / "run", tmp_path).stdout.split()
    assert (told[1], told[-2:]) == ("三", ["no", "sign"])


def test_python_gives_names(numerals, rng):
    answers = shuzi.SignReader(numerals / "run").predict([draw_sign("二", 1, rng), draw_sign("八", 0, rng)])
    assert answers.names == ["二", "八"]
    assert answers.classes == NUMERALS
    assert shuzi.load().predict(np.zeros((28, 28), np.uint8)).classes is None


def test_answers_of_digits_are_as_they_always_were(mnist):
    answers = shuzi.load().predict(mnist.test.images[:2])
    assert answers.names == ["7", "2"]
    assert list(answers.to_json()[0]) == ["digit", "confidence", "probabilities"]


@pytest.mark.parametrize("more", [[], ["--out", "table.csv"], ["--json"]])
def test_read_says_what_such_a_model_holds(letters, tmp_path, more, monkeypatch):
    image = next((letters / "signs" / "A").iterdir())
    done = _shuzi("read", "--model", letters / "run", image, *more, cwd=tmp_path, monkeypatch=monkeypatch)
    assert isinstance(done.exception, RunError)
    assert "run reads A, B, C, D, E, F, G, H, I, J, and no digits" in str(done.exception)


def test_mnist_is_no_test_of_such_a_model(letters):
    done = _shuzi("predict", letters / "run", "--test")
    assert "and no digits" in str(done.exception)


@pytest.mark.parametrize("recipe", ["hands", "adapt"])
def test_recipes_that_learn_digits_teach_no_signs(recipe, tmp_path):
    start = "pretrained" if recipe == "adapt" else None
    with pytest.raises(UsageError, match=f"the recipe {recipe} learns digits beside the images"):
        check_request(shuzi.RECIPES[recipe], Request(data=tmp_path, layout="classes", start=start))


def test_a_model_of_digits_is_no_beginning_for_signs(letters, tmp_path):
    done = run_warm("train", "--start", "pretrained", "--data", letters / "signs", "--out", tmp_path / "run")
    assert done.returncode == 1
    assert "tells no labels" in done.stderr.splitlines()[-1]


def test_signs_are_no_beginning_for_digits(numerals):
    request = Request(data=numerals, start=numerals / "run")
    with pytest.raises(RunError, match="run reads 一, 二, 三, 四, 五, 六, 七, 八, 九, 十, and no digits"):
        check_request(shuzi.RECIPES["adapt"], request)


_NO_NAMES: list[Any] = [[], ["A"], ["A", "A"], ["A", "b\nc"], {"A": 1, "B": 2}, "AB", ["A", 2], ["A"] * 101]


@pytest.mark.parametrize("classes", _NO_NAMES)
def test_a_card_with_names_that_are_none_is_refused(classes):
    card = json.loads(shuzi.load().card.to_json())
    del card["digest"]
    with pytest.raises(RunError, match="its classes is"):
        parse_card(json.dumps(card | {"classes": classes}), source="card.json")


def test_samples_come_from_the_folder(letters, tmp_path, monkeypatch):
    done = _shuzi("sample", "run", "--out", tmp_path / "s.png", "--json", cwd=letters, monkeypatch=monkeypatch)
    said = json.loads(done.stdout)
    check_names("sample, own classes", said)
    assert set(said["classes"]) <= set("ABCDEFGHIJ")
    assert len(said["classes"]) == 5


def test_pictures_name_the_classes(numerals, tmp_path, monkeypatch):
    only = [word for name in ("why", "flatten", "neighbours") for word in ("--only", name)]
    out = tmp_path / "pictures"
    done = _shuzi("explain", "run", *only, "--out", out, "--lang", "zh-TW", cwd=numerals, monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.exception
    assert done.stdout.startswith("訓練圖 0（一）：模型的答案是 ")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "符號" in page
    assert {file.name for file in out.iterdir()} == {"why.png", "flatten.png", "neighbours.png", "index.html"}


def test_pictures_of_how_digits_are_learnt_are_refused(numerals, tmp_path, monkeypatch):
    done = _shuzi("explain", "run", "--only", "learning", "--out", tmp_path, cwd=numerals, monkeypatch=monkeypatch)
    assert isinstance(done.exception, UsageError)
    assert "drawn of digits alone" in str(done.exception)


def test_without_its_folder_a_model_asks_for_an_image(numerals, tmp_path, monkeypatch):
    done = _shuzi("explain", numerals / "run", "--out", tmp_path, cwd=tmp_path, monkeypatch=monkeypatch)
    assert isinstance(done.exception, DataError)
    assert str(done.exception).endswith("Or name an image with --image.")


def test_numerals_are_drawn_without_any_font_of_the_machine():
    letters = Lettering(NUMERALS)
    assert letters.families == ["DejaVu Sans", "Shuzi Hant"]
    assert [letters.shown(name) for name in NUMERALS] == list(NUMERALS)
    assert str(CHINESE_FONT) in {font.fname for font in font_manager.fontManager.ttflist}


def test_a_letter_that_no_font_has_is_named_by_its_number(caplog):
    letters = Lettering(["A\U000f1234$"])
    assert letters.shown("A\U000f1234$") == r"A‹U+F1234›\$"
    assert "no font is here that draws" in caplog.text


def test_an_export_carries_the_names(numerals, tmp_path, monkeypatch):
    monkeypatch.chdir(numerals)
    exported = export("run", to="onnx", out=tmp_path / "onnx", card=True)
    assert exported.facts["labels"] == list(NUMERALS)
    assert exported.facts["proof"]["agreement"] == exported.facts["proof"]["test_images"] < 100
    assert (tmp_path / "onnx" / "labels.txt").read_text(encoding="utf-8").split() == list(NUMERALS)
    session = onnxruntime.InferenceSession(tmp_path / "onnx" / "model.onnx")
    assert json.loads(session.get_modelmeta().custom_metadata_map["classes"]) == list(NUMERALS)
    page = (tmp_path / "onnx" / "README.md").read_text(encoding="utf-8")
    assert "一, 二, 三, 四, 五, 六, 七, 八, 九, 十" in page
    assert "handwritten-digits" not in page


def test_a_page_of_ones_own_reads_signs(numerals, tmp_path, monkeypatch):
    monkeypatch.chdir(numerals)
    export("run", to="web", out=tmp_path / "web")  # node runs it on the test images
    assert '"classes": ["\\u4e00"' in (tmp_path / "web" / "model.js").read_text(encoding="utf-8")


def test_a_header_of_c_has_the_names(letters, tmp_path, monkeypatch):
    monkeypatch.chdir(letters)
    export("run", to="c", out=tmp_path / "c")  # compiled, and run on the test images
    header = (tmp_path / "c" / "shuzi_signs.h").read_text(encoding="utf-8")
    assert 'shuzi_names[10] = {"A", "B"' in header
    assert "shuzi_read_sign(" in header
    assert "digit" not in header


def test_a_hub_folder_names_the_classes(letters, tmp_path, monkeypatch):
    monkeypatch.chdir(letters)
    export("run", to="hub", out=tmp_path / "hub")
    assert json.loads((tmp_path / "hub" / "config.json").read_text())["id2label"]["2"] == "C"
    assert shuzi.load(tmp_path / "hub").classes == tuple("ABCDEFGHIJ")


def test_without_its_images_a_model_is_exported_exactly_or_not_at_all(letters, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported = export(letters / "run", to="onnx", out=tmp_path / "onnx")
    assert exported.facts["proof"]["test_accuracy"] is None
    with pytest.raises(ExportError, match="rounds weights, so that it is measured on the images"):
        export(letters / "run", to="onnx-int8", out=tmp_path / "int8")


def test_a_folder_with_other_images_by_now_is_noticed(letters, tmp_path, monkeypatch):
    write_signs(tmp_path / "signs", "ABCDEFGHIJ", each=2, seed=5)
    done = _shuzi("sample", letters / "run", "--out", tmp_path / "s.png", cwd=tmp_path, monkeypatch=monkeypatch)
    assert isinstance(done.exception, DataError)
    assert "has changed since the model was trained on it" in str(done.exception)
    assert not Path(tmp_path / "s.png").exists()

"""No command ends in an error because a terminal, a table or a file cannot hold a character."""

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from shuzi import train
from shuzi.errors import UsageError
from shuzi.store.model import PRETRAINED

STRANGER = Path(__file__).parent.parent / "fixtures" / "old_keras" / "keras-2.2.4-functional-whole.h5"
ENCODINGS = ["cp950", "cp1252", "cp437", "latin-1", "ascii"]


@pytest.fixture
def seven(mnist):
    return Image.fromarray(mnist.test.images[0])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_digit_is_drawn_with_what_the_terminal_has(say_in, encoding):
    code, out, err = say_in(encoding, "show", 9487)
    assert (code, err) == (0, "")
    drawn = out.split("\n\n")[1]
    assert sum(drawn.count(character) for character in "#░▒▓█") > 100
    assert "\\u" not in out


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("arguments", [["summary"], ["--help"], ["train", "--help"]], ids=" ".join)
def test_what_is_told_can_be_read_everywhere(say_in, encoding, arguments):
    code, out, _ = say_in(encoding, *arguments)
    assert code == 0
    assert "\\u" not in out
    assert len(out) > 300


def test_an_evaluation_can_be_read_in_plain_ascii(say_in, tmp_path, seven):
    for number in range(2):
        (tmp_path / "mine" / "7").mkdir(parents=True, exist_ok=True)
        seven.save(tmp_path / "mine" / "7" / f"{number}.png")
    code, out, err = say_in("ascii", "evaluate", PRETRAINED, "--data", tmp_path / "mine")
    assert (code, "read as folders" in err) == (0, True)
    assert "\\u" not in out + err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("command", ["read", "predict"])
def test_a_chinese_name_is_told_as_an_escape_and_found_again_from_json(say_in, tmp_path, seven, encoding, command):
    for name in ("數字.png", "second.png"):
        seven.save(tmp_path / name)
    files = [tmp_path / "數字.png", tmp_path / "second.png"]
    code, out, _ = say_in(encoding, command, *files)
    assert code == 0
    assert "\\u6578\\u5b57.png" in out
    code, out, _ = say_in(encoding, command, *files, "--json")
    assert code == 0
    first = json.loads(out.splitlines()[0])
    told = first["file"] if command == "read" else first["predictions"][0]["file"]
    assert Path(told) == files[0]


def test_json_is_as_it_was_where_the_terminal_holds_it(say_in, tmp_path, seven):
    seven.save(tmp_path / "數字.png")
    assert "數字.png" in say_in("utf-8", "predict", tmp_path / "數字.png", "--json")[1]
    assert "數字.png" in say_in("cp950", "predict", tmp_path / "數字.png", "--json")[1]


@pytest.fixture
def big5(tmp_path, seven):
    """A file whose name is Big5, as an archive from Taiwan leaves it on Linux."""
    file = tmp_path / os.fsdecode("數字.png".encode("big5"))
    try:
        with file.open("wb") as stream:
            seven.save(stream, format="PNG")
    except (OSError, UnicodeError):
        pytest.skip("this file system wants names in UTF-8")
    return file


@pytest.mark.parametrize("command", ["read", "predict"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp950", "ascii"])
def test_a_file_whose_name_is_no_utf8_is_read_and_found_again(say_in, tmp_path, big5, command, encoding):
    code, out, err = say_in(encoding, command, big5, "--json", "--csv", tmp_path / "answers.csv")
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert Path(told["file"] if command == "read" else told["predictions"][0]["file"]) == big5
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        name = next(csv.DictReader(stream))["file"]
    assert Path(json.loads('"' + name.replace('"', '\\"') + '"')) == big5


@pytest.mark.skipif(os.name == "nt", reason="names cannot hold such characters there")
@pytest.mark.parametrize("name", [os.fsdecode("模型".encode("big5")), "a\x1b[2J\nb", "模型\u3000一"], ids=ascii)
def test_a_model_of_any_name_becomes_a_run_and_is_exported(say_in, tmp_path, name):
    try:
        shutil.copy(STRANGER, tmp_path / f"{name}.h5")
    except (OSError, UnicodeError):
        pytest.skip("this file system wants names in UTF-8")
    code, out, err = say_in("ascii", "import", tmp_path / f"{name}.h5", "--out", tmp_path / name)
    assert (code, err) == (0, "")
    assert "\x1b" not in out.splitlines()[0]
    code, out, err = say_in("ascii", "export", tmp_path / name, "--to", "onnx", "--card", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert json.loads((tmp_path / "out" / "export.json").read_text(encoding="utf-8"))["imported"]["scale"] == "0-255"


def test_images_in_a_folder_that_no_card_can_name_are_refused_before_training(tmp_path):
    (tmp_path / "a\nb").mkdir()
    with pytest.raises(UsageError, match="cannot be printed on one line; rename the folder"):
        train(data=tmp_path / "a\nb")


@pytest.mark.skipif(os.name == "nt", reason="names cannot hold such characters there")
@pytest.mark.parametrize("command", ["read", "predict"])
def test_a_name_that_tells_the_terminal_what_to_do_is_told_as_an_escape(say_in, tmp_path, seven, command):
    for name in ("\x1b[2Jgone.png", "one\nshuzi: two.png", "gnp.\u202eexe.png", "數字\u3000七.png"):
        with (tmp_path / name).open("wb") as stream:
            seven.save(stream, format="PNG")
    for name in ("\x1b]0;text.png", "broken\nshuzi: all is well.png"):
        (tmp_path / name).write_text("no image")
    code, out, err = say_in("utf-8", command, tmp_path)
    assert code == 1
    assert not {"\x1b", "\u202e"} & {*out, *err}
    assert all(
        told in out for told in ("\\x1b[2Jgone.png", "one\\nshuzi: two.png", "\\u202eexe.png", "數字\u3000七.png")
    )
    assert "\\x1b]0;text.png is no image" in err
    assert "broken\\nshuzi: all is well.png is no image" in err
    assert sum(line.startswith("shuzi: ") for line in err.splitlines()) == 2


def test_a_process_in_taiwans_encoding_draws_a_digit(shuzi):
    done = shuzi("show", 9487, env={**os.environ, "PYTHONIOENCODING": "cp950"}, encoding="cp950")
    assert (done.returncode, done.stderr) == (0, "")
    assert "#" in done.stdout

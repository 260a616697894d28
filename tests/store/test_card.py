"""A card that makes no sense is refused by its path, whatever is wrong with it."""

import json
import math
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import shuzi
from shuzi.errors import RunError
from shuzi.store.card import parse_card, summary
from shuzi.store.folder import read_run
from shuzi.store.model import PRETRAINED


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A copy of the run that comes with shuzi."""
    return Path(shutil.copytree(PRETRAINED, tmp_path / "run"))


def refusal(run: Path) -> str:
    with pytest.raises(RunError) as caught:
        shuzi.load(run)
    return str(caught.value)


def change(run: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    card = json.loads((run / "card.json").read_text(encoding="utf-8"))
    edit(card)
    del card["digest"]  # as in cards of before; tests/store/test_damage.py is about the digest
    (run / "card.json").write_text(json.dumps(card), encoding="utf-8")


def test_card_survives_writing_and_reading() -> None:
    card = read_run(PRETRAINED)
    assert parse_card(card.to_json(), source="card.json") == card


@pytest.mark.parametrize("name", ["\udcbc\udcc6", "數字\u3000一"], ids=ascii)
def test_a_folder_of_an_odd_name_is_in_the_card_and_found_again(tmp_path: Path, name: str) -> None:
    card = read_run(PRETRAINED)
    big5 = replace(card, data={**card.data, "name": name})
    (tmp_path / "card.json").write_text(big5.to_json(), encoding="utf-8")
    assert parse_card((tmp_path / "card.json").read_text(encoding="utf-8"), source="card.json") == big5


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b"3", b'{"format": 1}', b"\xff\xfe{}", b"\x00", b"[" * 100_000, b'{"format": 2}'],
)
def test_broken_card_is_refused(run: Path, content: bytes) -> None:
    (run / "card.json").write_bytes(content)
    assert str(run / "card.json") in refusal(run)


@pytest.mark.parametrize("number", [0, 2, "1", None])
def test_other_format_is_refused(run: Path, number: Any) -> None:
    change(run, lambda card: card.update(format=number))
    assert "format 1 was expected" in refusal(run)


@pytest.mark.parametrize("name", ["recipe", "recipe_values", "data", "metrics", "seed"])
def test_card_without_a_value_is_refused(run: Path, name: str) -> None:
    change(run, lambda card: card.pop(name))
    assert name in refusal(run)


def test_card_with_an_unknown_value_is_refused(run: Path) -> None:
    change(run, lambda card: card.update(colour="red"))
    assert "colour" in refusal(run)


def test_the_layout_of_own_images_may_stand_in_a_card(run: Path) -> None:
    change(run, lambda card: card["data"].update(layout="idx:transposed"))
    assert shuzi.load(run).card.data["layout"] == "idx:transposed"


def test_a_layout_that_is_no_text_is_refused(run: Path) -> None:
    change(run, lambda card: card["data"].update(layout=["idx"]))
    assert "as layout" in refusal(run)


@pytest.mark.parametrize("values", [None, [], {}, {"loss": "hinge"}, {"loss": ["mse"]}])
def test_card_without_a_known_loss_is_refused(run: Path, values: Any) -> None:
    change(run, lambda card: card.update(recipe_values=values))
    assert str(run / "card.json") in refusal(run)


@pytest.mark.parametrize("files", [None, [], "model.onnx", 3])
def test_card_without_a_list_of_files_is_refused(run: Path, files: Any) -> None:
    change(run, lambda card: card.update(files=files))
    assert str(run / "card.json") in refusal(run)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "sub/file", "..", ".", ""])
def test_file_outside_the_folder_is_not_read(run: Path, name: str) -> None:
    (run.parent / "outside").touch()
    change(run, lambda card: card["files"].update({name: "0" * 64}))
    assert f"{run / 'card.json'} names a file outside" in refusal(run)


def test_file_of_an_impossible_name_is_refused(run: Path) -> None:
    change(run, lambda card: card["files"].update({"a\0b": "0" * 64}))
    assert "its files is {" in refusal(run)


@pytest.mark.parametrize("digest", [None, 3, []])
def test_digest_that_is_no_text_is_refused(run: Path, digest: Any) -> None:
    change(run, lambda card: card["files"].update({"model.onnx": digest}))
    assert "its files is {" in refusal(run)


def test_wrong_digest_is_refused(run: Path) -> None:
    change(run, lambda card: card["files"].update({"model.onnx": "0" * 64}))
    assert f"{run / 'model.onnx'} is not as it was written" in refusal(run)


HUGE = 10**4000
WRONG: dict[str, list[Any]] = {
    "recipe": [None, 3, [], "\x1b[2J", "two\nlines", "\ud800", "x" * 5000],
    "recipe_values": [
        {"loss": "mse", "epochs": 1e300, "batch_size": 100},
        {"loss": "mse", "epochs": math.inf, "batch_size": 100},
        {"loss": "mse", "epochs": math.nan, "batch_size": 100},
        {"loss": "mse", "epochs": 3, "batch_size": "many"},
        {"loss": "mse", "epochs": True, "batch_size": 100},
        {"loss": "mse", "epochs": 3, "batch_size": 100, "widths": [[[[[1]]]]]},
        {"loss": "mse", "epochs": 3, "batch_size": 100, "name": "\x1b]0;x\x07"},
        {"loss": "mse", "epochs": 3, "batch_size": 100, "drawn": -math.inf},
    ],
    "seed": [None, "0", 1.5, -1, 2**65, HUGE],
    "parameters": [None, "many", -1, 1e300, math.nan, [1], HUGE],
    "data": [None, 3, [], {}, {"name": "mnist"}, {"name": 3}],
    "limit": ["all", -1, 1.5],
    "epochs_done": [None, "3", -1, 1e300, math.inf, math.nan],
    "steps_done": [None, 1.5, -3],
    "interrupted": [None, 0, "no"],
    "diagnosis": [3, {}, {"cause": 3, "cure": ""}, {"cause": "\x1b[2J", "cure": ""}],
    "target": ["99", 101, math.nan],
    "train_seconds": [None, math.inf, -1, "long"],
    "keras_onnx_difference": [-1, math.nan, {}],
    "metrics": [None, [], {"test_accuracy": 1}, 3],
    "versions": [None, [], {"keras": 3}, {"\x1b[2J": "3"}],
    "machine": [None, {"processor": "\x1b[2J"}, {"cores": math.nan}],
    "created": [None, 3, "\x9b2J"],
    "start": [3, {}, {"path": 3, "sha256": ""}],
    "golden_logits": [3, [], [[1]], [[math.inf] * 10] * 10, [["1"] * 10] * 10],
    "imported": [3, [], {}, {"sha256": ["a"]}],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_or_size_is_refused(name: str, value: Any) -> None:
    values = json.loads((PRETRAINED / "card.json").read_text(encoding="utf-8"))
    with pytest.raises(RunError, match=rf"card\.json is no card of a run \(its {name} is ") as caught:
        parse_card(json.dumps(values | {name: value}), source="card.json")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("test_accuracy", None),
        ("test_accuracy", 99.6),
        ("test_accuracy", math.nan),
        ("test_errors", "few"),
        ("confusion", [[0] * 10] * 9),
        ("confusion", [["0"] * 10] * 10),
        ("per_class", [3] * 10),
        ("test_accuracy_interval", [0.9]),
        ("loss", "hinge"),
    ],
)
def test_a_score_of_another_kind_or_size_is_refused(name: str, value: Any) -> None:
    values = json.loads((PRETRAINED / "card.json").read_text(encoding="utf-8"))
    values["metrics"][name] = value
    with pytest.raises(RunError, match="its metrics is "):
        parse_card(json.dumps(values), source="card.json")


def test_a_name_that_no_card_has_is_told_in_letters_that_can_be_printed(run: Path) -> None:
    change(run, lambda card: card.update({"\x1b[2J\nfine": 1}))
    assert refusal(run).isprintable()


def test_a_card_of_two_megabytes_is_refused(run: Path) -> None:
    change(run, lambda card: card.update(recipe="x" * 2_000_000))
    assert "has over 1,000,000 bytes" in refusal(run)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["card.json", "model.onnx", "architecture.json"])
def test_a_pipe_for_a_file_is_refused_and_not_waited_for(run: Path, name: str) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    assert f"{run / name} is a pipe, a device or a folder" in refusal(run)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("name", ["card.json", "model.onnx"])
@pytest.mark.parametrize("target", ["../elsewhere", "/dev/zero"])
def test_a_link_out_of_the_folder_is_refused(run: Path, name: str, target: str) -> None:
    (run / name).rename(run.parent / "elsewhere")
    (run / name).symlink_to(target)
    assert f"{run / name} is a link out of its folder" in refusal(run)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_within_the_folder_is_followed(run: Path) -> None:
    (run / "model.onnx").rename(run / "kept.onnx")
    (run / "model.onnx").symlink_to("kept.onnx")
    assert shuzi.load(run).card.recipe == "hands"


def test_summary_tells_the_speed(run: Path) -> None:
    card = read_run(run)
    told = summary(card, "runs/one")
    assert told["images_per_second"] == pytest.approx(
        card.steps_done * card.recipe_values["batch_size"] / card.train_seconds, abs=0.1
    )


def test_summary_is_json_with_the_scores_of_the_test(run: Path) -> None:
    card = read_run(run)
    told = json.loads(json.dumps(summary(card, "runs/one")))
    assert (told["run"], told["train_images"]) == ("runs/one", 82_482)
    assert told["test_errors"] == round(10_000 * (1 - card.metrics["test_accuracy"]))


def test_run_that_took_no_time_has_no_speed(run: Path) -> None:
    change(run, lambda card: card.update(train_seconds=0))
    assert summary(read_run(run), "run")["images_per_second"] is None

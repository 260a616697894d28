"""A card that makes no sense is refused by its path, whatever is wrong with it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import shuzi
from shuzi.errors import RunError
from shuzi.reading.model import PRETRAINED
from shuzi.store.card import parse_card, summary
from shuzi.store.folder import read_run


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


def test_a_folder_whose_name_is_no_utf8_is_in_the_card_and_found_again(tmp_path: Path) -> None:
    card = read_run(PRETRAINED)
    big5 = replace(card, data={**card.data, "name": "\udcbc\udcc6"})
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


def test_file_of_an_impossible_name_is_missing(run: Path) -> None:
    change(run, lambda card: card["files"].update({"a\0b": "0" * 64}))
    assert "is missing or cannot be read" in refusal(run)


@pytest.mark.parametrize("digest", [None, 3, [], "0" * 64])
def test_wrong_digest_is_refused(run: Path, digest: Any) -> None:
    change(run, lambda card: card["files"].update({"model.onnx": digest}))
    assert f"{run / 'model.onnx'} is not as it was written" in refusal(run)


def test_summary_tells_the_speed(run: Path) -> None:
    card = read_run(run)
    told = summary(card, "runs/one")
    assert told["images_per_second"] == pytest.approx(
        card.steps_done * card.recipe_values["batch_size"] / card.train_seconds, abs=0.1
    )


def test_summary_is_json_with_the_scores_of_the_test(run: Path) -> None:
    card = read_run(run)
    told = json.loads(json.dumps(summary(card, "runs/one")))
    assert (told["run"], told["train_images"]) == ("runs/one", 60_000)
    assert told["test_errors"] == round(10_000 * (1 - card.metrics["test_accuracy"]))


def test_run_that_took_no_time_has_no_speed(run: Path) -> None:
    change(run, lambda card: card.update(train_seconds=0))
    assert summary(read_run(run), "run")["images_per_second"] is None

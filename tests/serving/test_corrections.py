"""Corrected digits are kept as `shuzi train --data` reads them."""

import base64
import hashlib
import json
import os

import numpy as np
import pytest
from PIL import Image

from shuzi.data.folder import load_labelled_folder
from shuzi.errors import OutputError
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.corrections import _keep, corrected_images, remove_corrected

JSON = {"content_type": "application/json"}


@pytest.fixture
def correcting(start, tmp_path):
    return start("--corrections", tmp_path / "mine", cwd=tmp_path)


def _correction(label, pixels: bytes) -> str:
    return json.dumps({"label": label, "pixels": base64.b64encode(pixels).decode()})


def test_a_correction_becomes_an_image_that_training_reads(correcting, mnist, tmp_path):
    for index in range(3):
        body = _correction(int(mnist.test.labels[index]), mnist.test.images[index].tobytes())
        status, _, answer = correcting.ask("POST", "/api/corrections", body, **JSON)
        assert status == 200
    assert json.loads(answer)["counts"] == [0, 1, 1, 0, 0, 0, 0, 1, 0, 0]
    split = load_labelled_folder(tmp_path / "mine")
    assert split.labels.tolist() == [1, 2, 7]
    np.testing.assert_array_equal(split.images, mnist.test.images[[2, 1, 0]])


def test_a_second_opinion_replaces_the_first(correcting, digit):
    correcting.ask("POST", "/api/corrections", _correction(1, digit), **JSON)
    answer = correcting.ask("POST", "/api/corrections", _correction(7, digit), **JSON)[2]
    assert json.loads(answer)["counts"] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    "body",
    [
        _correction(10, bytes([1] * 784)),
        _correction("../1", bytes([1] * 784)),
        _correction(1, bytes(784)),
        _correction(1, b"short"),
        '{"label": 1, "pixels": "?"}',
        "{}",
    ],
)
def test_a_correction_that_makes_no_sense_is_refused_and_nothing_is_written(correcting, tmp_path, body):
    assert correcting.ask("POST", "/api/corrections", body, **JSON)[0] == 422
    assert not (tmp_path / "mine").exists()


def test_a_blank_image_is_refused_as_no_digit(correcting, tmp_path):
    status, _, body = correcting.ask("POST", "/api/corrections", _correction(1, bytes([40] * 784)), **JSON)
    assert status == 422
    assert "there is no digit" in json.loads(body)["error"]
    assert not (tmp_path / "mine").exists()


def test_labelled_images_are_shown_the_newest_first_and_can_be_removed(correcting, mnist, tmp_path):
    sevens = mnist.test.images[mnist.test.labels == 7][:3]
    for number, image in enumerate(sevens):
        correcting.ask("POST", "/api/corrections", _correction(7, image.tobytes()), **JSON)
        os.utime(tmp_path / "mine" / "7" / _name(image), (number, number))
    (tmp_path / "mine" / "7" / "holiday.png").write_bytes(b"somebody else's")
    found = json.loads(correcting.ask("GET", "/api/corrections/7")[2])
    assert (found["label"], found["count"]) == (7, 4)
    shown = [base64.b64decode(image["pixels"]) for image in found["images"]]
    assert shown == [image.tobytes() for image in sevens[::-1]]
    path = f"/api/corrections/7/{found['images'][0]['name']}"
    assert correcting.ask("DELETE", path, Origin="http://evil.example")[0] == 403
    status, _, answer = correcting.ask("DELETE", path)
    assert (status, json.loads(answer)["counts"][7]) == (200, 3)
    left = json.loads(correcting.ask("GET", "/api/corrections/7")[2])["images"]
    assert left == found["images"][1:]
    assert json.loads(correcting.ask("GET", "/api/corrections/3")[2])["images"] == []


def _name(image):
    return f"{hashlib.sha256(image.tobytes()).hexdigest()[:16]}.png"


@pytest.fixture
def kept(mnist, tmp_path):
    """A folder with a seven that the page kept, and a file beside it that somebody else put there."""
    (tmp_path / "mine" / "7").mkdir(parents=True)
    image = mnist.test.images[0]
    Image.fromarray(255 - image).save(tmp_path / "mine" / "7" / _name(image))
    (tmp_path / "mine" / "7" / "holiday.png").write_bytes(b"somebody else's")
    (tmp_path / "secret").write_text("x")
    return tmp_path / "mine", _name(image)


def test_the_last_image_takes_its_folder_with_it(kept):
    folder, name = kept
    (folder / "7" / "holiday.png").unlink()
    remove_corrected(folder, 7, name)
    assert not (folder / "7").exists()


@pytest.mark.parametrize("name", ["holiday.png", "../../secret", "0123456789abcdef.png", "..", ""])
def test_nothing_is_removed_but_what_the_page_kept(kept, name):
    folder, _ = kept
    with pytest.raises(Refusal, match="there is no labelled image"):
        remove_corrected(folder, 7, name)
    assert len(list((folder / "7").iterdir())) == 2
    assert (folder.parent / "secret").exists()


@pytest.mark.parametrize("content", [b"", b"no image", b"\x89PNG\r\n\x1a\n"])
def test_a_damaged_image_is_not_shown(kept, content):
    folder, name = kept
    assert [image.name for image in corrected_images(folder, 7)] == [name]
    (folder / "7" / name).write_bytes(content)
    assert corrected_images(folder, 7) == []


def test_the_page_of_another_site_corrects_nothing(correcting, digit, tmp_path):
    body = _correction(7, digit)
    assert correcting.ask("POST", "/api/corrections", body, Origin="http://evil.example", **JSON)[0] == 403
    assert correcting.ask("POST", "/api/corrections", body, content_type="text/plain")[0] == 400
    assert not (tmp_path / "mine").exists()


def test_a_folder_that_cannot_be_written_is_said(start, tmp_path, digit):
    (tmp_path / "mine").write_text("a file stands in the way")
    served = start("--corrections", tmp_path / "mine", cwd=tmp_path)
    status, _, body = served.ask("POST", "/api/corrections", _correction(7, digit), **JSON)
    assert status == 507
    assert "cannot be written" in json.loads(body)["error"]
    assert "--corrections" in json.loads(body)["error"]


def test_a_disk_that_is_full_leaves_nothing_half_written(monkeypatch, digit, tmp_path):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        _keep(tmp_path, 3, digit)
    assert [path.name for path in tmp_path.rglob("*")] == ["3"]

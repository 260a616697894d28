"""Corrected digits are kept as `shuzi train --data` reads them."""

import base64
import json

import numpy as np
import pytest

from shuzi.data.folder import load_labelled_folder

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

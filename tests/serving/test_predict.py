"""POST /api/predict answers as the model does, to each client its own."""

import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import shuzi
from shuzi.serving.settings import Limits, Settings

BYTES = {"content_type": "application/octet-stream"}
JSON = {"content_type": "application/json"}


def test_pixels_as_bytes_are_answered_as_the_model_does(served, mnist):
    images = mnist.test.images[:7]
    status, _, body = served.ask("POST", "/api/predict", images.tobytes(), **BYTES)
    assert status == 200
    expected = shuzi.load().predict(images)
    got = json.loads(body)["predictions"]
    assert [one["digit"] for one in got] == expected.digits.tolist()
    np.testing.assert_allclose([one["probabilities"] for one in got], expected.probabilities, atol=2e-6)
    np.testing.assert_allclose([one["confidence"] for one in got], expected.confidence, atol=2e-6)


def test_pixels_as_json_are_answered_alike(served, digit, as_json):
    assert json.loads(served.ask("POST", "/api/predict", as_json, **JSON)[2]) == json.loads(
        served.ask("POST", "/api/predict", digit, **BYTES)[2]
    )


def test_what_curl_calls_a_form_is_taken_for_what_it_is(served, digit, as_json):
    """As `curl --data-binary @digits.json` and `@digits.bin` send it."""
    form = {"content_type": "application/x-www-form-urlencoded"}
    plain = served.ask("POST", "/api/predict", digit, **BYTES)
    for body in (digit, as_json, b"\n  " + as_json):
        assert served.ask("POST", "/api/predict", body, **form)[::2] == plain[::2]


def test_every_client_gets_the_answer_to_its_own_image(served, mnist):
    images = mnist.test.images[:300]
    expected = shuzi.load().predict(images).probabilities

    def ask(index):
        return json.loads(served.ask("POST", "/api/predict", images[index].tobytes(), **BYTES)[2])["predictions"]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, range(len(images))))
    assert [len(answer) for answer in answers] == [1] * len(images)
    np.testing.assert_allclose([answer[0]["probabilities"] for answer in answers], expected, atol=2e-6)


def test_a_request_larger_than_a_batch_is_answered_in_order(served, mnist):
    images = mnist.test.images[:500]
    got = json.loads(served.ask("POST", "/api/predict", images.tobytes(), **BYTES)[2])["predictions"]
    assert [one["digit"] for one in got] == shuzi.load().predict(images).digits.tolist()


def test_a_blank_image_is_no_digit_and_those_beside_it_are_answered(served, mnist):
    images = np.stack([mnist.test.images[0], np.zeros((28, 28), np.uint8), mnist.test.images[1]])
    for body, headers in ((images.tobytes(), BYTES), (json.dumps({"images": images.tolist()}), JSON)):
        got = json.loads(served.ask("POST", "/api/predict", body, **headers)[2])["predictions"]
        assert [one["digit"] for one in got] == [7, None, 2]
        assert [one["confidence"] > 0.9 for one in got] == [True, False, True]
        assert got[1]["confidence"] == 0


@pytest.mark.parametrize(
    ("body", "headers", "status", "words"),
    [
        (b"", BYTES, 422, "got 0 bytes; expected n·784"),
        (bytes(783), BYTES, 422, "got 783 bytes"),
        (b"{", JSON, 422, "Invalid JSON"),
        (b"{}", JSON, 422, "images: Field required"),
        (b'{"images": []}', JSON, 422, "expected (n, 28, 28)"),
        (b'{"images": [[1, 2], [3]]}', JSON, 422, "different shapes"),
        (b'{"images": [["a"]]}', JSON, 422, "expected numbers from 0 to 255"),
        (b'{"images": [[NaN]]}', JSON, 422, "expected (n, 28, 28)"),
        (b'{"images": ' + b"[" * 10000 + b"]" * 10000 + b"}", JSON, 422, "recursion"),
        (b'{"images": [' + b"9" * 5000 + b"]}", JSON, 422, "out of range"),
        (json.dumps({"images": [[256] * 28] * 28}).encode(), JSON, 422, "0 (paper) to 255 (ink)"),
        (json.dumps({"images": [[float("nan")] * 28] * 28}).encode(), JSON, 422, "0 (paper) to 255 (ink)"),
        (json.dumps({"images": [[0.5] * 28] * 28}).encode(), JSON, 422, "Multiply them by 255"),
        (json.dumps({"images": [[1] * 28] * 28, "model": "../../etc"}).encode(), JSON, 404, "no model named"),
        (b"{}", {"content_type": "text/plain"}, 400, "expected application/json"),
        (b"{}", {}, 400, "expected application/json"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_a_sentence(served, body, headers, status, words):
    got, _, answer = served.ask("POST", "/api/predict", body, **headers)
    assert got == status
    assert words in json.loads(answer)["error"]


def test_too_many_images_in_one_request_are_refused(inside, digit):
    settings = Settings(limits=Limits(images_per_request=2))
    (answer,) = inside(settings, ("POST", "/api/predict", {"content": digit * 3, "headers": _bytes()}))
    assert answer.status_code == 422
    assert "at most 2" in answer.json()["error"]


def _bytes():
    return {"Content-Type": "application/octet-stream"}

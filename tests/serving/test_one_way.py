"""Whichever way an image that holds one digit comes in, it is framed the same, and the answer is the same."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import shuzi
from shuzi.finding.single import must_be_found
from shuzi.reading.fusion import SURE_FROM
from shuzi.serving.settings import Limits, Settings

RAW = {"content_type": "application/octet-stream"}
JSON = {"content_type": "application/json"}
FORM = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def images(mnist):
    """Framed, black on white, off the middle, dark off the middle, too small, blank, and of one grey."""
    digits = mnist.test.images
    small = np.pad(digits[3][4:24:2, 4:24:2], ((3, 15), (9, 9)))
    made = [digits[0], 255 - digits[1], np.roll(digits[2], 5, 1), 255 - np.roll(digits[4], -4, 0), small]
    return np.stack([*made, np.zeros_like(small), np.full_like(small, 200)]).astype(np.uint8)


@pytest.fixture(scope="module")
def expected(images):
    return shuzi.Reader(threads=1).predict(images)


def _same(answers, expected):
    assert [answer["digit"] for answer in answers] == [
        digit if found else None for digit, found in zip(expected.digits.tolist(), expected.found, strict=True)
    ]
    np.testing.assert_allclose([answer["confidence"] for answer in answers], expected.confidence, atol=1e-5)
    np.testing.assert_allclose([answer["probabilities"] for answer in answers], expected.probabilities, atol=1e-5)
    assert [answer["sure"] for answer in answers] == (expected.confidence >= SURE_FROM).tolist()


def _png(image):
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "PNG")
    return stream.getvalue()


def _asked(served, body, **headers):
    status, _, answer = served.ask("POST", "/api/predict", body, **headers)
    assert status == 200, answer
    return json.loads(answer)["predictions"]


def test_pixels_are_answered_as_the_reader_answers_them(served, images, expected):
    assert expected.found.tolist() == [True] * 5 + [False] * 2
    _same(_asked(served, images.tobytes(), **RAW), expected)
    _same(_asked(served, json.dumps({"images": images.tolist()}), **JSON), expected)
    fractions = (images[:5] + np.float32(0.25)).clip(0, 255)
    _same(_asked(served, json.dumps({"images": fractions.tolist()}), **JSON), shuzi.Reader().predict(fractions))


def test_files_are_answered_as_their_pixels_are(served, images, expected):
    files = [_png(image) for image in images]
    _same([_asked(served, file, content_type="image/png")[0] for file in files], expected)
    _same([_asked(served, file, **FORM)[0] for file in files[:3]], type(expected)(*(each[:3] for each in expected[:4])))
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    form = head + files[2] + b"\r\n--x--\r\n"
    assert _asked(served, form, content_type="multipart/form-data; boundary=x") == _asked(served, files[2], **RAW)


def test_the_command_answers_as_the_api_does(images, expected, tmp_path):
    names = [tmp_path / f"{number}.png" for number in range(len(images))]
    for name, image in zip(names, images, strict=True):
        name.write_bytes(_png(image))
    command = [sys.executable, "-m", "shuzi", "predict", "--json", *map(str, names)]
    _same(json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["predictions"], expected)


def test_a_larger_image_is_answered_as_the_reader_answers_it(served, mnist):
    paper = np.full((130, 200), 235, np.uint8)
    digit = Image.fromarray(mnist.test.images[0]).resize((70, 70))
    paper[30:100, 60:130] -= (0.8 * np.asarray(digit)).astype(np.uint8)
    _same(_asked(served, _png(paper), content_type="image/png"), shuzi.Reader().predict([paper]))


def test_what_is_framed_goes_straight_to_the_network_everywhere(served, mnist):
    framed = mnist.test.images[:20]
    assert not must_be_found(framed).any()
    alone = shuzi.load().predict(framed)
    _same(_asked(served, framed.tobytes(), **RAW), alone)
    tensor = {"name": "images", "shape": [20, 28, 28], "datatype": "UINT8", "data": framed.ravel().tolist()}
    _, _, answer = served.ask("POST", "/v2/models/shuzi/infer", json.dumps({"inputs": [tensor]}), **JSON)
    outputs = {output["name"]: output["data"] for output in json.loads(answer)["outputs"]}
    np.testing.assert_allclose(np.reshape(outputs["probabilities"], (20, 10)), alone.probabilities, atol=1e-5)


def test_images_of_one_grey_are_not_looked_at(images):
    assert must_be_found(images).tolist() == [False, False, True, True, True, False, False]


def test_too_many_images_to_look_into_are_refused_at_once(inside, images):
    settings = Settings(limits=Limits(unframed_images=2))
    body = {"content": images[2:5].tobytes(), "headers": {"Content-Type": "application/octet-stream"}}
    (answer,) = inside(settings, ("POST", "/api/predict", body))
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_unframed")
    assert answer.json()["values"] == {"images": 3, "most": 2}

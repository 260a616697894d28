"""A model of classes of one's own is served with their names, and what needs digits says so."""

import json

import httpx
import numpy as np
import pytest
from own_signs import NUMERALS, draw_sign
from starlette.types import ASGIApp

from shuzi.finding.sign import frame_signs
from shuzi.serving.app import build_app, build_services
from shuzi.serving.settings import Settings

PIXELS = {"content-type": "application/octet-stream"}


@pytest.fixture
def app(numerals, tmp_path):
    services = build_services(Settings("127.0.0.1", None, numerals / "run", tmp_path, tmp_path / "corrections"))
    yield build_app(services)
    services.close()


@pytest.fixture
def seven(rng) -> bytes:
    return frame_signs([draw_sign("七", 3, rng)]).images.tobytes()


def _asked(app: ASGIApp, method: str, path: str, **more) -> httpx.Response:
    import asyncio

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **more)

    return asyncio.run(ask())


def test_three_classes_are_served(three, tmp_path, rng):
    services = build_services(Settings("127.0.0.1", None, three / "run", tmp_path, tmp_path / "corrections"))
    app, pixels = build_app(services), frame_signs([draw_sign("三", 2, rng)]).images.tobytes()
    answer = _asked(app, "POST", "/api/predict", content=pixels, headers=PIXELS).json()["predictions"][0]
    assert (answer["class"], len(answer["probabilities"])) == ("三", 3)
    assert len(_asked(app, "GET", "/api/snapshots").json()["snapshots"][0]["recall"]) == 3
    assert _asked(app, "GET", "/v2/models/run").json()["outputs"][0]["shape"] == [-1, 3]
    services.close()


def test_an_answer_has_a_name_and_no_digit(app, seven):
    blank = bytes(784)
    answer = _asked(app, "POST", "/api/predict", content=seven + blank, headers=PIXELS).json()
    sign, nothing = answer["predictions"]
    assert (answer["model"], sign["digit"], sign["class"]) == ("run", None, "七")
    assert (nothing["digit"], nothing["class"], nothing["confidence"]) == (None, None, 0)


def test_models_are_listed_with_their_classes_and_digits_without(app):
    own, shipped = _asked(app, "GET", "/api/models").json()["models"]
    assert own["classes"] == list(NUMERALS)
    assert "classes" not in shipped
    assert _asked(app, "GET", "/api/model").json()["classes"] == list(NUMERALS)
    assert "classes" not in _asked(app, "GET", "/api/model?name=shuzi").json()


def test_clients_of_triton_are_told_names(app, seven):
    model = _asked(app, "GET", "/v2/models/run").json()
    assert [output["name"] for output in model["outputs"]] == ["probabilities", "logits", "classes"]
    assert model["parameters"]["names"] == list(NUMERALS)
    request = {
        "inputs": [{"name": "images", "shape": [1, 784], "datatype": "UINT8", "data": list(seven)}],
        "outputs": [{"name": "probabilities", "parameters": {"classification": 1}}, {"name": "classes"}],
    }
    best, number = _asked(app, "POST", "/v2/models/run/infer", json=request).json()["outputs"]
    assert best["data"][0].endswith(":6:七")
    assert number["data"] == [6]
    config = _asked(app, "GET", "/v2/models/run/config").json()
    assert json.loads(config["parameters"]["names"]["string_value"]) == list(NUMERALS)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/read"), ("POST", "/api/look"), ("GET", "/api/disagreements"), ("POST", "/api/learn")],
)
def test_what_needs_digits_says_what_the_model_reads(app, method, path):
    content = b"{}" if path == "/api/learn" else np.zeros(9, np.uint8).tobytes()
    kind = "application/json" if path == "/api/learn" else "image/png"
    answer = _asked(app, method, path, content=content, headers={"content-type": kind})
    assert answer.status_code == 409
    said = answer.json()
    assert said["code"] == "no_digits"
    assert "run reads 一, 二, 三, 四, 五, 六, 七, 八, 九, 十, and no digits" in said["error"]


def test_a_runs_confusion_and_snapshots_have_a_place_for_each_class(app):
    assert len(_asked(app, "GET", "/api/confusion").json()["confusion"]) == len(NUMERALS)
    assert len(_asked(app, "GET", "/api/snapshots").json()["snapshots"][0]["recall"]) == len(NUMERALS)

"""What the page is told of a model is enough to compute it."""

import json

import numpy as np

import shuzi


def test_the_weights_are_those_of_the_model(served):
    model = json.loads(served.ask("GET", "/api/model")[2])
    content = served.ask("GET", "/api/weights")[2]
    assert sum(layer["parameters"] for layer in model["layers"]) == len(content) // 4 == 325_282
    assert model["scaled"] is True
    for name, expected in shuzi.load().weights().items():
        (entry,) = [entry for entry in model["weights"] if entry["name"] == name]
        got = np.frombuffer(content, "<f4", int(np.prod(entry["shape"])), entry["offset"]).reshape(entry["shape"])
        np.testing.assert_array_equal(got, expected)


def test_weights_that_the_browser_has_are_not_sent_again(served):
    etag = served.ask("GET", "/api/weights")[1]["etag"]
    status, _, body = served.ask("GET", "/api/weights", If_None_Match=etag)
    assert (status, body) == (304, b"")


def test_the_served_model_is_listed_first(served):
    assert json.loads(served.ask("GET", "/api/models")[2])["models"][0]["name"] == "shuzi"


def test_requests_are_counted_for_prometheus(served, digit):
    served.ask("POST", "/api/predict", digit, content_type="application/octet-stream")
    text = served.ask("GET", "/metrics")[2].decode()
    assert 'shuzi_requests_total{route="/api/predict",status="200"}' in text
    assert "shuzi_batch_images_bucket" in text

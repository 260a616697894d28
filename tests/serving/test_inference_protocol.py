"""Existing clients of the Open Inference Protocol work unchanged: Triton's own proves it."""

import json

import numpy as np
import pytest
import tritonclient.http as triton

import shuzi

JSON = {"content_type": "application/json"}


@pytest.fixture
def client(served):
    client = triton.InferenceServerClient(f"127.0.0.1:{served.port}")
    yield client
    client.close()


def test_tritons_client_finds_server_and_model(client):
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("shuzi")
    assert client.is_model_ready("shuzi", "1")
    assert not client.is_model_ready("nonesuch")
    assert client.get_server_metadata()["extensions"] == ["binary_tensor_data"]
    metadata = client.get_model_metadata("shuzi")
    assert metadata["inputs"] == [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}]
    assert [output["name"] for output in metadata["outputs"]] == ["probabilities", "logits", "digits"]


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize(("datatype", "dtype"), [("FP32", np.float32), ("UINT8", np.uint8), ("INT64", np.int64)])
def test_tritons_client_gets_the_models_answers(client, mnist, binary, datatype, dtype):
    images = mnist.test.images[:5, ..., None].astype(dtype)
    sent = triton.InferInput("images", list(images.shape), datatype)
    sent.set_data_from_numpy(images, binary_data=binary)
    names = ("probabilities", "logits", "digits")
    wanted = [triton.InferRequestedOutput(name, binary_data=binary) for name in names]
    answer = client.infer("shuzi", [sent], outputs=wanted, request_id="42")
    model = shuzi.load()
    np.testing.assert_allclose(
        answer.as_numpy("probabilities"), model.predict(mnist.test.images[:5]).probabilities, atol=2e-6
    )
    np.testing.assert_allclose(answer.as_numpy("logits"), model.activations(mnist.test.images[:5])["logits"], atol=2e-5)
    assert answer.as_numpy("digits").tolist() == [7, 2, 1, 0, 4]
    assert answer.get_response()["id"] == "42"


def test_tritons_client_gets_everything_when_it_asks_for_nothing(client, mnist):
    sent = triton.InferInput("images", [1, 28, 28, 1], "UINT8")
    sent.set_data_from_numpy(mnist.test.images[:1, ..., None])
    answer = client.infer("shuzi", [sent], model_version="1")
    assert answer.as_numpy("digits").tolist() == [7]


def test_tritons_client_is_told_why_it_is_refused(client):
    sent = triton.InferInput("images", [1, 27, 28, 1], "FP32")
    sent.set_data_from_numpy(np.zeros((1, 27, 28, 1), np.float32))
    with pytest.raises(triton.InferenceServerException, match=r"expected \[n, 28, 28, 1\]"):
        client.infer("shuzi", [sent])


def _tensor(**changes):
    tensor = {"name": "images", "shape": [1, 784], "datatype": "FP32", "data": [0.0] * 784} | changes
    return {"inputs": [tensor]}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (_tensor(name="pixels"), 400, "expected 'images'"),
        (_tensor(datatype="BYTES"), 400, "expected 'images' of"),
        (_tensor(shape=[0, 784]), 400, "expected [n, 28, 28, 1]"),
        (_tensor(shape=[-1, 784]), 400, "expected [n, 28, 28, 1]"),
        (_tensor(shape=[]), 400, "expected [n, 28, 28, 1]"),
        (_tensor(shape=[10**12, 784]), 400, "does not fit"),
        (_tensor(shape=[10**30, 784]), 400, "shape"),
        (_tensor(data=[0.0]), 400, "does not fit"),
        (_tensor(data=None), 400, "does not fit"),
        (_tensor(data=[float("nan")] * 784), 422, "0 (paper) to 255"),
        (_tensor(data=[[0], [0, 1]]), 400, "does not fit"),
        (_tensor(parameters={"binary_data_size": 10**12}), 400, "does not fit"),
        (_tensor() | {"outputs": [{"name": "secrets"}]}, 400, "there is no output"),
        ({"inputs": []}, 400, "inputs"),
        ([], 400, "the body"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_in_a_sentence(served, body, status, words):
    got, _, answer = served.ask("POST", "/v2/models/shuzi/infer", json.dumps(body), **JSON)
    assert got == status
    assert words in json.loads(answer)["error"]


@pytest.mark.parametrize("length", ["-1", "99999999", "٣", "1e3", ""])
def test_a_header_length_that_makes_no_sense_is_refused(served, length):
    status, _, _ = served.ask(
        "POST",
        "/v2/models/shuzi/infer",
        b"{}",
        Inference_Header_Content_Length=length.encode().decode("latin-1"),
        **JSON,
    )
    assert status == 400


def test_an_unknown_version_is_not_found(served):
    assert served.ask("GET", "/v2/models/shuzi/versions/2")[0] == 404

"""Existing clients of the Open Inference Protocol work unchanged: Triton's own proves it."""

import json

import numpy as np
import pytest
import tritonclient.http as triton

import shuzi

EXTENSIONS = ["binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics"]
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
    assert client.get_server_metadata()["extensions"] == EXTENSIONS
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


@pytest.mark.parametrize("binary", [True, False])
def test_tritons_client_gets_so_many_classes_as_it_counts(client, mnist, binary):
    images = mnist.test.images[:3, ..., None]
    sent = triton.InferInput("images", list(images.shape), "UINT8")
    sent.set_data_from_numpy(images)
    wanted = [triton.InferRequestedOutput("probabilities", binary_data=binary, class_count=2)]
    answer = client.infer("shuzi", [sent], outputs=wanted)
    told = [[text.decode() if binary else text for text in row] for row in answer.as_numpy("probabilities")]
    expected = shuzi.load().predict(mnist.test.images[:3]).probabilities
    for row, probabilities in zip(told, expected, strict=True):
        order = np.argsort(-probabilities)[:2]
        assert [text.split(":")[1:] for text in row] == [[str(digit), str(digit)] for digit in order]
        assert [float(text.split(":")[0]) for text in row] == pytest.approx(probabilities[order].tolist(), abs=2e-6)


def test_no_more_classes_come_than_there_are(served, digit):
    body = _tensor(data=list(digit)) | {"outputs": [{"name": "logits", "parameters": {"classification": 99}}]}
    answer = json.loads(served.ask("POST", "/v2/models/shuzi/infer", json.dumps(body), **JSON)[2])
    (output,) = answer["outputs"]
    assert (output["datatype"], output["shape"], len(output["data"])) == ("BYTES", [1, 10], 10)


def test_tritons_client_reads_a_models_configuration(client):
    config = client.get_model_config("shuzi")
    assert (config["name"], config["backend"]) == ("shuzi", "onnxruntime")
    assert config["max_batch_size"] == 4096
    (given,) = config["input"]
    assert (given["name"], given["data_type"], given["dims"]) == ("images", "TYPE_FP32", [28, 28, 1])
    assert [(output["name"], output["data_type"], output["dims"]) for output in config["output"]] == [
        ("probabilities", "TYPE_FP32", [10]),
        ("logits", "TYPE_FP32", [10]),
        ("digits", "TYPE_INT64", [1]),
    ]


def test_tritons_client_lists_all_models(client):
    index = client.get_model_repository_index()
    assert index == [{"name": "shuzi", "version": "1", "state": "READY", "reason": ""}]
    with pytest.raises(triton.InferenceServerException, match="loaded when it is asked"):
        client.load_model("shuzi")


def test_tritons_client_counts_what_was_asked(client, mnist):
    def counts():
        (line,) = client.get_inference_statistics("shuzi")["model_stats"]
        stats = line["inference_stats"]
        return line["inference_count"], stats["success"]["count"], stats["success"]["ns"], line["execution_count"]

    before = counts()
    images = mnist.test.images[:100, ..., None]
    sent = triton.InferInput("images", list(images.shape), "UINT8")
    sent.set_data_from_numpy(images)
    client.infer("shuzi", [sent])
    after = counts()
    assert after[0] - before[0] == 100
    assert after[1] - before[1] == 1
    assert after[2] > before[2]
    assert after[3] - before[3] == 2  # at most 64 at once
    everything = client.get_inference_statistics()["model_stats"]
    assert [line["name"] for line in everything] == ["shuzi"]
    sizes = {line["batch_size"]: line["compute_infer"]["count"] for line in everything[0]["batch_stats"]}
    assert sizes[64] >= 1
    assert sizes[36] >= 1


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_tritons_client_may_compress_what_it_sends(client, mnist, packing):
    sent = triton.InferInput("images", [1, 28, 28, 1], "UINT8")
    sent.set_data_from_numpy(mnist.test.images[:1, ..., None])
    answer = client.infer("shuzi", [sent], request_compression_algorithm=packing)
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
        (_tensor() | {"outputs": [{"name": "digits", "parameters": {"classification": 3}}]}, 400, "class_count"),
        (_tensor() | {"outputs": [{"name": "logits", "parameters": {"classification": -1}}]}, 400, "class_count"),
        (_tensor() | {"outputs": [{"name": "logits", "parameters": {"classification": "3"}}]}, 400, "class_count"),
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

"""A file that is no Keras model is named as what it is, with the way to the right one."""

import io
import json
import pickle
import zipfile

import keras
import numpy as np
import onnx
import pytest

from shuzi.errors import ArchitectureError, ModelFileError
from shuzi.importing.network import read_network
from shuzi.store.saved_layers import read_architecture


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x" * 5000)
    return stream.getvalue()


def numpy_arrays() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, kernel=np.zeros(3))
    return stream.getvalue()


def onnx_file() -> bytes:
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Identity", ["x"], ["y"])], "g", [value], [value])
    return onnx.helper.make_model(graph, producer_name="somebody").SerializeToString()


def tfjs(**more: object) -> bytes:
    return json.dumps({"format": "layers-model", "modelTopology": {"class_name": "Sequential"}, **more}).encode()


OTHERS = {
    "git lfs": ("m.h5", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "git lfs pull"),
    "web page": ("m.h5", b"\n\n<!DOCTYPE html>\n<html>", "a web page.*Download raw file"),
    "git lfs of before": ("m.h5", b"version https://hawser.github.com/spec/v1\noid sha256:00\n", "git lfs pull"),
    "git lfs through powershell": (
        "m.h5",
        "version https://git-lfs.github.com/spec/v1\n".encode("utf-16"),
        "git lfs pull",
    ),
    "web page as xml": ("m.h5", b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', "a web page"),
    "web page that begins with a program": ("m.h5", b"<script>1</script><html>", "a web page"),
    "refusal of a store": ("m.h5", b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code>', "a website's message"),
    "refusal in json": ("m.h5", b'{"error":"Entry not found"}', "a website's message"),
    "shard of a checkpoint": ("m.data-00001-of-00002", b"\x01\x02", "checkpoint"),
    "frozen graph": ("frozen.pb", b"\n\x10\n\x05input\x12\x0bPlaceholder", "graph of TensorFlow"),
    "core ml": ("m.mlmodel", b"\x08\x04\x12\x20\x0a\x10", "Core ML"),
    "shadow of macos": ("._m.h5", b"\0\x05\x16\x07\0\x02\0\0Mac OS X", "name the file without `._`"),
    "zip with a model in it": ("m.zip", zipped("mine/", "mine/model.keras"), "an archive.*unpack"),
    "tar": ("m.tar", b"model.h5".ljust(257, b"\0") + b"ustar\x0000", "an archive.*unpack"),
    "web page with a mark before": ("m.keras", b"\xef\xbb\xbf<HTML lang=en>", "a web page"),
    "not found": ("m.keras", b"404: Not Found", "no such file"),
    "layers of tensorflow.js": ("model.json", tfjs(), "TensorFlow.js.*tensorflowjs_converter"),
    "graph of tensorflow.js": ("model.json", tfjs(format="graph-model"), "graph of TensorFlow.js.*converted from"),
    "program of a savedmodel": ("saved_model.pb", b"\x08\x01\x12\x00", "SavedModel.*load_model"),
    "checkpoint": ("weights.index", b"\x00\x00\x01\x02", "checkpoint.*load_weights"),
    "pickle": ("m.pkl", pickle.dumps({"a": 1}), "pickle"),
    "pickle by another name": ("m.h5", pickle.dumps({"a": 1}, protocol=2), "pickle"),
    "pytorch": ("m.pth", zipped("m/data.pkl", "m/byteorder"), "PyTorch.*set_weights"),
    "pytorch by another name": ("m.keras", zipped("archive/data.pkl"), "PyTorch"),
    "pytorch before 1.6": ("m.pt", b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.", "PyTorch"),
    "onnx": ("m.onnx", onnx_file(), "ONNX.*Keras model"),
    "onnx by another name": ("m.h5", onnx_file(), "ONNX"),
    "tflite": ("m.tflite", b"\x1c\0\0\0TFL3\x14\0 \0", "TFLite.*Keras model"),
    "safetensors": ("m.safetensors", b'\x40\0\0\0\0\0\0\0{"a":', "safetensors"),
    "arrays": ("m.npz", numpy_arrays(), "NumPy arrays"),
    "notebook": ("m.ipynb", b'{"cells": [], "nbformat": 4}', "a notebook"),
    "yaml": ("m.yaml", b"backend: tensorflow\nclass_name: Sequential\n", "YAML.*model_from_yaml"),
    "archive": ("m.tar.gz", b"\x1f\x8b\x08\0", "an archive.*unpack"),
    "picture": ("m.png", b"\x89PNG\r\n\x1a\n", "a picture.*shuzi read"),
    "nothing": ("m.h5", b"", "is empty"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_named_with_the_way_to_the_right_one(name, tmp_path):
    file, content, words = OTHERS[name]
    (tmp_path / file).write_bytes(content)
    with pytest.raises(ModelFileError, match=words) as refused:
        read_network(tmp_path / file)
    assert str(refused.value).startswith(str(tmp_path / file))
    assert str(refused.value).isprintable()
    with pytest.raises(ArchitectureError, match=words):  # `shuzi summary` reads it too
        read_architecture(tmp_path / file)


def test_weights_of_another_kind_are_named_too(tmp_path):
    (tmp_path / "model.json").write_text('{"class_name": "Sequential"}')
    (tmp_path / "weights.h5").write_bytes(OTHERS["git lfs"][1])
    with pytest.raises(ModelFileError, match=r"weights\.h5 is a Git LFS pointer"):
        read_network(tmp_path / "model.json", tmp_path / "weights.h5")


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("saved_model.pb", "SavedModel"),
        ("card.json", "a run of shuzi's"),
        ("model.weights.h5", "unpacked.*config.json, then model.weights.h5"),
        ("checkpoint", "a checkpoint of TensorFlow"),
        ("model.keras", "name the model's file in it"),
    ],
)
def test_a_folder_is_named_by_what_is_in_it(inside, words, tmp_path):
    (tmp_path / inside).write_bytes(b"\x08\x01")
    with pytest.raises(ModelFileError, match=words):
        read_network(tmp_path)


def test_the_two_files_of_an_unpacked_model_are_opened(tmp_path):
    keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(2)]).save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as archive:
        archive.extractall(tmp_path)
    assert read_network(tmp_path / "config.json", tmp_path / "model.weights.h5").architecture.parameters == 130

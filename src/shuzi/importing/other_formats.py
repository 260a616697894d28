"""What a file is that is no Keras model: told by how it begins, with the way to the right one."""

import re
from pathlib import Path
from typing import NamedTuple

from shuzi.errors import ModelFileError

_BEGINNING = 4096
"""Bytes that are looked at; set by hand, a text's first lines."""

_SAVE = 'save it there with model.save("model.keras")'
_FIND_SOURCE = "find the Keras model (.keras or .h5) that it was made from"


class _Kind(NamedTuple):
    """A kind of file, in words that go on after `is` and after `To get it,`."""

    what: str
    way: str


_LFS = _Kind(
    what="a Git LFS pointer, three lines that stand for the model",
    way="run `git lfs pull` in the repository, or download the file itself from its page",
)
_HTML = _Kind(
    what="a web page, not the file that the page shows",
    way="use the page's own download button (on GitHub `Download raw file`), not `Save as`",
)
_NOT_FOUND = _Kind("a website's answer that there is no such file", "check the address, and download it again")
_NO_ANSWER = _Kind("a website's message, not the file", "read in it why, and download the file again")
_TFJS = _Kind(
    what="TensorFlow.js' list of layers",
    way="convert it: pip install tensorflowjs, then `tensorflowjs_converter --input_format tfjs_layers_model "
    "--output_format keras model.json model.h5`, and name model.h5",
)
_TFJS_GRAPH = _Kind(
    what="a graph of TensorFlow.js, in which there are no layers any more",
    way="get the Keras model (.keras or .h5) that it was converted from",
)
_SAVED_MODEL = _Kind(
    what="a SavedModel of TensorFlow, which holds a program",
    way="open its folder where you trust it, with TensorFlow 2.15 or older: "
    '`tf.keras.models.load_model("FOLDER").save("model.h5")`, and name model.h5',
)
_CHECKPOINT = _Kind(
    what="a checkpoint of TensorFlow, weights alone",
    way='load it into its network with model.load_weights, and save the model with model.save("model.keras")',
)
_PICKLE = _Kind(
    what="a pickle of Python, which runs what is in it and is never opened here",
    way=f"open it where it was made, and if a Keras model is in it, {_SAVE}",
)
_PYTORCH = _Kind(
    what="a file of PyTorch",
    way="build the same network in Keras, copy the weights into it with layer.set_weights, and "
    'save it with model.save("model.keras")',
)
_ONNX = _Kind(
    what="an ONNX file, which has no way back to Keras's layers",
    way=f"{_FIND_SOURCE}; a run of shuzi's needs no import, name its folder",
)
_TFLITE = _Kind(
    what="a TFLite (LiteRT) file, which has no way back to Keras's layers",
    way=_FIND_SOURCE,
)
_SAFETENSORS = _Kind("a safetensors file, weights alone", f"load it into its network in Keras, and {_SAVE}")
_NUMPY = _Kind("a file of NumPy arrays", f"set them as the weights of a Keras model, and {_SAVE}")
_NOTEBOOK = _Kind("a notebook", 'run it, with model.save("model.keras") behind the training')
_COREML = _Kind(
    what="a Core ML file, which has no way back to Keras's layers",
    way=_FIND_SOURCE,
)
_FROZEN = _Kind(
    what="a graph of TensorFlow, in which there are no layers any more",
    way=_FIND_SOURCE,
)
_SHADOW = _Kind(
    what="what macOS keeps beside a file (its name begins with `._`)",
    way="name the file without `._` before its name",
)
_UNPACKED = _Kind(
    what="a `.keras` file that was unpacked",
    way="pack it again, or name two files of it: config.json, then model.weights.h5",
)
_YAML = _Kind(
    what="a model's layers as YAML",
    way="write them as JSON with the Keras that wrote them: keras.models.model_from_yaml(text).to_json()",
)
_ARCHIVE = _Kind("an archive", "unpack it, and name the model in it")
_PICTURE = _Kind("a picture", "name the model's file; `shuzi read FILE` reads pictures")

_BY_FIRST_BYTES = (
    (b"version https://git-lfs.github.com/spec/", _LFS),
    (b"version https://hawser.github.com/spec/", _LFS),
    (b"404: Not Found", _NOT_FOUND),
    (b"Entry not found", _NOT_FOUND),
    (b"backend:", _YAML),
    (b"class_name:", _YAML),
    (b"\x93NUMPY", _NUMPY),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"PK\5\6", _ARCHIVE),  # an empty one
    (b"\0\5\x16\7", _SHADOW),
    (b"GIF8", _PICTURE),
    (b"%PDF", _PICTURE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19", _PYTORCH),  # a pickle before PyTorch 1.6, with its own number first
)

_HDF5 = b"\x89HDF"
_ZIP = b"PK\x03\x04"
_ZIP_NAME = 30
"""Where a zip file's first name begins."""
_KERAS_MEMBERS = (b"config.json", b"metadata.json", b"model.weights.h5")

# A protocol buffer that begins with a small `ir_version`, then the producer, domain, version, graph or operators.
_ONNX_BEGINS = re.compile(rb"\x08[\x01-\x1f][\x12\x1a\x22\x28\x32\x3a\x42]", re.DOTALL)
_PICKLE_BEGINS = re.compile(rb"\x80[\x02-\x05]", re.DOTALL)
_SAFETENSORS_BEGINS = re.compile(rb".{4}\0{4}\{", re.DOTALL)
_NAMES = {
    "saved_model.pb": _SAVED_MODEL,
    "keras_metadata.pb": _SAVED_MODEL,
    "fingerprint.pb": _SAVED_MODEL,
    "checkpoint": _CHECKPOINT,
}
_SHARD = re.compile(r"\.data-\d{5}-of-\d{5}$")
_ENDINGS = {
    ".index": _CHECKPOINT,
    ".meta": _CHECKPOINT,
    ".pb": _FROZEN,
    ".mlmodel": _COREML,
    ".onnx": _ONNX,
    ".pth": _PYTORCH,
    ".pt": _PYTORCH,
    ".pkl": _PICKLE,
    ".pickle": _PICKLE,
    ".joblib": _PICKLE,
    ".tflite": _TFLITE,
}
"""For what no first bytes tell; a name is believed only of a file that is nothing else."""

_INSIDE = {
    "saved_model.pb": _SAVED_MODEL,
    "model.weights.h5": _UNPACKED,
    "checkpoint": _CHECKPOINT,
}
"""What a folder is, by a file in it."""

_TAR, _TAR_AT = b"ustar", 257
_MARKUP = re.compile(
    rb"<(!doctype html|!--|html|head|body|script|meta|\?xml[^>]*>\s*<(!doctype html|html))", re.IGNORECASE
)
_MESSAGE = re.compile(rb"(<\?xml[^>]*>\s*)?<error>|\{\s*\"(error|message|detail)\"\s*:", re.IGNORECASE)


def refuse_other_formats(content: bytes, path: Path) -> None:
    """Refuse a file that is neither HDF5 nor a `.keras` file nor JSON of Keras's layers, if it is known what it is.

    Args:
        content: the whole file.
        path: where it lies.
    Raises:
        ModelFileError: it says what the file is, and the way to the right one.
    """
    if not content:
        raise ModelFileError(f"{path} is empty; download or save it again.")
    kind = _kind_of(content, path.name.lower())
    if kind is not None:
        raise _is(path, kind)


def refuse_folder(path: Path) -> None:
    """Refuse a folder, with what is known of it.

    Raises:
        ModelFileError: always.
    """
    for inside, kind in _INSIDE.items():
        if (path / inside).exists():
            raise _is(path, kind)
    if (path / "card.json").exists():
        raise ModelFileError(
            f"{path} is a run of shuzi's, which needs no import; name it as it is, as in `shuzi read`."
        )
    raise ModelFileError(
        f"{path} is no file but a folder; name the model's file in it (.keras, .h5, or the JSON and the weights)."
    )


def _kind_of(content: bytes, name: str) -> _Kind | None:
    begins = content[:_BEGINNING]
    if begins.startswith(_HDF5):
        return None
    if begins.startswith(_ZIP):
        return _zipped(begins)
    begins = _as_utf8(begins)
    kind = next((kind for begin, kind in _BY_FIRST_BYTES if begins.startswith(begin)), None)
    return kind or _text(begins, content) or _binary(begins, name)


def _as_utf8(begins: bytes) -> bytes:
    """Return text without the mark before it; what PowerShell's `>` writes is UTF-16."""
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        return begins.decode("utf-16", errors="ignore").encode()
    return begins.removeprefix(b"\xef\xbb\xbf")


def _text(begins: bytes, content: bytes) -> _Kind | None:
    text = begins.lstrip()
    if _MARKUP.match(text):
        return _HTML
    if _MESSAGE.match(text):
        return _NO_ANSWER
    return _json(content) if text.startswith(b"{") else None


def _binary(begins: bytes, name: str) -> _Kind | None:
    if begins[4:8] == b"TFL3":
        return _TFLITE
    if begins[_TAR_AT:].startswith(_TAR):
        return _ARCHIVE
    if _SHARD.search(name):
        return _CHECKPOINT
    by_name = _NAMES.get(name) or next((kind for end, kind in _ENDINGS.items() if name.endswith(end)), None)
    if _PICKLE_BEGINS.match(begins):
        return by_name if by_name is _PYTORCH else _PICKLE
    if _SAFETENSORS_BEGINS.match(begins):
        return _SAFETENSORS
    return by_name or (_ONNX if _ONNX_BEGINS.match(begins) else None)


def _zipped(begins: bytes) -> _Kind | None:
    """Return what a zip file's first member tells; nothing is unpacked for it."""
    name = begins[_ZIP_NAME : _ZIP_NAME + int.from_bytes(begins[26:28], "little")]
    if name.endswith((b".keras", b".h5", b".hdf5", b".pb", b".json", b".onnx", b"/")) and name not in _KERAS_MEMBERS:
        return _ARCHIVE
    if name.endswith((b"/data.pkl", b"/version", b"/byteorder", b"/.format_version")):
        return _PYTORCH
    return _NUMPY if name.endswith(b".npy") else None


def _json(content: bytes) -> _Kind | None:
    if b'"modelTopology"' in content:
        graph = re.search(rb'"format"\s*:\s*"graph-model"', content) or b'"node"' in content
        return _TFJS_GRAPH if graph else _TFJS
    return _NOTEBOOK if b'"nbformat"' in content and b'"cells"' in content else None


def _is(path: Path, kind: _Kind) -> ModelFileError:
    return ModelFileError(f"{path} is {kind.what}; expected a saved Keras model. To get it, {kind.way}.")

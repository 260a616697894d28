"""Files that are not what they should be: pickles, archives and IDX files."""

import gzip
import io
import os
import pickle
import zipfile

import numpy as np
import pytest

import shuzi.data.mnist as mnist_module
from shuzi.data.cache import cache_folder, read_cache
from shuzi.data.canonical import CANONICAL_FILES
from shuzi.data.download import no_progress
from shuzi.data.files import read_folder, read_npz
from shuzi.data.sources import MnistSource, read_mnist_pickle
from shuzi.errors import SourceError


class _Evil:
    def __init__(self, function, *arguments) -> None:
        self._call = (function, arguments)

    def __reduce__(self):
        return self._call


@pytest.mark.parametrize("call", [(os.system, "touch ran"), (eval, "1 + 1"), (np.load, "file"), (getattr, 1, "real")])
def test_the_unpickler_builds_arrays_and_nothing_else(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    packed = gzip.compress(pickle.dumps(_Evil(*call), protocol=2))
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        read_mnist_pickle(io.BytesIO(packed))
    assert list(tmp_path.iterdir()) == []


def test_an_archive_with_pickled_objects_is_refused(tmp_path):
    np.savez(tmp_path / "a.npz", x_train=np.array([_Evil(os.getpid)], dtype=object))
    with pytest.raises(SourceError, match="no mnist"):
        read_npz((tmp_path / "a.npz").read_bytes(), where="a.npz")


def test_an_archive_without_mnist_or_cut_short_is_refused(tmp_path, npz):
    np.savez(tmp_path / "a.npz", other=np.zeros(3))
    for content in ((tmp_path / "a.npz").read_bytes(), npz[:100_000], b"", b"PK\x03\x04"):
        with pytest.raises(SourceError, match="no mnist"):
            read_npz(content, where="a.npz")


def _npy(array) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _header(text: str, version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text.encode()


def _said(descr: str, shape: str, end: str = "}") -> bytes:
    return _header(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, {end}\n") + bytes(10_000)


def _encrypted(content: bytes) -> bytes:
    """Set the mark of a password in both of the member's headers."""
    for signature, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.index(signature) + place
        content = content[:at] + b"\x01" + content[at + 1 :]
    return content


def _method(content: bytes, method: int) -> bytes:
    for signature, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        at = content.index(signature) + place
        content = content[:at] + bytes([method]) + content[at + 1 :]
    return content


LABELS = np.zeros(10_000, np.uint8)
MEMBERS = {
    "a huge shape": _said("'|u1'", "(99999999999999999999,)"),
    "4 GB of shape": _said("'|u1'", "(4000000000,)"),
    "a negative shape": _said("'|u1'", "(-10000,)"),
    "a shape of texts": _said("'|u1'", "('a',)"),
    "a shape that is a number": _said("'|u1'", "10000"),
    "no shape": _said("'|u1'", "()"),
    "big integers": _npy(LABELS.astype(">i8")),
    "floats": _npy(LABELS.astype("f4")),
    "records": _npy(np.zeros(10_000, [("a", "u1")])),
    "a record of no type": _said("[('a', 'x')]", "(10000,)"),
    "bytes of no length": _said("'|V0'", "(10000,)"),
    "nothing but bytes": _said("'|V1'", "(10000,)"),
    "objects": _npy(np.array([None] * 10, dtype=object)),
    "dates": _npy(np.zeros(100, "M8[s]")),
    "a type that is no type": _said("'|q9'", "(10000,)"),
    "a header that is a program": _header("__import__('os').getpid()\n") + bytes(10_000),
    "a header of brackets": _header("(" * 60_000),
    "a header that is cut short": b"\x93NUMPY\x01\x00\xff\xff{",
    "another version": _header("{}", b"\x09\x00"),
    "nothing": b"",
    "the other order": _npy(np.asfortranarray(np.zeros((100, 100), np.uint8))),
}


def _archive(member: bytes, **options) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as archive:
        archive.writestr("x_train.npy", member)
    return stream.getvalue()


ARCHIVES = {name: _archive(member) for name, member in MEMBERS.items()} | {
    "a password": _encrypted(_archive(_npy(LABELS))),
    "an unknown method": _method(_archive(_npy(LABELS)), 99),
    "a method for large files": _archive(_npy(LABELS), compression=zipfile.ZIP_LZMA),
    "a damaged package": _method(_archive(_npy(LABELS)), 8),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_lies_is_refused_by_its_address(name):
    with pytest.raises(SourceError, match=r"^https://mirror/mnist\.npz is no mnist\.npz \(") as caught:
        read_npz(ARCHIVES[name], where="https://mirror/mnist.npz")
    assert str(caught.value).isprintable()


def test_what_a_mirror_sends_is_read_whole(npz):
    assert {name: len(content) for name, content in read_npz(npz, where="a.npz").items()} == {
        file.name: file.size for file in CANONICAL_FILES
    }


@pytest.mark.parametrize("name", ARCHIVES)
def test_after_a_bad_archive_the_next_source_is_tried(name, files, monkeypatch):
    bad = MnistSource("the mirror", lambda _: read_npz(ARCHIVES[name], where="https://mirror/mnist.npz"))
    attempt = mnist_module._Attempt(no_progress)
    assert attempt.first_of([bad, MnistSource("the next", lambda _: files)]) is files
    assert "the mirror: https://mirror/mnist.npz is no mnist.npz" in str(attempt.failure())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.parametrize("name", ["mnist.npz", "train-images-idx3-ubyte"])
def test_a_pipe_is_no_data_and_not_waited_for(name, tmp_path):
    os.mkfifo(tmp_path / name)
    with pytest.raises(SourceError):
        read_folder(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_or_a_link_in_the_cache_is_no_data(home):
    folder = cache_folder()
    folder.mkdir(parents=True)
    first = folder / CANONICAL_FILES[0].name
    os.mkfifo(first)
    with pytest.raises(SourceError, match="is a pipe"):
        read_cache()
    first.unlink()
    first.symlink_to("/dev/zero")
    with pytest.raises(SourceError, match="is a link out of its folder"):
        read_cache()

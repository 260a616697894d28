"""The process that reads an HDF5 file: lists its arrays of numbers, and gives each."""

from typing import Any

import h5py

from shuzi.confined import Reply, answer_requests

_MOST_ARRAYS = 64
"""That are listed; USPS's file has four. Set by hand."""


def _answer(request: dict[str, Any], _content: bytes) -> Reply:
    try:
        with h5py.File(request["path"], "r") as file:
            if "array" in request:
                return {}, file[request["array"]][()].tobytes()
            return {"arrays": _listed(file)}, b""
    except Exception as error:  # noqa: BLE001 - h5py raises anything at all
        return {"error": str(error) or type(error).__name__}, b""


def _listed(file: h5py.File) -> list[dict[str, Any]]:
    arrays: list[dict[str, Any]] = []

    def see(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset) and item.dtype.kind in "buif" and item.ndim and len(arrays) < _MOST_ARRAYS:
            arrays.append({"name": name, "shape": list(item.shape), "dtype": item.dtype.str})

    file.visititems(see)
    return arrays


if __name__ == "__main__":
    # An array is held twice, as numbers and as bytes, `MOST_BYTES` of `h5` each. Set by hand; one answer takes far less
    # than so many seconds.
    answer_requests(_answer, memory=1_200_000_000, seconds=20)

"""IDX, the format of MNIST's own files: a short header with the sizes of the axes, then the bytes.

Source: the description on MNIST's page. The header is big-endian: two zero bytes, the type (8 is unsigned byte),
the number of axes, then each axis's size as a 32-bit integer.
"""

import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from shuzi.errors import DataError

_UNSIGNED_BYTE = 8


def encode_idx(array: npt.NDArray[np.uint8]) -> bytes:
    """Return the IDX file that holds `array` (uint8, any shape)."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, _UNSIGNED_BYTE, array.ndim, *array.shape)
    return header + np.ascontiguousarray(array).tobytes()


def decode_idx(content: bytes | bytearray, *, name: str) -> npt.NDArray[np.uint8]:
    """Return the array in an IDX file without copying it.

    Args:
        content: the whole file, uncompressed. From a `bytearray` the array is writable.
        name: the file's name, for error messages.
    Raises:
        DataError: the bytes are no IDX file of unsigned bytes, or are cut short.
    """
    axes = content[3] if len(content) >= 4 else 0
    start = 4 + 4 * axes
    if bytes(content[:3]) != bytes((0, 0, _UNSIGNED_BYTE)) or len(content) < start:
        raise DataError(f"{name} is no IDX file of unsigned bytes; expected one of MNIST's four files.")
    shape = struct.unpack(f">{axes}I", content[4:start])
    array: npt.NDArray[Any] = np.frombuffer(content, np.uint8, offset=start)
    if array.size != int(np.prod(shape, dtype=np.int64)):
        raise DataError(f"{name} holds {array.size} values; its header announces {shape}. Fetch it again.")
    return array.reshape(shape)

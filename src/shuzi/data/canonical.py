"""MNIST's four uncompressed files: their names, sizes and SHA-256 digests, and IDX, the format they are in.

IDX is a short header with the sizes of the axes, then the bytes. The header is big-endian: two zero bytes, the type (8
is unsigned byte), the number of axes, then each axis's size as a 32-bit integer. Source: the description on MNIST's
page.
"""

import hashlib
import struct
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import DigestError

Files = Mapping[str, bytes | bytearray]
"""MNIST's four uncompressed IDX files by name."""

_UNSIGNED_BYTE = 8
"""IDX's number of this type."""


class CanonicalFile(NamedTuple):
    """One of MNIST's four files."""

    name: str
    npz_key: str
    """The name of the same array in Keras's `mnist.npz`."""
    size: int
    """Bytes, header included."""
    sha256: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array in it: (images, 28, 28), or (labels,)."""
        images = self.npz_key.startswith("x")
        return ((self.size - 16) // 784, 28, 28) if images else (self.size - 8,)


# The digests were computed from the files that MNIST's authors published, header included.
TRAIN_IMAGES = CanonicalFile(
    "train-images-idx3-ubyte",
    "x_train",
    47_040_016,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
TRAIN_LABELS = CanonicalFile(
    "train-labels-idx1-ubyte",
    "y_train",
    60_008,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
TEST_IMAGES = CanonicalFile(
    "t10k-images-idx3-ubyte",
    "x_test",
    7_840_016,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
TEST_LABELS = CanonicalFile(
    "t10k-labels-idx1-ubyte",
    "y_test",
    10_008,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
CANONICAL_FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


def verify(file: CanonicalFile, content: bytes | bytearray, *, where: str) -> None:
    """Check that `content` is the canonical file, to the byte.

    Args:
        where: the path or address that the bytes came from, for the error message.
    Raises:
        DigestError: the bytes differ.
    """
    if len(content) != file.size:
        raise DigestError(f"{where} is refused: {len(content):,} bytes, expected {file.size:,}")
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256:
        raise DigestError(f"{where} is refused: its SHA-256 is {digest}, expected {file.sha256}")


def encode_idx(array: npt.NDArray[np.uint8]) -> bytes:
    """Return the IDX file that holds `array` (uint8, any shape)."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, _UNSIGNED_BYTE, array.ndim, *array.shape)
    return header + np.ascontiguousarray(array).tobytes()

"""Everything that training needs to go on as if it had never stopped, in a file that is either whole or noticed."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.errors import RunError
from shuzi.network.run_file import read_file
from shuzi.whole_file import whole_file

_MAGIC = b"shuzi checkpoint 1\n"
_DIGEST_BYTES = 64
"""Of a SHA-256 in hexadecimal."""
_MOST_BYTES = 256 * 1024 * 1024
"""The largest recipe's take 17 MB; set by hand."""


class Weights(NamedTuple):
    """Everything that steps change."""

    network: list[npt.NDArray[Any]]
    """In the order of the network's `weights`."""
    velocities: list[npt.NDArray[Any]]
    """Of the trainable weights, in their order; momentum adds up in them."""


@dataclass(frozen=True)
class TrainingState:
    """A training between two steps.

    Order, augmentation and learning rate follow from the recipe, the seed and the step, so they are not in it.
    """

    weights: Weights
    journal: dict[str, Any]
    """What `Journal.to_json` gives."""
    restarts: int
    """How often training was begun again with another seed before."""
    diagnosis: dict[str, str] | None
    """What was wrong at the last look, where training was kept going."""


Save = Callable[[TrainingState], None]
"""Keeps a state where a later process finds it."""


def checkpoint_name(state: TrainingState) -> str:
    """Return the name of a state's file; of two states of a training, the later one's is the larger string."""
    return f"checkpoint-{state.restarts:02d}-{state.journal['steps']:010d}"


def write_checkpoint(path: Path, state: TrainingState) -> None:
    """Write the state to a temporary file, flush it to the disk, read it back, and only then give it its name.

    The file holds a line that names the format, the SHA-256 of what follows as hexadecimal, and an `.npz` archive.

    Raises:
        OSError: the disk is full, or does not give back what was written; nothing new is left behind.
    """
    content = _packed(state)

    def verify(written: Path) -> None:
        if written.read_bytes() != content:
            raise OSError(f"{written} does not hold what was written into it")

    with whole_file(path, verify=verify) as stream:
        stream.write(content)


def read_checkpoint(path: Path) -> TrainingState:
    """Return the state in a file.

    Raises:
        RunError: the file cannot be read, or is not as it was written.
    """
    try:
        content = read_file(path.parent, path.name, most_bytes=_MOST_BYTES)
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}).") from None
    digest, payload = content[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES], content[len(_MAGIC) + _DIGEST_BYTES :]
    if not content.startswith(_MAGIC) or hashlib.sha256(payload).hexdigest().encode() != digest:
        raise RunError(f"{path} is not as it was written: its SHA-256 does not fit.")
    with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
        values = json.loads(arrays["state"].tobytes())
        weights = Weights(_numbered(arrays, "network"), _numbered(arrays, "velocity"))
    return TrainingState(weights=weights, **values)


def _packed(state: TrainingState) -> bytes:
    values = {"journal": state.journal, "restarts": state.restarts, "diagnosis": state.diagnosis}
    arrays: dict[str, npt.NDArray[Any]] = {"state": np.frombuffer(json.dumps(values).encode(), np.uint8)}
    for kind, group in (("network", state.weights.network), ("velocity", state.weights.velocities)):
        arrays |= {f"{kind}/{number:04d}": array for number, array in enumerate(group)}
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    payload = stream.getvalue()
    return _MAGIC + hashlib.sha256(payload).hexdigest().encode() + payload


def _numbered(arrays: Any, kind: str) -> list[npt.NDArray[Any]]:
    return [arrays[name] for name in sorted(arrays.files) if name.startswith(f"{kind}/")]

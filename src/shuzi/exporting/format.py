"""What an export format is: how it is written, and how what was written is run."""

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes, names_of
from shuzi.digits import INPUT_SHAPE, Images, Probabilities
from shuzi.errors import ExportError, MissingDependencyError
from shuzi.store.trained_network import TrainedNetwork

Predict = Callable[[npt.NDArray[np.float32]], Probabilities]
"""Takes float32 (n, height, width, channels), 0 to 255, and gives float32 (n, classes)."""


class ExportInput(NamedTuple):
    """What is exported."""

    run: Path
    network: TrainedNetwork
    calibration: Images
    """Training images that a format with few bits may look at; none where they are gone."""
    classes: Classes = None
    """The names of classes of one's own, in the order of the outputs; None where it reads digits, or nobody knows."""


@dataclass(frozen=True)
class Format:
    """One export format."""

    name: str
    summary: str
    """One line that says what it is for."""
    exact: bool
    """Computes in float32, so it must give every test image the same class."""
    write: Callable[[ExportInput, Path], None]
    """Writes its files into a folder."""
    start: Callable[[Path, Path], Predict]
    """Opens what was written, in a folder, in its own runtime; a second folder is for what must be built for that."""
    one_by_one: bool = False
    """It answers image by image in a process of its own, so that one image's time is its share of the whole."""
    with_card: bool = False
    """A model card, `README.md`, belongs to it."""
    packages: tuple[tuple[str, str], ...] = ()
    """Modules that are needed, each with the line that installs it."""
    programs: tuple[tuple[str, str], ...] = ()
    """Programs that running it needs, each with the line that installs it."""


def require_digits(network: TrainedNetwork, *, format_name: str, classes: Classes = None) -> None:
    """Refuse a network of other images than digits or signs, for a format that knows nothing else.

    Args:
        network: what is exported.
        format_name: of the format.
        classes: the names of classes of one's own; None where it reads digits.
    Raises:
        ExportError: it reads images of another size, or tells other than these classes apart.
    """
    shapes = network.architecture.input_shape, network.architecture.layers[-1].output_shape
    wanted = len(names_of(classes))
    if shapes != (INPUT_SHAPE, (wanted,)):
        raise ExportError(
            f"the network reads images of {shapes[0]} into {shapes[1][-1]:,} classes; the format {format_name} is for "
            f"{INPUT_SHAPE} and {wanted}. Export to onnx, keras, json-h5 or litert instead."
        )


def predict_by(command: list[str]) -> Predict:
    """Return what answers by a program that takes images as bytes and gives probabilities as float32.

    Args:
        command: the program and its arguments. What is returned raises `subprocess.CalledProcessError` if it fails.
    """

    def predict(pixels: npt.NDArray[np.float32]) -> Probabilities:
        content = np.rint(pixels).astype(np.uint8).tobytes()
        done = subprocess.run(command, input=content, capture_output=True, check=True)  # noqa: S603 - our own program
        return np.frombuffer(done.stdout, "<f4").reshape(len(pixels), -1)  # (n, classes)

    return predict


def missing(wanted: Format) -> list[str]:
    """Return what a format needs and is not installed, each with the line that installs it."""
    packages = [f"{name} ({line})" for name, line in wanted.packages if importlib.util.find_spec(name) is None]
    return packages + [f"{name} ({line})" for name, line in wanted.programs if shutil.which(name) is None]


def require(wanted: Format) -> None:
    """Refuse a format whose runtime is not installed.

    Raises:
        MissingDependencyError: something is missing; the message says how to install it.
    """
    lacking = missing(wanted)
    if lacking:
        raise MissingDependencyError(
            f"the format {wanted.name} needs {' and '.join(lacking)}; install it and try again."
        )

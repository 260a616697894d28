"""Start Keras and the backend that `KERAS_BACKEND` names, or say what is missing."""

import os
import platform
from types import ModuleType

from shuzi.errors import MissingDependencyError, UsageError
from shuzi.machine import quiet_libraries

# TensorFlow's CPU build is a third of the size of the full one, and there is none for other processors than x86-64.
TENSORFLOW = "tensorflow-cpu" if platform.machine() in ("x86_64", "AMD64") else "tensorflow"

# What lets Keras compute, with the line that installs it.
BACKENDS = {
    "tensorflow": f"pip install {TENSORFLOW}",
    "jax": "pip install jax",
    "torch": "pip install torch",
}


def wanted_backend() -> str:
    """Return the name of the backend that Keras would use."""
    return os.environ.get("KERAS_BACKEND") or "tensorflow"


def start_exporting(to: str | None = None) -> ModuleType:
    """Return `shuzi.exporting.export` with everything that a format needs, without the notices of what is imported.

    Args:
        to: the format; None is any, to be found later.
    Raises:
        UsageError: there is no such format.
        MissingDependencyError: a package that it needs is not installed.
    """
    try:
        with quiet_libraries():
            from shuzi.exporting import find_format

            if to is not None:
                find_format(to)
            from shuzi.exporting import export
    except ImportError as error:
        name = error.name or "onnx"
        raise MissingDependencyError(f"exporting needs {name}, which is not installed: pip install {name}") from None
    return export


def start_training() -> None:
    """Import what trains, with Keras and its backend, and make it ready, without their notices.

    Raises:
        UsageError: `KERAS_BACKEND` names no backend.
        MissingDependencyError: Keras or the backend is not installed.
    """
    backend = wanted_backend()
    if backend not in BACKENDS:
        raise UsageError(f"KERAS_BACKEND is {backend!r}; expected one of {', '.join(BACKENDS)}.")
    try:
        with quiet_libraries():
            import shuzi.run.train  # noqa: F401 - loads Keras
            from shuzi.training.backend import warm_up

            warm_up()
    except ImportError as error:
        name = error.name or "Keras"
        cure = BACKENDS.get(name, f"pip install {TENSORFLOW} keras h5py onnx")
        raise MissingDependencyError(f"training needs {name}, which is not installed; install it: {cure}") from None

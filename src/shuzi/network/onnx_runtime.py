"""ONNX Runtime, which runs every network outside training; imported here alone, and told to report nothing.

Since 1.32 it writes an identifier and a data base of events into the user's cache folder when it is imported, and
looks for its maker's host some seconds later. `ORT_DISABLE_TELEMETRY`, which `shuzi/__init__.py` sets before anything
else, stops both on Linux and macOS; on Windows events go through the system, and a call stops those.
"""

from pathlib import Path
from typing import Any

import onnxruntime

from shuzi.errors import RunError

onnxruntime.disable_telemetry_events()

ERRORS_ONLY = 4
"""The severity from which ONNX Runtime may write to standard error; what it refuses is raised all the same."""


def start_session(content: bytes, *, threads: int | None = None, spins: bool = True) -> Any:
    """Return a session of ONNX Runtime on the processor.

    Args:
        content: of an ONNX file.
        threads: that the network runs on; None is one for each core.
        spins: whether threads without work spin until there is some: a single image takes 0.13 ms and not 0.18, but
            networks that run in turns take the cores from each other.
    Raises:
        Exception: ONNX Runtime refuses the file; its own errors share no base class.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = ERRORS_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spins)))
    if threads is not None:
        options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def open_shipped(path: Path, *, threads: int | None) -> Any:
    """Return a session of a network that comes with shuzi, which nobody but shuzi wrote.

    Args:
        path: of the ONNX file.
        threads: that it runs on; None is one for each core.
    Raises:
        RunError: it is not there, or ONNX Runtime refuses it.
    """
    try:
        # It is one of those that look at a page in turns: on two cores a page takes 61 ms without spinning, 86 with it.
        return start_session(path.read_bytes(), threads=threads, spins=False)
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}). Install shuzi again.") from None
    except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
        raise RunError(f"{path} cannot be used as a model ({error}). Install shuzi again.") from None

"""Open one of the networks that come with shuzi on ONNX Runtime."""

from pathlib import Path

import onnxruntime

from shuzi.errors import RunError


def session_of(path: Path, *, threads: int | None) -> onnxruntime.InferenceSession:
    """Return the network.

    Args:
        path: of the ONNX file.
        threads: that it runs on; None is one for each core.
    Raises:
        RunError: it is not there, or ONNX Runtime refuses it.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    if threads is not None:
        options.intra_op_num_threads = threads
    try:
        return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}). Install shuzi again.") from None
    except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
        raise RunError(f"{path} cannot be used as a model ({error}). Install shuzi again.") from None

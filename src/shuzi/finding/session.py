"""Open one of the networks that come with shuzi on ONNX Runtime."""

from pathlib import Path
from typing import Any

from shuzi.errors import RunError
from shuzi.network.onnx_runtime import start_session


def session_of(path: Path, *, threads: int | None) -> Any:
    """Return the network.

    Args:
        path: of the ONNX file.
        threads: that it runs on; None is one for each core.
    Raises:
        RunError: it is not there, or ONNX Runtime refuses it.
    """
    try:
        return start_session(path.read_bytes(), threads=threads)
    except OSError as error:
        raise RunError(f"{path} cannot be read ({error.strerror}). Install shuzi again.") from None
    except Exception as error:  # noqa: BLE001 - ONNX Runtime's own errors share no base class
        raise RunError(f"{path} cannot be used as a model ({error}). Install shuzi again.") from None

"""This machine's files as pyarrow writes them, each there whole or not at all."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow.fs import FSSpecHandler


class WholeFiles(FSSpecHandler):  # type: ignore[misc]
    """The file system; a file is at its place only once it is closed."""

    def open_output_stream(self, path: str, metadata: Any) -> Any:
        """Return a stream for pyarrow."""
        return pa.PythonFile(_Beside(Path(path)), mode="w")


class _Beside:
    """A stream to a file with a dot in front of its name, which readers of folders pass over."""

    def __init__(self, path: Path) -> None:
        self._path, self._beside = path, path.with_name(f".{path.name}.{os.getpid()}.tmp")
        self._stream = self._beside.open("wb")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def close(self) -> None:
        if self._stream.closed:
            return
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._beside.replace(self._path)

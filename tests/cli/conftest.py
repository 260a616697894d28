"""Runs `shuzi` as a person does, in a process of its own."""

import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warm import run_warm

from shuzi.cli import main

Shuzi = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def shuzi() -> Shuzi:
    """Run a command; `cold`, or with options of `subprocess.run`, it begins with nothing imported."""

    def run(
        *arguments: object, cwd: Path | None = None, cold: bool = False, timeout: float = 300, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        if not cold and not options:  # another environment may name another backend
            return run_warm(*arguments, cwd=cwd, timeout=timeout)
        command = [sys.executable, "-m", "shuzi", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, cwd=cwd, **options)

    return run


@pytest.fixture
def digit_files(tmp_path: Path, mnist: Any) -> list[Path]:
    """The first three test images, a 7, a 2 and a 1, as PNG files."""
    from PIL import Image

    files = []
    for index in range(3):
        file = tmp_path / f"digit-{index}.png"
        Image.fromarray(mnist.test.images[index]).save(file)
        files.append(file)
    return files


@pytest.fixture
def say_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Run a command line in this process, with output in an encoding; gives exit code, output and messages."""
    logger = logging.getLogger("shuzi")
    before = logger.handlers[:], logger.level, logger.propagate
    monkeypatch.setattr("signal.signal", lambda *_: None)

    def run(encoding: str, *arguments: object) -> tuple[int, str, str]:
        contents = [io.BytesIO(), io.BytesIO()]
        streams = [io.TextIOWrapper(content, encoding=encoding) for content in contents]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["shuzi", *map(str, arguments)])
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            with pytest.raises(SystemExit) as ended:
                main()
        for stream in streams:
            stream.flush()
        out, err = (content.getvalue().decode(encoding) for content in contents)
        return int(ended.value.code or 0), out, err

    yield run
    logger.handlers[:], logger.level, logger.propagate = before

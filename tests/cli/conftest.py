"""Runs `shuzi` as a person does, in a process of its own, and keeps one small run for all tests."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shuzi = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def shuzi() -> Shuzi:
    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "shuzi", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)

    return run


@pytest.fixture(scope="session")
def trained(shuzi: Shuzi, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `shuzi train --json` said of a run on a few images."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    done = shuzi("train", "--recipe", "quick", "--limit", 3000, "--seed", 3, "--out", folder, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


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

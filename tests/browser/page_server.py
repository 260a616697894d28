"""A real server in front of whose page the browser is."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Start `shuzi serve` in a folder; give its address."""
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    with (folder / "stderr").open("w") as said:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, text=True, cwd=folder)
    assert server.stdout is not None
    yield server.stdout.readline().strip()
    server.terminate()
    server.communicate()

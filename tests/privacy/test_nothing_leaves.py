"""Whatever shuzi does, nobody elsewhere hears of it: no name is looked up, no host but this one is reached.

Where `strace` works, the calls of all threads and child processes are watched, those of compiled libraries too;
Python's own sockets are watched everywhere.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shuzi.data.cache import cache_folder

# Runs command lines one after the other in one process, since importing takes longer than they do.
PROGRAM = """
import json, sys
log, lines = open(sys.argv[1], "a", buffering=1), json.loads(sys.argv[2])

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
        host = address[0] if isinstance(address, tuple) else address
        if host not in ("127.0.0.1", "::1", "localhost", None):
            log.write(f"{event} {arguments}\\n")

sys.addaudithook(watch)
from shuzi.cli import app
for line in lines:
    app(line, standalone_mode=False)
"""

# With --seccomp-bpf a process is stopped at these calls alone; at every call, training takes many times as long.
STRACE = ["strace", "-f", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o"]


def strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*STRACE, os.devnull, "true"], check=False, capture_output=True).returncode == 0


class Watched:
    """A process of ours with a home of its own; MNIST is there already."""

    def __init__(self, folder: Path, *lines: list[object]) -> None:
        self.home, self._sockets, self._calls = folder / "home", folder / "sockets", folder / "calls"
        self.home.mkdir()
        self._sockets.touch()
        self._calls.touch()
        words = json.dumps([[str(word) for word in line] for line in lines])
        tracing = [*STRACE, str(self._calls)] if strace_works() else []
        self.process = subprocess.Popen(
            [*tracing, sys.executable, "-c", PROGRAM, str(self._sockets), words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            start_new_session=True,  # so that Ctrl-C can be sent to all of them
            env=surroundings(self.home),
        )

    def wait(self) -> str:
        """Return what it printed, after it has come to its end without an error."""
        try:
            out, err = self.process.communicate(timeout=500)
        finally:
            if self.process.returncode is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        assert self.process.returncode == 0, err
        return out

    def heard_elsewhere(self) -> list[str]:
        """What was asked of others; a resolver may sit on this machine, so asking port 53 counts as well."""
        calls = self._calls.read_text(errors="replace").splitlines()
        internet = [line for line in calls if re.search(r"sa_family=AF_INET6?\b", line)]
        here = re.compile(r'"(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)"')
        away = [line for line in internet if not here.search(line) or "htons(53)" in line]
        return self._sockets.read_text().splitlines() + away

    def written_by_onnx_runtime(self) -> list[Path]:
        return [path for path in self.home.rglob("*") if re.search("onnxruntime|Microsoft|deviceid", path.name)]


def surroundings(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "KERAS_HOME")}
    return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "SHUZI_DATA": str(cache_folder())}


@pytest.fixture
def digit(tmp_path, mnist):
    Image.fromarray(mnist.test.images[0]).save(tmp_path / "seven.png")
    return tmp_path / "seven.png"


def test_reading_and_explaining_reach_nobody(tmp_path, digit):
    explain = ["explain", "--image", digit, "--only", "flatten"]
    watched = Watched(tmp_path, ["read", digit], ["predict", digit], explain)
    assert "7" in watched.wait()
    assert watched.heard_elsewhere() == []
    assert watched.written_by_onnx_runtime() == []


def test_training_reaches_nobody(tmp_path, mnist):
    for digit in range(10):
        (tmp_path / "mine" / str(digit)).mkdir(parents=True)
        for number in np.flatnonzero(mnist.test.labels == digit)[:3]:
            Image.fromarray(mnist.test.images[number]).save(tmp_path / "mine" / str(digit) / f"{number}.png")
    train = ["train", "--data", tmp_path / "mine", "--recipe", "quick", "--epochs", 1, "--keep-going", "--out", "run"]
    watched = Watched(tmp_path, train)
    watched.wait()
    assert (watched.home / "run" / "card.json").is_file()
    assert watched.heard_elsewhere() == []
    assert watched.written_by_onnx_runtime() == []


def test_exporting_reaches_nobody(tmp_path):
    watched = Watched(tmp_path, ["export", "--to", "onnx", "--out", "exported"])
    watched.wait()
    assert (watched.home / "exported" / "model.onnx").is_file()
    assert watched.heard_elsewhere() == []
    assert watched.written_by_onnx_runtime() == []


def test_importing_reaches_nobody(tmp_path):
    stranger = Path(__file__).parent.parent / "fixtures" / "old_keras" / "keras-2.2.4-functional-whole.h5"
    watched = Watched(tmp_path, ["import", stranger, "--out", "imported"])
    watched.wait()
    assert (watched.home / "imported" / "model.onnx").is_file()
    assert watched.heard_elsewhere() == []
    assert watched.written_by_onnx_runtime() == []


def test_serving_reaches_nobody(tmp_path, digit):
    watched = Watched(tmp_path, ["serve", "--no-browser", "--port", 0])
    address = watched.process.stdout.readline().strip()
    drained = threading.Thread(target=watched.process.stderr.read, daemon=True)
    drained.start()
    request = urllib.request.Request(f"{address}api/read", digit.read_bytes(), {"Content-Type": "image/png"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.load(answer)
    os.killpg(watched.process.pid, signal.SIGINT)
    watched.process.wait(timeout=60)
    drained.join()
    watched.process.stdout.close()
    watched.process.stderr.close()
    assert watched.heard_elsewhere() == []
    assert watched.written_by_onnx_runtime() == []


def test_onnx_runtime_is_quiet_in_a_home_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    done = subprocess.run(
        [sys.executable, "-c", "import shuzi, onnxruntime"],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(tmp_path / "file" / "home"),
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_somebody_who_wants_onnx_runtime_to_report_is_not_overruled():
    program = "import os, shuzi; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    for given, kept in (({}, "1"), ({"ORT_DISABLE_TELEMETRY": "0"}, "0")):
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env=surroundings(Path()) | given,
        )
        assert done.stdout.strip() == kept

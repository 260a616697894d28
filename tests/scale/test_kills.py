"""A reading that is killed at any instant is gone on with; 50 kills: benchmarks/bench_kill_reading.py."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

KILLS, SEED = 3, 21


@pytest.fixture
def start(scans, tmp_path):
    """Start reading into a table; the process leads a group, which can be killed with all that it started."""

    def begin(*more):
        command = [sys.executable, "-m", "shuzi", "read", str(scans), "--out", str(tmp_path / "all.csv"), *more]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    return begin


def test_a_table_after_kills_is_the_table_without(start, tmp_path):
    began = time.monotonic()
    assert start().wait() == 1  # one file is no image
    duration = time.monotonic() - began
    table, wanted = tmp_path / "all.csv", (tmp_path / "all.csv").read_bytes()
    table.unlink()
    chance, killed = random.Random(SEED), f"of {duration:.2f} s, by seed {SEED}, killed after"
    process = start()
    for _ in range(KILLS):
        seconds = chance.uniform(0.2, 1.0) * duration
        time.sleep(seconds)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        killed += f" {seconds:.2f} s"
        process.wait()
        assert not table.exists() or table.read_bytes() == wanted, killed
        process = start("--resume")
    process.wait()
    assert start("--resume").wait() in (0, 1), killed
    assert table.read_bytes() == wanted, killed
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"], killed


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for processes as Linux lists them")  # noqa: PTH112
def test_processes_that_read_leave_with_the_one_that_started_them(scans, tmp_path):
    program = (
        "import time; from pathlib import Path; from shuzi.scale import pool; pool.cores = lambda: 2;"
        f"files = [Path({str(scans / '00.png')!r})] * 1000;"
        "pages = pool.read_many(files); next(pages); import multiprocessing;"
        "print(*(one.pid for one in multiprocessing.active_children()), flush=True); time.sleep(100)"
    )
    (tmp_path / "start.py").write_text(f"if __name__ == '__main__':\n    {program}\n")
    process = subprocess.Popen([sys.executable, str(tmp_path / "start.py")], stdout=subprocess.PIPE, text=True)
    children = process.stdout.readline().split()
    process.kill()
    process.wait()
    process.stdout.close()
    assert len(children) == 2
    until = time.monotonic() + 60
    while any(os.path.exists(f"/proc/{child}") for child in children):  # noqa: PTH110
        assert time.monotonic() < until
        time.sleep(0.05)

"""The cache when several processes want it, or one of them dies."""

import os
import signal
import subprocess
import sys
import time

import pytest

from shuzi.data.cache import read_cache, write_cache
from shuzi.data.canonical import CANONICAL_FILES
from shuzi.errors import DigestError

LOAD = "import shuzi; assert shuzi.load_mnist().train.images.shape == (60000, 28, 28)"


def _start(program: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)


def _temporary_files(home):
    return list((home / "cache").rglob("*.tmp"))


def test_eight_processes_that_start_on_an_empty_cache_all_succeed(home, keras_home):
    processes = [_start(LOAD) for _ in range(8)]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert read_cache().keys() == {file.name for file in CANONICAL_FILES}
    assert _temporary_files(home) == []


def test_a_process_killed_while_it_writes_harms_nobody(home, keras_home):
    # It is killed with the lock held and half of a file in its temporary place.
    program = (
        "import os, signal, shuzi.data.cache as cache, shuzi\n"
        "def half(path, content, file):\n"
        "    path.with_name('.half.tmp').write_bytes(content[:1000])\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "cache._write_verified = half\n"
        "shuzi.load_mnist()"
    )
    killed = _start(program)
    others = [_start(LOAD) for _ in range(3)]
    killed.communicate(timeout=60)
    assert killed.returncode in (-signal.SIGKILL, 0)  # 0: another process had filled the cache before it came
    for process in others:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert read_cache()


def test_what_a_killed_process_left_is_swept_after_an_hour(cache, files):
    old, young = cache / ".old.tmp", cache / ".young.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 4000,) * 2)
    write_cache(files)
    assert not old.exists()
    assert young.exists()


def test_a_write_that_fails_leaves_the_old_file_and_no_other(cache, files, monkeypatch):
    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_cache(files)
    monkeypatch.undo()
    assert sorted(path.name for path in cache.iterdir()) == sorted(files)


def test_a_wrong_file_is_never_put_in_place(cache, files, monkeypatch):
    wrong = {name: content[:-1] + b"\xff" for name, content in files.items()}
    with pytest.raises(Exception, match="did not keep what was written"):
        write_cache(wrong)
    assert read_cache()


def test_the_digest_is_checked_at_every_read(cache):
    assert read_cache()
    path = cache / CANONICAL_FILES[3].name
    path.write_bytes(b"\0" * CANONICAL_FILES[3].size)
    with pytest.raises(DigestError, match=path.name):
        read_cache()

"""`shuzi read --engine ray` on this machine: it reads what a pool reads, whatever is killed; nobody hears of it."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

pq = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("ray")
pytest.importorskip("pandas")

STRACE = ["strace", "-f", "--seccomp-bpf", "-e", "trace=connect,sendto", "-o"]


def _strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*STRACE, os.devnull, "true"], check=False, capture_output=True).returncode == 0


def _python(program: str, *arguments: object, before: tuple[object, ...] = ()) -> str:
    """Run a program in a process of its own, as Ray's cluster ends with the process."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    command = [*map(str, before), sys.executable, "-c", program, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


COMMAND = "import sys; from shuzi.cli import main; sys.argv = ['shuzi', 'read', *sys.argv[1:]]; main()"


def _by_name(folder):
    rows = pq.read_table(folder).to_pylist()
    for row in rows:
        row["file"] = row["file"].rpartition("/")[2]
    return sorted(rows, key=lambda row: (row["file"], row["page"], row["line"] or 0, row["position"] or 0))


def test_ray_reads_what_a_pool_reads_and_reaches_nobody(scans, names, tmp_path):
    calls = tmp_path / "calls"
    calls.touch()
    before = (*STRACE, calls) if _strace_works() else ()
    told = json.loads(_python(COMMAND, scans, "--out", tmp_path / "ray", "--engine", "ray", "--json", before=before))
    here = json.loads(_python(COMMAND, scans, "--out", tmp_path / "pool", "--json"))
    assert {**told, "out": ""} == {**here, "out": ""}
    assert _by_name(tmp_path / "ray") == _by_name(tmp_path / "pool")
    asked = [line for line in calls.read_text(errors="replace").splitlines() if "sa_family=AF_INET" in line]
    local = re.compile(r'"(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)"')
    assert [line for line in asked if not local.search(line) or "htons(53)" in line] == []
    # An address of fsspec's, and nothing left to do but the file that was not there.
    shutil.copy(scans / "00.png", tmp_path / "new.png")
    sources = (scans, f"file://{tmp_path / 'new.png'}")
    told = json.loads(_python(COMMAND, *sources, "--out", tmp_path / "ray", "--engine", "ray", "--resume", "--json"))
    assert (told["done_before"], told["files"]) == (len(names), 1)
    assert len(_by_name(tmp_path / "ray")) == len(_by_name(tmp_path / "pool")) + 1


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def server(scans):
    """The address of the scans, as another machine would serve them."""
    handler = functools.partial(_Quiet, directory=str(scans.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}/{scans.name}/"
        served.shutdown()
        thread.join()


def test_files_that_lie_elsewhere_are_named_by_their_addresses(server, names, tmp_path):
    pytest.importorskip("aiohttp")
    told = json.loads(
        _python(COMMAND, server, "--out", tmp_path / "ray", "--engine", "ray", "--rows", "lines", "--json")
    )
    rows = pq.read_table(tmp_path / "ray").to_pylist()
    assert {row["file"] for row in rows} == {server + name.rpartition("/")[2] for name in names}
    assert (told["files"], told["pages"], told["errors"]) == (len(names), len(names) + 1, 1)


KILLING = """
import os, signal, sys
from pathlib import Path
from shuzi import Reader, scale
from shuzi.scale import ray_dataset
from shuzi.scale.local_ray import ray_running

MARK = Path(sys.argv[1])

class Dying(Reader):  # one of the processes that read is killed once, in the middle of the work
    def __call__(self, batch, **options):
        if not MARK.exists() and any(path.endswith("07.png") for path in batch["path"].to_pylist()):
            MARK.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(batch, **options)

ray_dataset.Reader = Dying
with ray_running() as ray:
    files = ray.data.read_binary_files(sys.argv[2:], include_paths=True, override_num_blocks=8, num_cpus=0.05)
    rows = scale.read(files, rows="lines").to_pandas()
print(*sorted(rows["file"].str.rpartition("/")[2]))
"""


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(scans, names, tmp_path):
    told = _python(KILLING, tmp_path / "killed", *names).splitlines()[-1].split()
    assert (tmp_path / "killed").exists()
    wanted = [name.rpartition("/")[2] for name in names]
    assert told == sorted([*wanted, "two.tif"])  # which has two pages


def test_counting_of_users_is_off_unless_somebody_wants_it():
    program = "import os; import shuzi.scale; print(os.environ['RAY_USAGE_STATS_ENABLED'])"
    assert _python(program).strip() == "0"

"""Kill a reading at random instants, go on with it each time, and compare the table with an undisturbed one.

    python benchmarks/bench_kill_reading.py 50

Every process, and all that it started, is killed with SIGKILL at an instant drawn evenly over the time that the whole
job takes: while it starts, while it reads, while a shard is written, while the table is put together.
"""

import collections
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from shuzi.data.mnist import load_mnist
from shuzi.machine import describe_machine
from shuzi.scale.formats import table_format_of
from shuzi.store.printable import as_utf8

FILES = 200
TABLES = ("all.csv", "all.jsonl", "all.parquet", "shards")


def draw(folder: Path) -> list[str]:
    """A test digit on each of small sheets, every tenth of which is blank, and a file that is no image."""
    folder.mkdir()
    for number, image in enumerate(load_mnist().test.images[: FILES - 1]):
        sheet = 255 - np.pad(image * (number % 10 > 0), 20)
        Image.fromarray(sheet).save(folder / f"{number:04}.png")
    (folder / "no-image.png").write_text("no image")
    return sorted(map(str, folder.iterdir()))


def start(scans: Path, table: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "shuzi", "read", str(scans), "--out", str(table), *more]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def content(table: Path) -> object:
    """What the table says, in the order in which it says it."""
    if table.suffix in (".csv", ".jsonl"):
        return table.read_bytes()
    import pyarrow.parquet as pq

    return pq.read_table(table).to_pylist()


def finished(table: Path) -> bool:
    return table.is_file() and not table.with_name(f"{table.name}.parts").exists()


def moment(table: Path) -> str:
    """What the process was doing when it was killed, as far as its folder tells."""
    parts = table if table.name == "shards" else table.with_name(f"{table.name}.parts")
    if finished(table):
        return "after the end"
    if any(table.parent.glob(f".{table.name}.tmp")):
        return "putting the table together"
    if any(parts.glob(".part-*.tmp")):
        return "writing a shard"
    if not parts.exists():
        return "starting"
    return "reading, with shards" if any(parts.glob("part-*")) else "reading, before the first shard"


def files_of(table: Path) -> list[str]:
    """The file of every row that lies in whole shards, or in the table."""
    if table.is_file():
        return list(table_format_of(table).files(table))
    parts = table if table.is_dir() else table.with_name(f"{table.name}.parts")
    kind = table_format_of(table if table.suffix else Path("a.parquet"))
    return [name for part in sorted(parts.glob("part-*")) for name in kind.files(part)]


def check_half(table: Path) -> None:
    """Stop if anything half-written lies under a name that somebody would read, or a file is there in two places."""
    rows = files_of(table)
    runs = [name for number, name in enumerate(rows) if number == 0 or rows[number - 1] != name]
    if len(runs) != len(set(runs)):
        sys.exit(f"after a kill a file is twice in {table}")


def main(kills: int) -> None:
    done, chains, moments = 0, 0, collections.Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        scans, wanted, durations = Path(place) / "scans", {}, {}
        names = draw(scans)
        for name in TABLES:
            began = time.monotonic()
            if start(scans, Path(place) / name).wait() != 1:  # one file is no image
                sys.exit("the undisturbed reading failed")
            durations[name], wanted[name] = time.monotonic() - began, content(Path(place) / name)
            if set(files_of(Path(place) / name)) != set(map(as_utf8, names)):
                sys.exit("the undisturbed reading lost a file")
        while done < kills:
            table = Path(place) / f"chain-{chains}" / TABLES[chains % len(TABLES)]
            table.parent.mkdir()
            process = start(scans, table)
            while done < kills:
                time.sleep(random.uniform(0, durations[table.name]))
                if process.poll() is not None:
                    break
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                done += 1
                moments[moment(table)] += 1
                check_half(table)
                process = start(scans, table, "--resume")
            if process.wait() not in (0, 1):
                sys.exit(f"{table} could not be gone on with")
            if content(table) != wanted[table.name]:
                sys.exit(f"after {done} kills {table} differs")
            left = sorted(path.name for path in table.parent.iterdir())
            if left != [table.name]:
                sys.exit(f"beside the table there is still {left}")
            chains += 1
            print(f"{done} kills, {chains} tables ended the same; killed {dict(moments)}", flush=True)
    machine, today = describe_machine(), time.strftime("%Y-%m-%d")
    text = f"""# Reading, killed and gone on with, {today}

{machine["processor"]}, {machine["cores"]} cores. Made by `python benchmarks/bench_kill_reading.py {kills}`:
{done} processes that read {FILES} files into {", ".join(TABLES)} in turn were killed with SIGKILL, with all that they
had started, at random instants. After every kill all that could be read was whole, and no file was in it twice;
{chains} tables gone on with (`--resume`) after one or more kills ended as undisturbed ones, row for row and in the same
order: no file lost, none twice.

| killed while | times |
|---|---|
{chr(10).join(f"| {name} | {count} |" for name, count in moments.most_common())}
"""
    (Path(__file__).parent / "results" / f"{today}-kill-reading.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(int(sys.argv[1]))

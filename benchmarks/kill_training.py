"""Kill a training at random instants, go on with it each time, and compare the weights with an undisturbed one.

    python benchmarks/kill_training.py 50

Every process is killed with SIGKILL at an instant drawn evenly over the time that the whole job takes, from the moment
its folder is there: in the middle of a step, while a checkpoint is written, while the run is written.
"""

import collections
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shuzi.machine import describe_machine

JOB = ["--recipe", "quick", "--limit", "3000", "--epochs", "15", "--seed", "5"]


def start(*arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "shuzi", "train", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def finished(run: Path) -> bool:
    return (run / "card.json").exists() and not (run / "training.json").exists()


def digest(run: Path) -> str:
    return str(json.loads((run / "card.json").read_text())["files"]["model.onnx"])


def moment(run: Path) -> str:
    """What the process was doing when it was killed, as far as its folder tells."""
    names = [path.name for path in run.iterdir()]
    if any(name.startswith(".new-") for name in names):
        return "writing the run"
    if any(name.endswith(".tmp") for name in names):
        return "writing a checkpoint"
    if finished(run):
        return "after the end"
    return "training" if any(name.startswith("checkpoint") for name in names) else "before the first checkpoint"


def main(kills: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        whole = Path(place) / "whole"
        began = time.monotonic()
        if start(*JOB, "--out", whole).wait():
            sys.exit("the undisturbed training failed")
        duration, wanted = time.monotonic() - began, digest(whole)
        done, chains, moments = 0, 0, collections.Counter[str]()
        while done < kills:
            run = Path(place) / f"run-{chains}"
            process = start(*JOB, "--out", run)
            while not (run / "training.json").exists():
                time.sleep(0.001)
            while done < kills:
                time.sleep(random.uniform(0, duration))
                if process.poll() is not None:
                    break
                process.kill()
                process.wait()
                done += 1
                moments[moment(run)] += 1
                if finished(run):
                    break
                process = start("--resume", run)
            if process.wait() not in (0, -9) or (not finished(run) and start("--resume", run).wait()):
                sys.exit(f"{run} could not be gone on with")
            if digest(run) != wanted:
                sys.exit(f"after {done} kills the weights differ")
            chains += 1
            print(f"{done} kills, {chains} trainings ended with the same weights; killed {dict(moments)}", flush=True)
    machine = describe_machine()
    text = f"""# Killed and gone on with, {time.strftime("%Y-%m-%d")}

{machine["processor"]}, {machine["cores"]} cores. Made by `python benchmarks/kill_training.py {kills}`:
{done} processes were killed with SIGKILL at random instants, and {chains} trainings gone on with after one or more of
these all ended with the weights of an undisturbed one, to the bit.

| killed while | times |
|---|---|
{chr(10).join(f"| {name} | {count} |" for name, count in moments.most_common())}
"""
    (Path(__file__).parent / "results" / f"{time.strftime('%Y-%m-%d')}-kill-training.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main(int(sys.argv[1]))

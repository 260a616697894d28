"""How many predictions a second `shuzi serve` gives to many clients at once, and how long each waits.

The server runs in a process of its own; the clients share another, on the same machine. Every answer is compared
with what the model says of that client's image, so an answer that went to the wrong client is counted.
"""

import argparse
import asyncio
import contextlib
import datetime
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

import shuzi
from shuzi.machine import describe_machine, versions

IMAGES = 1000


class Load(NamedTuple):
    """What the clients saw."""

    seconds: float
    waits: list[float]
    wrong: int
    errors: int


class Row(NamedTuple):
    """One kind of body."""

    body: str
    load: Load
    cpu: float
    """Seconds that the server took."""
    growth: float
    """MB that its memory grew by."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.load.waits) / self.load.seconds

    @property
    def p99(self) -> float:
        """Milliseconds that 99 of 100 requests waited at most."""
        return 1000 * statistics.quantiles(self.load.waits, n=100)[98]


def measure(*, clients: int, seconds: float) -> tuple[list[Row], int]:
    """Return a row for each kind of body, and the server's exit code."""
    images = shuzi.load_mnist().test.images[:IMAGES]
    expected = shuzi.load().predict(images)
    server = subprocess.Popen(
        [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        rows = []
        for name, bodies in (("bytes", _as_bytes(images)), ("JSON", _as_json(images))):
            asyncio.run(_load(port, bodies, expected.probabilities, clients=clients, seconds=1))
            before, cpu = resident(server.pid), _cpu_seconds(server.pid)
            load = asyncio.run(_load(port, bodies, expected.probabilities, clients=clients, seconds=seconds))
            rows.append(Row(name, load, _cpu_seconds(server.pid) - cpu, resident(server.pid) - before))
            print(table(rows[-1:]), flush=True)
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait()
    return rows, code


def main() -> None:
    arguments = _arguments()
    _write(arguments, *measure(clients=arguments.clients, seconds=arguments.seconds))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    return parser.parse_args()


def _as_bytes(images: np.ndarray) -> list[bytes]:
    return [_request("application/octet-stream", image.tobytes()) for image in images]


def _as_json(images: np.ndarray) -> list[bytes]:
    bodies = (json.dumps({"images": image.tolist()}, separators=(",", ":")).encode() for image in images)
    return [_request("application/json", body) for body in bodies]


def _request(kind: str, body: bytes) -> bytes:
    head = (
        f"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, bodies: list[bytes], expected: np.ndarray, *, clients: int, seconds: float) -> Load:
    began = time.perf_counter()
    seen = await asyncio.gather(
        *(_client(port, bodies, expected, number, began + seconds) for number in range(clients))
    )
    taken = time.perf_counter() - began
    return Load(
        taken, [wait for one in seen for wait in one.waits], sum(s.wrong for s in seen), sum(s.errors for s in seen)
    )


async def _client(port: int, bodies: list[bytes], expected: np.ndarray, number: int, until: float) -> Load:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    waits, wrong, errors, index = [], 0, 0, number
    while time.perf_counter() < until:
        index = (index + 7) % len(bodies)
        began = time.perf_counter()
        writer.write(bodies[index])
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        waits.append(time.perf_counter() - began)
        if not head.startswith(b"HTTP/1.1 200"):
            errors += 1
            continue
        # The most probable digit's probability tells images apart well enough and costs the client little.
        row = expected[index]
        answer = json.loads(body)["predictions"][0]
        wrong += answer["digit"] != row.argmax() or abs(answer["confidence"] - row.max()) > 1e-5
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return Load(0, waits, wrong, errors)


def resident(process: int) -> float:
    """Return a process's resident memory in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu_seconds(process: int) -> float:
    """Return the processor time that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def table(rows: list[Row]) -> str:
    """Return the rows as lines of Markdown."""
    return "\n".join(map(_line, rows))


def _line(row: Row) -> str:
    load = row.load
    cuts = statistics.quantiles(load.waits, n=1000)
    waits = " | ".join(f"{1000 * value:.1f} ms" for value in (cuts[499], cuts[989], cuts[998], max(load.waits)))
    each = f"{1000 * row.cpu / len(load.waits):.2f} ms"
    counts = f"{load.wrong} | {load.errors} | {row.growth:.1f} MB"
    return f"| {row.body} | {len(load.waits):,} | {row.rate:,.0f} | {waits} | {each} | {counts} |"


def _write(arguments: argparse.Namespace, rows: list[Row], code: int) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine = describe_machine()
    packages = ", ".join(f"{k} {v}" for k, v in versions("onnxruntime", "fastapi", "uvicorn", "numpy").items())
    load, clients, seconds = os.getloadavg()[0], arguments.clients, arguments.seconds
    text = f"""# Serving one digit a request, {today}

{machine["processor"]}, {machine["cores"]} cores; {packages}.
Made by `python benchmarks/bench_serving.py --clients {clients} --seconds {seconds:g}`: {clients} clients on the same
cores, each on one connection and waiting for its answer before it asks again. Load average at the end: {load:.1f}.
Wrong: an answer that is not the model's own to that client's image. CPU: the server's, a request.
The server ended with exit code {code}.

| body | requests | requests/s | median | p99 | p99.9 | longest | CPU each | wrong | errors | memory grew |
|---|---|---|---|---|---|---|---|---|---|---|
{table(rows)}
"""
    path = Path(__file__).parent / "results" / f"{today}-serving.md"
    path.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

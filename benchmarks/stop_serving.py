"""Stop `shuzi serve` with SIGTERM while many clients ask, twenty times, and look for answers that were lost.

    python benchmarks/stop_serving.py

A client writes its next request on a connection until an answer asks it to close; then it opens another one, until
none is accepted any more. A request that was written and not answered is lost.
"""

import asyncio
import datetime
import json
import random
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

STOPS = 20
CLIENTS = 32


class Stop(NamedTuple):
    """What one stop was like."""

    answered: int
    wrong: int
    lost: int
    seconds: float
    code: int
    said_so: bool
    """Ready turned false before the port was given back."""


class Client:
    """Asks for one digit after the other."""

    def __init__(self, port: int, images: np.ndarray, digits: np.ndarray) -> None:
        self._port, self._images, self._digits = port, images, digits
        self.answered = self.wrong = self.lost = 0

    async def run(self, number: int) -> None:
        """Ask until no connection is accepted any more."""
        index = number
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            except OSError:
                return
            closing = False
            while not closing:
                index = (index + 7) % len(self._images)
                body = self._images[index].tobytes()
                head = f"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
                writer.write(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + body)
                try:
                    answer = await reader.readuntil(b"\r\n\r\n")
                    length = int(answer.partition(b"content-length: ")[2].partition(b"\r\n")[0])
                    found = json.loads(await reader.readexactly(length))["predictions"][0]["digit"]
                except (asyncio.IncompleteReadError, ConnectionError):
                    self.lost += 1
                    break
                self.answered += 1
                self.wrong += found != self._digits[index]
                closing = b"connection: close" in answer
            writer.close()


async def watch(port: int) -> bool:
    """Ask whether the server is ready until it is gone; return whether it ever said no."""
    said_so = False
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /v2/health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            said_so = said_so or b" 503 " in await reader.readline()
            writer.close()
        except OSError:
            return said_so
        await asyncio.sleep(0.05)


async def stop(after: float, images: np.ndarray, digits: np.ndarray) -> Stop:
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
    clients = [Client(port, images, digits) for _ in range(CLIENTS)]
    work = [asyncio.create_task(client.run(number)) for number, client in enumerate(clients)]
    watching = asyncio.create_task(watch(port))
    await asyncio.sleep(after)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    code = await asyncio.to_thread(server.wait)
    seconds = time.monotonic() - began
    await asyncio.gather(*work)
    sums = (sum(getattr(client, name) for client in clients) for name in ("answered", "wrong", "lost"))
    return Stop(*sums, seconds, code, await watching)


def measure() -> list[Stop]:
    """Return what each stop was like."""
    images = shuzi.load_mnist().test.images[:1000]
    digits, draws = shuzi.load().predict(images).digits, random.Random(0)
    stops = []
    for number in range(STOPS):
        stops.append(asyncio.run(stop(draws.uniform(0.5, 2.5), images, digits)))
        print(number + 1, stops[-1], flush=True)
    return stops


def main() -> None:
    stops = measure()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    machine, seconds = describe_machine(), [one.seconds for one in stops]
    packages = ", ".join(f"{k} {v}" for k, v in versions("onnxruntime", "fastapi", "uvicorn").items())
    text = f"""# Stopping the server under load, {today}

{machine["processor"]}, {machine["cores"]} cores; {packages}.
Made by `python benchmarks/stop_serving.py`: {STOPS} servers, each stopped with SIGTERM at an instant drawn between 0.5
and 2.5 s while {CLIENTS} clients ask for one digit after the other.

| | |
|---|---|
| requests answered | {sum(one.answered for one in stops):,} |
| wrong answers | {sum(one.wrong for one in stops)} |
| written and not answered | {sum(one.lost for one in stops)} |
| exit code 0 | {sum(one.code == 0 for one in stops)} of {STOPS} |
| ready turned false while still listening | {sum(one.said_so for one in stops)} of {STOPS} |
| seconds from SIGTERM to the end, median and longest | {statistics.median(seconds):.2f}, {max(seconds):.2f} |
"""
    (Path(__file__).parent / "results" / f"{today}-stopping.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

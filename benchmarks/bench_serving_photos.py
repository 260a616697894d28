"""How many photos a second `shuzi serve` reads for a few clients at once, and how long each waits.

    python benchmarks/bench_serving_photos.py

The photo is a drawn page of 768×560 pixels as JPEG; every answer is compared with the first one.
"""

import asyncio
import io
import json
import signal
import statistics
import subprocess
import sys
import time
from typing import NamedTuple

import numpy as np
from bench_serving import resident
from mnist_pages.pages import draw_page
from PIL import Image

from shuzi.data.mnist import load_mnist

CLIENTS, SECONDS, SIZE, SEED = 4, 60, (768, 560), 12


class Photos(NamedTuple):
    """What the clients saw."""

    seconds: float
    waits: list[float]
    """Seconds each."""
    wrong: int
    refused: int
    growth: float
    """MB that the server's memory grew by."""

    @property
    def rate(self) -> float:
        """Photos a second."""
        return len(self.waits) / self.seconds

    @property
    def p99(self) -> float:
        """Milliseconds that 99 of 100 photos waited at most."""
        return 1000 * statistics.quantiles(self.waits, n=100)[98]


def measure(*, clients: int = CLIENTS, seconds: float = SECONDS) -> Photos:
    """Return what a real server does with photos of several clients."""
    request = _request(_photo())
    command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        asyncio.run(_load(port, request, clients=clients, seconds=3))  # warm
        before = resident(server.pid)
        began = time.perf_counter()
        seen = asyncio.run(_load(port, request, clients=clients, seconds=seconds))
        taken = time.perf_counter() - began
        growth = resident(server.pid) - before
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    answers = [answer for one in seen for answer in one]
    texts = [text for _, text in answers if text is not None]
    wrong = sum(text != texts[0] for text in texts)
    return Photos(taken, [wait for wait, text in answers if text is not None], wrong, len(answers) - len(texts), growth)


def _photo() -> bytes:
    pixels = draw_page("ruled", load_mnist().test, np.random.default_rng(SEED)).pixels
    stream = io.BytesIO()
    Image.fromarray(pixels).resize(SIZE, Image.Resampling.LANCZOS).save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _request(body: bytes) -> bytes:
    head = (
        f"POST /api/read HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _load(port: int, request: bytes, *, clients: int, seconds: float) -> list[list[tuple[float, str | None]]]:
    until = time.perf_counter() + seconds
    return await asyncio.gather(*(_client(port, request, until) for _ in range(clients)))


async def _client(port: int, request: bytes, until: float) -> list[tuple[float, str | None]]:
    """Ask again and again; return how long each answer took, and its text, None if it was refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answers: list[tuple[float, str | None]] = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0]))
        read = head.startswith(b"HTTP/1.1 200")
        text = "\n".join(line["text"] for line in json.loads(body)["lines"]) if read else None
        answers.append((time.perf_counter() - began, text))
    writer.close()
    return answers


if __name__ == "__main__":
    found = measure()
    print(f"{found.rate:.1f} photos/s, p99 {found.p99:.0f} ms; {found.wrong} wrong, {found.refused} refused")
    print(f"memory grew by {found.growth:.1f} MB")

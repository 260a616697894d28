"""A real server in a process of its own, and small ones inside the test's."""

import asyncio
import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from shuzi.serving.app import build_app, build_services
from shuzi.serving.settings import Settings


class Served(NamedTuple):
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int
    said: Path
    """What it wrote to standard error."""

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and body; underscores in names stand for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def send(self, raw: bytes, *, end: bool = False) -> bytes:
        """Send bytes as they are; return everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(raw)
            if end:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while piece := connection.recv(65536):
                received += piece
        return received


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Start a server with further options; it is stopped after the tests."""
    started: list[subprocess.Popen[str]] = []

    def run(*options: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> Served:
        command = [sys.executable, "-m", "shuzi", "serve", "--no-browser", "--port", "0", *map(str, options)]
        said = tmp_path_factory.mktemp("said") / "stderr"
        with said.open("w") as stderr:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=cwd, env=env)
        started.append(process)
        assert process.stdout is not None
        address = process.stdout.readline()
        served = Served(process, int(address.partition("://")[2].rpartition(":")[2].partition("/")[0]), said)
        assert served.ask("GET", "/v2/health/ready")[0] == 200
        return served

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def served(start: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory) -> Served:
    return start(cwd=tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def digit(mnist: Any) -> bytes:
    """A seven: MNIST's first test image as 784 bytes."""
    return mnist.test.images[0].tobytes()


@pytest.fixture(scope="session")
def as_json(mnist: Any) -> bytes:
    return json.dumps({"images": mnist.test.images[0].tolist()}).encode()


Inside = Callable[..., list[httpx.Response]]


@pytest.fixture
def inside() -> Inside:
    """Run requests, all at once, against an application in this process with settings of the test's own."""

    def run(
        settings: Settings, *requests: tuple[str, str, dict[str, Any]], prepare: Any = None
    ) -> list[httpx.Response]:
        async def ask() -> list[httpx.Response]:
            services = build_services(settings)
            if prepare is not None:
                prepare(services)
            transport = httpx.ASGITransport(build_app(services), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                answers = await asyncio.gather(
                    *(client.request(method, path, **more) for method, path, more in requests)
                )
            services.close()
            return answers

        return asyncio.run(ask())

    return run

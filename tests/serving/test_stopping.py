"""SIGTERM under load: ready turns false, what was taken on is answered, and the exit code is 0."""

import contextlib
import http.client
import signal
import socket
import threading
import time
from pathlib import Path

from shuzi.cli.serve import PORT
from shuzi.serving.settings import Limits


class Client(threading.Thread):
    """Asks one question after the other until the server is gone."""

    def __init__(self, port: int, digit: bytes, stopping: threading.Event) -> None:
        super().__init__()
        self.port, self.digit, self.stopping = port, digit, stopping
        self.answered: list[tuple[int, bool]] = []
        self.lost: list[Exception] = []

    def run(self) -> None:
        connection = None
        while True:
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                    connection.connect()
            except OSError as error:
                # A connection that is refused is no lost request, unless nobody has asked the server to stop.
                if not self.stopping.is_set():
                    self.lost.append(error)
                return
            try:
                connection = self._ask(connection)
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(error)
                return

    def _ask(self, connection):
        connection.request("POST", "/api/predict", self.digit, {"Content-Type": "application/octet-stream"})
        answer = connection.getresponse()
        self.answered.append((answer.status, b'"digit":7' in answer.read()))
        if not answer.will_close:
            return connection
        connection.close()
        return None


def _watch(served, ready):
    while True:
        try:
            ready.append(served.ask("GET", "/v2/health/ready")[0])
        except OSError:
            return
        time.sleep(0.02)


def test_sigterm_under_load_loses_nothing(start, tmp_path, digit):
    served, stopping, ready = start(cwd=tmp_path), threading.Event(), []
    clients = [Client(served.port, digit, stopping) for _ in range(24)]
    watcher = threading.Thread(target=_watch, args=(served, ready))
    for thread in (*clients, watcher):
        thread.start()
    deadline = time.monotonic() + 60
    while not (ready and all(client.answered for client in clients)) and time.monotonic() < deadline:
        time.sleep(0.05)
    stopping.set()
    began = time.monotonic()
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 10
    for thread in (*clients, watcher):
        thread.join()
    assert [client.lost for client in clients] == [[]] * 24
    assert {answer for client in clients for answer in client.answered} == {(200, True)}
    assert ready[0] == 200
    assert 503 in ready


def test_a_second_signal_ends_at_once(start, tmp_path):
    served = start(cwd=tmp_path)
    with socket.create_connection(("127.0.0.1", served.port)) as half:  # a request that the first one waits for
        half.sendall(b"POST /api/predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 784\r\n\r\n")
        served.process.send_signal(signal.SIGINT)
        # Two signals that come together are one.
        with contextlib.suppress(ConnectionRefusedError):
            while True:
                socket.create_connection(("127.0.0.1", served.port)).close()
                time.sleep(0.05)
        began = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(timeout=60) == 0
        assert time.monotonic() - began < Limits().stop_seconds


def test_it_listens_on_this_machine_only_unless_asked(served):
    assert PORT == 8000
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    addresses = [local for _, local, _, state, *_ in lines if state == "0A"]
    assert [address for address in addresses if address.endswith(f":{served.port:04X}")] == [
        f"0100007F:{served.port:04X}"
    ]

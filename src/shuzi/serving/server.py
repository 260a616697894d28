"""The process that serves: it listens, cannot be worn out by connections, and stops without losing what it took on.

uvicorn waits for ever for the head of a first request, takes heads of any size, and closes nothing while a process
has no file descriptors left. So this protocol puts limits to all three.
"""

import asyncio
import contextlib
import json
import signal
import socket
import time
from contextlib import closing
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shuzi.errors import ServingError
from shuzi.serving.refusals import code_of, refusal_json
from shuzi.serving.services import Services
from shuzi.serving.settings import Limits


class CarefulProtocol(HttpToolsProtocol):
    """One connection."""

    limits = Limits()
    """Replaced in the subclass that `careful_protocol` makes."""
    silent: "dict[CarefulProtocol, None]"
    """Connections without a request under way, the longest silent first; shared by all of one server."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection, in place of the longest silent one if there are too many."""
        super().connection_made(transport)
        self._await_head()
        if len(self.connections) > self.limits.connections:
            longest_silent = next(iter(self.silent))
            longest_silent.silent.pop(longest_silent, None)
            longest_silent.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read a piece, if the head it may belong to is not too large already."""
        if self in self.silent:
            self._head_bytes += len(data)
            # The first piece may bring a body along: what counts is how much comes without completing a head.
            if self._head_bytes > self.limits.head_bytes + 256 * 1024:
                self.transport.close()
                return
        super().data_received(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a line of the head."""
        super().on_header(name, value)
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > self.limits.head_bytes:
            raise ValueError("the head is too large")

    def on_message_begin(self) -> None:
        """Begin to count a head."""
        self._header_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Stop waiting: the head is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing() and not self.pipeline:
            self._await_head()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP in the form of all refusals."""
        message = f"{msg.rstrip('.')}; expected a request of HTTP/1.1."
        body = json.dumps(refusal_json(message, code_of(400))).encode()
        head = f"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(f"{head}connection: close\r\n\r\n".encode() + body)
        self.transport.close()

    def _await_head(self) -> None:
        self._head_bytes = 0
        self.silent[self] = None
        self._timer: asyncio.TimerHandle | None = self.loop.call_later(self.limits.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        self.silent.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def careful_protocol(limits: Limits) -> type[HttpToolsProtocol]:
    """Return the protocol for one server with these limits."""
    shared: dict[str, Any] = {"limits": limits, "silent": {}}
    return type("LimitedProtocol", (CarefulProtocol,), shared)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: a name or an address of this machine.
        port: 1 to 65535; 0 is any that is free.
    Raises:
        ServingError: the port is in use or not allowed, or the host is none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError, ValueError) as error:  # ValueError: no name can be so long, or begin so
        raise ServingError(f"{host}:{port} is no address to listen on ({error}). Choose another --host.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
        listener.setblocking(False)  # noqa: FBT003
    except OSError as error:
        listener.close()
        raise ServingError(
            f"port {port} of {host} cannot be used ({(error.strerror or str(error)).lower()}). "
            "Choose another one with --port; --port 0 takes any that is free."
        ) from None
    return listener


def serve(app: ASGIApp, services: Services, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what is under way and return."""
    limits = services.settings.limits
    config = uvicorn.Config(
        app,
        http=careful_protocol(limits),
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(limits.stop_seconds),
    )
    with closing(services):
        _Server(config, services, limits).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells its clients before it goes."""

    def __init__(self, config: uvicorn.Config, services: Services, limits: Limits) -> None:
        super().__init__(config)
        self._services = services
        self._drain_seconds = limits.drain_seconds
        self._last_seconds = limits.last_seconds
        self._stop_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Turn ready to false at the first signal; the second one ends everything at once."""
        if self._stop_at is not None or sig == signal.SIGINT:
            self.should_exit = True
            self.force_exit = self._stop_at is not None
        self._services.draining = True
        self._stop_at = time.monotonic() + self._drain_seconds

    async def on_tick(self, counter: int) -> bool:
        """Stop listening once clients had the time to notice."""
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Give the port back without losing a request that a client has sent.

        Closing a listener resets the connections that wait to be accepted, and uvicorn closes those at once whose
        first request has not been read yet. So what waits is accepted first, and has a moment to be answered.
        """
        loop = asyncio.get_running_loop()
        for server, listener in zip(self.servers, sockets or (), strict=False):
            waiting = _accepted(listener)
            server.close()
            listener.close()
            for connection in waiting:
                await loop.connect_accepted_socket(self._protocol, connection)
        if not self.force_exit:
            await asyncio.sleep(self._last_seconds)
        await super().shutdown()

    def _protocol(self) -> asyncio.Protocol:
        make: Any = self.config.http_protocol_class
        return make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)  # type: ignore[no-any-return]


def _accepted(listener: socket.socket) -> list[socket.socket]:
    """Return the connections that wait to be accepted."""
    connections = []
    with contextlib.suppress(OSError):  # none is left
        while True:
            connections.append(listener.accept()[0])
    for connection in connections:
        connection.setblocking(False)  # noqa: FBT003
    return connections

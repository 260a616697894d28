"""The process that serves: it listens, and it stops without losing anything it took on."""

import asyncio
import contextlib
import signal
import socket
import time
from contextlib import closing
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from shuzi.errors import ServingError
from shuzi.serving.protocol import careful_protocol
from shuzi.serving.services import Services
from shuzi.serving.settings import Limits


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
    found = []
    with contextlib.suppress(OSError):  # none is left
        while True:
            found.append(listener.accept()[0])
    for connection in found:
        connection.setblocking(False)  # noqa: FBT003
    return found

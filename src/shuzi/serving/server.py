"""The process that serves: it listens, and it stops without losing anything it took on."""

import signal
import socket
import time
from contextlib import closing
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from shuzi.errors import ServingError
from shuzi.serving.lifecycle import Services
from shuzi.serving.protocol import careful_protocol
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
    except (OSError, OverflowError) as error:
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

"""HTTP connections that cannot be used to wear the server out.

uvicorn waits for ever for the head of a first request, takes heads of any size, and closes nothing while a process
has no file descriptors left. So this protocol puts limits to all three.
"""

import asyncio
import json
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shuzi.serving.refusals import code_of, refusal_json
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
        said = f"{msg.rstrip('.')}; expected a request of HTTP/1.1."
        body = json.dumps(refusal_json(said, code_of(400))).encode()
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

"""The body of a request: how large it may be, how long it may take, and what a compressed one may come to."""

import asyncio
import contextlib
import zlib

from starlette.types import Message, Receive

from shuzi.serving.refusals import Refusal
from shuzi.serving.settings import Limits

_WINDOW_BITS = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""As zlib has them, by what a request's Content-Encoding says; deflate is zlib's format in HTTP."""


def _damaged() -> Refusal:
    message = "the body is not what its Content-Encoding says, or not all of it. Send it again, or as it is."
    return Refusal(400, message, code="body_damaged")


class Body:
    """Counts what comes in, whatever the head said of it."""

    def __init__(self, receive: Receive, headers: dict[bytes, bytes], limits: Limits) -> None:
        self._receive = receive
        self._headers = headers
        self._limits = limits
        self._bytes = 0
        self.complete = headers.get(b"content-length", b"0") == b"0" and b"transfer-encoding" not in headers
        """Whether all of it is there."""
        self._deadline: float | None = None
        self._unpacker: zlib._Decompress | None = None
        self._bytes_left = limits.body_bytes
        """That may still come out of a compressed body."""

    def check(self) -> None:
        """Refuse what the head already gives away."""
        encoding = self._headers.get(b"content-encoding", b"identity")
        if encoding != b"identity":
            bits = _WINDOW_BITS.get(encoding.strip().lower())
            if bits is None:
                name = encoding.decode("latin-1")[:40]
                raise Refusal(
                    415,
                    f"the body is compressed as {name!r}; expected gzip or deflate. Or send it as it is.",
                    headers={"Accept-Encoding": "gzip, deflate"},
                )
            self._unpacker = zlib.decompressobj(bits)
        length = self._headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > self._limits.body_bytes:
            raise self._too_large()

    async def receive(self) -> Message:
        """Give the application the next piece of the body."""
        if self.complete:
            return await self._receive()
        loop = asyncio.get_running_loop()
        if self._deadline is None:
            self._deadline = loop.time() + self._limits.body_seconds
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise Refusal(
                408,
                f"the body has not arrived within {self._limits.body_seconds:g} s.",
                headers={"Connection": "close"},
            ) from None
        if message["type"] == "http.request":
            self._bytes += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
            if self._bytes > self._limits.body_bytes:
                raise self._too_large()
            if self._unpacker is not None:
                message = {**message, "body": self._unpacked(self._unpacker, message.get("body", b""))}
        return message

    def _unpacked(self, unpacker: "zlib._Decompress", piece: bytes) -> bytes:
        """Return what a piece holds; of what is more than is allowed nothing is computed."""
        try:
            # One byte more than is allowed, so that it shows.
            unpacked = unpacker.decompress(piece, self._bytes_left + 1)
        except zlib.error:
            raise _damaged() from None
        self._bytes_left -= len(unpacked)
        if self._bytes_left < 0:
            raise self._too_large()
        if unpacker.unused_data or (self.complete and not unpacker.eof):
            raise _damaged()
        return unpacked

    async def drain(self) -> None:
        """Throw away what an honest client still sends, so that it can read why it was refused.

        A connection that is closed while bytes come in is reset, and the answer lost with it.
        """
        if self.complete or b"expect" in self._headers:  # all is there, or it has not begun to send
            return
        thrown_away = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.body_seconds):
                while not self.complete and thrown_away <= self._limits.drained_bytes:
                    async with asyncio.timeout(1):  # nothing more is under way
                        message = await self._receive()
                    self.complete = not message.get("more_body", False)
                    thrown_away += len(message.get("body", b""))

    def _too_large(self) -> Refusal:
        most = self._limits.body_bytes / 2**20
        return Refusal(413, f"the body is too large; expected at most {most:.0f} MiB. Send a smaller image.")

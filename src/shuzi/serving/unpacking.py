"""Bodies that come compressed: unpacked piece by piece, and never to more than is allowed."""

import zlib

from shuzi.serving.refusals import Refusal

_WINDOW_BITS = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""As zlib has them, by what a request's Content-Encoding says; deflate is zlib's format in HTTP."""


class Unpacking:
    """One body."""

    def __init__(self, encoding: bytes, most_bytes: int) -> None:
        """Take what the head says.

        Args:
            encoding: of Content-Encoding.
            most_bytes: that may come out.
        Raises:
            Refusal: 415, it is none that is known.
        """
        bits = _WINDOW_BITS.get(encoding.strip().lower())
        if bits is None:
            said = encoding.decode("latin-1")[:40]
            raise Refusal(
                415,
                f"the body is compressed as {said!r}; expected gzip or deflate. Or send it as it is.",
                headers={"Accept-Encoding": "gzip, deflate"},
            )
        self._unpacker = zlib.decompressobj(bits)
        self._left = most_bytes

    def unpack(self, piece: bytes, *, last: bool) -> bytes | None:
        """Return what a piece holds; None if more comes out than is allowed, of which nothing is computed.

        Raises:
            Refusal: 400, it is damaged or ends too early.
        """
        try:
            # One byte more than is allowed, so that it shows.
            unpacked = self._unpacker.decompress(piece, self._left + 1)
        except zlib.error:
            raise _damaged() from None
        self._left -= len(unpacked)
        if self._left < 0:
            return None
        if self._unpacker.unused_data or (last and not self._unpacker.eof):
            raise _damaged()
        return unpacked


def _damaged() -> Refusal:
    said = "the body is not what its Content-Encoding says, or not all of it. Send it again, or as it is."
    return Refusal(400, said, code="body_damaged")

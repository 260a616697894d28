"""Fetch a file over HTTPS: bounded in time and size, never over plain HTTP.

pooch 1.9 brings requests and four more packages, takes plain HTTP, and checks a digest only when all has come, however
much that is and however long it takes.
"""

import http.client
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import IO
from urllib.parse import urlsplit

from shuzi.errors import SourceError

Progress = Callable[[str, int, int | None], None]
"""Told (what is being fetched, bytes so far, bytes in all or None when unknown)."""

CONNECT_SECONDS = 5.0
"""For an address to be found, to connect, and between two pieces; set by hand."""
STALL_SECONDS = 10.0
"""From then on it counts how fast a source is; set by hand."""
SLOWEST_BYTES_PER_SECOND = 20_000
"""Below this, MNIST's 11 MB would take ten minutes: the next source is tried instead. Set by hand."""
_CHUNK = 64 * 1024
"""Bytes that are read at once; set by hand."""


def no_progress(_what: str, _done: int, _total: int | None) -> None:
    """Tell nobody."""


class _HttpsOnly(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - the base class decides
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _require_https(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, *, most_bytes: int, progress: Progress = no_progress) -> bytes:
    """Return the content at an https address.

    Args:
        url: the address; it and every address it redirects to must be https.
        most_bytes: a longer answer is refused.
        progress: told how far the download is.
    Raises:
        SourceError: the address did not give the file in time; the message says why.
    """
    _require_https(url)
    host = urlsplit(url).hostname or ""
    if not urllib.request.getproxies().get("https"):
        _require_resolvable(host)
    request = urllib.request.Request(url, headers={"User-Agent": "shuzi"})  # noqa: S310 - https only, see above
    try:
        with urllib.request.build_opener(_HttpsOnly).open(request, timeout=CONNECT_SECONDS) as answer:
            return _read(answer, host, most_bytes, progress)
    except urllib.error.HTTPError as error:
        raise SourceError(f"{host} answered {error.code} {error.reason}") from None
    except urllib.error.URLError as error:
        raise SourceError(f"{host} is out of reach ({error.reason})") from None
    except (OSError, ssl.SSLError, http.client.HTTPException) as error:
        raise SourceError(f"{host} broke off ({type(error).__name__}: {error})") from None


def _require_https(url: str) -> None:
    if urlsplit(url).scheme != "https":
        raise SourceError(f"{url} is not an https address; plain http is refused")


def _require_resolvable(host: str) -> None:
    # A dead resolver can keep getaddrinfo busy for minutes, and no time-out of urllib's covers it.
    problems: list[str] = []

    def resolve() -> None:
        try:
            socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except OSError as error:
            problems.append(f"{host} cannot be resolved ({error})")

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(CONNECT_SECONDS)
    if thread.is_alive():
        raise SourceError(f"{host} was not resolved within {CONNECT_SECONDS:.0f} s")
    if problems:
        raise SourceError(problems[0])


def _read(answer: http.client.HTTPResponse, host: str, most_bytes: int, progress: Progress) -> bytes:
    announced = answer.headers.get("Content-Length")
    total = int(announced) if announced and announced.isdigit() else None
    content, began = bytearray(), time.monotonic()
    progress(host, 0, total)
    while chunk := answer.read1(_CHUNK):
        content += chunk
        progress(host, len(content), total)
        seconds = time.monotonic() - began
        if len(content) > most_bytes:
            raise SourceError(f"{host} sent more than the {most_bytes:,} bytes that were expected")
        if seconds > STALL_SECONDS and len(content) < SLOWEST_BYTES_PER_SECOND * seconds:
            raise SourceError(f"{host} is too slow ({len(content) / seconds / 1000:.0f} kB/s)")
    if total is not None and len(content) != total:
        raise SourceError(f"{host} broke off after {len(content):,} of {total:,} bytes")
    return bytes(content)

"""Downloads from a real https server that behaves well, and badly."""

import functools
import gzip
import http.server
import ssl
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import trustme

from shuzi.data import download, sources
from shuzi.errors import SourceError


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, Any], *arguments: Any) -> None:
        self._pages = pages
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self._pages[self.path](self)

    def log_message(self, *_: Any) -> None:
        pass


def _send(handler: _Handler, content: bytes, *, code: int = 200, announced: int | None = None, **headers: str) -> None:
    handler.send_response(code)
    handler.send_header("Content-Length", str(len(content) if announced is None else announced))
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(content)


@pytest.fixture
def pages(tmp_path, monkeypatch) -> Iterator[dict[str, Any]]:
    """Paths with what the server does on each; the server runs as long as the test."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    known: dict[str, Any] = {}
    server = http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(_Handler, known))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that hang up are part of the test
    threading.Thread(target=server.serve_forever, daemon=True).start()
    known["address"] = f"https://localhost:{server.server_address[1]}"
    yield known
    server.shutdown()
    server.server_close()


def _fetch(pages: dict[str, Any], page: Any, *, most_bytes: int = 10_000) -> bytes:
    pages["/file"] = page
    return download.fetch(f"{pages['address']}/file", most_bytes=most_bytes)


def test_a_good_answer_is_given_back_with_its_progress(pages):
    pages["/file"] = lambda handler: _send(handler, b"x" * 200_000)
    heard: list[tuple[int, int | None]] = []
    content = download.fetch(
        f"{pages['address']}/file", most_bytes=200_000, progress=lambda _, done, total: heard.append((done, total))
    )
    assert content == b"x" * 200_000
    assert heard[0] == (0, 200_000)
    assert heard[-1] == (200_000, 200_000)


@pytest.mark.parametrize("code", [403, 404, 503])
def test_a_refusal_is_said_with_its_code(pages, code):
    with pytest.raises(SourceError, match=str(code)):
        _fetch(pages, lambda handler: _send(handler, b"no", code=code))


def test_an_answer_that_breaks_off_is_refused(pages):
    def half(handler: _Handler) -> None:
        _send(handler, b"x" * 50, announced=100)
        handler.close_connection = True

    with pytest.raises(SourceError, match="broke off"):
        _fetch(pages, half)


def test_an_answer_that_is_too_long_is_refused(pages):
    with pytest.raises(SourceError, match="more than"):
        _fetch(pages, lambda handler: _send(handler, b"x" * 70_000))


def test_a_server_that_says_nothing_is_given_up(pages, monkeypatch):
    monkeypatch.setattr(download, "STALL_SECONDS", 0.3)
    monkeypatch.setattr(download, "CONNECT_SECONDS", 0.5)
    began, given_up = time.monotonic(), threading.Event()
    with pytest.raises(SourceError):
        _fetch(pages, lambda handler: (_send(handler, b"x", announced=100), given_up.wait(60)))
    given_up.set()
    assert time.monotonic() - began < 50  # before the server went on


def test_a_server_that_drips_is_given_up(pages, monkeypatch):
    monkeypatch.setattr(download, "STALL_SECONDS", 0.3)

    def drip(handler: _Handler) -> None:
        _send(handler, b"", announced=1000)
        for _ in range(500):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    with pytest.raises(SourceError, match="too slow"):
        _fetch(pages, drip)


def test_plain_http_is_refused(pages):
    with pytest.raises(SourceError, match="plain http"):
        download.fetch(pages["address"].replace("https", "http") + "/file", most_bytes=10)


def test_a_redirect_to_plain_http_is_refused(pages):
    with pytest.raises(SourceError, match="plain http"):
        _fetch(pages, lambda handler: _send(handler, b"", code=302, Location="http://localhost:1/file"))


def test_a_certificate_that_nobody_signed_is_refused(pages, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(SourceError, match="certificate"):
        _fetch(pages, lambda handler: _send(handler, b"x"))


def test_a_host_that_does_not_exist_is_said_at_once(pages):
    with pytest.raises(SourceError, match="shuzi\\.invalid"):
        download.fetch("https://shuzi.invalid/file", most_bytes=10)


def test_both_mirrors_give_mnist(pages, monkeypatch, files, npz):
    monkeypatch.setattr(sources, "KERAS_MIRROR", f"{pages['address']}/mnist.npz")
    monkeypatch.setattr(sources, "PYTORCH_MIRROR", f"{pages['address']}/mnist/")
    monkeypatch.setattr(sources, "_NPZ_MOST_BYTES", len(npz))
    pages["/mnist.npz"] = lambda handler: _send(handler, npz)
    for name, content in files.items():
        packed = gzip.compress(content, 1)
        pages[f"/mnist/{name}.gz"] = lambda handler, packed=packed: _send(handler, packed)
    assert sources._fetch_keras_mirror(download.no_progress) == files
    assert sources._fetch_pytorch_mirror(download.no_progress) == files


def test_a_login_page_in_place_of_mnist_is_refused(pages, monkeypatch):
    page = b"<html>Please log in</html>"
    monkeypatch.setattr(sources, "KERAS_MIRROR", f"{pages['address']}/mnist.npz")
    monkeypatch.setattr(sources, "PYTORCH_MIRROR", f"{pages['address']}/mnist/")
    pages["/mnist.npz"] = lambda handler: _send(handler, page)
    pages["/mnist/train-images-idx3-ubyte.gz"] = lambda handler: _send(handler, page)
    for fetch in (sources._fetch_keras_mirror, sources._fetch_pytorch_mirror):
        with pytest.raises(SourceError):
            fetch(download.no_progress)

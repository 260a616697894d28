"""A hook of MkDocs: the network of the page that `shuzi serve` shows, on a site that only hands out files.

`try-it/` holds Look inside as the server gives it, with the model that comes with shuzi: its modules, and as files what
it asks the server for. `try.md` shows it in a frame.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mkdocs.exceptions import PluginError

from shuzi.serving.app import build_app, build_services
from shuzi.serving.routes.page import web_files
from shuzi.serving.settings import Settings

FOLDER = "try-it"
PAGES = {"index.html": ("en", "en"), "zh-TW.html": ("zh-Hant-TW", "zh-TW")}
"""Of the folder: a page for each language, with its `lang` and what the page's own words call it."""

ASKED = ("api/models", "api/model", "api/weights")


def on_post_build(config: Any) -> None:
    """Write the folder into the English site, to which the Chinese one leads."""
    if config.theme["language"] == "en":
        write(Path(config.site_dir) / FOLDER)


def write(folder: Path) -> None:
    """Write the page, its modules, and the answers to what it asks."""
    first, *answers = asyncio.run(_answers("/", *(f"/{path}" for path in ASKED)))
    for name, (lang, language) in PAGES.items():
        marked = f'<html lang="{lang}" data-language="{language}" data-views="look">'
        _write(folder / name, first.replace(b'<html lang="en">', marked.encode()))
    for path, answer in zip(ASKED, answers, strict=True):
        _write(folder / path, answer)
    for name, file in web_files().items():
        _write(folder / "web" / name, file.content)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


async def _answers(*paths: str) -> list[bytes]:
    with TemporaryDirectory() as nothing:
        services = build_services(Settings(runs=Path(nothing), corrections=Path(nothing)))
        try:
            app = build_app(services)
            return [await _answer(app, path) for path in paths]
        finally:
            services.close()


async def _answer(app: Any, path: str) -> bytes:
    """Return what the app answers to a GET, without a client that would have to be installed."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    request = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"}
    place = {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "server": ("127.0.0.1", 80)}
    await app(request | place | {"headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 0)}, receive, send)
    if sent[0]["status"] != 200:
        raise PluginError(f"the page answers {sent[0]['status']} to {path}; expected 200.")
    return b"".join(message.get("body", b"") for message in sent)

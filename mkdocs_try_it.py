"""A hook of MkDocs: the network of the page that `shuzi serve` shows, on a site that only hands out files.

`try-it/` holds Look inside as the server gives it, with the model that comes with shuzi: its modules, and as files what
it asks the server for. `try.md` shows it in a frame.
"""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

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
            transport = httpx.ASGITransport(build_app(services))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                found = [await client.get(path) for path in paths]
        finally:
            services.close()
    return [answer.raise_for_status().content for answer in found]

"""The page's own files, read into memory once, so that no path in a request ever reaches the disk."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}


class WebFile(NamedTuple):
    """One file of the page."""

    content: bytes
    media_type: str
    etag: str


def web_files() -> dict[str, WebFile]:
    """Return all files of the page by their name, such as `views/look.js`."""
    return dict(_under(files("shuzi.serving") / "web", ""))


def _under(folder: Traversable, prefix: str) -> list[tuple[str, WebFile]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _under(entry, f"{prefix}{entry.name}/")
            continue
        kind = _TYPES.get(entry.name.rpartition(".")[2])
        if kind is not None:
            content = entry.read_bytes()
            found.append(
                (f"{prefix}{entry.name}", WebFile(content, kind, f'"{hashlib.sha256(content).hexdigest()[:16]}"'))
            )
    return found

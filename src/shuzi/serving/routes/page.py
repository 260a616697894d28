"""The page: plain files, out of memory."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shuzi.serving.refusals import Refusal

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
    kernels = files("shuzi.network") / "kernels.js"  # the exported page computes with it, too
    return dict([*_under(files("shuzi.serving") / "web", ""), ("network/kernels.js", _web_file(kernels))])


def _under(folder: Traversable, prefix: str) -> list[tuple[str, WebFile]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _under(entry, f"{prefix}{entry.name}/")
            continue
        if _ending(entry) in _TYPES:
            found.append((f"{prefix}{entry.name}", _web_file(entry)))
    return found


def _web_file(file: Traversable) -> WebFile:
    content = file.read_bytes()
    return WebFile(content, _TYPES[_ending(file)], f'"{hashlib.sha256(content).hexdigest()[:16]}"')


def _ending(file: Traversable) -> str:
    return file.name.rpartition(".")[2]


router = APIRouter(include_in_schema=False)

_FILES = web_files()


@router.api_route("/", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """Return the page."""
    return _answer(request, _FILES["index.html"])


@router.api_route("/docs", methods=["GET", "HEAD"])
async def documentation(request: Request) -> Response:
    """Return the page that shows the API's description."""
    return _answer(request, _FILES["docs.html"])


@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def icon(request: Request) -> Response:
    """Return the page's icon."""
    return _answer(request, _FILES["icon.svg"])


@router.api_route("/web/{name:path}", methods=["GET", "HEAD"])
async def file(request: Request, name: str) -> Response:
    """Return one of the page's files."""
    found = _FILES.get(name)
    if found is None:
        raise Refusal(404, "there is no such file.")
    return _answer(request, found)


def _answer(request: Request, found: WebFile) -> Response:
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)

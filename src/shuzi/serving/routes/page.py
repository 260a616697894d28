"""The page: plain files, out of memory."""

import hashlib
from pathlib import Path
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
    package = Path(__file__).parents[2]
    folder, kernels = package / "serving" / "web", package / "network" / "kernels.js"
    paths = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.suffix[1:] in _TYPES}
    paths["network/kernels.js"] = kernels  # the exported page computes with it, too
    return {name: _web_file(file) for name, file in paths.items()}


def _web_file(file: Path) -> WebFile:
    content = file.read_bytes()
    return WebFile(content, _TYPES[file.suffix[1:]], f'"{hashlib.sha256(content).hexdigest()[:16]}"')


router = APIRouter(include_in_schema=False)

_FILES = web_files()

_PLACES = {"/": "index.html", "/docs": "docs.html", "/favicon.ico": "icon.svg"}


@router.api_route("/", methods=["GET", "HEAD"])
@router.api_route("/docs", methods=["GET", "HEAD"])
@router.api_route("/favicon.ico", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """Return the page, the one that shows the API's description, or the icon of both."""
    return _answer(request, _FILES[_PLACES[request.scope["path"]]])


@router.api_route("/web/{name:path}", methods=["GET", "HEAD"])
async def file(request: Request, name: str) -> Response:
    """Return one of the page's files."""
    web_file = _FILES.get(name)
    if web_file is None:
        raise Refusal(404, "there is no such file.")
    return _answer(request, web_file)


def _answer(request: Request, web_file: WebFile) -> Response:
    headers = {"ETag": web_file.etag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == web_file.etag:
        return Response(status_code=304, headers=headers)
    return Response(web_file.content, media_type=web_file.media_type, headers=headers)

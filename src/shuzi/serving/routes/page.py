"""The page: plain files, out of memory."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shuzi.serving.refusals import Refusal
from shuzi.serving.web_files import WebFile, web_files

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

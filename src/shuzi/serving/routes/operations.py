"""What whoever runs the server looks at: health and metrics."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.serving.refusals import draining
from shuzi.serving.services import services_of

router = APIRouter(tags=["operations"])


@router.get("/v2/health/live", summary="Whether the process answers")
async def live() -> Response:
    """Return 200."""
    return JSONResponse({"live": True})


@router.get("/v2/health/ready", summary="Whether requests are taken")
async def ready(request: Request) -> Response:
    """Return 200, or 503 once the server is being stopped."""
    if services_of(request).draining:
        raise draining()
    return JSONResponse({"ready": True})


@router.get(
    "/metrics",
    summary="Counters for Prometheus",
    responses={200: {"content": {"text/plain": {}}}},
    response_class=Response,
)
async def metrics(request: Request) -> Response:
    """Return requests by route and status, their seconds, and the size of batches."""
    return Response(services_of(request).metrics.text(), media_type=CONTENT_TYPE_LATEST)

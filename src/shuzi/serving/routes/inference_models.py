"""What Triton's clients ask of models besides answers: configuration, which there are, and how much they were asked.

Source: docs.nvidia.com, Triton Inference Server, the extensions "Model Configuration", "Model Repository" and
"Statistics". Models are neither loaded nor unloaded on demand, so these two are refused.
"""

import json
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.classes import names_of
from shuzi.digits import INPUT_SHAPE
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import body_of, from_json
from shuzi.serving.routes.inference_outputs import outputs_of
from shuzi.serving.routes.inference_protocol import VERSION, find_version
from shuzi.serving.schemas import RepositoryRequest
from shuzi.serving.services import services_of

router = APIRouter(prefix="/v2", tags=["Open Inference Protocol"])


@router.get("/models/{name}/config", summary="A model's configuration")
@router.get("/models/{name}/versions/{version}/config", include_in_schema=False)
async def config(request: Request, name: str, version: str = VERSION) -> Response:
    """Return what Triton's ModelConfig has to say of it; dims are those of one image."""
    model = await find_version(request, name, version)
    limits = services_of(request).settings.limits
    outputs: list[dict[str, Any]] = [
        {"name": output, "data_type": f"TYPE_{datatype}", "dims": shape[1:] or [1], "label_filename": ""}
        | ({"reshape": {"shape": []}} if not shape[1:] else {})
        for output, (datatype, shape) in outputs_of(model.classes).items()
    ]
    return JSONResponse(
        {
            "name": model.name,
            "platform": "onnxruntime_onnx",
            "backend": "onnxruntime",
            "version_policy": {"latest": {"num_versions": 1}},
            "max_batch_size": limits.images_per_request,
            "input": [{"name": "images", "data_type": "TYPE_FP32", "format": "FORMAT_NHWC", "dims": list(INPUT_SHAPE)}],
            "output": outputs,
            "dynamic_batching": {"preferred_batch_size": [limits.batch_images], "max_queue_delay_microseconds": 0},
            "parameters": {"classes": {"string_value": str(len(names_of(model.classes)))}} | _names(model),
        }
    )


def _names(model: ServedModel) -> dict[str, Any]:
    """Return the names of classes of one's own as a parameter, a list in JSON; nothing of a model of digits."""
    if model.classes is None:
        return {}
    return {"names": {"string_value": json.dumps(model.classes, ensure_ascii=False)}}


@router.post("/repository/index", summary="All models there are", openapi_extra=body_of(RepositoryRequest))
async def index(request: Request) -> Response:
    """Return name, version and state of each; all can be asked, those that are not in use are loaded then."""
    from_json(RepositoryRequest, await request.body() or b"{}", status=400)
    names = [name for name, *_ in services_of(request).models.cards()]
    return JSONResponse([{"name": name, "version": VERSION, "state": "READY", "reason": ""} for name in names])


@router.post("/repository/models/{name}/load", summary="Refused: models are loaded when they are asked")
@router.post("/repository/models/{name}/unload", include_in_schema=False)
async def load(request: Request, name: str) -> Response:
    """Refuse it: a model is loaded when it is asked for the first time."""
    await find_version(request, name, VERSION)
    said = f"{name[:80]} is loaded when it is asked, and let go when others need its place. Ask it."
    raise Refusal(400, said, code="loads_itself")


@router.get("/models/stats", summary="How much the models were asked")
async def all_statistics(request: Request) -> Response:
    """Return the statistics of every model that is loaded."""
    return _statistics(services_of(request).models.loaded())


@router.get("/models/{name}/stats", summary="How much a model was asked, and how long it took")
@router.get("/models/{name}/versions/{version}/stats", include_in_schema=False)
async def statistics(request: Request, name: str, version: str = VERSION) -> Response:
    """Return counts and nanoseconds since the model was loaded."""
    return _statistics([await find_version(request, name, version)])


def _statistics(models: list[ServedModel]) -> Response:
    lines = [model.batcher.statistics.to_json(model.name, VERSION) for model in models]
    return JSONResponse({"model_stats": lines})

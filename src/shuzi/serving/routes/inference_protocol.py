"""The Open Inference Protocol, version 2, so that clients of Triton and KServe work unchanged.

The extension for binary tensors is spoken too: JSON first, as long as `Inference-Header-Content-Length` says, then the
arrays one after the other.
"""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.classes import names_of
from shuzi.machine import package_version
from shuzi.serving.batching import Answer
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import body_of, content_type, from_json
from shuzi.serving.routes.inference_outputs import DTYPES, Wanted, answers_name, output_of, outputs_of, wanted_outputs
from shuzi.serving.routes.predict import checked
from shuzi.serving.schemas import InferRequest, InferResponse, Tensor
from shuzi.serving.services import services_of

router = APIRouter(prefix="/v2", tags=["Open Inference Protocol"])

VERSION = "1"
"""Of every model: a run never changes."""

HEADER_LENGTH = "Inference-Header-Content-Length"

_EXTENSIONS = ["binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics"]
"""Of Triton's; the page of each says what is asked and answered."""


@router.get("", summary="What the server speaks")
async def server() -> Response:
    """Return name, version and extensions."""
    return JSONResponse({"name": "shuzi", "version": package_version("shuzi") or "unknown", "extensions": _EXTENSIONS})


@router.get("/models/{name}", summary="A model's inputs and outputs")
@router.get("/models/{name}/versions/{version}", include_in_schema=False)
async def metadata(request: Request, name: str, version: str = VERSION) -> Response:
    """Return names, types and shapes; -1 is any number of images."""
    model = await find_version(request, name, version)
    return JSONResponse(
        {
            "name": model.name,
            "versions": [VERSION],
            "platform": "onnxruntime_onnx",
            "inputs": [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}],
            "outputs": [
                {"name": output, "datatype": datatype, "shape": shape}
                for output, (datatype, shape) in outputs_of(model.classes).items()
            ],
            **({} if model.classes is None else {"parameters": {"names": list(model.classes)}}),
        }
    )


@router.get("/models/{name}/ready", summary="Whether a model takes requests")
@router.get("/models/{name}/versions/{version}/ready", include_in_schema=False)
async def model_ready(request: Request, name: str, version: str = VERSION) -> Response:
    """Return 200."""
    model = await find_version(request, name, version)
    return JSONResponse({"name": model.name, "ready": True})


@router.post(
    "/models/{name}/infer",
    summary="Which digit is in each image",
    responses={200: {"model": InferResponse}},
    openapi_extra=body_of(InferRequest, "application/octet-stream"),
)
@router.post("/models/{name}/versions/{version}/infer", include_in_schema=False)
async def infer(request: Request, name: str, version: str = VERSION) -> Response:
    """Answer images, as JSON or with binary tensors."""
    content_type(request, "application/json", "application/octet-stream", otherwise="application/json")
    wanted, binary = _parse(await request.body(), request.headers.get(HEADER_LENGTH))
    model = await find_version(request, name, version)
    outputs = wanted_outputs(wanted, model.classes)
    most = services_of(request).settings.limits.images_per_request
    pixels = checked(_array(wanted.inputs[0], binary), most=most)
    answer = await model.batcher.predict(pixels)
    return _answer(model, wanted.id, outputs, answer)


async def find_version(request: Request, name: str, version: str) -> ServedModel:
    """Return a model of the only version there is.

    Raises:
        Refusal: 404, there is none of that name, or no such version.
    """
    if version != VERSION:
        said = f"there is no version {version[:40]!r} of {name[:80]!r}; every model has version {VERSION}."
        raise Refusal(404, said, code="no_such_version")
    return await services_of(request).models.find(name)


def _parse(body: bytes, header_length: str | None) -> tuple[InferRequest, bytes]:
    end = len(body)
    if header_length is not None:
        if not header_length.isascii() or not header_length.isdigit() or int(header_length[:12]) > end:
            raise Refusal(400, f"{HEADER_LENGTH} makes no sense; expected 0 to {end}, the length of the body.")
        end = int(header_length)
    return from_json(InferRequest, body[:end], status=400), body[end:]


def _array(tensor: Tensor, binary: bytes) -> npt.NDArray[Any]:
    """Return an input as (n, 28, 28)."""
    dtype = DTYPES.get(tensor.datatype)
    if tensor.name != "images" or dtype is None:
        raise Refusal(
            400,
            f"the input is {tensor.name[:40]!r} of type {tensor.datatype[:20]!r}; "
            f"expected 'images' of {', '.join(DTYPES)}.",
        )
    shape = tuple(tensor.shape)
    if shape not in {(*shape[:1], 28, 28, 1), (*shape[:1], 28, 28), (*shape[:1], 784)} or shape[0] < 1:
        raise Refusal(400, f"the input has the shape {tensor.shape}; expected [n, 28, 28, 1].")
    size = tensor.parameters.get("binary_data_size")
    try:
        if size is not None:
            if size != len(binary):
                raise ValueError(f"{len(binary)} bytes follow, and {size} were announced")
            array = np.frombuffer(binary, dtype)
        else:
            array = np.asarray(tensor.data if tensor.data is not None else [])
        return array.reshape(shape[0], 28, 28)
    except ValueError as error:
        raise Refusal(400, f"the input's data does not fit its shape {tensor.shape} ({error}).") from None


def _answer(model: ServedModel, identifier: str | None, wanted: list[Wanted], answer: Answer) -> Response:
    values: dict[str, npt.NDArray[Any]] = {
        "probabilities": answer.probabilities,
        "logits": answer.logits,
        answers_name(model.classes): answer.probabilities.argmax(axis=1).astype(np.int64),
    }
    known, names = outputs_of(model.classes), names_of(model.classes)
    outputs, binary = [], []
    for output in wanted:
        told, packed = output_of(output, values[output.name], known[output.name][0], names)
        outputs.append(told)
        binary += packed
    head: dict[str, Any] = {"model_name": model.name, "model_version": VERSION, "outputs": outputs}
    if identifier is not None:
        head["id"] = identifier
    text = json.dumps(head, separators=(",", ":")).encode()
    if not binary:
        return Response(text, media_type="application/json")
    headers = {HEADER_LENGTH: str(len(text))}
    return Response(b"".join([text, *binary]), media_type="application/octet-stream", headers=headers)

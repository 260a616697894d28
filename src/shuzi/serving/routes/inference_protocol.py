"""The Open Inference Protocol, version 2, so that clients of Triton and KServe work unchanged.

The extension for binary tensors is spoken too: JSON first, as long as `Inference-Header-Content-Length` says, then the
arrays one after the other.
"""

import json
from typing import Any

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.machine import package_version
from shuzi.serving.batching import Answer
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import REFUSALS, body_of, content_type, explain
from shuzi.serving.routes.predict import checked
from shuzi.serving.schemas import InferRequest, InferResponse, Tensor
from shuzi.serving.services import services_of

router = APIRouter(prefix="/v2", tags=["Open Inference Protocol"])

VERSION = "1"
"""Of every model: a run never changes."""

HEADER_LENGTH = "Inference-Header-Content-Length"

_DTYPES = {
    "UINT8": "<u1", "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8",
    "INT8": "<i1", "INT16": "<i2", "INT32": "<i4", "INT64": "<i8",
    "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}  # fmt: skip

_OUTPUTS = {"probabilities": ("FP32", [-1, 10]), "logits": ("FP32", [-1, 10]), "digits": ("INT64", [-1])}


@router.get("", summary="What the server speaks", responses=REFUSALS)
async def server() -> Response:
    """Return name, version and extensions."""
    return JSONResponse(
        {"name": "shuzi", "version": package_version("shuzi") or "unknown", "extensions": ["binary_tensor_data"]}
    )


@router.get("/models/{name}", summary="A model's inputs and outputs", responses=REFUSALS)
@router.get("/models/{name}/versions/{version}", include_in_schema=False)
async def metadata(request: Request, name: str, version: str = VERSION) -> Response:
    """Return names, types and shapes; -1 is any number of images."""
    model = await _find(request, name, version)
    return JSONResponse(
        {
            "name": model.name,
            "versions": [VERSION],
            "platform": "onnxruntime_onnx",
            "inputs": [{"name": "images", "datatype": "FP32", "shape": [-1, 28, 28, 1]}],
            "outputs": [
                {"name": output, "datatype": datatype, "shape": shape} for output, (datatype, shape) in _OUTPUTS.items()
            ],
        }
    )


@router.get("/models/{name}/ready", summary="Whether a model takes requests", responses=REFUSALS)
@router.get("/models/{name}/versions/{version}/ready", include_in_schema=False)
async def model_ready(request: Request, name: str, version: str = VERSION) -> Response:
    """Return 200."""
    model = await _find(request, name, version)
    return JSONResponse({"name": model.name, "ready": True})


@router.post(
    "/models/{name}/infer",
    summary="Which digit is in each image",
    responses={200: {"model": InferResponse}, **REFUSALS},
    openapi_extra=body_of(InferRequest, "application/octet-stream"),
)
@router.post("/models/{name}/versions/{version}/infer", include_in_schema=False)
async def infer(request: Request, name: str, version: str = VERSION) -> Response:
    """Answer images, as JSON or with binary tensors."""
    content_type(request, "application/json", "application/octet-stream", otherwise="application/json")
    wanted, binary = _parse(await request.body(), request.headers.get(HEADER_LENGTH))
    outputs = _wanted_outputs(wanted)
    most = services_of(request).settings.limits.images_per_request
    pixels = checked(_array(wanted.inputs[0], binary), most=most)
    model = await _find(request, name, version)
    answer = await model.batcher.predict(pixels)
    return _answer(model, wanted.id, outputs, answer)


async def _find(request: Request, name: str, version: str) -> ServedModel:
    if version != VERSION:
        raise Refusal(404, f"there is no version {version[:40]!r} of {name[:80]!r}; every model has version {VERSION}.")
    return await services_of(request).models.find(name)


def _parse(body: bytes, header_length: str | None) -> tuple[InferRequest, bytes]:
    end = len(body)
    if header_length is not None:
        if not header_length.isascii() or not header_length.isdigit() or int(header_length[:12]) > end:
            raise Refusal(400, f"{HEADER_LENGTH} makes no sense; expected 0 to {end}, the length of the body.")
        end = int(header_length)
    try:
        return InferRequest.model_validate_json(body[:end]), body[end:]
    except ValidationError as error:
        raise Refusal(400, explain(error)) from None


def _array(tensor: Tensor, binary: bytes) -> npt.NDArray[Any]:
    """Return an input as (n, 28, 28)."""
    dtype = _DTYPES.get(tensor.datatype)
    if tensor.name != "images" or dtype is None:
        raise Refusal(
            400,
            f"the input is {tensor.name[:40]!r} of type {tensor.datatype[:20]!r}; "
            f"expected 'images' of {', '.join(_DTYPES)}.",
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


def _wanted_outputs(request: InferRequest) -> dict[str, bool]:
    """Return which outputs are asked for, and whether as binary data."""
    everywhere = request.parameters.get("binary_data_output") is True
    wanted = {
        output.name: output.parameters.get("binary_data", everywhere) is True for output in request.outputs
    } or dict.fromkeys(_OUTPUTS, everywhere)
    unknown = [name for name in wanted if name not in _OUTPUTS]
    if unknown:
        raise Refusal(400, f"there is no output {unknown[0][:40]!r}; expected {', '.join(_OUTPUTS)}.")
    return wanted


def _answer(model: ServedModel, identifier: str | None, wanted: dict[str, bool], answer: Answer) -> Response:
    values: dict[str, npt.NDArray[Any]] = {
        "probabilities": answer.probabilities,
        "logits": answer.logits,
        "digits": answer.probabilities.argmax(axis=1).astype(np.int64),
    }
    outputs, binary = [], []
    for name, as_binary in wanted.items():
        array = values[name]
        output: dict[str, Any] = {"name": name, "datatype": _OUTPUTS[name][0], "shape": list(array.shape)}
        if as_binary:
            binary.append(array.astype(_DTYPES[output["datatype"]]).tobytes())
            output["parameters"] = {"binary_data_size": len(binary[-1])}
        else:
            output["data"] = array.ravel().tolist()
        outputs.append(output)
    head: dict[str, Any] = {"model_name": model.name, "model_version": VERSION, "outputs": outputs}
    if identifier is not None:
        head["id"] = identifier
    text = json.dumps(head, separators=(",", ":")).encode()
    if not binary:
        return Response(text, media_type="application/json")
    headers = {HEADER_LENGTH: str(len(text))}
    return Response(b"".join([text, *binary]), media_type="application/octet-stream", headers=headers)

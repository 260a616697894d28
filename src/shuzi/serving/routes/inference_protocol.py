"""The Open Inference Protocol, version 2, so that clients of Triton and KServe work unchanged.

The extension for binary tensors is spoken too: JSON first, as long as `Inference-Header-Content-Length` says, then the
arrays one after the other. Models are neither loaded nor unloaded on demand, so that loading and unloading are refused.

Source: docs.nvidia.com, Triton Inference Server, the extensions "Binary Tensor Data", "Classification", "Model
Configuration", "Model Repository" and "Statistics".
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from shuzi.classes import Classes, names_of
from shuzi.digits import INPUT_SHAPE
from shuzi.machine import package_version
from shuzi.serving.batching import ModelOutputs
from shuzi.serving.models import ServedModel
from shuzi.serving.refusals import Refusal
from shuzi.serving.routes.bodies import body_of, content_type, from_json
from shuzi.serving.routes.predict import checked
from shuzi.serving.schemas import InferRequest, InferResponse, RepositoryRequest, Tensor, WantedOutput
from shuzi.serving.services import services_of

router = APIRouter(prefix="/v2", tags=["Open Inference Protocol"])

VERSION = "1"
"""Of every model: a run never changes."""

HEADER_LENGTH = "Inference-Header-Content-Length"

_EXTENSIONS = ["binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics"]
"""Of Triton's; the page of each says what is asked and answered."""

DTYPES = {
    "UINT8": "<u1", "UINT16": "<u2", "UINT32": "<u4", "UINT64": "<u8",
    "INT8": "<i1", "INT16": "<i2", "INT32": "<i4", "INT64": "<i8",
    "FP16": "<f2", "FP32": "<f4", "FP64": "<f8",
}  # fmt: skip

_DIGITS, _OWN = "digits", "classes"
"""What the numbers of the answers are called: of a model of digits, and of one of classes of one's own."""


def answers_name(classes: Classes) -> str:
    """Return what the output of the answers' numbers is called."""
    return _DIGITS if classes is None else _OWN


def outputs_of(classes: Classes) -> dict[str, tuple[str, list[int]]]:
    """Return type and shape of every output of a model; -1 is any number of images."""
    count = len(names_of(classes))
    scores = ("FP32", [-1, count])
    return {"probabilities": scores, "logits": scores, answers_name(classes): ("INT64", [-1])}


class Wanted(NamedTuple):
    """One output that is asked for."""

    name: str
    binary: bool
    classes: int
    """So many of the largest values, as texts; 0 is the array itself."""


def wanted_outputs(request: InferRequest, classes: Classes) -> list[Wanted]:
    """Return which outputs are asked for, and how.

    Args:
        request: what a client sent.
        classes: the names of a model's classes of one's own; None of digits.
    Raises:
        Refusal: 400, there is none of that name, or it cannot be told that way.
    """
    everywhere = request.parameters.get("binary_data_output") is True
    declared = outputs_of(classes)
    asked = request.outputs or [WantedOutput(name=name) for name in declared]
    return [_wanted(output, everywhere, declared) for output in asked]


def _wanted(output: WantedOutput, everywhere: bool, declared: Mapping[str, Any]) -> Wanted:  # noqa: FBT001 - of the request
    name = output.name
    if name not in declared:
        message = f"there is no output {name[:40]!r}; expected {', '.join(declared)}."
        raise Refusal(400, message, code="no_such_output")
    classes = output.parameters.get("classification", 0)
    if type(classes) is not int or classes < 0 or (classes and name in (_DIGITS, _OWN)):
        raise Refusal(
            400,
            f"the output {name} is asked for with a class_count of {str(classes)[:20]!r}; expected 1 or more, of "
            "probabilities or logits.",
            code="bad_class_count",
        )
    return Wanted(
        name, output.parameters.get("binary_data", everywhere) is True, min(classes, declared["logits"][1][1])
    )


def output_of(
    wanted: Wanted, array: npt.NDArray[Any], datatype: str, names: Sequence[str]
) -> tuple[dict[str, Any], list[bytes]]:
    """Return an output as JSON has it, and what follows behind the JSON; `names` are those of the classes."""
    output: dict[str, Any] = {"name": wanted.name, "datatype": datatype, "shape": list(array.shape)}
    if wanted.classes:
        texts = _classes(array, wanted.classes, names)
        output |= {"datatype": "BYTES", "shape": [len(array), wanted.classes]}
        encoded = [text.encode() for text in texts]
        data, packed = texts, b"".join(len(text).to_bytes(4, "little") + text for text in encoded)
    else:
        data, packed = array.ravel().tolist(), array.astype(DTYPES[datatype]).tobytes()
    if wanted.binary:
        return output | {"parameters": {"binary_data_size": len(packed)}}, [packed]
    return output | {"data": data}, []


def _classes(array: npt.NDArray[Any], count: int, names: Sequence[str]) -> list[str]:
    """Return the largest values of each row, the largest first, as `value:index:label`."""
    order = np.argsort(-array, axis=1, kind="stable")[:, :count]  # (n, count)
    return [f"{array[row, digit]:f}:{digit}:{names[digit]}" for row, digits in enumerate(order) for digit in digits]


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
    message = f"{name[:80]} is loaded when it is asked, and let go when others need its place. Ask it."
    raise Refusal(400, message, code="loads_itself")


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
        message = f"there is no version {version[:40]!r} of {name[:80]!r}; every model has version {VERSION}."
        raise Refusal(404, message, code="no_such_version")
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
        return array.reshape(shape[0], 28, 28)  # (n, 28, 28)
    except ValueError as error:
        raise Refusal(400, f"the input's data does not fit its shape {tensor.shape} ({error}).") from None


def _answer(model: ServedModel, identifier: str | None, wanted: list[Wanted], answer: ModelOutputs) -> Response:
    values: dict[str, npt.NDArray[Any]] = {
        "probabilities": answer.probabilities,
        "logits": answer.logits,
        answers_name(model.classes): answer.probabilities.argmax(axis=1).astype(np.int64),  # (n,)
    }
    declared, names = outputs_of(model.classes), names_of(model.classes)
    outputs, binary = [], []
    for output in wanted:
        described, packed = output_of(output, values[output.name], declared[output.name][0], names)
        outputs.append(described)
        binary += packed
    head: dict[str, Any] = {"model_name": model.name, "model_version": VERSION, "outputs": outputs}
    if identifier is not None:
        head["id"] = identifier
    text = json.dumps(head, separators=(",", ":")).encode()
    if not binary:
        return Response(text, media_type="application/json")
    headers = {HEADER_LENGTH: str(len(text))}
    return Response(b"".join([text, *binary]), media_type="application/octet-stream", headers=headers)

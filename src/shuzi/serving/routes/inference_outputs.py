"""The outputs of the Open Inference Protocol: which are asked for, and how each is told.

Source of the classification extension: docs.nvidia.com, Triton Inference Server, "Classification Extension".
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from shuzi.classes import Classes, names_of
from shuzi.serving.refusals import Refusal
from shuzi.serving.schemas import InferRequest, WantedOutput

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
    each = ("FP32", [-1, count])
    return {"probabilities": each, "logits": each, answers_name(classes): ("INT64", [-1])}


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
    known = outputs_of(classes)
    asked = request.outputs or [WantedOutput(name=name) for name in known]
    return [_wanted(output, everywhere, known) for output in asked]


def _wanted(output: WantedOutput, everywhere: bool, known: Mapping[str, Any]) -> Wanted:  # noqa: FBT001 - of the request
    name = output.name
    if name not in known:
        said = f"there is no output {name[:40]!r}; expected {', '.join(known)}."
        raise Refusal(400, said, code="no_such_output")
    classes = output.parameters.get("classification", 0)
    if type(classes) is not int or classes < 0 or (classes and name in (_DIGITS, _OWN)):
        raise Refusal(
            400,
            f"the output {name} is asked for with a class_count of {str(classes)[:20]!r}; expected 1 or more, of "
            "probabilities or logits.",
            code="bad_class_count",
        )
    return Wanted(name, output.parameters.get("binary_data", everywhere) is True, min(classes, known["logits"][1][1]))


def output_of(
    wanted: Wanted, array: npt.NDArray[Any], datatype: str, names: Sequence[str]
) -> tuple[dict[str, Any], list[bytes]]:
    """Return an output as JSON has it, and what follows behind the JSON; `names` are those of the classes."""
    output: dict[str, Any] = {"name": wanted.name, "datatype": datatype, "shape": list(array.shape)}
    if wanted.classes:
        texts = _classes(array, wanted.classes, names)
        output |= {"datatype": "BYTES", "shape": [len(array), wanted.classes]}
        data, packed = (
            texts,
            b"".join(len(text).to_bytes(4, "little") + text for text in (one.encode() for one in texts)),
        )
    else:
        data, packed = array.ravel().tolist(), array.astype(DTYPES[datatype]).tobytes()
    if wanted.binary:
        return output | {"parameters": {"binary_data_size": len(packed)}}, [packed]
    return output | {"data": data}, []


def _classes(array: npt.NDArray[Any], count: int, names: Sequence[str]) -> list[str]:
    """Return the largest values of each row, the largest first, as `value:index:label`."""
    order = np.argsort(-array, axis=1, kind="stable")[:, :count]
    return [f"{array[row, digit]:f}:{digit}:{names[digit]}" for row, digits in enumerate(order) for digit in digits]

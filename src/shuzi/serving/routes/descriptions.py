"""What the OpenAPI description says of bodies that routes read themselves."""

from typing import Any

from pydantic import BaseModel

from shuzi.serving.schemas import ErrorResponse

_REASONS = {
    400: "The request makes no sense.",
    401: "A token is needed.",
    403: "The request comes from another site.",
    404: "There is nothing of that name.",
    408: "The body took too long.",
    409: "It cannot be done as things stand.",
    413: "The body is too large.",
    415: "The body is compressed.",
    422: "The body is not what was expected.",
    429: "The server is busy; Retry-After says when to try again.",
    503: "The server is being stopped.",
    504: "The model hangs.",
}

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorResponse, "description": reason} for status, reason in _REASONS.items()
}
"""How any route may refuse a request."""


def body_of(schema: type[BaseModel], *binary: str) -> dict[str, Any]:
    """Return the description of a body that is JSON of a schema, or bytes of one of the other types."""
    content: dict[str, Any] = {
        "application/json": {"schema": schema.model_json_schema(ref_template="#/components/schemas/{model}")}
    }
    content["application/json"]["schema"].pop("$defs", None)
    for kind in binary:
        content[kind] = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": content}}


def query_of(name: str) -> dict[str, Any]:
    """Return the description of a query parameter that a route looks up itself.

    FastAPI's own way takes a tenth of a millisecond a request, a fifth of all that a prediction takes.
    """
    return {"parameters": [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}}]}

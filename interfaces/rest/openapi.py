"""The OpenAPI document: FastAPI's own, with an example beside every body and the headers that all answers carry."""

from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi

from interfaces.rest.access import BEARER
from interfaces.rest.command_frame import IDEMPOTENCY_KEY
from interfaces.rest.problem_models import MEDIA_TYPE, Problem

DESCRIPTION = """
Advertising on Google Ads, Meta and TikTok from one service in which every change is a fact.

**Writes** answer `id`, `version` and `position`. Send `Idempotency-Key` to be able to repeat one safely, and
`If-Match` with the version that you saw to change nothing else. **Reads** wait for a write with `?after=POSITION`.
**Problems** are RFC 9457: `type` is stable, `errors` names each field and what to do about it.
"""


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_ALWAYS = {"X-Request-Id": _header("The id of the request, your own if you sent one.")}
_SUCCESS = {
    "ETag": _header("The version of the thing, where the answer is about one: what If-Match takes."),
    "X-Position": _header("The position of its newest fact: what ?after= takes."),
}
_CREATED = {"Location": _header("Where to go next.")}
_REPEATABLE = {"Idempotent-Replayed": _header("true where this is the first answer again.")}


def document(app: FastAPI) -> dict[str, Any]:
    """The document of an app, made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=app.openapi_tags
        )
        schemas: dict[str, Any] = made["components"]["schemas"]
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs") | {Problem.__name__: problem}
        for schema in schemas.values():
            # What makes the document drops every null, in examples too.
            schema["examples"] = [_with_nulls(example, schema, schemas) for example in schema.get("examples", [])]
        made["components"]["securitySchemes"] = {BEARER.scheme_name: jsonable_encoder(BEARER.model, exclude_none=True)}
        for path in made["paths"].values():
            for operation in path.values():
                _complete(operation, schemas)
        app.openapi_schema = made
    return app.openapi_schema


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    operation["summary"] = operation["description"].partition(". ")[0].partition(": ")[0].rstrip(".")
    bodies = [operation.get("requestBody", {}).get("content", {})]
    for status, response in operation["responses"].items():
        response["headers"] = _headers(operation, status) | response.get("headers", {})
        bodies.append(response.get("content", {}))
        for media_type, media in response.get("content", {}).items():
            if media_type == MEDIA_TYPE:
                media["example"] = {**schemas[Problem.__name__]["examples"][0], "status": int(status)}
    for body in bodies:
        for media in body.values():
            media.setdefault("example", _example(media["schema"], schemas))


def _headers(operation: dict[str, Any], status: str) -> dict[str, Any]:
    if not status.startswith("2"):
        return dict(_ALWAYS)
    repeatable = any(parameter["name"] == IDEMPOTENCY_KEY["name"] for parameter in operation.get("parameters", []))
    return _ALWAYS | _SUCCESS | (_CREATED if status == "201" else {}) | (_REPEATABLE if repeatable else {})


def _example(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - an example is any JSON
    """The example of a schema; one that has none of its own is put together from its properties."""
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas)]
    return {name: _example(part, schemas) for name, part in schema.get("properties", {}).items()}


def _with_nulls(example: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> Any:  # noqa: ANN401 - the same
    """An example with null wherever its schema requires a value and it has none."""
    if "$ref" in schema:
        return _with_nulls(example, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if isinstance(example, list):
        return [_with_nulls(item, schema.get("items", {}), schemas) for item in example]
    if not isinstance(example, dict):
        return example
    parts: dict[str, Any] = schema.get("properties", {})
    nulls = dict.fromkeys(schema.get("required", []))
    return {name: _with_nulls(part, parts.get(name, {}), schemas) for name, part in (nulls | example).items()}

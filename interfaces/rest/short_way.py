"""The short way from a request to an endpoint that asks for its path, one JSON body and what the request tells.

FastAPI's own way is made for dependencies, forms and streams as well, with stacks to clean up on, and its share of a
command was twice what the command's decision costs. Whoever asks for any of these goes that way still. What is
refused, and in which words, is the same on both: the fields and their validation are FastAPI's.
"""

import json
from typing import Any

from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic_core import PydanticUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from interfaces.rest.handler import Handler

_OK = 200
_MISSING = {"type": "missing", "loc": ("body",), "msg": "Field required", "input": None}


def can_be_short(route: APIRoute) -> bool:
    """Whether the endpoint asks for no more than the short way has."""
    asked, body = route.dependant, route.body_field
    more = (
        asked.dependencies
        or asked.query_params
        or asked.header_params
        or asked.cookie_params
        or asked.background_tasks_param_name
        or asked.http_connection_param_name
        or asked.security_scopes_param_name
    )
    one_json_body = body is None or (len(asked.body_params) == 1 and not isinstance(body.field_info, Form))
    return not more and one_json_body and route.response_field is not None


def short_way(route: APIRoute) -> Handler:
    """What answers a request for the route."""
    asked, answers, status = route.dependant, route.response_field, route.status_code or _OK
    path = [(field.name, field.alias, field, ("path", field.alias)) for field in asked.path_params]
    body_field = asked.body_params[0] if asked.body_params else None
    endpoint, as_request, as_response = asked.call, asked.request_param_name, asked.response_param_name

    async def serve(request: Request) -> Response:
        values: dict[str, Any] = {}
        errors: list[Any] = []
        body = PydanticUndefined if body_field is None else await _body(request)
        for name, alias, field, where in path:
            values[name], wrong = field.validate(request.path_params[alias], values, loc=where)
            errors += wrong
        if body_field is not None:
            values[body_field.name], wrong = _validated(body_field, body)
            errors += wrong
        if errors:
            raise RequestValidationError(errors, body=None if body is PydanticUndefined else body)
        response = Response(status_code=status, media_type="application/json")
        if as_request is not None:
            values[as_request] = request
        if as_response is not None:
            values[as_response] = response
        answer = await endpoint(**values)  # type: ignore[misc]  # every route has one
        return answer if isinstance(answer, Response) else _filled(response, answers, answer)

    return serve


def as_app(serve: Handler) -> ASGIApp:
    """The handler as an ASGI application. What it raises is answered where all of the app's errors are."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await serve(Request(scope, receive, send))
        await response(scope, receive, send)

    return app


async def _body(request: Request) -> Any:  # noqa: ANN401 - whatever JSON can say
    body = await request.body()
    if not body:
        return PydanticUndefined
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        where = ("body", error.pos)
        wrong = {"type": "json_invalid", "loc": where, "msg": "JSON decode error", "input": {}}
        raise RequestValidationError([wrong | {"ctx": {"error": error.msg}}], body=error.doc) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "There was an error parsing the body") from error


def _validated(field: Any, body: Any) -> tuple[Any, list[Any]]:  # noqa: ANN401 - a field of FastAPI's, whose class is its own
    if body is not PydanticUndefined:
        value, wrong = field.validate(body, {}, loc=("body",))
        return value, wrong
    return (None, [_MISSING]) if field.field_info.is_required() else (field.get_default(), [])


def _filled(response: Response, field: Any, answer: object) -> Response:  # noqa: ANN401 - the same
    value, wrong = field.validate(answer, {}, loc=("response",))
    if wrong:
        raise ResponseValidationError(wrong, body=answer)
    response.body = field.serialize_json(value)
    response.headers["content-length"] = str(len(response.body))
    return response

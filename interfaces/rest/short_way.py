"""The short way from a request to an endpoint that asks for its path, one JSON body and what the request tells.

FastAPI's own way is made for dependencies, forms and streams as well, with stacks to clean up on, and its share of a
command was twice what the command's decision costs. Whoever asks for any of these goes that way still. What is
refused, and in which words, is the same on both: the fields and their validation are FastAPI's.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Self

from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from interfaces.rest.handler import Handler
from interfaces.rest.sent import body_of

_OK = 200
_MISSING = {"type": "missing", "loc": ("body",), "msg": "Field required", "input": None}

LetIn = Callable[[Request], Awaitable[Mapping[str, object]]]
"""Refuses whom the endpoint is not for, and says what it gets besides path and body."""


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


def short_way(route: APIRoute, let_in: LetIn, endpoint: Callable[..., Any]) -> Handler:
    """What answers a request for the route."""
    asked, status = route.dependant, route.status_code or _OK
    path = [_PathParameter(field) for field in asked.path_params]
    body = _Body(asked.body_params[0]) if asked.body_params else None
    as_response, fill = asked.response_param_name, _filler(route.response_field)

    async def serve(request: Request) -> Response:
        values = {**await let_in(request)}
        wrong_body = [] if body is None else body.read_into(values, body_of(request.scope))
        wrong = [error for parameter in path for error in parameter.read_into(values, request.path_params)]
        if wrong or wrong_body:
            raise RequestValidationError([*wrong, *wrong_body])
        response = _Answer(status_code=status)
        if as_response is not None:
            values[as_response] = response
        answer = await endpoint(**values)
        return answer if isinstance(answer, Response) else fill(response, answer)

    return serve


class _Answer(Response):
    """An answer whose body is still to come."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:  # noqa: ARG002 - there are none yet
        """Say that it will be JSON."""
        self.raw_headers = [(b"content-type", b"application/json")]

    def fill(self, body: bytes) -> Self:
        """Give it its body."""
        self.body = body
        self.raw_headers.append((b"content-length", b"%d" % len(body)))
        return self


class _PathParameter:
    """One parameter of an endpoint's path."""

    def __init__(self, field: Any) -> None:  # noqa: ANN401 - a field of FastAPI's, whose class is its own
        self._field, self._name, self._alias = field, field.name, field.alias
        self._validated = _validator(field).validate_python

    def read_into(self, values: dict[str, object], path: Mapping[str, str]) -> list[Any]:
        """Put down what the path says; returns what is wrong with it, in FastAPI's words."""
        try:
            values[self._name] = self._validated(path[self._alias])
        except ValidationError:
            _, wrong = self._field.validate(path[self._alias], {}, loc=("path", self._alias))
            return list(wrong)
        return []


class _Body:
    """The one body of an endpoint."""

    def __init__(self, field: Any) -> None:  # noqa: ANN401 - a field of FastAPI's, whose class is its own
        self._field = field
        self._validated = _validator(field).validate_json

    def read_into(self, values: dict[str, object], body: bytes) -> list[Any]:
        """Put down the body as the endpoint wants it; returns what is wrong with it, in FastAPI's words."""
        wrong: list[Any] = []
        try:
            values[self._field.name] = self._validated(body)
        except ValidationError:
            values[self._field.name], wrong = self._validated_as_fastapi_does(_parsed(body))
        return wrong

    def _validated_as_fastapi_does(self, parsed: Any) -> tuple[Any, list[Any]]:  # noqa: ANN401 - whatever JSON can say
        if parsed is not PydanticUndefined:
            value, wrong = self._field.validate(parsed, {}, loc=("body",))
            return value, wrong
        return (None, [_MISSING]) if self._field.field_info.is_required() else (self._field.get_default(), [])


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON can say
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


def _filler(field: Any) -> Callable[[_Answer, object], Response]:  # noqa: ANN401 - a field of FastAPI's
    kind = field.field_info.annotation

    def fill(response: _Answer, answer: object) -> Response:
        if type(answer) is not kind:
            answer, wrong = field.validate(answer, {}, loc=("response",))
            if wrong:
                raise ResponseValidationError(wrong, body=answer)
        return response.fill(field.serialize_json(answer))

    return fill


def _validator(field: Any) -> Any:  # noqa: ANN401 - one of pydantic's two classes of them
    """What validates as the field does, without FastAPI's words for what is wrong."""
    info = field.field_info
    declared: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(declared).validator

"""Requests mean what they say: no parameter that nobody reads, none twice, and bodies that are JSON."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from interfaces.rest.errors import UnreadableMediaError
from interfaces.rest.handler import Handler
from interfaces.rest.sent import sent
from interfaces.rest.short_way import as_app, can_be_short, short_way


class StrictRoute(APIRoute):
    """An endpoint that refuses what it would not read.

    It looks itself, before FastAPI's dependencies are worked out: each of those costs more than all of this.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own, handed on
        super().__init__(path, endpoint, **options)
        if can_be_short(self):
            self.app = as_app(self.get_route_handler())

    def get_route_handler(self) -> Handler:
        """The endpoint behind its checks."""
        serve = short_way(self) if can_be_short(self) else super().get_route_handler()
        parameters, reads_body = query_parameters(self), self.body_field is not None

        async def strictly(request: Request) -> Response:
            _refuse_unknown(request, parameters)
            if reads_body:
                await _refuse_other_media(request)
            return await serve(request)

        return strictly


def query_parameters(route: APIRoute) -> frozenset[str]:
    """The names of the query parameters that an endpoint reads, through all of its dependencies."""
    names, waiting = set[str](), [route.dependant]
    while waiting:
        dependant = waiting.pop()
        names.update(field.alias for field in dependant.query_params)
        waiting.extend(dependant.dependencies)
    return frozenset(names)


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    if not request.scope["query_string"]:
        return
    wrong = [
        _wrong(name, "There is no such parameter.", _choice(known)) if name not in known else _twice(name)
        for name, count in Counter(name for name, _ in request.query_params.multi_items()).items()
        if name not in known or count > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


async def _refuse_other_media(request: Request) -> None:
    media_type = sent(request.scope).get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or media_type.endswith("+json"):
        return
    if await request.body():
        raise UnreadableMediaError


def _twice(name: str) -> dict[str, Any]:
    return _wrong(name, "The parameter stands twice.", "Give it once.")


def _choice(known: frozenset[str]) -> str:
    return f"This address takes {', '.join(sorted(known))}." if known else "This address takes none."


def _wrong(name: str, message: str, fix: str) -> dict[str, Any]:
    return {"type": "parameter", "loc": ("query", name), "msg": message, "input": None, "ctx": {"fix": fix}}

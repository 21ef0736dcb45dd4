"""Requests mean what they say: no parameter that nobody reads, none twice, and bodies that are JSON."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from interfaces.rest.errors import UnreadableMediaError
from interfaces.rest.handler import Handler
from interfaces.rest.sent import body_of, sent
from interfaces.rest.short_way import can_be_short, short_way


class StrictRoute(APIRoute):
    """An endpoint that refuses what it would not read.

    It looks itself, before FastAPI's dependencies are worked out: each of those costs more than all of this.
    `short` answers in place of FastAPI's own way, where the endpoint asks for little enough.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - FastAPI's own, handed on
        super().__init__(path, endpoint, **options)
        self._parameters, self._reads_body = query_parameters(self), self.body_field is not None
        self.short = short_way(self, self.let_in, self.called()) if can_be_short(self) else None

    def called(self) -> Callable[..., Any]:
        """The endpoint, as the short way calls it: with what `let_in` says, its path and its body."""
        return self.endpoint

    def get_route_handler(self) -> Handler:
        """FastAPI's own way to the endpoint, behind its checks."""
        serve = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            await self.let_in(request)
            return await serve(request)

        return strictly

    async def let_in(self, request: Request) -> Mapping[str, object]:
        """Refuse what the endpoint would not read. It gets the request, if it asks for it."""
        self.refuse_unread(request)
        asked = self.dependant.request_param_name
        return {} if asked is None else {asked: request}

    def refuse_unread(self, request: Request) -> None:
        """Refuse what the endpoint would not read: `RequestValidationError`, `UnreadableMediaError`."""
        if request.scope["query_string"]:
            _refuse_unknown(request, self._parameters)
        if self._reads_body:
            _refuse_other_media(request.scope)


def query_parameters(route: APIRoute) -> frozenset[str]:
    """The names of the query parameters that an endpoint reads, through all of its dependencies."""
    names, waiting = set[str](), [route.dependant]
    while waiting:
        dependant = waiting.pop()
        names.update(field.alias for field in dependant.query_params)
        waiting.extend(dependant.dependencies)
    return frozenset(names)


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    wrong = [
        _wrong(name, "There is no such parameter.", _choice(known)) if name not in known else _twice(name)
        for name, count in Counter(name for name, _ in request.query_params.multi_items()).items()
        if name not in known or count > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _refuse_other_media(scope: Scope) -> None:
    media_type = sent(scope).get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json") and body_of(scope):
        raise UnreadableMediaError


def _twice(name: str) -> dict[str, Any]:
    return _wrong(name, "The parameter stands twice.", "Give it once.")


def _choice(known: frozenset[str]) -> str:
    return f"This address takes {', '.join(sorted(known))}." if known else "This address takes none."


def _wrong(name: str, message: str, fix: str) -> dict[str, Any]:
    return {"type": "parameter", "loc": ("query", name), "msg": message, "input": None, "ctx": {"fix": fix}}

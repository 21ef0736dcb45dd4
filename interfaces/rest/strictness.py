"""Requests mean what they say: no parameter that nobody reads, none twice, and bodies that are JSON."""

from collections import Counter
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request

from interfaces.rest.errors import UnreadableMediaError


async def known_query_parameters(request: Request) -> None:
    """Refuse query parameters that the endpoint does not have, or that stand twice."""
    known = query_parameters(request.scope["route"])
    wrong = [
        _wrong(name, "There is no such parameter.", _choice(known)) if name not in known else _twice(name)
        for name, count in Counter(name for name, _ in request.query_params.multi_items()).items()
        if name not in known or count > 1
    ]
    if wrong:
        raise RequestValidationError(wrong)


async def json_body(request: Request) -> None:
    """Refuse a body that is not JSON, where one is read."""
    route: APIRoute = request.scope["route"]
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if route.body_field is None or media_type == "application/json" or media_type.endswith("+json"):
        return
    if await request.body():
        raise UnreadableMediaError


def query_parameters(route: APIRoute) -> frozenset[str]:
    """The names of the query parameters that an endpoint reads, through all of its dependencies."""
    names, waiting = set[str](), [route.dependant]
    while waiting:
        dependant = waiting.pop()
        names.update(field.alias for field in dependant.query_params)
        waiting.extend(dependant.dependencies)
    return frozenset(names)


def _twice(name: str) -> dict[str, Any]:
    return _wrong(name, "The parameter stands twice.", "Give it once.")


def _choice(known: frozenset[str]) -> str:
    return f"This address takes {', '.join(sorted(known))}." if known else "This address takes none."


def _wrong(name: str, message: str, fix: str) -> dict[str, Any]:
    return {"type": "parameter", "loc": ("query", name), "msg": message, "input": None, "ctx": {"fix": fix}}

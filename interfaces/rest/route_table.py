"""Finds a route by the fixed parts of its path. To try each in turn takes the last as long as all else that it does."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

Key = tuple[str, tuple[str | None, ...]]
"""A method and a path's parts, None for those that vary."""


class RouteTable(BaseRoute):
    """Stands before the routes that it knows: what it does not find, they refuse in their own words."""

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        self._routes: dict[Key, APIRoute] = {}
        shapes: dict[int, set[tuple[bool, ...]]] = {}
        for route in routes:
            parts = tuple(None if part.startswith("{") else part for part in route.path.split("/"))
            shapes.setdefault(len(parts), set()).add(tuple(part is not None for part in parts))
            for method in route.methods or ():
                self._routes.setdefault((method, parts), route)
        # A word that is fixed is meant, also where something that varies could stand.
        self._shapes = {length: sorted(known, reverse=True) for length, known in shapes.items()}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route of the table is meant, and what its path says."""
        if scope["type"] == "http":
            parts = scope["path"].split("/")
            for shape in self._shapes.get(len(parts), ()):
                found = self._routes.get((scope["method"], _key(parts, shape)))
                if found is not None:
                    match, child_scope = found.matches(scope)
                    if match is Match.FULL:
                        return match, child_scope
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the route answer that was found."""
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Nothing: the routes themselves say where they are."""
        return _nowhere(name, path_params)


def _key(parts: Sequence[str], shape: tuple[bool, ...]) -> tuple[str | None, ...]:
    return tuple([part if fixed else None for part, fixed in zip(parts, shape, strict=True)])


def _nowhere(name: str, path_params: dict[str, object]) -> NoReturn:
    raise NoMatchFound(name, path_params)

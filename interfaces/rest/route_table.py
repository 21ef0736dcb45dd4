"""Finds a route by the fixed parts of its path. To try each in turn takes the last as long as all else that it does."""

import re
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import NoReturn

from fastapi.routing import APIRoute
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

_PART = re.compile(r"(\{\w+\}|[^{}]*)")
_FOUND = "adscale.route"

_Places = tuple[tuple[int, str], ...]
"""Where in a path its parameters stand, and their names."""


class _Shape:
    """The routes whose paths have as many parts, and vary in the same of them."""

    def __init__(self, fixed: tuple[int, ...]) -> None:
        self.fixed_parts: Callable[[list[str]], object] = itemgetter(*fixed)
        self.routes: dict[tuple[str, object], tuple[APIRoute, _Places]] = {}


class RouteTable(BaseRoute):
    """Stands before the routes that it knows: what it does not find, they refuse in their own words.

    A route whose path has more in it than fixed parts and whole parameters is left to be found by its pattern.
    """

    def __init__(self, routes: Iterable[APIRoute]) -> None:
        shapes: dict[tuple[int, tuple[int, ...]], _Shape] = {}
        for route in routes:
            parts = route.path.split("/")
            if not all(_PART.fullmatch(part) for part in parts):
                continue
            fixed = tuple(at for at, part in enumerate(parts) if not part.startswith("{"))
            places = tuple((at, part[1:-1]) for at, part in enumerate(parts) if part.startswith("{"))
            shape = shapes.setdefault((len(parts), fixed), _Shape(fixed))
            for method in route.methods or ():
                shape.routes.setdefault((method, shape.fixed_parts(parts)), (route, places))
        self._shapes: dict[int, list[_Shape]] = {}
        # A word that is fixed is meant, also where something that varies could stand: the fewest that vary come first.
        for (length, _), shape in sorted(shapes.items(), key=lambda item: (-len(item[0][1]), item[0][1])):
            self._shapes.setdefault(length, []).append(shape)

    def find(self, scope: Scope) -> APIRoute | None:
        """The route that is meant, if the table has it; what its path says is put down."""
        parts = scope["path"].split("/")
        for shape in self._shapes.get(len(parts), ()):
            found = shape.routes.get((scope["method"], shape.fixed_parts(parts)))
            if found is not None:
                route, places = found
                path_params = {name: parts[at] for at, name in places}
                if all(path_params.values()):
                    scope[_FOUND] = route
                    scope["path_params"] = path_params
                    return route
        return None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a route was found, and which."""
        route = scope.get(_FOUND)
        return (Match.NONE, {}) if route is None else (Match.FULL, {"endpoint": route.endpoint, "route": route})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the route answer that was found."""
        await scope["route"].handle(scope, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Nothing: the routes themselves say where they are."""
        return _nowhere(name, path_params)


def _nowhere(name: str, path_params: dict[str, object]) -> NoReturn:
    raise NoMatchFound(name, path_params)

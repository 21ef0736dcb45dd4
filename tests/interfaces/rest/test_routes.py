"""What a request goes through on its way: nothing that would be called on a thread of its own."""

from collections.abc import Callable, Iterator
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from interfaces.rest.app import ROUTERS


def called(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    """An endpoint and all that it depends on."""
    if dependant.call is not None:
        yield dependant.call
    for dependency in dependant.dependencies:
        yield from called(dependency)


def test_endpoints_and_what_they_depend_on_are_coroutines() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    slow = {
        getattr(call, "__qualname__", repr(call))
        for route in routes
        for call in called(route.dependant)
        if not any(
            is_async(kind)
            for is_async in (iscoroutinefunction, isasyncgenfunction)
            for kind in (call, type(call).__call__)
        )
    }

    assert routes
    assert slow == set()

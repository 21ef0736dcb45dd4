"""What a request itself tells an endpoint: the services behind it, who asks, the frame of the command.

An endpoint names these like any dependency. FastAPI would work each of them out anew for each request, by way of ten
times the code that tells them, so the route asks for them and FastAPI sees an endpoint without them.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from inspect import Parameter, signature
from typing import Any

from fastapi.params import Depends
from starlette.requests import Request

from interfaces.rest.access import Permits
from interfaces.rest.opened import opened, services_of

Endpoint = Callable[..., Awaitable[Any]]
Tellers = Mapping[str, Callable[[Request], object]]

_TOLD = "adscale.told"


def tellers(endpoint: Endpoint) -> Tellers:
    """By the endpoint's parameters, what tells each of them."""
    return {
        name: services_of if mark.dependency is opened else mark.dependency
        for name, parameter in signature(endpoint, eval_str=True).parameters.items()
        for mark in getattr(parameter.annotation, "__metadata__", ())
        if isinstance(mark, Depends) and (mark.dependency is opened or isinstance(mark.dependency, Permits))
    }


def tell(request: Request, told: Tellers) -> Mapping[str, object]:
    """What the request tells, put down in it as well. Raises what its tellers do."""
    values = request.scope[_TOLD] = {name: teller(request) for name, teller in told.items()}
    return values


def without(endpoint: Endpoint, told: Tellers) -> Endpoint:
    """The endpoint as FastAPI sees it, behind `tell`."""

    async def serve(request: Request, **asked: object) -> object:
        return await endpoint(**request.scope[_TOLD], **asked)

    whole = signature(endpoint, eval_str=True)
    asked_for = [parameter for name, parameter in whole.parameters.items() if name not in told]
    request = Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request)
    keyword_only = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in asked_for]
    update_wrapper(serve, endpoint, assigned=[name for name in WRAPPER_ASSIGNMENTS if name != "__annotations__"])
    # FastAPI looks behind what is wrapped.
    del serve.__wrapped__  # type: ignore[attr-defined]  # `update_wrapper` has just set it
    serve.__signature__ = whole.replace(parameters=[request, *keyword_only])  # type: ignore[attr-defined]  # read by inspect
    return serve

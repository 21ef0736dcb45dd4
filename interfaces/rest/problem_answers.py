"""Errors become answers here: the problem's JSON, its headers, and a line in the log at the level of its status."""

import json
from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from application.errors import ApplicationError
from application.platforms.errors import PlatformError
from domain.errors import Refusal
from interfaces.rest.errors import RequestError
from interfaces.rest.problem_models import MEDIA_TYPE
from interfaces.rest.problems import headers_of, problem_of

HANDLED = (Refusal, ApplicationError, PlatformError, RequestError, RequestValidationError, HTTPException)
"""The roots of all errors that have an answer of their own; any other is ours."""

_INFO = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
_WARNING = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})

log = structlog.get_logger()


def answer_errors(app: FastAPI) -> None:
    """Let an app answer every error with a problem."""
    for root in (*HANDLED, Exception):
        app.add_exception_handler(root, answer)


async def answer(request: Request, error: Exception) -> Response:
    """The problem behind an error, as an answer."""
    problem = problem_of(error)
    problem.instance = quote(request.scope["path"])
    _log(request, problem.status, problem.type)
    return Response(
        _json(problem.content()), status_code=problem.status, headers=headers_of(error), media_type=MEDIA_TYPE
    )


def _json(content: dict[str, object]) -> bytes:
    # A body may hold half of a surrogate pair, which no UTF-8 can carry back.
    text = json.dumps(content, ensure_ascii=False)
    return text.encode("utf-8", errors="replace")


def _log(request: Request, status: int, kind: str) -> None:
    write = log.info if status in _INFO else log.warning if status in _WARNING else log.debug
    write("request.refused", method=request.method, path=request.scope["path"], status=status, problem=kind)

"""Which of the client's calls on the served nodes are answered; generated from the table that answers them."""

from collections.abc import Iterator

from adapters.sandbox.coverage import Covered
from adapters.sandbox.meta.routes import ROUTES
from adapters.sandbox.meta.schema import calls_of, kinds
from adapters.sandbox.seed import META

_PATHS = {"account": "/act_{ad_account_id}", "user": "/me"}
_LOGIN = (
    ("GET", "/dialog/oauth"),
    ("GET", "/oauth/access_token"),
    ("GET", "/debug_token"),
    ("POST", "/ (batch)"),
    ("POST", "/ (asyncbatch)"),
    ("GET", "/?ids="),
    ("GET", "/search"),
)


def coverage() -> list[Covered]:
    """Return every call that the official client defines on a served node, by node."""
    login = [_row("login and batches", method, path, implemented=True) for method, path in _LOGIN]
    return [*login, *(row for kind in dict.fromkeys((*kinds(), *ROUTES)) for row in _of(kind))]


def _of(kind: str) -> Iterator[Covered]:
    for call in sorted({*calls_of(kind), *ROUTES[kind]}, key=lambda call: call.split(" ")[::-1]):
        method, _, edge = call.partition(" ")
        node = _PATHS.get(kind, f"/{{{kind}_id}}")
        yield _row(kind, method, f"{node}/{edge}" if edge else node, implemented=call in ROUTES[kind])


def _row(group: str, method: str, path: str, *, implemented: bool) -> Covered:
    return Covered(
        platform=META,
        group=group,
        method=method,
        path=path,
        state="implemented" if implemented else "not implemented",
        note="" if implemented else "code 3",
    )

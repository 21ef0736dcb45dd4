"""Who asks, and what they may do: an API key becomes its holder, and each permission an alias for endpoints.

A reader gets the holder of the key; a writer gets the frame of its command. `...Creator` is for what begins
something new, which has no version that If-Match could name.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from fastapi import Depends
from fastapi.security import HTTPBearer
from starlette.requests import Request

from application.authorization import Permission, require
from application.context import CommandContext
from application.errors import NotAuthenticatedError
from application.identity.commands import authenticate, hash_of
from application.identity.port import KeyHolder
from interfaces.rest.command_frame import IDEMPOTENCY_KEY, IF_MATCH, framed
from interfaces.rest.opened import services_of
from interfaces.rest.sent import sent

_REMEMBERED = timedelta(seconds=5)
_MOST_REMEMBERED = 10_000
_HOLDER = "adscale.holder"
BEARER = HTTPBearer(
    scheme_name="ApiKey", bearerFormat="ask_...", description="An API key of your organization.", auto_error=False
)


class KnownKeys:
    """Holders of keys that were seen in the last few seconds, so that a busy client costs no look-up a request."""

    def __init__(self) -> None:
        self._seen: dict[bytes, tuple[KeyHolder, datetime]] = {}

    def holder(self, key_hash: bytes, now: datetime) -> KeyHolder | None:
        """The holder, if the key was good a few seconds ago."""
        holder, until = self._seen.get(key_hash, (None, now))
        return holder if now < until else None

    def remember(self, key_hash: bytes, holder: KeyHolder, now: datetime) -> None:
        """A good key, for a few seconds."""
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key_hash] = (holder, now + _REMEMBERED)


async def authenticate_request(request: Request) -> None:
    """Put down whom the request's key speaks for. Raises `NotAuthenticatedError`."""
    scheme, _, key = sent(request.scope).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise NotAuthenticatedError
    services, known = services_of(request), _known_keys(request)
    key_hash, now = hash_of(key), services.now()
    holder = known.holder(key_hash, now)
    if holder is None:
        holder = await authenticate(services.identities, key)
        known.remember(key_hash, holder, now)
    request.scope[_HOLDER] = holder


def _known_keys(request: Request) -> KnownKeys:
    known: KnownKeys = request.scope["app"].known_keys
    return known


@dataclass(frozen=True, slots=True)
class Permits:
    """Lets only holders with a permission in. Behind `authenticate_request`, as every feature is."""

    headers: ClassVar[list[dict[str, Any]]] = []
    """What it reads of a request's headers, for OpenAPI."""

    permission: Permission

    def __call__(self, request: Request) -> KeyHolder:
        """The holder. Raises `NotAllowedError`."""
        return self.allowed(request)

    def allowed(self, request: Request) -> KeyHolder:
        """The holder. Raises `NotAllowedError`."""
        holder: KeyHolder = request.scope[_HOLDER]
        require(holder.role, self.permission)
        return holder


class Creates(Permits):
    """Lets only holders with a permission begin something, and frames their command."""

    headers: ClassVar[list[dict[str, Any]]] = [IDEMPOTENCY_KEY]

    def __call__(self, request: Request) -> CommandContext:  # type: ignore[override]  # only a route calls it
        """The frame of the command. Raises `NotAllowedError`."""
        return framed(request, self.allowed(request), services_of(request).now())


class Changes(Permits):
    """Lets only holders with a permission change something, at the version that If-Match names if it does."""

    headers: ClassVar[list[dict[str, Any]]] = [IDEMPOTENCY_KEY, IF_MATCH]

    def __call__(self, request: Request) -> CommandContext:  # type: ignore[override]  # only a route calls it
        """The frame of the command. Raises `NotAllowedError`."""
        if_match = sent(request.scope).get("if-match")
        return framed(request, self.allowed(request), services_of(request).now(), if_match=if_match)


CampaignsReader = Annotated[KeyHolder, Depends(Permits(Permission.CAMPAIGNS_READ))]
CampaignsCreator = Annotated[CommandContext, Depends(Creates(Permission.CAMPAIGNS_WRITE))]
CampaignsWriter = Annotated[CommandContext, Depends(Changes(Permission.CAMPAIGNS_WRITE))]
CampaignsSender = Annotated[KeyHolder, Depends(Permits(Permission.CAMPAIGNS_WRITE))]
AccountsReader = Annotated[KeyHolder, Depends(Permits(Permission.ACCOUNTS_READ))]
AccountsCreator = Annotated[CommandContext, Depends(Creates(Permission.ACCOUNTS_WRITE))]
AccountsWriter = Annotated[CommandContext, Depends(Changes(Permission.ACCOUNTS_WRITE))]
RulesReader = Annotated[KeyHolder, Depends(Permits(Permission.RULES_READ))]
RulesCreator = Annotated[CommandContext, Depends(Creates(Permission.RULES_WRITE))]
RulesWriter = Annotated[CommandContext, Depends(Changes(Permission.RULES_WRITE))]
PerformanceReader = Annotated[KeyHolder, Depends(Permits(Permission.PERFORMANCE_READ))]
PerformanceWriter = Annotated[KeyHolder, Depends(Permits(Permission.PERFORMANCE_WRITE))]
HistoryReader = Annotated[KeyHolder, Depends(Permits(Permission.HISTORY_READ))]

"""What the contract suite needs of a platform that it can put through its paces: time, faults and a judge."""

from abc import ABC, abstractmethod
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx

from application.platforms.errors import (
    AmbiguousOutcomeError,
    DailyQuotaError,
    NeedsConsentError,
    PlatformError,
    RateLimitedError,
    TransientPlatformError,
)
from application.platforms.marker import read_marker
from application.platforms.port import AccountSession, AdPlatform, PlatformConsent
from domain.shared.platform import Platform

IMPATIENT_SECONDS = 0.3


class Fault(StrEnum):
    """What can be made to go wrong, in the sandbox's words."""

    RATE_LIMIT = "rate_limit"
    DAILY_QUOTA = "daily_quota"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_REVOKED = "token_revoked"
    SERVER_ERROR = "server_error"
    HTML_502 = "html_502"
    SLOW = "slow"
    DROPPED = "dropped"
    APPLIED_UNANSWERED = "applied_unanswered"


class Step(StrEnum):
    """The calls at which a fault can strike. A platform that creates a tree at once has one route for three."""

    READ_CAMPAIGN = "read_campaign"
    CREATE_CAMPAIGN = "create_campaign"
    CREATE_AD_GROUP = "create_ad_group"
    CREATE_AD = "create_ad"
    REPORT = "report"
    TOKEN = "token"


_EITHER_WAY: dict[Fault, type[PlatformError]] = {
    Fault.RATE_LIMIT: RateLimitedError,
    Fault.DAILY_QUOTA: DailyQuotaError,
    Fault.TOKEN_EXPIRED: NeedsConsentError,
    Fault.TOKEN_REVOKED: NeedsConsentError,
}
_UNANSWERED = (Fault.SERVER_ERROR, Fault.HTML_502, Fault.DROPPED, Fault.SLOW)

ERRORS_ON_READ: dict[Fault, type[PlatformError]] = _EITHER_WAY | dict.fromkeys(_UNANSWERED, TransientPlatformError)
ERRORS_ON_CREATE: dict[Fault, type[PlatformError]] = _EITHER_WAY | dict.fromkeys(
    (*_UNANSWERED, Fault.APPLIED_UNANSWERED), AmbiguousOutcomeError
)


class Bench(ABC):
    """A platform under test, both sides of it, and the world behind it."""

    platform: ClassVar[Platform]
    without_own_error: ClassVar[dict[Fault, type[PlatformError]]] = {}
    """Faults that the platform reports in the words of another one."""

    campaigns: AdPlatform
    consent: PlatformConsent

    @abstractmethod
    def impatient(self) -> AdPlatform:
        """The same platform through an adapter that waits `IMPATIENT_SECONDS` for an answer."""

    @abstractmethod
    async def visit(self, consent_url: str, *, approve: bool = True) -> dict[str, str]:
        """Open the consent page and decide; returns the query of the redirect, the code as `code`."""

    @abstractmethod
    async def strike(self, fault: Fault, step: Step, *, count: int = 1) -> None:
        """Let the next `count` calls of this step fail."""

    @abstractmethod
    async def calm(self) -> None:
        """Lift every fault."""

    @abstractmethod
    async def pass_days(self, days: int) -> None:
        """Let time pass on the platform."""

    @abstractmethod
    async def today(self, time_zone: str) -> date:
        """The platform's present day in a time zone."""

    @abstractmethod
    async def creations_of(self, id_: UUID) -> int:
        """How often a campaign, ad group or ad was created under our marker for `id_`, by the platform's own log."""

    @abstractmethod
    async def remove_campaign(self, session: AccountSession, external_id: str) -> None:
        """Remove a campaign behind our back, for good."""


class SandboxBench(Bench):
    """A bench over a running sandbox. Fill in the routes, the kinds and the two adapters."""

    sandbox_name: ClassVar[str]
    routes: ClassVar[dict[Step, str]]
    counted_kinds: ClassVar[frozenset[str]]
    """The sandbox's words for campaigns, ad groups and ads (not budgets, not assets)."""

    def __init__(self, control_url: str) -> None:
        self._control = httpx.AsyncClient(base_url=control_url, timeout=30)

    async def close(self) -> None:
        """Release the connections."""
        await self._control.aclose()

    async def visit(self, consent_url: str, *, approve: bool = True) -> dict[str, str]:
        denial = "" if approve else "&decision=deny"
        answer = await self._control.get(consent_url + denial)
        assert answer.status_code == 302, answer.text
        query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        return query | ({"code": query["auth_code"]} if "auth_code" in query else {})

    async def strike(self, fault: Fault, step: Step, *, count: int = 1) -> None:
        rule = {"platform": self.sandbox_name, "route": self.routes[step], "kind": fault, "count": count}
        await self._post("faults", rule | {"delay_seconds": IMPATIENT_SECONDS * 3})

    async def calm(self) -> None:
        (await self._control.delete("faults")).raise_for_status()

    async def pass_days(self, days: int) -> None:
        await self._post("clock", {"advance_days": days})

    async def now(self) -> datetime:
        """The sandbox's present moment."""
        answer = (await self._control.get("clock")).raise_for_status().json()
        return datetime.fromisoformat(answer["now"])

    async def today(self, time_zone: str) -> date:
        return (await self.now()).astimezone(ZoneInfo(time_zone)).date()

    async def creations_of(self, id_: UUID) -> int:
        answer = (await self._control.get("mutations", params={"platform": self.sandbox_name})).raise_for_status()
        marks = [
            read_marker(entry["name"] or "")
            for entry in answer.json()["mutations"]
            if entry["operation"] == "create" and entry["outcome"] == "applied" and entry["kind"] in self.counted_kinds
        ]
        return sum(1 for mark in marks if mark is not None and mark[0] == id_)

    async def _post(self, path: str, body: dict[str, object]) -> None:
        (await self._control.post(path, json=body)).raise_for_status()

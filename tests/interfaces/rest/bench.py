"""An office: one organization with a key, that works over REST, and the people who consent for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx

from application.platforms.port import RemoteAccount
from domain.ad_accounts.ad_account import AccountProfile, Asset, AssetKind
from domain.shared.ids import AdAccountId, OrganizationId, RuleId
from domain.shared.money import Currency
from domain.shared.platform import Platform
from interfaces.services import Services
from tests.fakes.platform_consent import FakePlatformConsent

Consents = Mapping[Platform, FakePlatformConsent]


@dataclass(slots=True)
class RecordingQueue:
    """A queue that nobody works; it remembers what it was asked."""

    pulls: list[tuple[OrganizationId, AdAccountId, date | None, date | None]] = field(default_factory=list)

    def react(self, handler: str, organization: OrganizationId, key: UUID) -> None:
        """The sweeper would send it again."""

    def pull(
        self, organization: OrganizationId, account_id: AdAccountId, since: date | None, until: date | None
    ) -> None:
        """Remembered."""
        self.pulls.append((organization, account_id, since, until))

    def refresh(self, organization: OrganizationId, account_id: AdAccountId) -> None:
        """The scheduler would ask again."""

    def evaluate(self, organization: OrganizationId, rule_id: RuleId) -> None:
        """The scheduler would ask again."""

    def purge(self) -> None:
        """The scheduler would ask again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Requests with the key of one organization. A write is waited for before the next read."""

    organization: OrganizationId
    key: str
    client: httpx.AsyncClient
    services: Services
    consents: Consents
    queue: RecordingQueue

    async def connect(self, platform: Platform = Platform.GOOGLE_ADS) -> str:
        """Connect the platform's one account, and say its id."""
        started = await self.client.post(f"/v1/connections/{platform}/consent")
        state = parse_qs(urlsplit(started.json()["consent_url"]).query)["state"][0]
        back = {"state": state, "code": self.consents[platform].approve()}
        answer = await self.client.get("/v1/connections/callback", params=back)
        assert answer.status_code == 200, answer.text
        account = answer.json()["accounts"][0]
        await self.client.get("/v1/accounts", params={"after": account["position"]})
        return str(account["account_id"])

    async def draft(self, account_id: str, **changes: object) -> str:
        """Draft a campaign on an account, and say its id."""
        answer = await self.client.post("/v1/campaigns", json=a_campaign(account_id) | changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def draft_ready_to_launch(self) -> str:
        """Draft a campaign with all that a launch needs, and say its id."""
        account_id = await self.connect()
        campaign_id = await self.draft(account_id)
        group = await self.client.post(f"/v1/campaigns/{campaign_id}/ad-groups", json=an_ad_group(account_id))
        creatives = f"/v1/campaigns/{campaign_id}/ad-groups/{group.json()['ad_group_id']}/creatives"
        answer = await self.client.post(creatives, json=a_creative())
        assert answer.status_code == 201, answer.text
        return campaign_id

    async def define_rule(self, campaign_id: str) -> str:
        """Define a rule on a campaign, and say its id."""
        answer = await self.client.post("/v1/rules", json=a_rule(campaign_id))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def an_account_on(platform: Platform) -> RemoteAccount:
    """The account that a consent on a platform reaches."""
    return RemoteAccount(
        external_id=f"{platform}-100",
        login_external_id=None,
        profile=AccountProfile(
            name=f"Shoes on {platform}",
            currency=Currency("USD"),
            time_zone="America/New_York",
            assets=(Asset(kind=AssetKind.IDENTITY, id="1029384756", name="Shoes"),),
        ),
    )


def a_campaign(account_id: str) -> dict[str, Any]:
    """The body that drafts a campaign."""
    return {
        "name": "Autumn shoes",
        "objective": "sales",
        "budget": {"kind": "daily", "amount": {"amount": "120.00", "currency": "USD"}},
        "flight": {"starts_on": "2026-11-01"},
        "channels": [{"account_id": account_id}],
    }


def an_ad_group(account_id: str) -> dict[str, Any]:
    """The body that adds an ad group that Google takes."""
    return {
        "account_id": account_id,
        "name": "Runners",
        "targeting": {"countries": ["US"]},
        "keywords": ["running shoes"],
    }


def a_creative() -> dict[str, Any]:
    """The body that adds a creative that Google takes."""
    return {
        "headlines": ["Run further", "Light shoes", "Made to last"],
        "descriptions": ["Shoes for every road.", "Free returns for 60 days."],
        "destination_url": "https://shoes.example/run",
    }


def a_rule(campaign_id: str) -> dict[str, Any]:
    """The body that defines the classic rule."""
    return {
        "name": "Pause when CPA is above $50",
        "scope": {"campaign_id": campaign_id},
        "condition": {"metric": "cpa", "comparison": "above", "threshold": "50", "days": 3},
        "action": {"kind": "pause"},
    }

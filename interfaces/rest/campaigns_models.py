"""Campaigns, their budgets, flights and channels as they travel."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import CampaignStatus
from domain.campaigns.channel import Declarations
from domain.shared.ids import AdAccountId
from interfaces.rest.ad_groups_models import ACCOUNT_ID, AD_GROUP_ID, CREATIVE_EXAMPLE, CREATIVE_ID, AdGroupAnswer
from interfaces.rest.channels_models import CAMPAIGN_ID, CHANNEL_EXAMPLE, ChannelAnswer, ChannelBody
from interfaces.rest.values import Day, MoneyBody, RequestBody, ShortText, Text
from projections.campaigns.queries import CampaignDetail, CampaignRow

_MONEY: dict[str, Any] = {"amount": "120.00", "currency": "USD"}
_PLAN: dict[str, Any] = {
    "name": "Autumn shoes",
    "objective": "sales",
    "budget": {"kind": "daily", "amount": _MONEY},
    "flight": {"starts_on": "2026-12-01", "ends_on": "2026-12-31"},
    "declarations": {"eu_political_advertising": False, "special_ad_categories": []},
}
CAMPAIGN_EXAMPLE: dict[str, Any] = {
    "campaign_id": CAMPAIGN_ID,
    "name": "Autumn shoes",
    "status": "active",
    "objective": "sales",
    "budget": _PLAN["budget"],
    "flight": _PLAN["flight"],
    "version": 9,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-20T09:05:00Z",
    "channels": [CHANNEL_EXAMPLE],
}
_DETAIL: dict[str, Any] = {
    **CAMPAIGN_EXAMPLE,
    "declarations": _PLAN["declarations"],
    "ad_groups": [
        {
            "ad_group_id": AD_GROUP_ID,
            "account_id": ACCOUNT_ID,
            "content": {
                "name": "Runners",
                "targeting": {"countries": ["US"], "age_min": 18, "age_max": 65},
                "bid_strategy": "lowest_cost",
                "bid": None,
                "pixel": None,
                "keywords": ["running shoes"],
            },
            "creatives": [
                {"creative_id": CREATIVE_ID, "version": 1, "content": CREATIVE_EXAMPLE, "derived_from": None}
            ],
        }
    ],
}


class BudgetBody(RequestBody):
    """An amount a day, or for the whole flight."""

    kind: BudgetKind
    amount: MoneyBody

    def budget(self) -> Budget:
        """The same as the domain has it."""
        return Budget(kind=self.kind, amount=self.amount.money())

    @staticmethod
    def of(budget: Budget) -> "BudgetBody":
        """The domain's budget as it travels."""
        return BudgetBody.model_construct(kind=budget.kind, amount=MoneyBody.of(budget.amount))


class FlightBody(RequestBody):
    """First and last day of delivery, both included, in each account's own days. No end: until stopped."""

    starts_on: Day
    ends_on: Day | None = None

    def flight(self) -> Flight:
        """The same as the domain has it."""
        return Flight(starts_on=self.starts_on, ends_on=self.ends_on)


class DeclarationsBody(RequestBody):
    """What the platforms require an advertiser to declare."""

    eu_political_advertising: bool = Field(default=False, strict=True)
    special_ad_categories: list[ShortText] = Field([], max_length=20)

    def declarations(self) -> Declarations:
        """The same as the domain has it."""
        return Declarations(
            eu_political_advertising=self.eu_political_advertising,
            special_ad_categories=tuple(self.special_ad_categories),
        )


class DraftCampaignBody(RequestBody):
    """A campaign to draft on one or more ad accounts."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_PLAN, "channels": [{"account_id": ACCOUNT_ID, "weight": 1}]}]}
    )

    name: Text
    objective: Objective
    budget: BudgetBody
    flight: FlightBody
    declarations: DeclarationsBody = DeclarationsBody()
    channels: list[ChannelBody] = Field(min_length=1, max_length=100)


class ReviseCampaignBody(RequestBody):
    """What to change in a draft; what is left out, or null, stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Winter shoes", "budget": _PLAN["budget"]}]})

    name: Text | None = None
    objective: Objective | None = None
    budget: BudgetBody | None = None
    flight: FlightBody | None = None
    declarations: DeclarationsBody | None = None


class PauseBody(RequestBody):
    """What to pause, the whole campaign or one channel of it, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": None, "reason": "Out of stock."}]})

    account_id: AdAccountId | None = None
    reason: ShortText = ""


class ResumeBody(RequestBody):
    """What to resume, the whole campaign or one channel of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": ACCOUNT_ID}]})

    account_id: AdAccountId | None = None


class ChangeBudgetBody(RequestBody):
    """Another amount; daily stays daily, lifetime stays lifetime."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"amount": _MONEY}]})

    amount: MoneyBody


class FlightAnswer(BaseModel):
    """First and last day of delivery."""

    starts_on: date
    ends_on: date | None


class CampaignAnswer(BaseModel):
    """A campaign in a list. One that was only imported has no objective, budget or flight."""

    model_config = ConfigDict(json_schema_extra={"examples": [CAMPAIGN_EXAMPLE]})

    campaign_id: UUID
    name: str
    status: CampaignStatus
    objective: Objective | None
    budget: BudgetBody | None
    flight: FlightAnswer | None
    version: int
    created_at: datetime
    updated_at: datetime
    channels: Sequence[ChannelAnswer]

    @classmethod
    def of(cls, row: CampaignRow) -> Self:
        """A row as it travels."""
        return cls(**_overview(row))


class CampaignDetailAnswer(CampaignAnswer):
    """A campaign with all that it holds."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DETAIL]})

    declarations: DeclarationsBody
    ad_groups: Sequence[AdGroupAnswer]

    @classmethod
    def with_children(cls, detail: CampaignDetail) -> Self:
        """A campaign and what it holds as it travels."""
        declared = detail.declarations
        return cls(
            **_overview(detail.campaign),
            declarations=DeclarationsBody.model_construct(
                eu_political_advertising=declared.eu_political_advertising,
                special_ad_categories=list(declared.special_ad_categories),
            ),
            ad_groups=[AdGroupAnswer.of(ad_group) for ad_group in detail.ad_groups],
        )


def _overview(row: CampaignRow) -> dict[str, Any]:
    return {
        "campaign_id": row.campaign_id,
        "name": row.name,
        "status": row.status,
        "objective": row.objective,
        "budget": None if row.budget is None else BudgetBody.of(row.budget),
        "flight": None
        if row.flight is None
        else FlightAnswer(starts_on=row.flight.starts_on, ends_on=row.flight.ends_on),
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "channels": [ChannelAnswer.of(channel) for channel in row.channels],
    }

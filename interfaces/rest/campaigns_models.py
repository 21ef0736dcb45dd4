"""Campaigns, their budgets, flights and channels as they travel."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from application.campaigns.commands import ChannelPlan
from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import CampaignStatus
from domain.campaigns.channel import ChannelProblem, Declarations, ProblemKind
from domain.shared.ids import AdAccountId
from domain.shared.platform import Delivery
from interfaces.rest.ad_groups_models import ACCOUNT_ID, AD_GROUP_ID, CREATIVE_EXAMPLE, CREATIVE_ID, AdGroupAnswer
from interfaces.rest.values import Day, MoneyBody, RequestBody, ShortText, Text, WholeNumber
from projections.campaigns.queries import CampaignDetail, CampaignRow, ChannelRow

CAMPAIGN_ID = "01936b5e-7c1a-7000-8000-3f1f4b3a52a5"
_MONEY: dict[str, Any] = {"amount": "120.00", "currency": "USD"}
_PLAN: dict[str, Any] = {
    "name": "Autumn shoes",
    "objective": "sales",
    "budget": {"kind": "daily", "amount": _MONEY},
    "flight": {"starts_on": "2026-12-01", "ends_on": "2026-12-31"},
    "declarations": {"eu_political_advertising": False, "special_ad_categories": []},
}
_CHANNEL: dict[str, Any] = {
    "campaign_id": CAMPAIGN_ID,
    "account_id": ACCOUNT_ID,
    "platform": "google-ads",
    "external_campaign_id": "21457896332",
    "weight": 1,
    "desired_version": 5,
    "confirmed_version": 5,
    "delivery_desired": "enabled",
    "delivery_confirmed": "enabled",
    "settled": True,
    "problem": None,
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
    "channels": [_CHANNEL],
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

    @classmethod
    def of(cls, budget: Budget) -> Self:
        """The domain's budget as it travels."""
        return cls(kind=budget.kind, amount=MoneyBody.of(budget.amount))


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


class ChannelBody(RequestBody):
    """An ad account to run on, and its weight in the budget."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": ACCOUNT_ID, "weight": 1}]})

    account_id: AdAccountId
    weight: Annotated[WholeNumber, Field(ge=1, le=10_000)] = 1

    def plan(self) -> ChannelPlan:
        """The same as the application has it."""
        return ChannelPlan(account_id=self.account_id, weight=self.weight)


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


class ProblemAnswer(BaseModel):
    """Why a push did not settle, and what a person should do; `code` and `request_id` are the platform's."""

    kind: ProblemKind
    message: str
    advice: str
    field: str | None
    code: str | None
    request_id: str | None

    @classmethod
    def of(cls, problem: ChannelProblem) -> Self:
        """The domain's problem as it travels."""
        return cls(
            kind=problem.kind,
            message=problem.message,
            advice=problem.advice,
            field=problem.field,
            code=problem.code,
            request_id=problem.request_id,
        )


class ChannelAnswer(BaseModel):
    """A channel: what it should be, and what its platform confirmed. Settled: the platform is owed nothing."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANNEL]})

    campaign_id: UUID
    account_id: UUID
    platform: str
    external_campaign_id: str | None
    weight: int
    desired_version: int
    confirmed_version: int | None
    delivery_desired: Delivery | None
    delivery_confirmed: Delivery | None
    settled: bool
    problem: ProblemAnswer | None

    @classmethod
    def of(cls, row: ChannelRow) -> Self:
        """A row as it travels."""
        return cls(
            campaign_id=row.campaign_id,
            account_id=row.account_id,
            platform=row.platform,
            external_campaign_id=row.external_campaign_id,
            weight=row.weight,
            desired_version=row.desired_version,
            confirmed_version=row.confirmed_version,
            delivery_desired=row.delivery_desired,
            delivery_confirmed=row.delivery_confirmed,
            settled=row.settled,
            problem=None if row.problem is None else ProblemAnswer.of(row.problem),
        )


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
            declarations=DeclarationsBody(
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

"""Channels as they travel: a campaign's presence on one ad account, as it should be and as its platform has it."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from application.campaigns.commands import ChannelPlan
from domain.campaigns.channel import ChannelProblem, ProblemKind
from domain.shared.ids import AdAccountId
from domain.shared.platform import Delivery
from interfaces.rest.ad_groups_models import ACCOUNT_ID
from interfaces.rest.values import RequestBody, WholeNumber
from projections.campaigns.queries import ChannelRow

CAMPAIGN_ID = "01936b5e-7c1a-7000-8000-3f1f4b3a52a5"
CHANNEL_EXAMPLE: dict[str, Any] = {
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


class ChannelBody(RequestBody):
    """An ad account to run on, and its weight in the budget."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"account_id": ACCOUNT_ID, "weight": 1}]})

    account_id: AdAccountId
    weight: Annotated[WholeNumber, Field(ge=1, le=10_000)] = 1

    def plan(self) -> ChannelPlan:
        """The same as the application has it."""
        return ChannelPlan(account_id=self.account_id, weight=self.weight)


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

    model_config = ConfigDict(json_schema_extra={"examples": [CHANNEL_EXAMPLE]})

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

"""What is asked of campaigns: a page of them, one with all it holds, and the channels that are not settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.campaigns.ad_group import AdGroup, Objective
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import CampaignStatus
from domain.campaigns.channel import ChannelProblem, Declarations
from domain.shared.ids import AdAccountId, CampaignId, OrganizationId
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, PlatformName
from projections.campaigns.projector import PROBLEM, STATE
from projections.campaigns.table import CAMPAIGNS, CHANNELS
from projections.paging import newest_first


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A channel: what it should be, and what its platform confirmed. `settled`: the platform is owed nothing."""

    organization: OrganizationId
    campaign_id: CampaignId
    account_id: AdAccountId
    platform: PlatformName
    external_campaign_id: str | None
    weight: int
    desired_version: int
    confirmed_version: int | None
    delivery_desired: Delivery | None
    delivery_confirmed: Delivery | None
    settled: bool
    problem: ChannelProblem | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """A campaign in a list. An observed one has no objective, budget or flight."""

    campaign_id: CampaignId
    name: str
    status: CampaignStatus
    objective: Objective | None
    budget: Budget | None
    currency: Currency | None
    flight: Flight | None
    version: int
    position: int
    created_at: datetime
    updated_at: datetime
    channels: tuple[ChannelRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDetail:
    """A campaign with all that it holds."""

    campaign: CampaignRow
    declarations: Declarations
    ad_groups: tuple[AdGroup, ...]


async def list_campaigns(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    status: CampaignStatus | None = None,
    platform: PlatformName | None = None,
    account_id: AdAccountId | None = None,
    after: CampaignId | None = None,
    limit: int = 50,
) -> Sequence[CampaignRow]:
    """A page of campaigns, newest first."""
    on_channel = select(CHANNELS.c.campaign_id).where(
        CHANNELS.c.org_id == organization, CHANNELS.c.campaign_id == CAMPAIGNS.c.campaign_id
    )
    statement = newest_first(select(CAMPAIGNS), organization, CAMPAIGNS, "campaign_id", after=after, limit=limit)
    if status is not None:
        statement = statement.where(CAMPAIGNS.c.status == status.value)
    if platform is not None:
        statement = statement.where(on_channel.where(CHANNELS.c.platform == platform).exists())
    if account_id is not None:
        statement = statement.where(on_channel.where(CHANNELS.c.account_id == account_id).exists())
    rows = (await connection.execute(statement)).mappings().all()
    channels = await _channels(connection, organization, [row["campaign_id"] for row in rows])
    return [_campaign_row(row, channels) for row in rows]


async def campaign(
    connection: AsyncConnection, organization: OrganizationId, campaign_id: CampaignId
) -> CampaignDetail | None:
    """One campaign with its channels, ad groups and creatives; None where there is none."""
    statement = select(CAMPAIGNS).where(CAMPAIGNS.c.org_id == organization, CAMPAIGNS.c.campaign_id == campaign_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    if row is None:
        return None
    channels = await _channels(connection, organization, [campaign_id])
    state = STATE.validate_python(row["state"], strict=False)
    return CampaignDetail(
        campaign=_campaign_row(row, channels),
        declarations=state.declarations,
        ad_groups=tuple(state.ad_groups.values()),
    )


async def unsettled_channels(
    connection: AsyncConnection, organization: OrganizationId | None, *, since: datetime
) -> Sequence[ChannelRow]:
    """Channels that owe their platform something and whose campaign has not moved since; None: everybody's."""
    statement = (
        select(CHANNELS)
        .join(
            CAMPAIGNS,
            (CAMPAIGNS.c.org_id == CHANNELS.c.org_id) & (CAMPAIGNS.c.campaign_id == CHANNELS.c.campaign_id),
        )
        .where(~CHANNELS.c.settled, CAMPAIGNS.c.updated_at <= since)
        .order_by(CHANNELS.c.org_id, CHANNELS.c.campaign_id, CHANNELS.c.account_id)
    )
    if organization is not None:
        statement = statement.where(CHANNELS.c.org_id == organization)
    return [_channel_row(row) for row in (await connection.execute(statement)).mappings()]


async def _channels(
    connection: AsyncConnection, organization: OrganizationId, campaign_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[ChannelRow, ...]]:
    statement = (
        select(CHANNELS)
        .where(CHANNELS.c.org_id == organization, CHANNELS.c.campaign_id.in_(campaign_ids))
        .order_by(CHANNELS.c.campaign_id, CHANNELS.c.platform, CHANNELS.c.account_id)
    )
    by_campaign: dict[UUID, tuple[ChannelRow, ...]] = {}
    for row in (await connection.execute(statement)).mappings():
        by_campaign[row["campaign_id"]] = (*by_campaign.get(row["campaign_id"], ()), _channel_row(row))
    return by_campaign


def _campaign_row(row: RowMapping, channels: Mapping[UUID, tuple[ChannelRow, ...]]) -> CampaignRow:
    return CampaignRow(
        campaign_id=row["campaign_id"],
        name=row["name"],
        status=CampaignStatus(row["status"]),
        objective=None if row["objective"] is None else Objective(row["objective"]),
        budget=_budget(row["budget_kind"], row["budget_micros"], row["currency"]),
        currency=row["currency"],
        flight=_flight(row["starts_on"], row["ends_on"]),
        version=row["version"],
        position=row["position"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        channels=channels.get(row["campaign_id"], ()),
    )


def _budget(kind: str | None, micros: int, code: Currency) -> Budget | None:
    return None if kind is None else Budget(kind=BudgetKind(kind), amount=Money(currency=code, micros=micros))


def _flight(starts_on: date | None, ends_on: date | None) -> Flight | None:
    return None if starts_on is None else Flight(starts_on=starts_on, ends_on=ends_on)


def _channel_row(row: RowMapping) -> ChannelRow:
    columns: dict[str, Any] = dict(row)
    del columns["position"]
    return ChannelRow(
        **columns
        | {
            "organization": columns.pop("org_id"),
            "delivery_desired": _delivery(columns["delivery_desired"]),
            "delivery_confirmed": _delivery(columns["delivery_confirmed"]),
            "problem": None if columns["problem"] is None else PROBLEM.validate_python(columns["problem"]),
        }
    )


def _delivery(text: str | None) -> Delivery | None:
    return None if text is None else Delivery(text)

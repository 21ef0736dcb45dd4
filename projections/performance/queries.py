"""Performance as it is asked for: sums over any range, by any of its dimensions, never across currencies.

Ratios are worked out from the sums by `Metrics`; nothing here is an average.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, RowMapping, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.shared.ids import AdAccountId, CampaignId, OrganizationId
from domain.shared.metrics import Metrics
from domain.shared.money import Currency
from domain.shared.platform import PlatformName
from projections.ad_accounts.table import AD_ACCOUNTS
from projections.campaigns.table import CAMPAIGNS, CHANNELS
from projections.performance.table import ACCOUNT_DAILY, DAILY, HOURLY, MEASURES

By = Literal["total", "day", "hour", "platform", "account", "campaign"]

GROUPED_BY: Mapping[By, tuple[str, ...]] = {
    "total": (),
    "day": ("day",),
    "hour": ("day", "hour"),
    "platform": ("platform",),
    "account": ("platform", "account_id"),
    "campaign": ("platform", "account_id", "campaign_ref"),
}
"""What tells the rows of each breakdown apart, besides the currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceRow:
    """Sums in one currency; of the key, what the breakdown has no word for is None.

    `external_campaign_id` is the platform's own id. `campaign_id` and `campaign_name` are ours, once the campaign is
    known. `observed_at` is when the newest of the figures was heard, `source_rows` how many rows of the source are
    added up.
    """

    currency: Currency
    metrics: Metrics
    source_rows: int
    observed_at: datetime
    day: date | None = None
    hour: int | None = None
    platform: PlatformName | None = None
    account_id: AdAccountId | None = None
    account_external_id: str | None = None
    account_name: str | None = None
    external_campaign_id: str | None = None
    campaign_id: CampaignId | None = None
    campaign_name: str | None = None


async def performance(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    by: By,
    since: date | None = None,
    until: date | None = None,
    platform: PlatformName | None = None,
    account_id: AdAccountId | None = None,
    campaign_id: CampaignId | None = None,
) -> Sequence[PerformanceRow]:
    """Rows of one breakdown over the days `since` to `until`, both included, in the order of their keys."""
    table = _coarsest(by, campaign_id)
    asked = (
        None if since is None else table.c.day >= since,
        None if until is None else table.c.day <= until,
        None if platform is None else table.c.platform == platform,
        None if account_id is None else table.c.account_id == account_id,
        None if campaign_id is None else _is_of_campaign(table, campaign_id),
    )
    statement = _summed(table, GROUPED_BY[by]).where(table.c.org_id == organization)
    statement = statement.where(*(condition for condition in asked if condition is not None))
    if "account_id" in GROUPED_BY[by]:
        statement = _named(statement, organization)
    return [_row(row) for row in (await connection.execute(statement)).mappings()]


async def daily_metrics(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    campaign_id: CampaignId,
    account_id: AdAccountId | None,
    since: date,
    until: date,
) -> Mapping[date, Metrics]:
    """A campaign's figures by day, on one account or on all of its own.

    A day in two currencies is left out: its figures cannot be added, and what is unknown never makes a rule act.
    """
    rows = await performance(
        connection, organization, by="day", since=since, until=until, account_id=account_id, campaign_id=campaign_id
    )
    days = [row.day for row in rows]
    return {row.day: row.metrics for row in rows if row.day is not None and days.count(row.day) == 1}


def _coarsest(by: By, campaign_id: CampaignId | None) -> Table:
    """The table that can tell with the fewest rows."""
    if by == "hour":
        return HOURLY
    return DAILY if by == "campaign" or campaign_id is not None else ACCOUNT_DAILY


def _summed(table: Table, keys: tuple[str, ...]) -> Select[Any]:
    columns = [table.c[key] for key in (*keys, "currency")]
    sums = [func.sum(table.c[measure]).label(measure) for measure in MEASURES]
    newest = func.max(table.c.observed_at).label("observed_at")
    return select(*columns, *sums, newest).group_by(*columns).order_by(*columns)


def _is_of_campaign(table: Table, campaign_id: CampaignId) -> ColumnElement[bool]:
    return (
        select(CHANNELS.c.campaign_id)
        .where(
            CHANNELS.c.org_id == table.c.org_id,
            CHANNELS.c.campaign_id == campaign_id,
            CHANNELS.c.account_id == table.c.account_id,
            CHANNELS.c.external_campaign_id == table.c.campaign_ref,
        )
        .exists()
    )


def _named(statement: Select[Any], organization: OrganizationId) -> Select[Any]:
    """The sums with the names of what they are about, looked up once a row and never multiplying one."""
    sums = statement.order_by(None).subquery("sums")
    account = (AD_ACCOUNTS.c.org_id == organization) & (AD_ACCOUNTS.c.account_id == sums.c.account_id)
    columns: list[Any] = [
        *sums.columns,
        AD_ACCOUNTS.c.external_id.label("account_external_id"),
        AD_ACCOUNTS.c.name.label("account_name"),
    ]
    order = [sums.c.platform, AD_ACCOUNTS.c.external_id, sums.c.account_id]
    source: Any = sums.outerjoin(AD_ACCOUNTS, account)
    if "campaign_ref" in sums.columns:
        campaign = (
            select(CAMPAIGNS.c.campaign_id, CAMPAIGNS.c.name.label("campaign_name"))
            .join(
                CHANNELS,
                (CHANNELS.c.org_id == CAMPAIGNS.c.org_id) & (CHANNELS.c.campaign_id == CAMPAIGNS.c.campaign_id),
            )
            .where(
                CHANNELS.c.org_id == organization,
                CHANNELS.c.account_id == sums.c.account_id,
                CHANNELS.c.external_campaign_id == sums.c.campaign_ref,
            )
            .order_by(CHANNELS.c.weight.desc(), CHANNELS.c.campaign_id)
            .limit(1)
            .lateral("campaign")
        )
        columns += [campaign.c.campaign_id, campaign.c.campaign_name]
        order.append(sums.c.campaign_ref)
        source = source.outerjoin(campaign, campaign.c.campaign_id.is_not(None))
    return select(*columns).select_from(source).order_by(*order, sums.c.currency)


def _row(row: RowMapping) -> PerformanceRow:
    value = row["conversion_value_micros"]
    key = {name: row[name] for name in row if name not in (*MEASURES, "currency", "observed_at")}
    if "campaign_ref" in key:
        key["external_campaign_id"] = key.pop("campaign_ref")
    return PerformanceRow(
        currency=row["currency"],
        metrics=Metrics(
            impressions=int(row["impressions"]),
            clicks=int(row["clicks"]),
            spend_micros=int(row["spend_micros"]),
            conversions=row["conversions"],
            conversion_value_micros=None if value is None else int(value),
        ),
        source_rows=int(row["source_rows"]),
        observed_at=row["observed_at"],
        **key,
    )

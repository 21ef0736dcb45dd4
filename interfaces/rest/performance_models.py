"""Performance as it travels: counts as numbers, everything that is not whole as a decimal in quotes."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.shared.metrics import RATIOS, Metrics, rounded
from domain.shared.money import MICROS, plain
from interfaces.rest.ad_groups_models import ACCOUNT_ID
from projections.performance.queries import By, PerformanceRow

_ROW: dict[str, Any] = {
    "day": None,
    "hour": None,
    "platform": "google-ads",
    "account_id": ACCOUNT_ID,
    "account_external_id": "1234567890",
    "account_name": "Shoes US",
    "external_campaign_id": None,
    "campaign_id": None,
    "campaign_name": None,
    "currency": "USD",
    "impressions": 12000,
    "clicks": 240,
    "spend": "312.5",
    "conversions": "5",
    "conversion_value": "800",
    "ctr": "0.020000000000",
    "cpc": "1.302083333333",
    "cpm": "26.041666666667",
    "cvr": "0.020833333333",
    "cpa": "62.500000000000",
    "roas": "2.560000000000",
    "source_rows": 30,
    "as_of": "2026-11-20T09:00:00Z",
}


class PerformanceRowAnswer(BaseModel):
    """Sums in one currency, and their ratios.

    Money is in major units. Ratios have 12 decimals, rounded half to even, and are null where the denominator is 0 or
    a sum is not known. `as_of` is when the newest of the figures was heard.
    """

    day: date | None
    hour: int | None
    platform: str | None
    account_id: UUID | None
    account_external_id: str | None
    account_name: str | None
    external_campaign_id: str | None
    campaign_id: UUID | None
    campaign_name: str | None
    currency: str
    impressions: int
    clicks: int
    spend: str
    conversions: str | None
    conversion_value: str | None
    ctr: str | None
    cpc: str | None
    cpm: str | None
    cvr: str | None
    cpa: str | None
    roas: str | None
    source_rows: int
    as_of: datetime

    @classmethod
    def of(cls, row: PerformanceRow) -> Self:
        """A row as it travels."""
        return cls(
            day=row.day,
            hour=row.hour,
            platform=row.platform,
            account_id=row.account_id,
            account_external_id=row.account_external_id,
            account_name=row.account_name,
            external_campaign_id=row.external_campaign_id,
            campaign_id=row.campaign_id,
            campaign_name=row.campaign_name,
            currency=row.currency,
            **sums(row.metrics),
            **_ratios(row.metrics),
            source_rows=row.source_rows,
            as_of=row.observed_at,
        )


class PerformanceAnswer(BaseModel):
    """Rows of one breakdown. `as_of`: when the newest figure of all was heard, null where there is none.

    `detached_months` (such as "2024-01") are archived: their figures stand as they were rolled up before.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "by": "account",
                    "from": "2026-11-01",
                    "to": "2026-11-19",
                    "as_of": "2026-11-20T09:00:00Z",
                    "detached_months": [],
                    "rows": [_ROW],
                }
            ]
        }
    )

    by: By
    since: Annotated[date, Field(serialization_alias="from")]
    until: Annotated[date, Field(serialization_alias="to")]
    as_of: datetime | None
    detached_months: Sequence[str]
    rows: Sequence[PerformanceRowAnswer]

    @classmethod
    def of(
        cls, by: By, since: date, until: date, rows: Sequence[PerformanceRow], detached: Sequence[date] = ()
    ) -> Self:
        """A breakdown as it travels."""
        return cls(
            by=by,
            since=since,
            until=until,
            as_of=max((row.observed_at for row in rows), default=None),
            detached_months=[f"{month:%Y-%m}" for month in detached],
            rows=[PerformanceRowAnswer.of(row) for row in rows],
        )


def sums(metrics: Metrics) -> dict[str, Any]:
    """The sums as they travel."""
    value = metrics.conversion_value_micros
    return {
        "impressions": metrics.impressions,
        "clicks": metrics.clicks,
        "spend": plain(Decimal(metrics.spend_micros) / MICROS),
        "conversions": None if metrics.conversions is None else plain(metrics.conversions),
        "conversion_value": None if value is None else plain(Decimal(value) / MICROS),
    }


def _ratios(metrics: Metrics) -> dict[str, str | None]:
    exact = {metric.value: rounded(metrics.exactly(metric)) for metric in RATIOS}
    return {name: None if ratio is None else f"{ratio:f}" for name, ratio in exact.items()}

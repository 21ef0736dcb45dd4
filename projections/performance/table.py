"""One row an (account, day, campaign), one an hour where hours are known, and one an account's day for sums of many.

The campaign goes by its platform's id.
"""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Numeric, SmallInteger, Table, Text, Uuid

from projections.metadata import METADATA

MEASURES = (
    "impressions",
    "clicks",
    "spend_micros",
    "conversions",
    "conversion_value_micros",
    "source_rows",
)
"""The columns that are added up."""

DAILY = Table(
    "performance_daily",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("campaign_ref", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("impressions", BigInteger, nullable=False),
    Column("clicks", BigInteger, nullable=False),
    Column("spend_micros", BigInteger, nullable=False),
    Column("conversions", Numeric),
    Column("conversion_value_micros", BigInteger),
    Column("source_rows", BigInteger, nullable=False),
    Column("observed_at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
    Index("performance_daily_by_day", "org_id", "day"),
)

ACCOUNT_DAILY = Table(
    "performance_account_daily",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("impressions", BigInteger, nullable=False),
    Column("clicks", BigInteger, nullable=False),
    Column("spend_micros", BigInteger, nullable=False),
    Column("conversions", Numeric),
    Column("conversion_value_micros", BigInteger),
    Column("source_rows", BigInteger, nullable=False),
    Column("observed_at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
)

HOURLY = Table(
    "performance_hourly",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("campaign_ref", Text, primary_key=True),
    Column("hour", SmallInteger, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("impressions", BigInteger, nullable=False),
    Column("clicks", BigInteger, nullable=False),
    Column("spend_micros", BigInteger, nullable=False),
    Column("conversions", Numeric),
    Column("conversion_value_micros", BigInteger),
    Column("source_rows", BigInteger, nullable=False),
    Column("observed_at", DateTime(timezone=True), nullable=False),
    Column("position", BigInteger, nullable=False),
    Index("performance_hourly_by_day", "org_id", "day"),
)

"""One row a campaign, with its whole folded state, and one row a channel of it."""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from projections.metadata import METADATA

CAMPAIGNS = Table(
    "campaigns",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("objective", Text),
    Column("budget_kind", Text),
    Column("budget_micros", BigInteger),
    Column("currency", Text),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("state", JSONB, nullable=False),
    Index("campaigns_by_age", "org_id", "created_at", "campaign_id"),
)

CHANNELS = Table(
    "campaign_channels",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("external_campaign_id", Text),
    Column("weight", Integer, nullable=False),
    Column("desired_version", Integer, nullable=False),
    Column("confirmed_version", Integer),
    Column("delivery_desired", Text),
    Column("delivery_confirmed", Text),
    Column("settled", Boolean, nullable=False),
    Column("problem", JSONB),
    Column("position", BigInteger, nullable=False),
    Index("campaign_channels_by_account", "org_id", "account_id", "external_campaign_id"),
    Index("campaign_channels_unsettled", "org_id", "campaign_id", postgresql_where=text("NOT settled")),
)

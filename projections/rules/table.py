"""One row a rule, and one a time that it fired or held back, with every number that it saw."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from projections.metadata import METADATA

RULES = Table(
    "rules",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("rule_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("account_id", Uuid),
    Column("acted_through", Date),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("state", JSONB, nullable=False),
    Index("rules_by_age", "org_id", "created_at", "rule_id"),
)

ACTIVITY = Table(
    "rule_activity",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("rule_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("outcome", Text, nullable=False),
    Column("condition", JSONB, nullable=False),
    Column("readings", JSONB, nullable=False),
    Column("action", Text),
    Column("reason", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
)

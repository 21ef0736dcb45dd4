"""One row an ad account. The credential is named; its secret is in the vault and nowhere else."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from projections.metadata import METADATA

AD_ACCOUNTS = Table(
    "ad_accounts",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("login_external_id", Text),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("status_reason", Text, nullable=False),
    Column("credential_id", Uuid),
    Column("token_expires_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("state", JSONB, nullable=False),
    Index("ad_accounts_by_age", "org_id", "created_at", "account_id"),
)

"""The channels of each campaign, as far as the dispatcher has read. `work.reactions` itself is the queue's as well."""

from sqlalchemy import Column, Index, Table, Uuid

from projections.metadata import METADATA

CHANNELS = Table(
    "channels",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Index("channels_by_account", "org_id", "account_id"),
    schema="work",
)

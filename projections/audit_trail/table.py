"""One row a fact, and the names by which the sentences call things."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text, Uuid

from projections.metadata import METADATA

AUDIT_TRAIL = Table(
    "audit_trail",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("stream_type", Text, nullable=False),
    Column("stream_id", Uuid, nullable=False),
    Column("stream_version", Integer, nullable=False),
    Column("topic", Text, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("actor_kind", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    Column("causation_id", Uuid),
    Index("audit_trail_by_stream", "org_id", "stream_id", "position"),
)

NAMES = Table(
    "audit_names",
    METADATA,
    Column("org_id", Uuid, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)

"""Projections by shard group, counted, and rebuilt beside the live ones."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create what the runner, the auditor and the rebuilds need."""
    script = Path(__file__).parents[1] / "sql" / "0004_projections.sql"
    # The driver's own cursor, because SQLAlchemy would read a % as a parameter.
    op.get_bind().connection.cursor().execute(script.read_text(encoding="utf-8"))

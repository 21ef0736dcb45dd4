"""Observations in bulk, and months that are detached."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the functions, and the table of detached months."""
    script = Path(__file__).parents[1] / "sql" / "0005_observations.sql"
    # The driver's own cursor, because SQLAlchemy would read a % as a parameter.
    op.get_bind().connection.cursor().execute(script.read_text(encoding="utf-8"))

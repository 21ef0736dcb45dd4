"""How far the library's projections have come."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    script = Path(__file__).parents[1] / "sql" / "0008_library_tracking.sql"
    op.execute(script.read_text(encoding="utf-8"))

"""Reactions count their failures apart from their attempts."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column."""
    script = Path(__file__).parents[1] / "sql" / "0009_reactions_that_failed.sql"
    op.execute(script.read_text(encoding="utf-8"))

"""Appends to several streams at once, all or none."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Put the function in place of the one before."""
    script = Path(__file__).parents[1] / "sql" / "0007_appends_to_several_streams.sql"
    op.execute(script.read_text(encoding="utf-8"))

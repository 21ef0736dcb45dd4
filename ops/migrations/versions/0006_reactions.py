"""Reactions in line, and dead letters that can be sent again."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Change the table."""
    script = Path(__file__).parents[1] / "sql" / "0006_reactions_in_line.sql"
    op.execute(script.read_text(encoding="utf-8"))

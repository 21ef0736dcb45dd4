"""A writer gives its turn away before its commit."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Put the functions in place of those before."""
    script = Path(__file__).parents[1] / "sql" / "0010_turns.sql"
    op.execute(script.read_text(encoding="utf-8"))

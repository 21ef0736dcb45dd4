"""A checkpoint that is not ours any longer refuses to move by an error of its own."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the function."""
    script = Path(__file__).parents[1] / "sql" / "0011_fenced_checkpoints.sql"
    op.execute(script.read_text(encoding="utf-8"))

"""A large append is chained in memory."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Give the writer's function that memory."""
    script = Path(__file__).parents[1] / "sql" / "0012_large_appends.sql"
    op.execute(script.read_text(encoding="utf-8"))

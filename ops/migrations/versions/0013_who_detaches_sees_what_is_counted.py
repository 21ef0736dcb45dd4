"""Who detaches a month sees how far it is counted."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Let the owner look."""
    script = Path(__file__).parents[1] / "sql" / "0013_who_detaches_sees_what_is_counted.sql"
    op.execute(script.read_text(encoding="utf-8"))

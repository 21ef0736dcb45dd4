"""Many appends in one commit."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the function."""
    script = Path(__file__).parents[1] / "sql" / "0003_append_many.sql"
    # The driver's own cursor, because SQLAlchemy would read a % as a parameter.
    op.get_bind().connection.cursor().execute(script.read_text(encoding="utf-8"))

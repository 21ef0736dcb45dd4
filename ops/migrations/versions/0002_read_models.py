"""The read models, and the dispatcher's table of channels."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create them all, with their privileges."""
    script = Path(__file__).parents[1] / "sql" / "0002_read_models.sql"
    # The driver's own cursor, because SQLAlchemy would read a % as a parameter.
    op.get_bind().connection.cursor().execute(script.read_text(encoding="utf-8"))

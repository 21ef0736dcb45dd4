"""The ledger, the observations, the vault and the work tables."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything, with its privileges."""
    script = Path(__file__).parents[1] / "sql" / "0001_ledger.sql"
    # The driver's own cursor, because SQLAlchemy would read a % as a parameter.
    op.get_bind().connection.cursor().execute(script.read_text(encoding="utf-8"))

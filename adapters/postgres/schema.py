"""The database's shape: migrated by alembic, one script a step, all of them under `ops/migrations`."""

from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).parents[2] / "ops" / "migrations"
APPLICATION_ROLE = "adscale_app"
"""The role that every process works as: it reads the ledger and calls its one writer, and cannot change it."""
OWNER_ROLE = "adscale_owner"
"""The role that ledger and observations belong to; only an operator's own commands take it on."""

_MIGRATION_LOCK = 0xAD5CA1E


def migrate(database_url: str) -> None:
    """Bring a database to the newest shape. Processes that start together wait for the one that migrates."""
    if _is_newest(database_url):
        return
    from alembic import command  # noqa: PLC0415 - slow to load, and every process needs this module
    from alembic.config import Config  # noqa: PLC0415 - the same

    engine = create_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
        connection.commit()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _MIGRATION_LOCK})
        connection.commit()
    engine.dispose()


def _is_newest(database_url: str) -> bool:
    """Whether there is nothing to do, as at most starts: found out without loading what migrates."""
    newest = max(step.stem for step in (MIGRATIONS / "versions").glob("*.py")).partition("_")[0]
    with psycopg.connect(database_url) as connection:
        try:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest,)]
        except psycopg.errors.UndefinedTable:
            return False


def sqlalchemy_url(database_url: str) -> str:
    """A `postgresql://` address in SQLAlchemy's spelling, for psycopg 3."""
    for scheme in ("postgresql://", "postgres://"):
        if database_url.startswith(scheme):
            return "postgresql+psycopg://" + database_url.removeprefix(scheme)
    return database_url

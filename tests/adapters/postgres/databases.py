"""Empty, migrated databases: copied from one that is migrated once a session."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from adapters.postgres.schema import migrate
from tests.databases import named

TEMPLATE = "recorder_template"


def make_template(postgres_url: str) -> None:
    """Make the database that `a_copy` copies."""
    _administer(postgres_url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
    migrate(named(postgres_url, TEMPLATE))


@contextmanager
def a_copy(postgres_url: str) -> Iterator[str]:
    """The address of an empty database, as the role that owns everything."""
    name = f"recorder_{uuid4().hex}"
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
    _administer(postgres_url, copy)
    yield named(postgres_url, name)
    _administer(postgres_url, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)

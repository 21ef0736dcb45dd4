from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from adapters.postgres.schema import sqlalchemy_url
from projections.metadata import METADATA
from projections.registry import READ_MODELS


def test_the_migrations_make_the_tables_that_the_code_describes(owner_url: str) -> None:
    assert READ_MODELS
    described = {(table.schema, table.name) for table in METADATA.tables.values()}
    engine = create_engine(sqlalchemy_url(owner_url), poolclass=NullPool)
    with engine.connect() as connection:
        options = {
            "include_schemas": True,
            "compare_type": True,
            "include_object": lambda thing, name, kind, _reflected, _other: (
                kind != "table" or thing.schema == "read_models" or (thing.schema, name) in described
            ),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []


def test_the_organization_leads_every_key() -> None:
    assert {next(iter(table.primary_key.columns)).name for table in METADATA.tables.values()} == {"org_id"}


def test_every_read_table_is_of_exactly_one_projector() -> None:
    owned = [table.name for projector in READ_MODELS for table in projector.tables]
    assert sorted(owned) == sorted(table.name for table in METADATA.tables.values() if table.schema == METADATA.schema)

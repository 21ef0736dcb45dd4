"""What makes a ledger's life hard: rows that stay invisible for a while, and connections that sit in a transaction.

All of it is put into the database by the owner, beside the product's own tables, in the schema `torture`.
"""

import asyncio
import random
from typing import Final, LiteralString

import psycopg
from psycopg import AsyncConnection, sql

ONE_IN: Final = 25
"""One row in so many is held."""

LONGEST_HOLD: Final = 0.05
SHORTEST_HOLD: Final = 0.01
LONGEST_SIT: Final = 3.0
_AFTER_A_LOSS: Final = 0.2

_TABLES: Final = """
    CREATE SCHEMA torture;
    -- A delivery (a position and a version), or the moment at which checkpoints were regrouped and set back.
    CREATE TABLE torture.deliveries (
        n              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        projection     text    NOT NULL,
        position       bigint  NOT NULL,
        stream_version integer,
        shard_groups   integer
    );
    GRANT USAGE ON SCHEMA torture TO adscale_app, adscale_owner;
    GRANT INSERT, SELECT ON torture.deliveries TO adscale_app;

    CREATE FUNCTION torture.note_regrouping() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO torture.deliveries (projection, position, shard_groups)
            VALUES (NEW.projection, NEW.position, NEW.shard_groups);
        RETURN NEW;
    END
    $$;
    CREATE TRIGGER regrouped AFTER INSERT ON work.checkpoints
        FOR EACH ROW EXECUTE FUNCTION torture.note_regrouping();

    -- It has its position, and nobody sees it before its transaction ends.
    CREATE FUNCTION torture.hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF random() * {one_in} < 1 THEN
            PERFORM pg_sleep({shortest} + random() * ({longest} - {shortest}));
        END IF;
        RETURN NEW;
    END
    $$;
"""

_SITS: Final[tuple[tuple[LiteralString, ...], ...]] = (
    # A transaction with an id of its own, which keeps the horizon of all readers by transaction id where it is.
    ("SELECT pg_current_xact_id()",),
    ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM ledger.events", "SELECT 1"),
    ("SELECT nextval('ledger.positions')", "SELECT pg_current_xact_id()"),
)
"""What is said before the silence: an open transaction, an old snapshot, and positions that nobody will ever use."""


def install(url: str, table: LiteralString = "ledger.events") -> None:
    """Have single rows of a table held invisible, and a place for what the probe is given."""
    figures = {"one_in": ONE_IN, "shortest": SHORTEST_HOLD, "longest": LONGEST_HOLD}
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(sql.SQL(_TABLES).format(**figures))
        owner.execute(
            sql.SQL(
                "CREATE TRIGGER held_invisible BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION torture.hold()"
            ).format(sql.Identifier(*table.split(".")))
        )


async def sit_in_transactions(url: str, seed: str) -> None:
    """Open transactions and leave them idle for seconds, one kind a connection, until cancelled."""
    async with asyncio.TaskGroup() as sitters:
        for number, statements in enumerate(_SITS):
            dice = random.Random(f"{seed} {number}")  # noqa: S311 - moments, not secrets
            sitters.create_task(_sit(url, statements, dice))


async def _sit(url: str, statements: tuple[LiteralString, ...], dice: random.Random) -> None:
    while True:
        try:
            async with await AsyncConnection.connect(url, connect_timeout=5) as connection:
                while True:
                    for statement in statements:
                        await connection.execute(statement)
                    await asyncio.sleep(dice.uniform(0, LONGEST_SIT))
                    await connection.rollback()
        except psycopg.OperationalError:
            await asyncio.sleep(_AFTER_A_LOSS)

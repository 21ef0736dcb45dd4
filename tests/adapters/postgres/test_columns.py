"""A column arrives in Postgres as psycopg's own list would."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.columns import Column, Integers, Moments, Texts, Uuids

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def as_psycopg_has_it(connection: psycopg.Connection, column: Column, kind: str) -> Sequence[object]:
    row: tuple[Sequence[object]] | None = connection.execute(f"SELECT %b::{kind}[]", (column,)).fetchone()
    assert row is not None
    return row[0]


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@given(st.lists(st.none() | st.uuids()))
def test_ids_arrive(connection: psycopg.Connection, values: list[UUID | None]) -> None:
    assert as_psycopg_has_it(connection, Uuids.of(values), "uuid") == values


@given(st.lists(st.none() | TEXTS))
def test_texts_arrive(connection: psycopg.Connection, values: list[str | None]) -> None:
    assert as_psycopg_has_it(connection, Texts.of(values), "text") == values


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_numbers_arrive(connection: psycopg.Connection, values: list[int]) -> None:
    assert as_psycopg_has_it(connection, Integers.of(values), "integer") == values


@given(st.lists(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))))  # noqa: DTZ001 - made aware
def test_moments_arrive(connection: psycopg.Connection, values: list[datetime]) -> None:
    assert as_psycopg_has_it(connection, Moments.of(values), "timestamptz") == values


def test_a_moment_is_the_same_in_every_zone(connection: psycopg.Connection) -> None:
    moment = datetime(2026, 11, 20, 9, 0, 0, 1, tzinfo=UTC)
    elsewhere = moment.astimezone(timezone(timedelta(hours=-11, minutes=-30)))
    assert as_psycopg_has_it(connection, Moments.of([elsewhere]), "timestamptz") == [moment]


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        Texts.of(["\ud800"])


def test_a_nul_is_refused_by_the_database(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.DataError):
        as_psycopg_has_it(connection, Texts.of(["a\0b"]), "text")

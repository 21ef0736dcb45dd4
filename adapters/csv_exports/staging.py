"""The rows of a file on their way into the ledger: sorted on disk, so that a file of any size needs little memory."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from itertools import groupby, islice
from operator import add
from typing import Any

from adapters.csv_exports.errors import Fault
from adapters.csv_exports.rows import FigureRow
from domain.performance.observation import Observation, ObservationKey
from domain.shared.metrics import Metrics
from domain.shared.money import Currency
from domain.shared.platform import PlatformName

_SHAPE = """
    CREATE TABLE figures (platform, account, account_name, currency, campaign_name, day, hour, campaign, ad_group, ad,
        impressions INTEGER, clicks INTEGER, spend INTEGER, conversions TEXT, value INTEGER);
    CREATE INDEX figures_in_order ON figures (platform, account, day);
    CREATE TABLE faults (line INTEGER, field, value, reason);
"""
_KEY = "day, hour, campaign, ad_group, ad"
_BATCH = 1000

MOST_IN_A_PIECE = 1_000
"""Observations that come out at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedAccount:
    """One account of a file, with every currency that its rows name."""

    platform: PlatformName
    external_id: str
    name: str
    currencies: tuple[Currency, ...]


class Staging:
    """A private temporary database, gone with its connection. Rows go in, sums of rows that share a key come out."""

    def __init__(self) -> None:
        # An empty name is SQLite's for a database in a temporary file of its own that nobody else can open.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(_SHAPE)
        self._connection.execute("BEGIN")
        self._waiting: list[tuple[object, ...]] = []

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()

    def add(self, row: FigureRow) -> None:
        """Keep one row."""
        key, metrics = row.key, row.metrics
        conversions = None if metrics.conversions is None else str(metrics.conversions)
        about = (row.platform, row.account, row.account_name, row.currency, row.campaign_name)
        of_key = (key.day.isoformat(), key.hour, key.campaign_ref, key.ad_group_ref, key.ad_ref)
        sums = (metrics.impressions, metrics.clicks, metrics.spend_micros, conversions, metrics.conversion_value_micros)
        self._waiting.append((*about, *of_key, *sums))
        if len(self._waiting) == _BATCH:
            self._flush()

    def refuse(self, faults: Sequence[Fault]) -> None:
        """Keep what is wrong with one row."""
        rows = [(fault.line, fault.field, fault.value, fault.reason) for fault in faults]
        self._connection.executemany("INSERT INTO faults VALUES (?, ?, ?, ?)", rows)

    def faults(self, most: int = -1) -> Iterator[Fault]:
        """What is wrong with rows, in their order."""
        query = "SELECT line, field, value, reason FROM faults ORDER BY line LIMIT ?"
        for line, field, value, reason in self._connection.execute(query, (most,)):
            yield Fault(line=line, field=field, value=value, reason=reason)

    def accounts(self) -> list[StagedAccount]:
        """Every account of the file."""
        query = (
            "SELECT platform, account, max(account_name), group_concat(DISTINCT currency) FROM figures GROUP BY 1, 2"
        )
        return [
            StagedAccount(platform=platform, external_id=account, name=name, currencies=tuple(sorted(codes.split(","))))
            for platform, account, name, codes in self._all(query)
        ]

    def campaigns(self, account: StagedAccount) -> Mapping[str, str]:
        """The name that each campaign of an account had on its last day in the file, by the platform's id."""
        # SQLite takes a bare column from the row that has the maximum.
        query = (
            "SELECT campaign, campaign_name, max(day) FROM figures WHERE platform = ? AND account = ? GROUP BY campaign"
        )
        return {ref: name for ref, name, _ in self._all(query, account.platform, account.external_id)}

    def months(self, account: StagedAccount) -> list[date]:
        """The first day of each month that an account has figures of."""
        query = "SELECT DISTINCT substr(day, 1, 7) FROM figures WHERE platform = ? AND account = ?"
        found = self._all(query, account.platform, account.external_id)
        return [date.fromisoformat(f"{month}-01") for (month,) in found]

    def pieces(self, account: StagedAccount) -> Iterator[list[Observation]]:
        """An account's observations in pieces of one month; rows that share a key are added up."""
        self._flush()
        rows = self._connection.execute(
            f"SELECT {_KEY}, impressions, clicks, spend, conversions, value FROM figures"  # noqa: S608 - a constant
            f" WHERE platform = ? AND account = ? ORDER BY {_KEY}",
            (account.platform, account.external_id),
        )
        observations = (_observation(key, [*same]) for key, same in groupby(rows, key=lambda row: row[:5]))
        for _, month in groupby(observations, key=lambda row: (row.key.day.year, row.key.day.month)):
            while piece := [*islice(month, MOST_IN_A_PIECE)]:
                yield piece

    def _all(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        self._flush()
        return self._connection.execute(query, parameters).fetchall()

    def _flush(self) -> None:
        places = ", ".join("?" * 15)
        self._connection.executemany(f"INSERT INTO figures VALUES ({places})", self._waiting)  # noqa: S608 - only places
        self._waiting.clear()


def _observation(key: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]) -> Observation:
    day, hour, campaign, ad_group, ad = key
    return Observation(
        key=ObservationKey(
            day=date.fromisoformat(day), hour=hour, campaign_ref=campaign, ad_group_ref=ad_group, ad_ref=ad
        ),
        metrics=reduce(add, (_metrics(*row[5:]) for row in rows)),
        source_rows=len(rows),
    )


def _metrics(impressions: int, clicks: int, spend: int, conversions: str | None, value: int | None) -> Metrics:
    return Metrics(
        impressions=impressions,
        clicks=clicks,
        spend_micros=spend,
        conversions=None if conversions is None else Decimal(conversions),
        conversion_value_micros=value,
    )

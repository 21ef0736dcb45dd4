"""The integrated report: auction figures by object, day or hour, and audience. Source: platforms.md 4.2.

All metrics are strings. Without a status filter, what is deleted is left out, and past totals shrink.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.audiences import word
from adapters.sandbox.tiktok.objects import Objects
from adapters.sandbox.tiktok.provinces import by_province
from adapters.sandbox.tiktok.query import flag, json_list, json_rows, lenient_json
from adapters.sandbox.tiktok.reads import paged
from adapters.sandbox.tiktok.report_metrics import ATTRIBUTES, AUTOMATION, FIGURES, check_metrics
from adapters.sandbox.tiktok.report_shape import DAY, HOUR, Shape, range_of, shape_of
from adapters.sandbox.tiktok.request_rules import (
    A_FILTER_IS_KNOWN,
    A_REPORT_FILTER_IS_SHORT,
    A_REPORT_IS_ORDERED_BY_WHAT_IT_SHOWS,
    MOST_FILTER_VALUES,
    VALUES_HAVE_THEIR_TYPE,
    WORDS_ARE_LISTED,
    refuse,
)

_LEVELS: Sequence[Level] = ("account", "campaign", "ad_group", "ad")
_ID_FILTERS = {"campaign_ids": "campaign", "adgroup_ids": "ad_group", "ad_ids": "ad"}
_STATUS_FILTERS = {"campaign": "campaign_status", "ad_group": "adgroup_status", "ad": "ad_status"}


class Reports:
    """Answers `/report/integrated/get/`."""

    def __init__(self, sandbox: Sandbox, objects: Objects) -> None:
        self._sandbox = sandbox
        self._objects = objects

    def integrated(self, accounts: Sequence[ReadyAccount], query: Mapping[str, str]) -> dict[str, Any]:
        """Return one page of rows, oldest day first unless `order_field` says otherwise."""
        rules = self._sandbox.rules
        shape = shape_of(query, rules)
        level, time_dimension = shape.level, shape.time
        since, until = range_of(query, time_dimension, self._sandbox.clock.now().date(), rules)
        metrics = json_list(query, "metrics") or ["spend", "impressions"]
        check_metrics(metrics, rules)
        order = query.get("order_field")
        if order and order not in (*metrics, *shape.dimensions):
            refuse(rules, A_REPORT_IS_ORDERED_BY_WHAT_IT_SHOWS, "order_field")
        admits = self._filter(level, json_rows(query, "filtering"))
        found: list[tuple[ReadyAccount, MetricsRow]] = []
        for account in accounts:
            rows = self._rows(account, shape, since, until)
            rows = [row for row in rows if admits(row)]
            found += [(account, row) for row in (rows if time_dimension else _over_time(rows))]
        shown = [
            {
                "dimensions": {name: _dimension(row, name, shape) for name in shape.dimensions},
                "metrics": self._metrics(account, row, metrics),
            }
            for account, row in found
        ]
        answer = paged(_ordered(shown, query), query, rules)
        if flag(query, "enable_total_metrics"):
            answer["total_metrics"] = _totals([row for _, row in found], metrics)
        return answer

    def _rows(self, account: ReadyAccount, shape: Shape, since: date, until: date) -> list[MetricsRow]:
        place = shape.provinces
        level = shape.level if place is None else "ad"
        rows = self._sandbox.delivery.metrics(
            TIKTOK, account.id, since, until, level, hourly=shape.time == HOUR, by=shape.by
        )
        if place is None:
            return rows
        return _above([part for row in rows for part in by_province(row, place)], shape.level)

    def _entity(self, row: MetricsRow) -> Entity | None:
        for kind, object_id in (("ad", row.ad_id), ("adgroup", row.ad_group_id), ("campaign", row.campaign_id)):
            if object_id:
                store = self._sandbox.store
                return store.get(TIKTOK, kind, object_id) or store.get(TIKTOK, f"smart_plus_{kind}", object_id)
        return None

    def _filter(self, level: Level, rows: Sequence[Mapping[str, Any]]) -> Callable[[MetricsRow], bool]:
        tests: list[Callable[[MetricsRow], bool]] = []
        status = "STATUS_NOT_DELETE"
        for row in rows:
            name, values = str(row.get("field_name")), self._filter_values(row)
            if not values:
                continue
            if len(values) > MOST_FILTER_VALUES:
                refuse(self._sandbox.rules, A_REPORT_FILTER_IS_SHORT, "filtering.filter_value")
            if name in _ID_FILTERS:
                tests.append(self._id_test(_ID_FILTERS[name], row, values))
            elif name == _STATUS_FILTERS.get(level):
                status = values[0]
            elif name not in _STATUS_FILTERS.values():
                known = sorted({*_ID_FILTERS, *_STATUS_FILTERS.values()})
                said = f"must be one of {', '.join(known)}"
                refuse(self._sandbox.rules, A_FILTER_IS_KNOWN, "filtering.field_name", said)
        if level != "account" and status != "STATUS_ALL":
            tests.append(lambda row: self._has_status(row, status))
        return lambda row: all(test(row) for test in tests)

    def _filter_values(self, row: Mapping[str, Any]) -> list[str]:
        """Return `filter_value`, which is itself JSON in a string; nothing if that is no list and let pass."""
        rules, field = self._sandbox.rules, "filtering.filter_value"
        try:
            values = lenient_json(row["filter_value"].replace('\\"', '"'))
        except (KeyError, AttributeError, ValueError):
            refuse(rules, VALUES_HAVE_THEIR_TYPE, field, 'must be JSON in a string, such as "[\\"1\\"]"')
            return []
        if not isinstance(values, list) or not values:
            refuse(rules, VALUES_HAVE_THEIR_TYPE, field, "must hold a list of values")
            return []
        return [str(value) for value in values]

    def _id_test(self, level: str, row: Mapping[str, Any], values: Sequence[str]) -> Callable[[MetricsRow], bool]:
        how = row.get("filter_type")
        if how not in ("IN", "NOT_IN"):
            said = "must be IN or NOT_IN for ids"
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "filtering.filter_type", said)
        return lambda found: (getattr(found, f"{level}_id") in values) == (how != "NOT_IN")

    def _has_status(self, row: MetricsRow, status: str) -> bool:
        entity = self._entity(row)
        deleted = entity is None or self._objects.deleted(entity)
        if status in ("STATUS_DELETE", "STATUS_NOT_DELETE"):
            return deleted == (status == "STATUS_DELETE")
        return entity is not None and self._objects.primary_status(entity) == status

    def _metrics(self, account: ReadyAccount, row: MetricsRow, names: Sequence[str]) -> dict[str, str]:
        of_account = {"currency": account.currency, "advertiser_name": account.name}
        attributes = {**dict.fromkeys(ATTRIBUTES, "-"), **self._attributes(row), **of_account}
        return {name: FIGURES[name](row) if name in FIGURES else str(attributes.get(name, "-")) for name in names}

    def _attributes(self, row: MetricsRow) -> dict[str, Any]:
        entity = self._entity(row)
        if entity is None:
            return {AUTOMATION: "MANUAL"}
        above = [one.fields for one in reversed(self._objects.lineage(entity))]
        shown = {name: value for fields in (*above, self._objects.show(entity)) for name, value in fields.items()}
        automation = "UPGRADED_SMART_PLUS" if entity.kind.startswith("smart_plus_") else "MANUAL"
        return {name: shown[name] for name in ATTRIBUTES if name in shown} | {AUTOMATION: automation}


def _dimension(row: MetricsRow, name: str, shape: Shape) -> str:
    if name in shape.segments:
        return word(name, row.segment[shape.segments.index(name)])
    if name in (DAY, HOUR):
        hour = (row.hour or 0) if name == HOUR else 0
        return f"{row.day.isoformat()} {hour:02}:00:00"
    ids = {
        "advertiser_id": row.account_id,
        "campaign_id": row.campaign_id,
        "adgroup_id": row.ad_group_id,
        "ad_id": row.ad_id,
        "ad_id_v2": row.ad_id,
    }
    return ids.get(name) or "-"


def _above(rows: Sequence[MetricsRow], level: Level) -> list[MetricsRow]:
    """Add the rows of ads up to those of a level above them."""
    depth = _LEVELS.index(level)

    def place(row: MetricsRow) -> tuple[object, ...]:
        return row.day, row.hour or 0, row.campaign_id or "", row.ad_group_id or "", row.ad_id or "", *row.segment

    def lifted(row: MetricsRow) -> MetricsRow:
        ids = (row.campaign_id, row.ad_group_id, row.ad_id)
        campaign_id, ad_group_id, ad_id = (one if at < depth else None for at, one in enumerate(ids))
        return replace(row, campaign_id=campaign_id, ad_group_id=ad_group_id, ad_id=ad_id)

    return [_sum(list(same)) for _, same in groupby(sorted(map(lifted, rows), key=place), key=place)]


def _over_time(rows: Sequence[MetricsRow]) -> list[MetricsRow]:
    def place(row: MetricsRow) -> tuple[str, ...]:
        return row.campaign_id or "", row.ad_group_id or "", row.ad_id or "", *row.segment

    return [_sum(list(same)) for _, same in groupby(sorted(rows, key=place), key=place)]


def _sum(rows: Sequence[MetricsRow]) -> MetricsRow:
    return replace(
        rows[0],
        impressions=sum(row.impressions for row in rows),
        clicks=sum(row.clicks for row in rows),
        spend=sum((row.spend for row in rows), Decimal(0)),
        conversions=sum((row.conversions for row in rows), Decimal(0)),
        conversion_value=sum((row.conversion_value for row in rows), Decimal(0)),
    )


def _totals(rows: Sequence[MetricsRow], names: Sequence[str]) -> dict[str, str]:
    """Return "-" where a value cannot be summed."""
    if not rows:
        return {name: "0" if name in FIGURES else "-" for name in names}
    total = _sum(rows)
    return {name: FIGURES[name](total) if name in FIGURES else "-" for name in names}


def _ordered(shown: list[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    field = query.get("order_field")
    if not field:
        return shown

    def value(row: dict[str, Any]) -> tuple[int, Decimal, str]:
        found = row["metrics"].get(field, row["dimensions"].get(field, ""))
        numeric = field in FIGURES
        return (0, Decimal(found), "") if numeric and found else (1, Decimal(0), found)

    return sorted(shown, key=value, reverse=query.get("order_type", "DESC") == "DESC")

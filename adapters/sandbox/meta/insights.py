"""Synchronous insights: delivery figures in Graph's rows, as known at the sandbox's present moment.

Source: platforms.md 3.2. Numbers are strings, `spend` in major units; the purchase action types overlap.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.meta.edges import conditions, matches
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.fields import requested
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"
_LEVELS: Mapping[str, Level] = {"account": "account", "campaign": "campaign", "adset": "ad_group", "ad": "ad"}
_ORDER = tuple(_LEVELS)
_DEFAULT_FIELDS = ("account_id", "campaign_id", "impressions", "spend")
_PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
_GONE_WINDOWS = frozenset({"7d_view", "28d_view"})
_LONGEST_RANGE = timedelta(days=37 * 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    since: date
    until: date
    days_per_row: int | None


class Insights:
    """Answers `/{account|campaign|adset|ad}/insights`."""

    def __init__(self, sandbox: Sandbox, nodes: Nodes) -> None:
        self._sandbox = sandbox
        self._nodes = nodes

    def rows(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return every row; the caller pages them. `node` None means the whole account."""
        level = self._level(node, params)
        names = requested(params.get("fields")) or list(_DEFAULT_FIELDS)
        span = _span(params, self._sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).date())
        hourly = _hourly(params)
        found = self._sandbox.delivery.metrics(META, account.id, span.since, span.until, _LEVELS[level], hourly=hourly)
        found = [row for row in found if _inside(row, node) and self._admitted(row, params)]
        return [
            self._shown(row, (start, stop), names, self._identity(row, account, level), params)
            for start, stop, row in _per_row(found, span, hourly=hourly)
        ]

    def _level(self, node: Entity | None, params: Mapping[str, str]) -> str:
        own = node.kind if node else "account"
        level = params.get("level", own)
        if level not in _LEVELS:
            raise invalid_parameter(f"Param level must be one of {', '.join(_ORDER)}", "level")
        if _ORDER.index(level) < _ORDER.index(own):
            raise invalid_parameter(f"Level {level} is above the {own} that was asked", "level")
        return level

    def _admitted(self, row: MetricsRow, params: Mapping[str, str]) -> bool:
        return all(matches(self._filtered(row, field), how, want) for field, how, want in conditions(params))

    def _filtered(self, row: MetricsRow, field: str) -> object:
        kind, _, name = field.rpartition(".")
        if not kind:
            return {"impressions": row.impressions, "spend": row.spend, "clicks": row.clicks}.get(field)
        object_id = {"campaign": row.campaign_id, "adset": row.ad_group_id, "ad": row.ad_id}.get(kind)
        entity = self._sandbox.store.get(META, kind, object_id) if object_id else None
        if entity is None:
            raise invalid_parameter(f"Filtering field {field} needs that level or a deeper one", "filtering")
        if name == "effective_status":
            return self._nodes.effective_status(entity)
        return entity.id if name == "id" else entity.fields.get(name)

    def _shown(
        self,
        row: MetricsRow,
        days: tuple[date, date],
        names: Sequence[str],
        identity: dict[str, Any],
        params: Mapping[str, str],
    ) -> dict[str, Any]:
        whole = identity | _figures(row, params)
        shown: dict[str, Any] = {}
        for name in names:
            if name not in KNOWN_FIELDS:
                raise invalid_parameter(f"{name} is not valid for fields param", "fields")
            if whole.get(name) is not None:
                shown[name] = whole[name]
        shown |= {"date_start": days[0].isoformat(), "date_stop": days[1].isoformat()}
        if row.hour is not None:
            shown[HOURLY] = f"{row.hour:02}:00:00 - {row.hour:02}:59:59"
        return shown

    def _identity(self, row: MetricsRow, account: ReadyAccount, level: str) -> dict[str, Any]:
        known: dict[str, Any] = {
            "account_id": account.id,
            "account_name": account.name,
            "account_currency": account.currency,
        }
        ids = {"campaign": row.campaign_id, "adset": row.ad_group_id, "ad": row.ad_id}
        for kind in _ORDER[1 : _ORDER.index(level) + 1]:
            entity = self._sandbox.store.get(META, kind, ids[kind] or "")
            known |= {f"{kind}_id": ids[kind], f"{kind}_name": entity.fields.get("name") if entity else None}
            if kind == "campaign" and entity:
                known |= {"objective": entity.fields.get("objective"), "buying_type": "AUCTION"}
        return known


KNOWN_FIELDS = frozenset(
    {
        "account_id",
        "account_name",
        "account_currency",
        "campaign_id",
        "campaign_name",
        "adset_id",
        "adset_name",
        "ad_id",
        "ad_name",
        "objective",
        "buying_type",
        "impressions",
        "clicks",
        "inline_link_clicks",
        "reach",
        "frequency",
        "spend",
        "cpc",
        "cpm",
        "ctr",
        "actions",
        "action_values",
        "conversions",
        "conversion_values",
        "purchase_roas",
        "attribution_setting",
        "date_start",
        "date_stop",
    }
)


def _span(params: Mapping[str, str], today: date) -> _Span:
    since, until = _range(params, today)
    if since > until:
        raise invalid_parameter("time_range: since must not be after until", "time_range")
    if today - since > _LONGEST_RANGE:
        raise invalid_parameter("(#3018) The start date of the time range cannot be beyond 37 months", "time_range")
    raw = params.get("time_increment", "all_days")
    if raw == "all_days":
        return _Span(since=since, until=until, days_per_row=None)
    if not raw.isdigit() or not 1 <= int(raw) <= 90:  # noqa: PLR2004 - Graph's own bound
        raise invalid_parameter("Param time_increment must be all_days or a number from 1 to 90", "time_increment")
    return _Span(since=since, until=until, days_per_row=int(raw))


def _range(params: Mapping[str, str], today: date) -> tuple[date, date]:
    if "time_range" in params:
        try:
            chosen = json.loads(params["time_range"])
            return date.fromisoformat(chosen["since"]), date.fromisoformat(chosen["until"])
        except (ValueError, KeyError, TypeError) as error:
            raise invalid_parameter("Param time_range must be {since, until} as YYYY-MM-DD", "time_range") from error
    yesterday = today - timedelta(days=1)
    presets = {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "last_3d": (today - timedelta(days=3), yesterday),
        "last_7d": (today - timedelta(days=7), yesterday),
        "last_14d": (today - timedelta(days=14), yesterday),
        "last_28d": (today - timedelta(days=28), yesterday),
        "last_30d": (today - timedelta(days=30), yesterday),
        "last_90d": (today - timedelta(days=90), yesterday),
        "this_month": (today.replace(day=1), today),
        "maximum": (today - timedelta(days=36 * 30), today),
    }
    preset = params.get("date_preset", "last_30d")
    if preset not in presets:
        raise invalid_parameter(f"Param date_preset must be one of {', '.join(presets)}", "date_preset")
    return presets[preset]


def _hourly(params: Mapping[str, str]) -> bool:
    raw = params.get("breakdowns", "[]")
    breakdowns = requested(raw if raw.startswith("[") else f"{raw}")
    if set(breakdowns) - {HOURLY}:
        raise invalid_parameter(f"The sandbox breaks down by {HOURLY} only", "breakdowns")
    return HOURLY in breakdowns


def _inside(row: MetricsRow, node: Entity | None) -> bool:
    return node is None or node.id in (row.campaign_id, row.ad_group_id, row.ad_id)


def _per_row(rows: Sequence[MetricsRow], span: _Span, *, hourly: bool) -> Iterator[tuple[date, date, MetricsRow]]:
    """Add up the days that share a row."""

    def place(row: MetricsRow) -> tuple[int, tuple[str, ...], int]:
        index = (row.day - span.since).days // span.days_per_row if span.days_per_row else 0
        ids = (row.campaign_id or "", row.ad_group_id or "", row.ad_id or "")
        return index, ids, row.hour or 0 if hourly else 0

    for (index, _, _), same in groupby(sorted(rows, key=place), key=place):
        start, stop = span.since, span.until
        if span.days_per_row:
            start = span.since + timedelta(days=index * span.days_per_row)
            stop = min(span.until, start + timedelta(days=span.days_per_row - 1))
        yield start, stop, _sum(list(same))


def _sum(rows: Sequence[MetricsRow]) -> MetricsRow:
    first = rows[0]
    return MetricsRow(
        account_id=first.account_id,
        campaign_id=first.campaign_id,
        ad_group_id=first.ad_group_id,
        ad_id=first.ad_id,
        day=first.day,
        hour=first.hour,
        impressions=sum(row.impressions for row in rows),
        clicks=sum(row.clicks for row in rows),
        spend=sum((row.spend for row in rows), Decimal(0)),
        conversions=sum((row.conversions for row in rows), Decimal(0)),
        conversion_value=sum((row.conversion_value for row in rows), Decimal(0)),
    )


def _figures(row: MetricsRow, params: Mapping[str, str]) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "impressions": str(row.impressions),
        "reach": str(row.impressions * 4 // 5),
        "clicks": str(row.clicks),
        "inline_link_clicks": str(row.clicks * 9 // 10),
        "spend": str(row.spend),
        "cpc": _ratio(row.spend, row.clicks),
        "cpm": _ratio(row.spend * 1000, row.impressions),
        "ctr": _ratio(Decimal(row.clicks * 100), row.impressions),
        "attribution_setting": "7d_click",
    }
    windows = _windows(params)
    actions = [_action("link_click", str(row.clicks * 9 // 10), windows)] if row.clicks else []
    if row.conversions:
        actions += [_action(kind, str(row.conversions), windows) for kind in _PURCHASES]
        figures["action_values"] = [_action(kind, str(row.conversion_value), windows) for kind in _PURCHASES]
        roas = _ratio(row.conversion_value, row.spend)
        figures["purchase_roas"] = [_action("omni_purchase", roas, windows)] if roas else None
    if actions:
        figures["actions"] = actions
    return figures


def _windows(params: Mapping[str, str]) -> list[str]:
    return [name for name in requested(params.get("action_attribution_windows")) if name not in _GONE_WINDOWS]


def _action(kind: str, value: str, windows: Sequence[str]) -> dict[str, str]:
    """All of the sandbox's conversions follow a click within seven days."""
    return {"action_type": kind, "value": value} | {
        name: value for name in windows if name.endswith("click") and name != "1d_click"
    }


def _ratio(above: Decimal, below: Decimal | int) -> str | None:
    return str((above / below).quantize(Decimal("0.000001"), ROUND_HALF_UP)) if below else None

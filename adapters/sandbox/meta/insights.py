"""Insights: delivery figures in Graph's rows, as known at the sandbox's present moment.

Source: platforms.md 3.2. Every question starts from the same figures of each ad and day, which are only divided
and added up, so that levels, periods, hours and breakdowns come to the same totals. People reached do not add up
over days and objects, as on the platform; over the segments of one row they do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from adapters.sandbox.delivery_figures import MetricsRow
from adapters.sandbox.delivery_rates import minor_digits
from adapters.sandbox.delivery_segments import Dimension
from adapters.sandbox.meta.edges import conditions, matches
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.insight_figures import Told, figures, windows
from adapters.sandbox.meta.insight_rows import Plan, Rows
from adapters.sandbox.meta.insight_segments import (
    ACTION_DEVICE,
    HOURLY,
    HOURLY_OF_AUDIENCE,
    Segment,
    checked,
    checked_of_actions,
    columns,
    dimensions,
    segments,
    shown,
)
from adapters.sandbox.meta.insight_segments import EMPTY as _EMPTY_BREAKDOWNS
from adapters.sandbox.meta.insight_sheets import FIGURES, fits, listed, ordered, tell_kinds, thin
from adapters.sandbox.meta.insight_spans import Period, periods
from adapters.sandbox.meta.insight_tallies import Tally, completed, shares, spread
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.schema import fields_of
from adapters.sandbox.meta.selection import selections
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

LEVELS = ("account", "campaign", "adset", "ad")
_DEFAULT_FIELDS = ("account_id", "campaign_id", "impressions", "spend", "date_start", "date_stop")

_OF_PAGES = frozenset({"limit", "after", "before", "summary", "access_token", "appsecret_proof"})
_DMA_ENDED = date(2026, 6, 22)

Place = tuple[int, tuple[str, ...], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    level: str
    names: tuple[str, ...]
    periods: list[Period]
    hourly: str | None
    breakdowns: list[str]
    own: tuple[Dimension, ...]
    finer: tuple[str, ...]
    windows: list[str]
    filters: list[tuple[str, str, Any]]
    action_breakdowns: list[str]


class Insights:
    """Answers `/{account|campaign|adset|ad}/insights`."""

    def __init__(self, sandbox: Sandbox, nodes: Nodes) -> None:
        self._sandbox = sandbox
        self._nodes = nodes
        # The last answer: its pages are asked for one after the other.
        self._last: tuple[object, Sequence[dict[str, Any]]] | None = None

    def rows(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> Sequence[dict[str, Any]]:
        """Return every row, each made when it is looked at; the caller pages them. `node` None: the whole account."""
        asked = self._question(account, node, params)
        key = self._key(account, node, params)
        if self._last is None or self._last[0] != key:
            self._last = (key, self._answered(account, node, asked, params))
        return self._last[1]

    def check(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> None:
        """Refuse a question that cannot be answered, without answering it."""
        self._question(account, node, params)

    def _key(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> object:
        """Return what the answer depends on: pages of one answer are asked for one after the other."""
        question = frozenset((name, value) for name, value in params.items() if name not in _OF_PAGES)
        sandbox = self._sandbox
        sandbox.delivery.accrue()
        world = (sandbox.store.version, sandbox.delivery.accrued_to, self._nodes.today(account))
        return account.id, node.id if node else None, question, world, frozenset(sandbox.rules.relaxed)

    def _answered(
        self, account: ReadyAccount, node: Entity | None, asked: _Question, params: Mapping[str, str]
    ) -> Sequence[dict[str, Any]]:
        if _EMPTY_BREAKDOWNS.intersection(asked.breakdowns):
            return []
        tallies = self._tallied(account, node, asked)
        plans = [
            plan
            for place in sorted(tallies, key=lambda place: (place[0], place[1], place[2] or 0))
            for plan in _plans(asked, place, tallies[place])
        ]
        rows = Rows(plans, partial(self._shown, account, asked))
        if any(field != "action_type" and field.rpartition(".")[2] in FIGURES for field, _, _ in asked.filters):
            return ordered([row for whole, row in map(rows.both, plans) if fits(whole, asked.filters)], params)
        return ordered(rows, params)

    def _tallied(
        self, account: ReadyAccount, node: Entity | None, asked: _Question
    ) -> dict[Place, dict[Segment, Tally]]:
        tallies: dict[Place, dict[Segment, Tally]] = {}
        indexes: dict[date, list[int]] = {}
        known = columns(asked.own, ())
        for day, row, tally in self._days(account, node, asked):
            if day not in indexes:
                indexes[day] = [at for at, one in enumerate(asked.periods) if one.start <= day <= one.stop]
            for index in indexes[day]:
                place = (index, _ids(row, asked.level), row.hour if asked.hourly else None)
                at = tallies.setdefault(place, {})
                for path, part in segments(tally, row.segment, row.ad_id or "", known, asked.finer):
                    at.setdefault(path, Tally()).add(part)
        return tallies

    def _question(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> _Question:
        rules = self._sandbox.rules
        breakdowns = checked(
            listed(params, "breakdowns"), combined=rules.holds("meta.breakdowns_combine_as_documented")
        )
        plain = [name for name in breakdowns if name not in (HOURLY, HOURLY_OF_AUDIENCE)]
        if "dma" in plain and self._nodes.today(account) >= _DMA_ENDED:
            refuse(rules, "meta.the_dma_breakdown_has_ended", "breakdowns")
        names = tuple(one.name for one in selections(params.get("fields"))) or _DEFAULT_FIELDS
        for name in names:
            if name not in fields_of("insights"):
                raise invalid_parameter(f"{name} is not valid for fields param", "fields")
        by_action = checked_of_actions(listed(params, "action_breakdowns"))
        own, finer = dimensions([*plain, *(name for name in by_action if name == ACTION_DEVICE)])
        return _Question(
            level=_level(node, params, rules),
            names=names,
            periods=periods(params, self._nodes.today(account), rules),
            hourly=next((name for name in breakdowns if name not in plain), None),
            breakdowns=plain,
            own=own,
            finer=finer,
            windows=windows(listed(params, "action_attribution_windows")),
            filters=conditions(params),
            action_breakdowns=by_action,
        )

    def _days(
        self, account: ReadyAccount, node: Entity | None, asked: _Question
    ) -> Iterator[tuple[date, MetricsRow, Tally]]:
        """Yield each ad's figures of each day, or of each hour or segment of it."""
        if not asked.periods:
            return
        since = min(period.start for period in asked.periods)
        until = max(period.stop for period in asked.periods)
        digits = minor_digits(account.currency)
        found = self._sandbox.delivery.metrics(
            META, account.id, since, until, "ad", hourly=asked.hourly is not None, by=asked.own
        )
        found = [row for row in found if _inside(row, node) and self._admitted(row, asked.filters)]
        for (day, ad_id), same in groupby(sorted(found, key=_day_of_ad), key=_day_of_ad):
            rows = list(same)
            whole, parts = Tally(), [_counted(row, digits) for row in rows]
            for part in parts:
                whole.add(part)
            completed(whole, ad_id, day)
            spread(whole, parts)
            for row, part in zip(rows, parts, strict=True):
                yield day, row, part

    def _admitted(self, row: MetricsRow, filters: Sequence[tuple[str, str, Any]]) -> bool:
        return all(
            matches(self._filtered(row, field), how, want)
            for field, how, want in filters
            if field.rpartition(".")[2] not in FIGURES and field != "action_type"
        )

    def _filtered(self, row: MetricsRow, field: str) -> object:
        kind, _, name = field.partition("." if "." in field else "_")
        object_id = {"campaign": row.campaign_id, "adset": row.ad_group_id, "ad": row.ad_id}.get(kind)
        entity = self._sandbox.store.get(META, kind, object_id) if object_id else None
        if entity is None:
            raise invalid_parameter(f"Filtering field {field} needs campaign., adset. or ad. before it", "filtering")
        if name in ("effective_status", "delivery_status"):
            return self._nodes.effective_status(entity)
        return entity.id if name == "id" else entity.fields.get(name)

    def _shown(self, account: ReadyAccount, asked: _Question, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return all that a row was made from, and the row as it is told."""
        period = asked.periods[plan.period]
        names = {*asked.names, *(field.rpartition(".")[2] for field, _, _ in asked.filters)}
        reach = None if asked.hourly else plan.reach
        told = Told(digits=minor_digits(account.currency), windows=asked.windows, names=names)
        whole = self._identity(account, plan.ids) | figures(plan.tally, reach, told, plan.acted_on)
        row = {name: whole[name] for name in asked.names if whole.get(name) is not None}
        row |= {"date_start": period.start.isoformat(), "date_stop": period.stop.isoformat(), **plan.segment}
        if asked.hourly is not None and plan.hour is not None:
            row[asked.hourly] = f"{plan.hour:02}:00:00 - {plan.hour:02}:59:59"
        thin(row, asked.filters)
        tell_kinds(row, asked.action_breakdowns)
        return whole, row

    def _identity(self, account: ReadyAccount, ids: Sequence[str]) -> dict[str, Any]:
        known: dict[str, Any] = {
            "account_id": account.id,
            "account_name": account.name,
            "account_currency": account.currency,
        }
        for kind, object_id in zip(LEVELS[1:], ids, strict=False):
            entity = self._sandbox.store.get(META, kind, object_id)
            fields = entity.fields if entity else {}
            known |= {f"{kind}_id": object_id, f"{kind}_name": fields.get("name")}
            if kind == "campaign":
                known |= {"objective": fields.get("objective"), "buying_type": fields.get("buying_type")}
            if kind == "adset":
                known |= {"optimization_goal": fields.get("optimization_goal")}
        return known


def _level(node: Entity | None, params: Mapping[str, str], switches: RuleSwitches) -> str:
    own = node.kind if node else "account"
    level = params.get("level", own)
    if level not in LEVELS:
        raise invalid_parameter(f"Param level must be one of {', '.join(LEVELS)}", "level")
    if LEVELS.index(level) < LEVELS.index(own):
        refuse(switches, "meta.a_level_is_not_above_its_node", "level")
    return level


def _inside(row: MetricsRow, node: Entity | None) -> bool:
    return node is None or node.id in (row.campaign_id, row.ad_group_id, row.ad_id)


def _day_of_ad(row: MetricsRow) -> tuple[date, str]:
    return row.day, row.ad_id or ""


def _counted(row: MetricsRow, digits: int) -> Tally:
    return Tally(
        impressions=row.impressions,
        clicks=row.clicks,
        spend=int(row.spend.scaleb(digits)),
        conversions=int(row.conversions),
        value=int(row.conversion_value.scaleb(digits)),
    )


def _ids(row: MetricsRow, level: str) -> tuple[str, ...]:
    return (row.campaign_id or "", row.ad_group_id or "", row.ad_id or "")[: LEVELS.index(level)]


def _plans(asked: _Question, place: Place, parts: Mapping[Segment, Tally]) -> Iterator[Plan]:
    """Bring the finest segments together into those that were asked for, each with the people it reached."""
    index, ids, hour = place
    paths = sorted(parts)
    people = shares(
        _reached(sum(parts[path].impressions for path in paths), asked.periods[index].days),
        [parts[path].impressions for path in paths],
    )
    known = columns(asked.own, asked.finer)
    device = known.index(ACTION_DEVICE) if ACTION_DEVICE in known else None
    merged: dict[tuple[str, ...], tuple[dict[str, str], Tally, list[int], dict[str, Tally]]] = {}
    for path, reach in zip(paths, people, strict=True):
        segment = shown(known, path, asked.breakdowns)
        _, tally, reaches, acted_on = merged.setdefault(tuple(segment.values()), (segment, Tally(), [], {}))
        tally.add(parts[path])
        reaches.append(reach)
        if device is not None:
            acted_on.setdefault(path[device], Tally()).add(parts[path])
    for segment, tally, reaches, acted_on in merged.values():
        yield Plan(index, ids, hour, segment, tally, sum(reaches), acted_on)


def _reached(impressions: int, days: int) -> int:
    """Return how many people saw it: the longer the period, the more often each of them."""
    return impressions * 100 // (120 + 3 * min(days - 1, 60))

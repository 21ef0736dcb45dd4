"""Insights: delivery figures in Graph's rows, as known at the sandbox's present moment.

Source: platforms.md 3.2. Every question starts from the same figures of each ad and day, which are only divided
and added up, so that levels, periods, hours and breakdowns come to the same totals. People reached do not add up
over days and objects, as on the platform; over the segments of one row they do.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from adapters.sandbox.delivery_figures import MetricsRow
from adapters.sandbox.delivery_rates import minor_digits
from adapters.sandbox.meta.edges import Condition, matches, value_of
from adapters.sandbox.meta.insight_assets import by_asset, told
from adapters.sandbox.meta.insight_figures import Told, figures
from adapters.sandbox.meta.insight_questions import LEVELS, Question, column_of, question_of
from adapters.sandbox.meta.insight_rows import Plan, Rows
from adapters.sandbox.meta.insight_segments import (
    ACTION_DEVICE,
    Segment,
    columns,
    segments,
    shown,
)
from adapters.sandbox.meta.insight_segments import EMPTY as _EMPTY_BREAKDOWNS
from adapters.sandbox.meta.insight_sheets import fits, ordered, tell_kinds, thin
from adapters.sandbox.meta.insight_tallies import Tally, completed, shares, spread
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.tree import creative_id
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

_OF_PAGES = frozenset({"limit", "after", "before", "summary", "access_token", "appsecret_proof"})

# An ad is ranked among those of other advertisers, whom the sandbox has not.
_UNRANKED = dict.fromkeys(("quality_ranking", "engagement_rate_ranking", "conversion_rate_ranking"), "UNKNOWN")

Place = tuple[int, tuple[str, ...], int | None]


class _Answer(NamedTuple):
    key: object
    asked: Question
    plans: list[Plan]
    rows: Sequence[dict[str, Any]]


class Insights:
    """Answers `/{account|campaign|adset|ad}/insights`."""

    def __init__(self, sandbox: Sandbox, nodes: Nodes) -> None:
        self._sandbox = sandbox
        self._nodes = nodes
        # The last answer: its pages are asked for one after the other.
        self._last: _Answer | None = None

    def rows(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> Sequence[dict[str, Any]]:
        """Return every row, each made when it is looked at; the caller pages them. `node` None: the whole account."""
        return self._answer(account, node, params).rows

    def summary(
        self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str], names: Sequence[str]
    ) -> dict[str, Any]:
        """Return those columns of all rows together that are named, or that the rows have."""
        answer = self._answer(account, node, params)
        asked, total = answer.asked, Tally()
        for plan in answer.plans:
            total.add(plan.tally)
        days = [day for period in asked.periods for day in (period.start, period.stop)]
        reach = _reached(total.impressions, (max(days) - min(days)).days + 1) if days and not asked.hourly else None
        how = Told(digits=minor_digits(account.currency), windows=asked.windows, names=names or asked.names)
        return {name: value for name, value in figures(total, reach, how, {}).items() if value is not None}

    def days(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> tuple[date, date] | None:
        """Return the first and the last day of a question, not answered; raises GraphError for an impossible one."""
        asked = question_of(self._nodes.today(account), node, params, self._sandbox.rules).periods
        return (min(one.start for one in asked), max(one.stop for one in asked)) if asked else None

    def _key(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> object:
        """Return what the answer depends on: pages of one answer are asked for one after the other."""
        question = frozenset((name, value) for name, value in params.items() if name not in _OF_PAGES)
        sandbox = self._sandbox
        sandbox.delivery.accrue()
        world = (sandbox.store.version, sandbox.delivery.accrued_to, self._nodes.today(account))
        return account.id, node.id if node else None, question, world, frozenset(sandbox.rules.relaxed)

    def _answer(self, account: ReadyAccount, node: Entity | None, params: Mapping[str, str]) -> _Answer:
        asked = question_of(self._nodes.today(account), node, params, self._sandbox.rules)
        key = self._key(account, node, params)
        if self._last is None or self._last.key != key:
            show, plans = partial(self._shown, account, asked), self._planned(account, node, asked)
            if asked.filters.figures:
                plans = [plan for plan in plans if fits(show(plan)[0], asked.filters.figures)]
            rows = ordered(Rows(plans, show), params, self._sandbox.rules)
            self._last = _Answer(key, asked, plans, rows)
        return self._last

    def _planned(self, account: ReadyAccount, node: Entity | None, asked: Question) -> list[Plan]:
        if _EMPTY_BREAKDOWNS.intersection(asked.breakdowns):
            return []
        tallies = self._tallied(account, node, asked)
        return [
            plan
            for place in sorted(tallies, key=lambda place: (place[0], place[1], place[2] or 0))
            for plan in _plans(asked, place, tallies[place])
            if fits(plan.segment, asked.filters.segments)
        ]

    def _tallied(
        self, account: ReadyAccount, node: Entity | None, asked: Question
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
                parts = segments(tally, row.segment, row.ad_id or "", known, asked.finer)
                for path, part in self._by_asset(parts, row.ad_id or "", asked.assets) if asked.assets else parts:
                    at.setdefault(path, Tally()).add(part)
        return tallies

    def _by_asset(
        self, parts: Iterator[tuple[Segment, Tally]], ad_id: str, names: Sequence[str]
    ) -> Iterator[tuple[Segment, Tally]]:
        ad = self._sandbox.store.get(META, "ad", ad_id)
        creative = self._sandbox.store.get(META, "adcreative", creative_id(ad)) if ad is not None else None
        fields = creative.fields if creative is not None else {}
        for path, whole in parts:
            yield from (((*path, *assets), part) for assets, part in by_asset(whole, ad_id, fields, names))

    def _days(
        self, account: ReadyAccount, node: Entity | None, asked: Question
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
        wanted = asked.filters.objects
        found = [row for row in found if _inside(row, node) and self._admitted(account, row, wanted)]
        for (day, ad_id), same in groupby(sorted(found, key=_day_of_ad), key=_day_of_ad):
            rows = list(same)
            whole, parts = Tally(), [_counted(row, digits) for row in rows]
            for part in parts:
                whole.add(part)
            completed(whole, ad_id, day)
            spread(whole, parts)
            for row, part in zip(rows, parts, strict=True):
                yield day, row, part

    def _admitted(self, account: ReadyAccount, row: MetricsRow, filters: Sequence[Condition]) -> bool:
        return all(matches(self._filtered(account, row, column), how, want) for column, how, want in filters)

    def _filtered(self, account: ReadyAccount, row: MetricsRow, column: str) -> object:
        kind, name = column_of(column)
        if kind == "account":
            return {"id": account.id, "name": account.name}.get(name)
        object_id = {"campaign": row.campaign_id, "adset": row.ad_group_id, "ad": row.ad_id}[kind]
        entity = self._sandbox.store.get(META, kind, object_id) if object_id else None
        return value_of(self._nodes, entity, name) if entity is not None else None

    def _shown(self, account: ReadyAccount, asked: Question, plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return all that a row was made from, and the row as it is told."""
        period = asked.periods[plan.period]
        names = {*asked.names, *(name for name, _, _ in asked.filters.figures)}
        reach = None if asked.hourly else plan.reach
        how = Told(digits=minor_digits(account.currency), windows=asked.windows, names=names)
        whole = self._identity(account, plan.ids) | figures(plan.tally, reach, how, plan.acted_on)
        row = {name: whole[name] for name in asked.names if whole.get(name) is not None}
        row |= {"date_start": period.start.isoformat(), "date_stop": period.stop.isoformat(), **told(plan.segment)}
        if asked.hourly is not None and plan.hour is not None:
            row[asked.hourly] = f"{plan.hour:02}:00:00 - {plan.hour:02}:59:59"
        thin(row, asked.filters.actions)
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
            if kind == "ad":
                known |= _UNRANKED
            if entity is not None and kind == LEVELS[len(ids)]:
                known |= {"created_time": entity.created_at.date().isoformat()}
                known |= {"updated_time": entity.updated_at.date().isoformat()}
        return known


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


def _plans(asked: Question, place: Place, parts: Mapping[Segment, Tally]) -> Iterator[Plan]:
    """Bring the finest segments together into those that were asked for, each with the people it reached."""
    index, ids, hour = place
    paths = sorted(parts)
    people = shares(
        _reached(sum(parts[path].impressions for path in paths), asked.periods[index].days),
        [parts[path].impressions for path in paths],
    )
    known = [*columns(asked.own, asked.finer), *asked.assets]
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

"""A query and an account's data to rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from google.protobuf.message import Message

from adapters.sandbox.google_ads.gaql.catalogue import RESOURCES, SELECTED_WHOLE, Field, find_field
from adapters.sandbox.google_ads.gaql.change_checks import check_changes
from adapters.sandbox.google_ads.gaql.checks import check
from adapters.sandbox.google_ads.gaql.conditions import Test, test_of
from adapters.sandbox.google_ads.gaql.figures import Figures, Measurement, fill_metrics, fill_segments
from adapters.sandbox.google_ads.gaql.syntax import Condition, Query
from adapters.sandbox.google_ads.gaql.window import day_window
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches

_Row = dict[str, Proto]
"""A message by root: those of the object and of what it is joined to, its segments and its metrics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """One object of the FROM resource with what it is joined to: a message by root."""

    key: str
    roots: Mapping[str, Message]


class Source(Protocol):
    """An account's data."""

    @property
    def today(self) -> date:
        """Return the present day in the account's time zone."""

    @property
    def rules(self) -> RuleSwitches:
        """Return which rules are in force."""

    def bases(self, resource: str) -> Iterable[Base]:
        """Yield the objects of `resource`, removed ones too, oldest first."""

    def measurements(self, resource: str, since: date, until: date, segments: frozenset[str]) -> Iterable[Measurement]:
        """Yield what was delivered from one day to another, by object, day and the `segments` named, as known now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows asked for; `fields` as the query names them, `summary` with the metrics over all rows."""

    rows: list[Proto]
    fields: tuple[str, ...]
    summary: Proto
    measured: bool


def evaluate(query: Query, row_type: Proto, source: Source) -> Answer:
    """Answer `query`; raises RefusedError (query_error) for one that cannot be asked."""
    check(query, row_type.DESCRIPTOR, source.rules)
    check_changes(query, source.today, source.rules)
    evaluation = _Evaluation(query, row_type, source)
    rows = _ordered(list(evaluation.rows()), query, row_type)
    return Answer(
        rows=[evaluation.shown(row) for row in rows[: query.limit]],
        fields=query.select,
        summary=evaluation.summary(),
        measured=evaluation.measured,
    )


class _Evaluation:
    def __init__(self, query: Query, row_type: Proto, source: Source) -> None:
        self._query, self._row_type, self._source = query, row_type, source
        self._fields = {name: find_field(row_type.DESCRIPTOR, name) for name in query.fields}
        selected = [self._fields[name] for name in query.select]
        self._segments = tuple(dict.fromkeys(field.path[0] for field in selected if field.is_segment))
        self._metrics = [field for field in self._fields.values() if field.is_metric]
        self._tests = [(self._fields[c.field], self._test(c)) for c in query.where]
        self._total = Figures()

    @property
    def measured(self) -> bool:
        return any(self._fields[name].is_metric for name in self._query.select)

    def rows(self) -> Iterator[_Row]:
        """Yield full rows: whole roots, so that conditions and orderings can look at what is not selected."""
        bases = [base for base in self._source.bases(self._query.resource) if self._keeps(base)]
        groups = self._groups() if self._metrics or self._segments else {}
        for base in bases:
            found = groups.get(base.key, {})
            if not self._segments and not found:
                found = {(): (Figures(), self._row_type().segments)}
            for _, (figures, segments) in sorted(found.items(), key=lambda item: item[0]):
                row = self._row(base, figures, segments)
                if self._measures_up(row["metrics"]):
                    self._total.add(figures)
                    yield row

    def shown(self, row: _Row) -> Proto:
        """Return only what was selected, and the names of the resources it was selected from."""
        shown = self._row_type()
        for field in (self._fields[name] for name in self._query.select):
            if field.root in row:
                _copy(field, row[field.root], getattr(shown, field.root))
        if dict(self._query.parameters).get("omit_unselected_resource_names", "").lower() != "true":
            for root in {self._query.resource, *(self._fields[name].root for name in self._query.select)}:
                if root in RESOURCES and root in row:
                    getattr(shown, root).resource_name = row[root].resource_name
        return shown

    def summary(self) -> Proto:
        summary = self._row_type()
        fill_metrics(summary.metrics, self._metrics, self._total)
        return summary

    def _keeps(self, base: Base) -> bool:
        return all(
            test(field.value(base.roots[field.root]) if field.root in base.roots else None)
            for field, test in self._tests
            if not (field.is_metric or field.is_segment)
        )

    def _measures_up(self, metrics: Message) -> bool:
        return all(test(field.value(metrics)) for field, test in self._tests if field.is_metric)

    def _test(self, condition: Condition) -> Test:
        return test_of(self._fields[condition.field], condition, self._source.today)

    def _groups(self) -> dict[str, dict[tuple[object, ...], tuple[Figures, Message]]]:
        filters = [(field, test) for field, test in self._tests if field.is_segment]
        names = {*self._segments, *(field.path[0] for field, _ in filters)}
        groups: dict[str, dict[tuple[object, ...], tuple[Figures, Message]]] = {}
        window = day_window(self._query.where, self._source.today)
        for measurement in self._source.measurements(self._query.resource, *window, frozenset(names)):
            segments = self._row_type().segments
            fill_segments(segments, names, measurement)
            if measurement.figures != Figures() and all(test(field.value(segments)) for field, test in filters):
                place = tuple(_comparable(getattr(segments, name)) for name in self._segments)
                figures, _ = groups.setdefault(measurement.key, {}).setdefault(place, (Figures(), segments))
                figures.add(measurement.figures)
        return groups

    def _row(self, base: Base, figures: Figures, segments: Message) -> _Row:
        metrics = self._row_type().metrics
        fill_metrics(metrics, self._metrics, figures)
        return {**base.roots, "segments": segments, "metrics": metrics}


def _comparable(value: Proto) -> object:
    """Return what a segment's value is told apart by: of a message, its bytes."""
    return value.SerializeToString(deterministic=True) if isinstance(value, Message) else value


def _copy(field: Field, source: Proto, target: Proto) -> None:
    target.SetInParent()
    for step in field.path[:-1]:
        if not source.HasField(step):
            return
        source, target = getattr(source, step), getattr(target, step)
        target.SetInParent()
    leaf = field.path[-1]
    if field.descriptor.is_repeated:
        getattr(target, leaf).extend(getattr(source, leaf))
    elif field.name in SELECTED_WHOLE:
        getattr(target, leaf).CopyFrom(getattr(source, leaf))
    elif not field.descriptor.has_presence or source.HasField(leaf):
        setattr(target, leaf, getattr(source, leaf))


def _ordered(rows: list[_Row], query: Query, row_type: Proto) -> list[_Row]:
    for ordering in reversed(query.order_by):
        field = find_field(row_type.DESCRIPTOR, ordering.field)
        rows.sort(key=lambda row, field=field: _rank(field, row), reverse=ordering.descending)  # type: ignore[misc]  # a default binds the loop's field
    return rows


def _rank(field: Field, row: _Row) -> tuple[bool, float, str]:
    value = field.value(row[field.root]) if field.root in row else None
    return (value is not None, value, "") if isinstance(value, int | float) else (value is not None, 0, str(value))

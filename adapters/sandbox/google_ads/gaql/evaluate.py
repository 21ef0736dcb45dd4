"""A query and an account's data to rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nlargest, nsmallest
from itertools import islice
from typing import Protocol, TypeVar

from google.protobuf.message import Message

from adapters.sandbox.google_ads.gaql.catalogue import RESOURCES, Field, find_field
from adapters.sandbox.google_ads.gaql.change_checks import check_changes
from adapters.sandbox.google_ads.gaql.checks import check
from adapters.sandbox.google_ads.gaql.conditions import Filter, filter_of
from adapters.sandbox.google_ads.gaql.date_checks import check_dates
from adapters.sandbox.google_ads.gaql.figures import (
    Figures,
    Measurement,
    fill_metrics,
    fill_segments,
    measured,
    needs_cut,
)
from adapters.sandbox.google_ads.gaql.syntax import Ordering, Query
from adapters.sandbox.google_ads.gaql.window import Days, day_window, says_days_exactly
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches


class _Valued(Protocol):
    def value(self, field: Field) -> object:
        """Return the value of a field: None where it is unset or the object is not joined to its resource."""


class Base(_Valued, Protocol):
    """One object of the FROM resource with what it is joined to."""

    @property
    def key(self) -> str:
        """Return what its measurements are told by."""

    def message(self, field: Field) -> Message | None:
        """Return the message that has the field, None where the object is not joined to its resource."""

    def name(self, root: str) -> str | None:
        """Return the name of the resource that it has at a root of the row, or None."""

    def campaign(self) -> str | None:
        """Return the id of the campaign in which all its figures are, None where they can be in any."""


class Source(Protocol):
    """An account's data."""

    @property
    def today(self) -> date:
        """Return the present day in the account's time zone."""

    @property
    def rules(self) -> RuleSwitches:
        """Return which rules are in force."""

    def bases(self, resource: str, days: Days, filters: Sequence[Filter]) -> Iterable[Base]:
        """Yield the objects of `resource` that pass the filters, removed ones too, oldest first; of clicks, by day."""

    def measurements(
        self, resource: str, days: Days, segments: frozenset[str], only: Sequence[Base] | None, *, dated: bool
    ) -> Iterable[Measurement]:
        """Yield what was delivered from one day to another, by object, day and the `segments` named, as known now.

        With `only`, what others than these objects delivered may be left out; with `dated`, conversions are also told
        by the day on which they happened.
        """


@dataclass(frozen=True, slots=True)
class _Row:
    base: Base
    figures: Figures
    segments: Message | None

    def value(self, field: Field) -> object:
        if field.is_metric:
            found = measured(field, self.figures)
            return field.unset if found is None else found
        if field.is_segment:
            return field.value(self.segments) if self.segments is not None else None
        return self.base.value(field)


_NUMBERS = (int, float)
_V = TypeVar("_V", bound=_Valued)
_Rank = tuple[bool, float, str]
_Groups = dict[str, dict[tuple[object, ...], tuple[Figures, Message]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows asked for, which become messages only where they are shown; `fields` as the query names them."""

    fields: tuple[str, ...]
    rows: Sequence[_Row]
    evaluation: "_Evaluation"

    def show(self, results: Proto, start: int, end: int) -> None:
        """Add the rows from one to another to a response's `results`."""
        for row in self.rows[start:end]:
            self.evaluation.show(row, results.add())

    @property
    def measured(self) -> bool:
        """Say whether metrics were asked for."""
        return self.evaluation.measured

    def summary(self) -> Proto:
        """Return a row with the metrics over all rows."""
        return self.evaluation.summary()


def evaluate(query: Query, row_type: Proto, source: Source) -> Answer:
    """Answer `query`; raises RefusedError (query_error) for one that cannot be asked."""
    check(query, row_type.DESCRIPTOR, source.rules)
    check_changes(query, source.today, source.rules)
    evaluation = _Evaluation(query, row_type, source)
    check_dates(query, source.today, source.rules)
    return Answer(fields=query.select, rows=evaluation.wanted(), evaluation=evaluation)


class _Evaluation:
    def __init__(self, query: Query, row_type: Proto, source: Source) -> None:
        self._query, self._row_type, self._source = query, row_type, source
        self._fields = {name: find_field(row_type.DESCRIPTOR, name) for name in query.fields}
        selected = [self._fields[name] for name in query.select]
        self._attributes = [field for field in selected if not field.is_metric]
        self._segments = tuple(dict.fromkeys(field.path[0] for field in selected if field.is_segment))
        self._metrics = [field for field in self._fields.values() if field.is_metric]
        self._selected_metrics = [field for field in selected if field.is_metric]
        self._named = self._roots_to_name()
        self._filters = [filter_of(self._fields[c.field], c, source.today, source.rules) for c in query.where]
        self._of_bases = [each for each in self._filters if not (each.field.is_metric or each.field.is_segment)]
        self._days = day_window(query.where, source.today)
        self._total = Figures()

    def _roots_to_name(self) -> list[str]:
        if dict(self._query.parameters).get("omit_unselected_resource_names", "").lower() == "true":
            return []
        roots = {self._query.resource, *(field.root for field in self._attributes)}
        return [root for root in roots if root in RESOURCES]

    @property
    def measured(self) -> bool:
        return bool(self._selected_metrics)

    def wanted(self) -> list[_Row]:
        """Return the rows in their order, up to the limit; those of figures are all added up before."""
        if self._metrics or self._segments:
            return self._first(list(self._rows()))
        return [_Row(base, Figures(), None) for base in self._first(self._bases())]

    def _bases(self) -> Iterable[Base]:
        return self._source.bases(self._query.resource, self._days, self._of_bases)

    def _rows(self) -> Iterator[_Row]:
        found = list(self._bases())
        groups = self._groups(found if self._of_bases else None)
        of_metrics = [each for each in self._filters if each.field.is_metric]
        for row in self._measured_rows(found, groups):
            if all(each.holds(row.value(each.field)) for each in of_metrics):
                self._total.add(row.figures)
                yield row

    def _measured_rows(self, bases: Iterable[Base], groups: _Groups) -> Iterator[_Row]:
        for base in bases:
            found = groups.get(base.key, {})
            if not self._segments and not found:
                yield _Row(base, Figures(), None)
            for _, (figures, segments) in sorted(found.items(), key=lambda item: item[0]):
                yield _Row(base, figures, segments)

    def _groups(self, only: Sequence[Base] | None) -> _Groups:
        of_segments = [each for each in self._filters if each.field.is_segment]
        if not self._segments and says_days_exactly(c for c in self._query.where if self._fields[c.field].is_segment):
            of_segments = []
        names = frozenset({*self._segments, *(each.field.path[0] for each in of_segments)})
        moments = _Moments(self._row_type, names, self._segments, of_segments)
        groups: _Groups = {}
        dated = any(field.path[0].endswith("_by_conversion_date") for field in self._metrics)
        resource = self._query.resource
        for measurement in self._source.measurements(resource, self._days, names, only, dated=dated):
            place, segments = moments.of(measurement)
            if place is not None and measurement.figures:
                of_base = groups.setdefault(measurement.key, {})
                if place not in of_base:
                    of_base[place] = (Figures(), segments)
                of_base[place][0].add(measurement.figures)
        return groups

    def _first(self, found: Iterable[_V]) -> list[_V]:
        """Order rows or objects, as far as the query orders them, and return as many as it wants."""
        limit = self._query.limit
        if not self._query.order_by:
            return list(islice(found, limit))
        first, *others = self._query.order_by
        for ordering in reversed(others):
            found = sorted(found, key=self._rank_by(ordering), reverse=ordering.descending)
        if limit is None:
            return sorted(found, key=self._rank_by(first), reverse=first.descending)
        return (nlargest if first.descending else nsmallest)(limit, found, key=self._rank_by(first))

    def _rank_by(self, ordering: Ordering) -> Callable[[_Valued], _Rank]:
        field = self._fields[ordering.field]
        return lambda each: _rank(each.value(field))

    def show(self, row: _Row, shown: Proto) -> None:
        """Fill in only what was selected, and the names of the resources it was selected from."""
        for field in self._attributes:
            source = row.segments if field.is_segment else row.base.message(field)
            if source is not None:
                _copy(field, source, getattr(shown, field.root))
        if self._selected_metrics:
            shown.metrics.SetInParent()
            fill_metrics(shown.metrics, self._selected_metrics, row.figures)
        for root in self._named:
            name = row.base.name(root)
            if name is not None:
                getattr(shown, root).resource_name = name

    def summary(self) -> Proto:
        summary = self._row_type()
        fill_metrics(summary.metrics, self._metrics, self._total)
        return summary


class _Moments:
    """What measurements are told apart by: most share their day or hour with many others."""

    def __init__(self, row_type: Proto, names: frozenset[str], shown: Sequence[str], filters: Sequence[Filter]) -> None:
        self._row_type, self._names, self._shown, self._filters = row_type, sorted(names), shown, filters
        self._cuts = [name for name in self._names if needs_cut(name)]
        self._known: dict[tuple[object, ...], tuple[tuple[object, ...] | None, Message]] = {}

    def of(self, measurement: Measurement) -> tuple[tuple[object, ...] | None, Message]:
        """Return the values of the segments shown, None where the filters leave them out; and all as a message."""
        moment = (measurement.day, measurement.hour, *map(measurement.cut.get, self._cuts))
        if moment not in self._known:
            segments = self._row_type().segments
            fill_segments(segments, self._names, measurement)
            passes = all(each.holds(each.field.value(segments)) for each in self._filters)
            place = tuple(_comparable(getattr(segments, name)) for name in self._shown) if passes else None
            self._known[moment] = (place, segments)
        return self._known[moment]


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
    elif field.descriptor.has_presence and not source.HasField(leaf):
        return
    elif field.descriptor.message_type is not None:
        getattr(target, leaf).CopyFrom(getattr(source, leaf))
    else:
        setattr(target, leaf, getattr(source, leaf))


def _rank(value: object) -> _Rank:
    return (True, value, "") if isinstance(value, _NUMBERS) else (value is not None, 0, str(value))

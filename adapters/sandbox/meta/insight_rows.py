"""The rows of a long answer, made only when somebody looks at them: clients look at a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, overload

from adapters.sandbox.meta.insight_tallies import Tally


class Plan(NamedTuple):
    """What a row is made from; `period` is its place among those of the question.

    `acted_on` is the tally divided by device, if actions are broken down by it.
    """

    period: int
    ids: tuple[str, ...]
    hour: int | None
    segment: dict[str, str]
    tally: Tally
    reach: int
    acted_on: dict[str, Tally]


class Rows(Sequence[dict[str, Any]]):
    """Rows that are made when they are looked at: of a long answer, one page at a time is."""

    def __init__(self, plans: list[Plan], show: Callable[[Plan], tuple[dict[str, Any], dict[str, Any]]]) -> None:
        self._plans = plans
        self._show = show

    def __len__(self) -> int:
        return len(self._plans)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        """Make a row or some of them."""
        if isinstance(place, slice):
            return [self._show(plan)[1] for plan in self._plans[place]]
        return self._show(self._plans[place])[1]

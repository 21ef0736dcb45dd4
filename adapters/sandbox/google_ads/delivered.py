"""What an account's ads brought, told once an hour: adding up a thousand campaigns takes longer than a whole call may.

Figures change with the hours delivered and when another state is loaded, not with what is edited: as long as the
delivery is of the same edition, whoever asks for the same days is given the same rows.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from weakref import WeakKeyDictionary

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

_MOST_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows of the delivery: both days and all between them; `dated` conversions by their own day in `zone`.

    With `whole`, each object has one row for all the days.
    """

    account_id: str
    since: date
    until: date
    level: Level
    hourly: bool
    dated: bool = False
    zone: str = "UTC"
    whole: bool = False


_ByCampaign = Mapping[str | None, list[MetricsRow]]
_Known = OrderedDict[tuple[Asked, tuple[int, int]], _ByCampaign]
_KNOWN: WeakKeyDictionary[Sandbox, _Known] = WeakKeyDictionary()


def delivered(sandbox: Sandbox, asked: Asked, campaigns: Iterable[str] | None) -> Iterator[MetricsRow]:
    """Yield the rows asked for, of all campaigns or of these alone; take `Sandbox.lock` around it."""
    sandbox.delivery.accrue()
    known = _KNOWN.setdefault(sandbox, OrderedDict())
    place = (asked, sandbox.delivery.edition)
    if place not in known:
        known[place] = _by_campaign(sandbox, asked)
    known.move_to_end(place)
    while len(known) > _MOST_KEPT:
        known.popitem(last=False)
    for campaign in known[place] if campaigns is None else campaigns:
        yield from known[place].get(campaign, ())


def _by_campaign(sandbox: Sandbox, asked: Asked) -> _ByCampaign:
    rows = _rows(sandbox, asked)
    rows.sort(key=lambda row: row.campaign_id or "")
    return {campaign: list(of_campaign) for campaign, of_campaign in groupby(rows, key=lambda row: row.campaign_id)}


def _rows(sandbox: Sandbox, asked: Asked) -> list[MetricsRow]:
    account, days = asked.account_id, (asked.since, asked.until)
    if asked.dated:
        return sandbox.delivery.conversions_by_day(
            GOOGLE_ADS, account, *days, asked.level, zone=asked.zone, hourly=asked.hourly
        )
    return sandbox.delivery.metrics(GOOGLE_ADS, account, *days, asked.level, hourly=asked.hourly, daily=not asked.whole)

"""What pixels have seen: the conversions of the ad groups that each measures; nobody else visits the sandbox's shops.

Source: the fields that a data connector in wide use reads (S).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.pixels import Pixels
from adapters.sandbox.tiktok.query import json_list, json_object
from adapters.sandbox.tiktok.request_checks import check_sent
from adapters.sandbox.tiktok.request_rules import (
    A_RANGE_RUNS_FORWARD,
    VALUES_HAVE_THEIR_TYPE,
    WHAT_IS_CALLED_EXISTS,
    refuse,
)


class PixelEvents:
    """Answers `/pixel/event/stats/` and `/pixel/instant_page/event/`."""

    def __init__(self, sandbox: Sandbox, pixels: Pixels) -> None:
        self._sandbox = sandbox
        self._pixels = pixels

    def stats(self, account: ReadyAccount, query: Mapping[str, str]) -> dict[str, Any]:
        """Return for each of `pixel_ids` its events of `date_range`, by type."""
        ids = json_list(query, "pixel_ids")
        check_sent(self._sandbox.rules, {"pixel_ids": ids}, "pixel_ids")
        known = self._pixels.ids(account)
        if unknown := next((one for one in ids if one not in known), None):
            refuse(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, "pixel_ids", f"{unknown} does not exist")
        counts = self._events(account, *self._range(query))
        return {"list": [{"pixel_id": one, "statistics": _statistics(counts, one)} for one in ids]}

    def _range(self, query: Mapping[str, str]) -> tuple[date, date]:
        """Return the days asked for; today where they cannot be read and that is let pass."""
        asked = json_object(query, "date_range")
        try:
            since, until = (date.fromisoformat(str(asked[name])) for name in ("start_date", "end_date"))
        except (KeyError, ValueError):
            wanted = "must be {start_date, end_date}, each like 2026-11-20"
            refuse(self._sandbox.rules, VALUES_HAVE_THEIR_TYPE, "date_range", wanted)
            since = until = self._sandbox.clock.now().date()
        if since > until:
            refuse(self._sandbox.rules, A_RANGE_RUNS_FORWARD, "date_range", "must not end before it starts")
        return since, until

    def instant_pages(self, _account: ReadyAccount, _query: Mapping[str, str]) -> dict[str, Any]:
        """Return the events of instant pages: the sandbox has no such pages."""
        return {"list": []}

    def _events(self, account: ReadyAccount, since: date, until: date) -> Counter[tuple[str, str]]:
        counts: Counter[tuple[str, str]] = Counter()
        for row in self._sandbox.delivery.metrics(TIKTOK, account.id, since, until, "ad_group"):
            kinds = ("adgroup", "smart_plus_adgroup")
            found = (self._sandbox.store.get(TIKTOK, kind, str(row.ad_group_id)) for kind in kinds)
            fields = next((entity.fields for entity in found if entity is not None), {})
            counts[str(fields.get("pixel_id")), str(fields.get("optimization_event"))] += int(row.conversions)
        return counts


def _statistics(counts: Counter[tuple[str, str]], pixel_id: str) -> list[dict[str, Any]]:
    return [
        {
            "pixel_event_type": event,
            "custom_event_type": "",
            "total_count": count,
            "browser_event_total_count": count,
            "server_event_total_count": 0,
            "attributed_count": count,
            "preview_count": 0,
        }
        for (pixel, event), count in sorted(counts.items())
        if pixel == pixel_id and count
    ]

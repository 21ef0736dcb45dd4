"""What pixels have seen: the conversions of the ad groups that each measures; nobody else visits the sandbox's shops.

Source: the fields that a data connector in wide use reads (S).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.errors import NO_SUCH_OBJECT, TikTokError, bad_parameter, missing
from adapters.sandbox.tiktok.pixels import Pixels
from adapters.sandbox.tiktok.query import json_list, json_object


class PixelEvents:
    """Answers `/pixel/event/stats/` and `/pixel/instant_page/event/`."""

    def __init__(self, sandbox: Sandbox, pixels: Pixels) -> None:
        self._sandbox = sandbox
        self._pixels = pixels

    def stats(self, account: ReadyAccount, query: Mapping[str, str]) -> dict[str, Any]:
        """Return for each of `pixel_ids` its events of `date_range`, by type."""
        ids = json_list(query, "pixel_ids")
        if not ids:
            raise missing("pixel_ids")
        known = self._pixels.ids(account)
        if unknown := next((one for one in ids if one not in known), None):
            raise TikTokError(NO_SUCH_OBJECT, f"{unknown} does not exist", "pixel_ids")
        counts = self._events(account, *_range(query))
        return {"list": [{"pixel_id": one, "statistics": _statistics(counts, one)} for one in ids]}

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


def _range(query: Mapping[str, str]) -> tuple[date, date]:
    asked = json_object(query, "date_range")
    try:
        since, until = (date.fromisoformat(str(asked[name])) for name in ("start_date", "end_date"))
    except (KeyError, ValueError) as error:
        raise bad_parameter("date_range", "must be {start_date, end_date}, each like 2026-11-20") from error
    if since > until:
        raise bad_parameter("date_range", "must not end before it starts")
    return since, until

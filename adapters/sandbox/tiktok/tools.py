"""What campaigns can name: a few regions, languages and time zones, in TikTok's own codes, and no music."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.tiktok.audiences import COUNTRIES
from adapters.sandbox.tiktok.reads import paged

_NAMES = {
    "US": "United States",
    "CA": "Canada",
    "GB": "United Kingdom",
    "DE": "Germany",
    "FR": "France",
    "JP": "Japan",
    "TW": "Taiwan",
    "AU": "Australia",
    "BR": "Brazil",
    "MX": "Mexico",
}
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "ja": "Japanese", "es": "Spanish", "pt": "Portuguese"}
_ZONES = ("America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Asia/Taipei", "Europe/Berlin", "Europe/London")


def regions(_account: ReadyAccount, _given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `region_info`, countries only."""
    rows = [
        {"location_id": location, "region_code": code, "name": _NAMES[code], "level": "COUNTRY", "parent_id": "0"}
        for location, code in COUNTRIES.items()
    ]
    return {"region_info": rows, "region_list": [row["region_code"] for row in rows]}


def languages(_account: ReadyAccount, _given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `languages`."""
    return {"languages": [{"code": code, "name": name} for code, name in _LANGUAGES.items()]}


def music(switches: RuleSwitches, _account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `musics`: the sandbox has none."""
    page = paged([], given, switches)
    return {"musics": page["list"], "page_info": page["page_info"]}


def spark_posts(switches: RuleSwitches, _account: ReadyAccount, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the posts that creators have authorized for ads: none has."""
    return paged([], given, switches)


def time_zones(_account: ReadyAccount, _given: Mapping[str, Any]) -> dict[str, Any]:
    """Return `timezone_list`."""
    return {"timezone_list": [{"timezone": zone} for zone in _ZONES]}

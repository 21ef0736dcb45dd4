"""Which picture, text or link of an ad was shown: the breakdowns by asset. Source: vendor's "Dynamic creative" [D].

An ad that chooses among assets divides its figures between them; any other has one of each, that of its story. The
shapes of the assets in a row are [K].
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from adapters.sandbox.meta.insight_segments import Segment
from adapters.sandbox.meta.insight_tallies import Tally, divided, luck
from adapters.sandbox.meta.stored_files import story_of

_STEP_OF_IDS = 2**40


class _Asset(NamedTuple):
    """Where an asset stands: the list of a feed, the key of a story, and the key that tells it apart in a row."""

    feed: str
    story: str
    key: str


_ASSETS: Mapping[str, _Asset] = {
    "body_asset": _Asset("bodies", "message", "text"),
    "title_asset": _Asset("titles", "name", "text"),
    "description_asset": _Asset("descriptions", "description", "text"),
    "image_asset": _Asset("images", "image_hash", "hash"),
    "video_asset": _Asset("videos", "video_id", "video_id"),
    "link_url_asset": _Asset("link_urls", "link", "website_url"),
    "call_to_action_asset": _Asset("call_to_action_types", "call_to_action", "name"),
    "ad_format_asset": _Asset("ad_formats", "", "name"),
}
ASSET_BREAKDOWNS = frozenset(_ASSETS)


def by_asset(
    tally: Tally, ad_id: str, creative: Mapping[str, Any], names: Sequence[str]
) -> list[tuple[Segment, Tally]]:
    """Divide an ad's figures between its assets; one that it has none of is the empty text."""
    parts: list[tuple[Segment, Tally]] = [((), tally)]
    for name in names:
        values = list(dict.fromkeys(_values(creative, name))) or [""]
        weights = [0.7 + 0.6 * luck(ad_id, name, value) for value in values]
        parts = [
            ((*path, value), part)
            for path, whole in parts
            for value, part in zip(values, divided(whole, weights, ad_id, *path), strict=True)
        ]
    return parts


def told(segment: Mapping[str, str]) -> dict[str, Any]:
    """Return a row's segment with its assets as Graph tells them; one that an ad has none of is left out."""
    found: dict[str, Any] = {}
    for name, value in segment.items():
        if name not in _ASSETS:
            found[name] = value
        elif value:
            found[name] = {_ASSETS[name].key: value, "id": str(int(luck(name, value) * _STEP_OF_IDS))}
    return found


def _values(creative: Mapping[str, Any], name: str) -> Iterator[str]:
    asset = _ASSETS[name]
    feed = creative.get("asset_feed_spec")
    entries = feed.get(asset.feed) if isinstance(feed, dict) else None
    if not isinstance(entries, list) or not entries:
        entries = [_of_story(dict(creative), asset)]
    for entry in entries:
        value = entry.get(asset.key) if isinstance(entry, dict) else entry
        if value:
            yield str(value)


def _of_story(creative: dict[str, Any], asset: _Asset) -> object:
    story = story_of(creative)
    if not asset.story:
        return "SINGLE_VIDEO" if "video_id" in story else "SINGLE_IMAGE"
    found = story.get(asset.story)
    return found.get("type") if isinstance(found, dict) else found

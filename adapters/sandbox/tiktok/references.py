"""Whether what an ad group or ad points to exists: pixels, audiences, identities, files, call-to-action portfolios."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.custom_audiences import KIND

_ONE = {
    "pixel_id": "pixel",
    "identity_id": "identity",
    "video_id": "video",
    "call_to_action_id": "portfolio",
    "web_uri": "image",
}
_MANY = {"image_ids": "image", "audience_ids": KIND, "excluded_audience_ids": KIND}


def missing_references(sandbox: Sandbox, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that name something the advertiser does not have."""
    for what, field, value in _named(kind, fields):
        found = sandbox.store.get(TIKTOK, what, str(value))
        if found is None or found.removed or account.id not in (found.account_id, *found.fields.get("shared_with", ())):
            yield field


def _named(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    sources: list[tuple[str, Mapping[str, Any]]] = [("", fields)]
    if kind == "smart_plus_ad":
        sources.append(("ad_configuration.", fields.get("ad_configuration") or {}))
        for row in fields.get("creative_list") or ():
            info = row.get("creative_info") or {}
            sources += [("creative_info.", info), ("creative_info.video_info.", info.get("video_info") or {})]
            sources += [("creative_info.image_info.", image) for image in info.get("image_info") or ()]
    if kind == "smart_plus_adgroup":
        sources.append(("targeting_spec.", fields.get("targeting_spec") or {}))
    for prefix, source in sources:
        for field, what in _ONE.items():
            if source.get(field):
                yield what, f"{prefix}{field}", source[field]
        for field, what in _MANY.items():
            for value in source.get(field) or ():
                yield what, f"{prefix}{field}", value

"""Whether what an ad group or ad points to exists: pixels, identities, videos, call-to-action portfolios."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount


def missing_references(sandbox: Sandbox, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the fields that name something the advertiser does not have."""
    for what, field, value in _named(kind, fields):
        found = sandbox.store.get(TIKTOK, what, str(value))
        if found is None or found.removed or account.id not in (found.account_id, *found.fields.get("shared_with", ())):
            yield field


def _named(kind: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, object]]:
    plain = {"pixel_id": "pixel", "identity_id": "identity", "video_id": "video", "call_to_action_id": "portfolio"}
    sources: list[tuple[str, Mapping[str, Any]]] = [("", fields)]
    if kind == "smart_plus_ad":
        sources.append(("ad_configuration.", fields.get("ad_configuration") or {}))
        for row in fields.get("creative_list") or ():
            info = row.get("creative_info") or {}
            sources += [("creative_info.", info), ("creative_info.video_info.", info.get("video_info") or {})]
    for prefix, source in sources:
        for field, what in plain.items():
            if source.get(field):
                yield what, f"{prefix}{field}", source[field]

"""Whether what an ad group or ad points to exists: pixels, identities, videos, call-to-action portfolios."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.errors import NO_SUCH_OBJECT, TikTokError


class References:
    """Looks up the objects named in a draft."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def check(self, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> None:
        """Refuse a draft that names something the advertiser does not have."""
        for what, field, value in _named(kind, fields):
            found = self._sandbox.store.get(TIKTOK, what, str(value))
            if found is None or account.id not in (found.account_id, *found.fields.get("shared_with", ())):
                raise TikTokError(NO_SUCH_OBJECT, f"{what} {value} does not exist or is not authorized", field)


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

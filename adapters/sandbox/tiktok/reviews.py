"""What reviewers say about ads: approved at once here, until the scenario `disapproved_ad` takes one out.

Shapes from general knowledge (K); the official client knows the path of Smart+ ads.
"""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.objects import ID_FIELDS
from adapters.sandbox.tiktok.query import json_list
from adapters.sandbox.tiktok.request_checks import check_sent
from adapters.sandbox.tiktok.request_rules import MOST_REVIEWS, REVIEWS_ARE_FEW, WHAT_IS_CALLED_EXISTS, refuse


class Reviews:
    """Answers `/ad/review_info/` and `/smart_plus/ad/review_info/`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def info(self, kind: str, account: ReadyAccount, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return `ad_review_map`: by the ad's id, whether it may show, and why not."""
        field = f"{ID_FIELDS[kind]}s"
        ids = json_list(query, field)
        check_sent(self._sandbox.rules, {field: ids}, field)
        if len(ids) > MOST_REVIEWS:
            refuse(self._sandbox.rules, REVIEWS_ARE_FEW, field)
        for one in ids:
            ad = self._sandbox.store.get(TIKTOK, kind, one)
            if ad is None or ad.account_id != account.id:
                refuse(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field, f"{one} does not exist")
        return {"ad_review_map": {one: self._review(ID_FIELDS[kind], one) for one in ids}}

    def _review(self, id_field: str, ad_id: str) -> dict[str, Any]:
        reason = self._sandbox.standing.disapproved(TIKTOK, ad_id)
        rejections = [{"reasons": [reason], "suggestion": "Change the ad and submit it again."}] if reason else []
        return {
            id_field: ad_id,
            "is_approved": reason is None,
            "review_status": "UNAVAILABLE" if reason else "ALL_AVAILABLE",
            "appeal_status": "NOT_APPEALED",
            "reject_info": rejections,
        }

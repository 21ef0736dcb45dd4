"""Users and the ad accounts they reach."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.tiktok.errors import NO_PERMISSION, NO_SUCH_ADVERTISER, TikTokError, bad_parameter, missing
from adapters.sandbox.tiktok.query import json_list
from adapters.sandbox.tiktok.request_rules import FIELDS_ARE_SENT, refuse
from adapters.sandbox.tokens import Token


class Advertisers:
    """Answers `/user/info/` and `/advertiser/info/`, and checks every `advertiser_id`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def of(self, token: Token, advertiser_id: object) -> ReadyAccount:
        """Return an advertiser that the token reaches."""
        if not advertiser_id:
            raise missing("advertiser_id")
        if not isinstance(advertiser_id, str):
            raise bad_parameter("advertiser_id", "must be a string")
        account = self._sandbox.seed.account(TIKTOK, advertiser_id)
        if account is None:
            raise TikTokError(NO_SUCH_ADVERTISER, f"advertiser {advertiser_id} does not exist")
        if account.id not in token.account_ids:
            raise TikTokError(NO_PERMISSION, f"No permission to operate advertiser {advertiser_id}")
        return account

    def user(self, token: Token) -> dict[str, Any]:
        """Return whose token this is."""
        return {
            "core_user_id": token.user_id,
            "display_name": "Sandbox User",
            "email": "s***@example.com",
            "create_time": int(token.issued_at.timestamp()),
        }

    def info(self, query: Mapping[str, str], token: Token) -> dict[str, Any]:
        """Return the advertisers named in `advertiser_ids`, with the `fields` asked for."""
        ids = json_list(query, "advertiser_ids")
        if not ids:
            refuse(self._sandbox.rules, FIELDS_ARE_SENT, "advertiser_ids")
        names = json_list(query, "fields")
        shown = [self._shown(self.of(token, one)) for one in ids]
        return {"list": [{k: v for k, v in one.items() if not names or k in names} for one in shown]}

    def _shown(self, account: ReadyAccount) -> dict[str, Any]:
        offset = self._sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).utcoffset() or timedelta(0)
        suspended = self._sandbox.standing.suspended(TIKTOK, account.id)
        return {
            "advertiser_id": account.id,
            "name": account.name,
            "currency": account.currency,
            # A POSIX name: west is positive.
            "timezone": f"Etc/GMT{-(offset // timedelta(hours=1)):+d}",
            "display_timezone": account.time_zone,
            "status": "STATUS_LIMIT" if suspended else "STATUS_ENABLE",
            "rejection_reason": suspended or "",
            "balance": 100000.0,
            "country": "JP" if account.currency == "JPY" else "US",
            "role": "ROLE_ADVERTISER",
            "create_time": 1_600_000_000,
            "can_use_custom_identity": False,
            "ads_only_mode": False,
        }

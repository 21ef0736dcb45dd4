"""What the demo advertises: one campaign on three platforms, with what each of them needs."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

DAYS = 30
BUDGET_A_DAY = "450.00"
CURRENCY = "USD"


def campaign(accounts: Mapping[str, Mapping[str, Any]], starts_on: date) -> dict[str, Any]:
    """The body that drafts the campaign over the accounts, one a platform."""
    return {
        "name": "Spring sale",
        "objective": "sales",
        "budget": {"kind": "daily", "amount": {"amount": BUDGET_A_DAY, "currency": CURRENCY}},
        "flight": {
            "starts_on": starts_on.isoformat(),
            "ends_on": (starts_on + timedelta(days=3 * DAYS)).isoformat(),
        },
        "channels": [{"account_id": account["account_id"], "weight": 1} for account in accounts.values()],
    }


def ad_group(account: Mapping[str, Any]) -> dict[str, Any]:
    """The body that adds the one ad group of a channel."""
    body: dict[str, Any] = {
        "account_id": account["account_id"],
        "name": "Runners, United States",
        "targeting": {"countries": ["US"], "age_min": 18, "age_max": 65},
    }
    if account["platform"] == "google-ads":
        body["keywords"] = ["running shoes", "trail running shoes"]
    pixel = asset(account, "pixel")
    return body if pixel is None else {**body, "pixel": pixel}


def creative(account: Mapping[str, Any]) -> dict[str, Any]:
    """The body that adds the one creative of an ad group, as the channel's platform shows it."""
    body: dict[str, Any] = {
        "headlines": ["Run further this spring", "Shoes that last 800 km", "Free returns for 60 days"],
        "descriptions": ["Light, quiet and made to be repaired.", "Order today, run on Saturday."],
        "primary_text": "Light shoes, made to be repaired. Free returns for 60 days.",
        "call_to_action": "SHOP_NOW",
        "destination_url": "https://shop.example.com/spring",
    }
    match account["platform"]:
        case "meta-ads":
            picture = {"kind": "image", "reference": "https://shop.example.com/spring.jpg"}
            return {**body, "media": [picture], "identity": asset(account, "identity")}
        case "tiktok-ads":
            video = {"kind": "video", "reference": asset(account, "video")}
            return {**body, "media": [video], "identity": asset(account, "identity")}
    return body


def asset(account: Mapping[str, Any], kind: str) -> str | None:
    """The id of the account's first asset of a kind, None where it has none."""
    return next((str(found["id"]) for found in account["assets"] if found["kind"] == kind), None)

"""Operations as a caller writes them, whole and valid until a test changes a field."""

from typing import Any

from tests.adapters.sandbox.google_ads.bench import CUSTOMER

Operation = dict[str, Any]


def temporary(collection: str, number: int | str) -> str:
    return f"customers/{CUSTOMER}/{collection}/{number}"


def a_budget(**changes: object) -> Operation:
    fields = {
        "resource_name": temporary("campaignBudgets", -1),
        "name": "Autumn budget",
        "amount_micros": 50_000_000,
        "explicitly_shared": False,
    }
    return {"campaign_budget_operation": {"create": fields | changes}}


def a_campaign(**changes: object) -> Operation:
    fields = {
        "resource_name": temporary("campaigns", -2),
        "name": "Autumn",
        "status": "PAUSED",
        "advertising_channel_type": "SEARCH",
        "campaign_budget": temporary("campaignBudgets", -1),
        "contains_eu_political_advertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        "maximize_conversions": {},
        "network_settings": {"target_google_search": True},
    }
    return {"campaign_operation": {"create": fields | changes}}


def an_ad_group(**changes: object) -> Operation:
    fields = {
        "resource_name": temporary("adGroups", -3),
        "name": "Boots",
        "campaign": temporary("campaigns", -2),
        "status": "ENABLED",
    }
    return {"ad_group_operation": {"create": fields | changes}}


def an_ad(
    *,
    headlines: tuple[str, ...] = ("Boots", "Warm boots", "Dry feet"),
    descriptions: tuple[str, ...] = ("Boots for the autumn.", "Sent tomorrow."),
    **changes: object,
) -> Operation:
    search_ad = {
        "headlines": [{"text": text} for text in headlines],
        "descriptions": [{"text": text} for text in descriptions],
    }
    fields = {
        "ad_group": temporary("adGroups", -3),
        "status": "ENABLED",
        "ad": {"final_urls": ["https://shop.example/boots"], "responsive_search_ad": search_ad},
    }
    return {"ad_group_ad_operation": {"create": fields | changes}}


def a_keyword(text: str = "warm boots", match_type: object = "PHRASE", **changes: object) -> Operation:
    fields = {"ad_group": temporary("adGroups", -3), "keyword": {"text": text, "match_type": match_type}}
    return {"ad_group_criterion_operation": {"create": fields | changes}}


def a_tree(**campaign: object) -> tuple[Operation, ...]:
    return a_budget(), a_campaign(**campaign), an_ad_group(), an_ad()


def an_update(kind: str, name: str, /, **fields: object) -> Operation:
    return {f"{kind}_operation": {"update": {"resource_name": name} | fields, "update_mask": {"paths": list(fields)}}}


def a_removal(kind: str, name: str) -> Operation:
    return {f"{kind}_operation": {"remove": name}}

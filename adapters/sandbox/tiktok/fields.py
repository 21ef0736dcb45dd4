"""The fields of each kind of object in their JSON types.

The tables here hold the fields that rules look at; model_fields.json holds all others that the official client's
models know, in version 1.1.3. Fields of still other names are passed over, as TikTok does. Source: those models and
platforms.md 4.1.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.request_rules import VALUES_HAVE_THEIR_TYPE, WORDS_ARE_LISTED, refuse

TEXT, NUMBER, FLAG, OBJECT = "a string", "a number", "a boolean", "an object"
LIST, ROWS, NUMBERS = "a list of strings", "a list of objects", "a list of numbers"
STATUS = ("ENABLE", "DISABLE")
BUDGET_MODES = ("BUDGET_MODE_INFINITE", "BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET")
GOALS = (
    "CLICK",
    "CONVERT",
    "VALUE",
    "TRAFFIC_LANDING_PAGE_VIEW",
    "REACH",
    "SHOW",
    "ENGAGED_VIEW",
    "ENGAGED_VIEW_FIFTEEN",
    "FOLLOWERS",
    "PAGE_VISIT",
    "INSTALL",
    "IN_APP_EVENT",
    "LEAD_GENERATION",
    "CONVERSATION",
)
OBJECTIVES = (
    "REACH",
    "TRAFFIC",
    "VIDEO_VIEWS",
    "ENGAGEMENT",
    "LEAD_GENERATION",
    "APP_PROMOTION",
    "WEB_CONVERSIONS",
    "PRODUCT_SALES",
)
Type = str | tuple[str, ...]

_CAMPAIGN: dict[str, Type] = {
    "campaign_name": TEXT,
    "objective_type": OBJECTIVES,
    "budget_mode": BUDGET_MODES,
    "budget": NUMBER,
    "budget_optimize_on": FLAG,
    "operation_status": STATUS,
    "special_industries": LIST,
    "app_promotion_type": TEXT,
    "app_id": TEXT,
    "sales_destination": ("TIKTOK_SHOP", "WEBSITE", "APP", "WEB_AND_APP"),
    "virtual_objective_type": ("SALES",),
    "campaign_type": TEXT,
    "po_number": TEXT,
    "request_id": TEXT,
    "is_advanced_dedicated_campaign": FLAG,
}
_ADGROUP: dict[str, Type] = {
    "campaign_id": TEXT,
    "adgroup_name": TEXT,
    "billing_event": ("CPC", "CPM", "OCPM", "CPV"),
    "optimization_goal": GOALS,
    "optimization_event": TEXT,
    "pacing": ("PACING_MODE_SMOOTH", "PACING_MODE_FAST"),
    "schedule_type": ("SCHEDULE_START_END", "SCHEDULE_FROM_NOW"),
    "schedule_start_time": TEXT,
    "schedule_end_time": TEXT,
    "budget_mode": BUDGET_MODES,
    "budget": NUMBER,
    "operation_status": STATUS,
    "location_ids": LIST,
    "zipcode_ids": LIST,
    "age_groups": LIST,
    "gender": ("GENDER_UNLIMITED", "GENDER_MALE", "GENDER_FEMALE"),
    "languages": LIST,
    "placement_type": ("PLACEMENT_TYPE_AUTOMATIC", "PLACEMENT_TYPE_NORMAL"),
    "placements": LIST,
    "bid_type": ("BID_TYPE_NO_BID", "BID_TYPE_CUSTOM"),
    "bid_price": NUMBER,
    "conversion_bid_price": NUMBER,
    "deep_bid_type": TEXT,
    "roas_bid": NUMBER,
    "promotion_type": TEXT,
    "promotion_target_type": TEXT,
    "pixel_id": TEXT,
    "app_id": TEXT,
    "identity_id": TEXT,
    "identity_type": TEXT,
    "click_attribution_window": TEXT,
    "view_attribution_window": TEXT,
    "attribution_event_count": TEXT,
    "comment_disabled": FLAG,
    "request_id": TEXT,
    "targeting_spec": OBJECT,
}
_AD: dict[str, Type] = {
    "ad_name": TEXT,
    "ad_format": ("SINGLE_VIDEO", "SINGLE_IMAGE", "CAROUSEL_ADS"),
    "ad_text": TEXT,
    "ad_texts": LIST,
    "video_id": TEXT,
    "image_ids": LIST,
    "music_id": TEXT,
    "tiktok_item_id": TEXT,
    "call_to_action": TEXT,
    "call_to_action_id": TEXT,
    "landing_page_url": TEXT,
    "identity_id": TEXT,
    "identity_type": TEXT,
    "identity_authorized_bc_id": TEXT,
    "display_name": TEXT,
    "operation_status": STATUS,
    "tracking_pixel_id": TEXT,
    "utm_params": ROWS,
}
_SMART_AD: dict[str, Type] = {
    "adgroup_id": TEXT,
    "ad_name": TEXT,
    "creative_list": ROWS,
    "ad_text_list": ROWS,
    "landing_page_url_list": ROWS,
    "call_to_action_list": ROWS,
    "ad_configuration": OBJECT,
    "operation_status": STATUS,
}
_RULED: Mapping[str, Mapping[str, Type]] = {
    "campaign": _CAMPAIGN,
    "adgroup": _ADGROUP,
    "ad": _AD,
    "smart_plus_campaign": _CAMPAIGN,
    "smart_plus_adgroup": _ADGROUP,
    "smart_plus_ad": _SMART_AD,
}
_MODEL_TYPES = {
    "string": TEXT,
    "number": NUMBER,
    "flag": FLAG,
    "object": OBJECT,
    "strings": LIST,
    "objects": ROWS,
    "numbers": NUMBERS,
}
_MODELS: Mapping[str, Any] = json.loads((Path(__file__).parent / "model_fields.json").read_text(encoding="utf-8"))
FIELDS: Mapping[str, Mapping[str, Type]] = {
    kind: {name: _MODEL_TYPES[of] for name, of in _MODELS[kind]["fields"].items()} | dict(ruled)
    for kind, ruled in _RULED.items()
}
# By path; an object comes before what is in it.
_NESTED: Mapping[str, Mapping[str, Type]] = {
    "smart_plus_adgroup": {
        **{
            f"targeting_spec.{name}": LIST
            for name in ("location_ids", "age_groups", "languages", "audience_ids", "excluded_audience_ids")
        },
        "targeting_spec.gender": TEXT,
    },
    "smart_plus_ad": {
        "creative_list.creative_info": OBJECT,
        **{
            f"creative_list.creative_info.{name}": TEXT
            for name in ("ad_format", "identity_type", "identity_id", "tiktok_item_id")
        },
        "creative_list.creative_info.video_info": OBJECT,
        "creative_list.creative_info.video_info.video_id": TEXT,
        "creative_list.creative_info.image_info": ROWS,
        "creative_list.creative_info.image_info.web_uri": TEXT,
        "ad_text_list.ad_text": TEXT,
        "landing_page_url_list.landing_page_url": TEXT,
        "ad_configuration.call_to_action_id": TEXT,
    },
}
_CHANGEABLE: Mapping[str, frozenset[str]] = {
    "campaign": frozenset({"campaign_name", "budget", "special_industries", "po_number"}),
    "adgroup": frozenset(
        {
            "adgroup_name",
            "budget",
            "schedule_end_time",
            "schedule_start_time",
            "bid_price",
            "conversion_bid_price",
            "roas_bid",
            "location_ids",
            "age_groups",
            "gender",
            "languages",
            "targeting_spec",
            "comment_disabled",
            "pacing",
        }
    ),
    "ad": frozenset(
        {
            "ad_name",
            "ad_text",
            "ad_texts",
            "video_id",
            "image_ids",
            "call_to_action",
            "call_to_action_id",
            "landing_page_url",
            "creative_list",
            "ad_text_list",
            "landing_page_url_list",
            "call_to_action_list",
            "ad_configuration",
            "ad_format",
            "identity_id",
            "identity_type",
        }
    ),
}


def changeable(kind: str) -> frozenset[str]:
    """Return the names of the fields that an update may change."""
    return _CHANGEABLE[kind.removeprefix("smart_plus_")].union(_MODELS[kind]["changeable"])


def parse(kind: str, body: Mapping[str, Any], switches: RuleSwitches) -> dict[str, Any]:
    """Return the object's fields among `body`, each checked for its type; nulls count as not sent.

    Where these checks are relaxed, a word that nobody lists is taken as it is, and a field of another type, or with
    something of another type in it, counts as not sent.
    """
    parsed = {
        name: body[name]
        for name, of in FIELDS[kind].items()
        if body.get(name) is not None and _passes(switches, name, body[name], of)
    }
    for path, of in _NESTED.get(kind, {}).items():
        if not all(found is None or _passes(switches, path, found, of) for found in _found_at(parsed, path.split("."))):
            del parsed[path.partition(".")[0]]
    return parsed


def _passes(switches: RuleSwitches, field: str, value: object, of: Type) -> bool:
    if _fits(value, of):
        return True
    rule = WORDS_ARE_LISTED if isinstance(of, tuple) and isinstance(value, str) else VALUES_HAVE_THEIR_TYPE
    refuse(switches, rule, field, f"must be {of}" if isinstance(of, str) else f"must be one of {', '.join(of)}")
    return rule is WORDS_ARE_LISTED


def _found_at(value: object, path: list[str]) -> Iterator[object]:
    """Yield what lies at a path, of each entry where there is a list on the way."""
    if isinstance(value, list):
        for entry in value:
            yield from _found_at(entry, path)
    elif isinstance(value, dict) and path:
        first, *rest = path
        found = value.get(first)
        yield from _found_at(found, rest) if rest else (found,)


def _fits(value: object, of: Type) -> bool:
    if isinstance(of, tuple):
        return value in of
    if of == NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if of == ROWS:
        return isinstance(value, list) and all(isinstance(row, dict) for row in value)
    if of == LIST:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if of == NUMBERS:
        return isinstance(value, list) and all(_fits(item, NUMBER) for item in value)
    return isinstance(value, {TEXT: str, FLAG: bool, OBJECT: dict}[of])

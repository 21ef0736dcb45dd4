"""What TikTok refuses in ads: manual ones creative by creative, Smart+ ones with all their creatives."""

from collections.abc import Iterator
from typing import Any

from adapters.sandbox.rules import Draft, Rule
from adapters.sandbox.tiktok.rule_rows import names_are_short_and_plain, refuses, requires

MANUAL, SMART = ("ad",), ("smart_plus_ad",)
SPARK_IDENTITIES = frozenset({"TT_USER", "BC_AUTH_TT", "AUTH_CODE"})
LONGEST_TEXT, MOST_CREATIVES, MOST_TEXTS, MOST_BUTTONS = 100, 50, 5, 3


def infos(draft: Draft) -> Iterator[dict[str, Any]]:
    """Yield the `creative_info` of each creative of a Smart+ ad."""
    for creative in draft.get("creative_list") or ():
        info = creative.get("creative_info") if isinstance(creative, dict) else None
        yield info if isinstance(info, dict) else {}


def _count(draft: Draft, field: str) -> int:
    return len(draft.get(field) or ())


def _any_text_too_long(draft: Draft) -> bool:
    return any(len(str(row.get("ad_text", ""))) > LONGEST_TEXT for row in draft.get("ad_text_list") or ())


def _has_post(info: dict[str, Any]) -> bool:
    return bool(info.get("tiktok_item_id"))


def _has_media(info: dict[str, Any]) -> bool:
    video = info.get("video_info") or {}
    return _has_post(info) or bool(video.get("video_id")) or bool(info.get("image_info"))


def _spark_on_tiktok(draft: Draft) -> bool:
    return any(info.get("identity_type") in SPARK_IDENTITIES for info in infos(draft))


AD_RULES: tuple[Rule, ...] = (
    *requires(MANUAL, "ad_name", "ad_format", "identity_type", "identity_id"),
    *names_are_short_and_plain(MANUAL, "ad_name"),
    *names_are_short_and_plain(SMART, "ad_name"),
    refuses(
        "an_ad_speaks_for_a_real_identity",
        MANUAL,
        "identity_type",
        lambda draft: draft.get("identity_type") not in (None, *SPARK_IDENTITIES),
        "CUSTOMIZED_USER is closed on the TikTok placement: use TT_USER, BC_AUTH_TT or AUTH_CODE",
    ),
    refuses(
        "a_video_ad_has_a_video",
        MANUAL,
        "video_id",
        lambda draft: (
            draft.get("ad_format") == "SINGLE_VIDEO" and not (draft.get("video_id") or draft.get("tiktok_item_id"))
        ),
        "is required with SINGLE_VIDEO",
    ),
    refuses(
        "an_image_ad_has_images",
        MANUAL,
        "image_ids",
        lambda draft: draft.get("ad_format") in ("SINGLE_IMAGE", "CAROUSEL_ADS") and not draft.get("image_ids"),
        "is required with SINGLE_IMAGE and CAROUSEL_ADS",
    ),
    refuses(
        "an_ad_has_a_text",
        MANUAL,
        "ad_text",
        lambda draft: not (draft.get("ad_text") or draft.get("ad_texts") or draft.get("tiktok_item_id")),
        "is required unless a post is used",
    ),
    refuses(
        "an_ad_text_has_at_most_100_characters",
        MANUAL,
        "ad_text",
        lambda draft: len(draft.get("ad_text") or "") > LONGEST_TEXT,
        f"must be at most {LONGEST_TEXT} characters",
        source="K",
    ),
    refuses(
        "a_landing_page_is_an_address",
        MANUAL,
        "landing_page_url",
        lambda draft: not str(draft.get("landing_page_url") or "https://").startswith(("http://", "https://")),
        "must be an http or https address",
        source="K",
    ),
    *requires(SMART, "creative_list"),
    refuses(
        "a_smart_plus_ad_has_at_most_50_creatives",
        SMART,
        "creative_list",
        lambda draft: _count(draft, "creative_list") > MOST_CREATIVES,
        f"must have 1 to {MOST_CREATIVES} entries",
    ),
    refuses(
        "a_smart_plus_creative_has_media",
        SMART,
        "creative_list.creative_info",
        lambda draft: not all(info.get("ad_format") and _has_media(info) for info in infos(draft)),
        "needs ad_format and video_info, image_info or tiktok_item_id",
    ),
    refuses(
        "a_smart_plus_creative_speaks_for_a_real_identity",
        SMART,
        "creative_list.creative_info.identity_type",
        lambda draft: (
            not all(info.get("identity_type") in SPARK_IDENTITIES and info.get("identity_id") for info in infos(draft))
        ),
        "CUSTOMIZED_USER is closed on the TikTok placement: use TT_USER, BC_AUTH_TT or AUTH_CODE with identity_id",
    ),
    refuses(
        "a_smart_plus_ad_has_a_text",
        SMART,
        "ad_text_list",
        lambda draft: not draft.get("ad_text_list") and not all(_has_post(info) for info in infos(draft)),
        "is required unless every creative is a post",
        source="K",
    ),
    refuses(
        "a_smart_plus_ad_has_at_most_5_texts",
        SMART,
        "ad_text_list",
        lambda draft: _count(draft, "ad_text_list") > MOST_TEXTS,
        f"must have at most {MOST_TEXTS} entries",
    ),
    refuses(
        "a_smart_plus_text_has_at_most_100_characters",
        SMART,
        "ad_text_list",
        _any_text_too_long,
        f"must be at most {LONGEST_TEXT} characters each",
        source="K",
    ),
    refuses(
        "a_smart_plus_ad_has_at_most_one_landing_page",
        SMART,
        "landing_page_url_list",
        lambda draft: _count(draft, "landing_page_url_list") > 1,
        "must have at most 1 entry",
    ),
    refuses(
        "a_spark_ad_takes_no_fixed_buttons",
        SMART,
        "call_to_action_list",
        lambda draft: _spark_on_tiktok(draft) and bool(draft.get("call_to_action_list")),
        "is refused with a Spark identity: use ad_configuration.call_to_action_id",
    ),
    refuses(
        "a_spark_ad_needs_a_dynamic_button",
        SMART,
        "ad_configuration.call_to_action_id",
        lambda draft: _spark_on_tiktok(draft) and not draft.get("ad_configuration.call_to_action_id"),
        "is required with a Spark identity on the TikTok or automatic placement",
    ),
)

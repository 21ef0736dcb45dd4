"""Ads. Source: resource reference and the "Responsive search ads" guide."""

from urllib.parse import urlsplit

from adapters.sandbox.google_ads.channels import WITHOUT_FINAL_URLS, channel_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto

_ENABLED_ADS = 3


def is_of_another_type(_: Proto, candidate: Candidate) -> bool:
    """Ad data of another type than the ad group takes."""
    ad_group = candidate.workspace.by_name("ad_group", candidate.message.ad_group)
    campaign = candidate.workspace.find("campaign", str(ad_group.parent_id)) if ad_group else None
    if ad_group is None or campaign is None:
        return False
    channel = channel_of(enum_name(campaign.message, "advertising_channel_type"))
    taken = channel.ad_groups.get(enum_name(ad_group.message, "type_"), frozenset())
    return candidate.message.ad.WhichOneof("ad_data") not in {None, *taken}


def leads_nowhere(value: Proto, candidate: Candidate) -> bool:
    """No address, where the campaign does not say one either."""
    return not value and candidate.message.ad.WhichOneof("ad_data") not in WITHOUT_FINAL_URLS


def lacks_ad_data(_: Proto, candidate: Candidate) -> bool:
    """An ad of no type at all."""
    return candidate.message.ad.WhichOneof("ad_data") is None


def is_no_url(value: Proto, _: Candidate) -> bool:
    """Not an http(s) address with a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return True
    return parts.scheme not in {"http", "https"} or not parts.hostname or " " in value


def is_repeated_headline(value: Proto, candidate: Candidate) -> bool:
    """A headline text used twice."""
    return _times(value, candidate.message.ad.responsive_search_ad.headlines) > 1


def is_repeated_description(value: Proto, candidate: Candidate) -> bool:
    """A description text used twice."""
    return _times(value, candidate.message.ad.responsive_search_ad.descriptions) > 1


def _times(text: str, assets: Proto) -> int:
    return sum(asset.text == text for asset in assets)


def lacks_first_path(value: Proto, candidate: Candidate) -> bool:
    """A second display path without a first."""
    return bool(value) and not candidate.message.ad.responsive_search_ad.path1


def is_one_enabled_too_many(_: Proto, candidate: Candidate) -> bool:
    """More enabled responsive search ads than an ad group takes."""
    is_one = candidate.message.ad.WhichOneof("ad_data") == "responsive_search_ad"
    if not is_one or candidate.enum("status") != "ENABLED":
        return False
    ads = candidate.workspace.all("ad_group_ad", candidate.held.parent_id)
    enabled = candidate.message.status
    others = [ad for ad in ads if ad.id != candidate.held.id and not ad.removed and ad.message.status == enabled]
    return len(others) >= _ENABLED_ADS


_RSA = "ad.responsive_search_ad"

RULES = (
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule("ad_group", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "ad_group",
        check.is_no_resource("ad_group"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "Resource was not found.",
    ),
    Rule(
        "ad_group",
        check.is_removed("ad_group"),
        "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
        "The ad group was removed.",
    ),
    Rule("ad", lacks_ad_data, "field_error.REQUIRED", "An ad needs its ad_data."),
    Rule(
        "ad",
        is_of_another_type,
        "ad_error.INVALID_AD_TYPE",
        "The ad group takes no ads of this type.",
    ),
    Rule("ad.final_urls", leads_nowhere, "field_error.REQUIRED_NONEMPTY_LIST", "An ad needs a final URL."),
    Rule("ad.final_urls[]", is_no_url, "url_field_error.INVALID_FINAL_URL", "Not an http(s) address."),
    Rule(f"{_RSA}.headlines", check.is_empty, "field_error.REQUIRED", "A responsive search ad needs headlines."),
    Rule(f"{_RSA}.headlines", check.fewer_than(3), "collection_size_error.TOO_FEW", "At least 3 headlines."),
    Rule(f"{_RSA}.headlines", check.more_than(15), "collection_size_error.TOO_MANY", "At most 15 headlines."),
    Rule(f"{_RSA}.headlines[].text", check.is_blank, "string_length_error.EMPTY", "Empty text."),
    Rule(f"{_RSA}.headlines[].text", check.wider_than(30), "string_length_error.TOO_LONG", "At most 30."),
    Rule(
        f"{_RSA}.headlines[].text",
        is_repeated_headline,
        "asset_error.DUPLICATE_ASSET",
        "Headlines must differ.",
    ),
    Rule(
        f"{_RSA}.descriptions",
        check.is_empty,
        "field_error.REQUIRED",
        "A responsive search ad needs descriptions.",
    ),
    Rule(f"{_RSA}.descriptions", check.fewer_than(2), "collection_size_error.TOO_FEW", "At least 2 descriptions."),
    Rule(f"{_RSA}.descriptions", check.more_than(4), "collection_size_error.TOO_MANY", "At most 4 descriptions."),
    Rule(f"{_RSA}.descriptions[].text", check.is_blank, "string_length_error.EMPTY", "Empty text."),
    Rule(f"{_RSA}.descriptions[].text", check.wider_than(90), "string_length_error.TOO_LONG", "At most 90."),
    Rule(
        f"{_RSA}.descriptions[].text",
        is_repeated_description,
        "asset_error.DUPLICATE_ASSET",
        "Descriptions must differ.",
    ),
    Rule(f"{_RSA}.path1", check.wider_than(15), "string_length_error.TOO_LONG", "At most 15."),
    Rule(f"{_RSA}.path2", check.wider_than(15), "string_length_error.TOO_LONG", "At most 15."),
    Rule(f"{_RSA}.path2", lacks_first_path, "field_error.REQUIRED", "path2 needs path1."),
    Rule(
        "status",
        is_one_enabled_too_many,
        "resource_count_limit_exceeded_error.AD_GROUP_AD_LIMIT",
        "An ad group has at most 3 enabled responsive search ads.",
    ),
)

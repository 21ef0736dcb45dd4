"""Assets and where they are used. Source: resource reference and the "Assets" guide with its field types."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.images import image_of
from adapters.sandbox.google_ads.kinds import ASSET_LINKS, KINDS
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.ads import is_no_url
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.link_rules import living_rules, named_rules
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_NOT_SERVED = frozenset({"book_on_google_asset", "business_message_asset", "app_deep_link_asset", "location_asset"})
_IMAGE_BYTES = 5 * 1024 * 1024
_FEWEST_VALUES, _MOST_VALUES = 3, 10

FIELD_TYPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "TEXT": frozenset({"HEADLINE", "DESCRIPTION", "LONG_HEADLINE", "BUSINESS_NAME", "MANDATORY_AD_TEXT"}),
        "IMAGE": frozenset(
            {"AD_IMAGE", "MARKETING_IMAGE", "SQUARE_MARKETING_IMAGE", "PORTRAIT_MARKETING_IMAGE"}
            | {"TALL_PORTRAIT_MARKETING_IMAGE", "LOGO", "LANDSCAPE_LOGO", "BUSINESS_LOGO"}
        ),
        "CALL_TO_ACTION": frozenset({"CALL_TO_ACTION_SELECTION"}),
        "SITELINK": frozenset({"SITELINK"}),
        "CALLOUT": frozenset({"CALLOUT"}),
        "STRUCTURED_SNIPPET": frozenset({"STRUCTURED_SNIPPET"}),
        "CALL": frozenset({"CALL"}),
        "PRICE": frozenset({"PRICE"}),
        "PROMOTION": frozenset({"PROMOTION"}),
        "LEAD_FORM": frozenset({"LEAD_FORM"}),
        "HOTEL_CALLOUT": frozenset({"HOTEL_CALLOUT"}),
        "YOUTUBE_VIDEO": frozenset({"YOUTUBE_VIDEO", "VIDEO"}),
        "MEDIA_BUNDLE": frozenset({"MEDIA_BUNDLE"}),
        "MOBILE_APP": frozenset({"MOBILE_APP"}),
        "HOTEL_PROPERTY": frozenset({"HOTEL_PROPERTY"}),
        "DEMAND_GEN_CAROUSEL_CARD": frozenset({"DEMAND_GEN_CAROUSEL_CARD"}),
    }
)
"""What an asset of each type can be used as."""


def lacks_data(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof."""
    return candidate.message.WhichOneof("asset_data") is None


def is_of_no_served_type(_: Proto, candidate: Candidate) -> bool:
    """Asset data of a type that the sandbox does not keep."""
    return candidate.message.WhichOneof("asset_data") in _NOT_SERVED


def is_no_new_image(value: Proto, candidate: Candidate) -> bool:
    """Bytes that are no PNG, GIF or JPEG; an image once taken has none any more."""
    return candidate.before is None and bool(value) and image_of(value) is None


def lacks_bytes(value: Proto, candidate: Candidate) -> bool:
    """A new image without its file."""
    return candidate.before is None and not value


def is_heavy(value: Proto, _: Candidate) -> bool:
    """A file larger than Google takes."""
    return len(value) > _IMAGE_BYTES


def lacks_other_line(_: Proto, candidate: Candidate) -> bool:
    """One description line of a sitelink without the other."""
    sitelink = candidate.message.sitelink_asset
    return bool(sitelink.description1) != bool(sitelink.description2)


def is_sitelink_without_url(value: Proto, candidate: Candidate) -> bool:
    """A sitelink that leads nowhere."""
    return candidate.message.WhichOneof("asset_data") == "sitelink_asset" and not value


def is_no_call_to_action(_: Proto, candidate: Candidate) -> bool:
    """A call to action that does not say which."""
    return enum_name(candidate.message.call_to_action_asset, "call_to_action") == "UNSPECIFIED"


def is_of_other_type(_: Proto, candidate: Candidate) -> bool:
    """An asset used as what its type cannot be."""
    asset = candidate.workspace.by_name("asset", candidate.message.asset)
    use = candidate.enum("field_type")
    if asset is None:
        return False
    return use not in FIELD_TYPES.get(enum_name(asset.message, "type_"), frozenset()) | {"UNSPECIFIED"}


RULES = (
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "asset_error.DUPLICATE_ASSET_NAME", "The account has an asset of this name."),
    Rule("type_", lacks_data, "asset_error.ASSET_DATA_IS_MISSING", "Set the asset's data, as in text_asset."),
    Rule(
        "type_",
        is_of_no_served_type,
        "asset_error.CUSTOMER_NOT_ON_ALLOWLIST_FOR_ASSET_TYPE",
        "Accounts of the sandbox have no assets of this type.",
    ),
    Rule("final_urls[]", is_no_url, "url_field_error.INVALID_FINAL_URL", "Not an http(s) address."),
    Rule("final_urls", is_sitelink_without_url, "field_error.REQUIRED_NONEMPTY_LIST", "A sitelink needs a final URL."),
    Rule("page_feed_asset.page_url", is_no_url, "url_field_error.INVALID_FINAL_URL", "Not an http(s) address."),
    Rule("media_bundle_asset.data", lacks_bytes, "field_error.REQUIRED", "A media bundle needs the bytes of its file."),
    Rule("text_asset.text", check.is_blank, "field_error.REQUIRED", "A text asset needs its text."),
    Rule("image_asset.data", lacks_bytes, "field_error.REQUIRED", "An image asset needs the bytes of its file."),
    Rule("image_asset.data", is_no_new_image, "image_error.INVALID_IMAGE", "Not a PNG, GIF or JPEG file."),
    Rule("image_asset.data", is_heavy, "image_error.FILE_TOO_LARGE", "At most 5 MB."),
    Rule(
        "call_to_action_asset.call_to_action",
        is_no_call_to_action,
        "asset_error.INVALID_CALL_TO_ACTION_TEXT",
        "Say which call to action.",
    ),
    Rule("callout_asset.callout_text", check.is_blank, "field_error.REQUIRED", "A callout needs its text."),
    Rule("callout_asset.callout_text", check.wider_than(25), "string_length_error.TOO_LONG", "At most 25."),
    Rule("sitelink_asset.link_text", check.is_blank, "field_error.REQUIRED", "A sitelink needs its text."),
    Rule("sitelink_asset.link_text", check.wider_than(25), "string_length_error.TOO_LONG", "At most 25."),
    Rule("sitelink_asset.description1", check.wider_than(35), "string_length_error.TOO_LONG", "At most 35."),
    Rule("sitelink_asset.description2", check.wider_than(35), "string_length_error.TOO_LONG", "At most 35."),
    Rule("sitelink_asset.description1", lacks_other_line, "field_error.REQUIRED", "Both descriptions or none."),
    Rule("call_asset.phone_number", check.is_blank, "field_error.REQUIRED", "A call asset needs its phone number."),
    Rule("call_asset.country_code", check.is_blank, "field_error.REQUIRED", "A call asset needs its country code."),
    Rule("price_asset.price_offerings", check.is_empty, "field_error.REQUIRED_NONEMPTY_LIST", "A price has offerings."),
    Rule("price_asset.price_offerings", check.fewer_than(3), "collection_size_error.TOO_FEW", "At least 3 offerings."),
    Rule("price_asset.price_offerings", check.more_than(8), "collection_size_error.TOO_MANY", "At most 8 offerings."),
    Rule("promotion_asset.promotion_target", check.is_blank, "field_error.REQUIRED", "Say what is promoted."),
    Rule("promotion_asset.promotion_target", check.wider_than(20), "string_length_error.TOO_LONG", "At most 20."),
    Rule("lead_form_asset.business_name", check.is_blank, "field_error.REQUIRED", "A lead form needs the business."),
    Rule("lead_form_asset.headline", check.is_blank, "field_error.REQUIRED", "A lead form needs its headline."),
    Rule("lead_form_asset.privacy_policy_url", is_no_url, "url_field_error.INVALID_FINAL_URL", "Not an address."),
    Rule("hotel_callout_asset.text", check.is_blank, "field_error.REQUIRED", "A callout needs its text."),
    Rule("hotel_callout_asset.text", check.wider_than(25), "string_length_error.TOO_LONG", "At most 25."),
    Rule("youtube_video_asset.youtube_video_id", check.is_blank, "field_error.REQUIRED", "Say which video."),
    Rule("structured_snippet_asset.header", check.is_blank, "field_error.REQUIRED", "A snippet needs its header."),
    Rule(
        "structured_snippet_asset.values", check.is_empty, "field_error.REQUIRED_NONEMPTY_LIST", "A snippet has values."
    ),
    Rule(
        "structured_snippet_asset.values",
        check.fewer_than(_FEWEST_VALUES),
        "collection_size_error.TOO_FEW",
        f"At least {_FEWEST_VALUES} values.",
    ),
    Rule(
        "structured_snippet_asset.values",
        check.more_than(_MOST_VALUES),
        "collection_size_error.TOO_MANY",
        f"At most {_MOST_VALUES} values.",
    ),
    Rule("structured_snippet_asset.values[]", check.wider_than(25), "string_length_error.TOO_LONG", "At most 25."),
)

LINK_RULES = {
    root: (
        *(living_rules(str(KINDS[root].parent)) if KINDS[root].parent else ()),
        *named_rules("asset"),
        Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
        Rule("field_type", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
        Rule(
            "field_type",
            is_of_other_type,
            "asset_link_error.FIELD_TYPE_INCOMPATIBLE_WITH_ASSET_TYPE",
            "An asset of this type cannot be used as that.",
        ),
        Rule("asset", check.is_tied_already, "mutate_error.RESOURCE_ALREADY_EXISTS", "The asset is used so already."),
    )
    for root in ASSET_LINKS
}

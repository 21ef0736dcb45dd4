"""Asset groups of Performance Max campaigns. Source: resource reference and the "Performance Max" guides."""

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.ads import is_no_url
from adapters.sandbox.google_ads.rules.assets import is_of_other_type
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.link_rules import living_rules, named_rules
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto

_NAME_LETTERS = 128
_THEME_WORDS = 10


def is_under_another_channel(value: Proto, candidate: Candidate) -> bool:
    """In a living campaign that is not Performance Max."""
    campaign = candidate.workspace.by_name("campaign", value)
    if campaign is None or campaign.removed:
        return False
    return enum_name(campaign.message, "advertising_channel_type") != "PERFORMANCE_MAX"


def lacks_first_path(value: Proto, candidate: Candidate) -> bool:
    """A second display path without a first."""
    return bool(value) and not candidate.message.path1


def lacks_signal(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof."""
    return candidate.message.WhichOneof("signal") is None


def is_wordy(value: Proto, _: Candidate) -> bool:
    """More words than a search theme may have."""
    return len(str(value).split()) > _THEME_WORDS


def is_a_second_root(value: Proto, candidate: Candidate) -> bool:
    """A filter without a parent where the asset group has such a one."""
    if value or candidate.before is not None:
        return False
    others = candidate.workspace.all(candidate.held.root, candidate.held.parent_id)
    return any(not other.removed and not other.message.parent_listing_group_filter for other in others)


RULES = (
    *living_rules("campaign", removed="asset_group_error.CANNOT_MUTATE_ASSET_GROUP_FOR_REMOVED_CAMPAIGN"),
    Rule(
        "campaign",
        is_under_another_channel,
        "asset_group_error.CANNOT_ADD_ASSET_GROUP_FOR_CAMPAIGN_TYPE",
        "Only Performance Max campaigns have asset groups.",
    ),
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(_NAME_LETTERS), "string_length_error.TOO_LONG", f"At most {_NAME_LETTERS}."),
    Rule(
        "name",
        check.is_taken(within_parent=True),
        "asset_group_error.DUPLICATE_NAME",
        "The campaign has an asset group of this name.",
    ),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule("final_urls", check.is_empty, "asset_group_error.FINAL_URL_REQUIRED", "An asset group needs a final URL."),
    Rule("final_urls[]", is_no_url, "url_field_error.INVALID_FINAL_URL", "Not an http(s) address."),
    Rule("path1", check.wider_than(15), "string_length_error.TOO_LONG", "At most 15."),
    Rule("path2", check.wider_than(15), "string_length_error.TOO_LONG", "At most 15."),
    Rule("path2", lacks_first_path, "asset_group_error.PATH1_REQUIRED_WHEN_PATH2_IS_SET", "path2 needs path1."),
)

ASSET_RULES = (
    *living_rules("asset_group"),
    *named_rules("asset"),
    Rule("field_type", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "field_type",
        is_of_other_type,
        "asset_link_error.FIELD_TYPE_INCOMPATIBLE_WITH_ASSET_TYPE",
        "An asset of this type cannot be used as that.",
    ),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule(
        "asset",
        check.is_tied_already,
        "asset_group_asset_error.DUPLICATE_RESOURCE",
        "The asset group uses the asset so already.",
    ),
)

SIGNAL_RULES = (
    *living_rules("asset_group"),
    Rule("audience", lacks_signal, "field_error.REQUIRED", "Set the signal: audience or search_theme."),
    Rule("search_theme.text", check.is_blank, "field_error.REQUIRED", "A search theme needs its text."),
    Rule("search_theme.text", is_wordy, "asset_group_signal_error.TOO_MANY_WORDS", "At most 10 words."),
)

FILTER_RULES = (
    *living_rules("asset_group"),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "SUBDIVISION, UNIT_INCLUDED or UNIT_EXCLUDED."),
    Rule("listing_source", check.is_empty, "field_error.REQUIRED", "SHOPPING or WEBPAGE."),
    Rule(
        "parent_listing_group_filter",
        check.is_no_resource("asset_group_listing_group_filter"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "Resource was not found.",
    ),
    Rule(
        "parent_listing_group_filter",
        is_a_second_root,
        "asset_group_listing_group_filter_error.MULTIPLE_ROOTS",
        "The asset group's tree has a root.",
    ),
)

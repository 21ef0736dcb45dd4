"""Ad groups. Source: resource reference."""

from adapters.sandbox.google_ads.channels import Channel, channel_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto


def _channel(candidate: Candidate) -> Channel | None:
    campaign = candidate.workspace.by_name("campaign", candidate.message.campaign)
    return channel_of(enum_name(campaign.message, "advertising_channel_type")) if campaign else None


def is_of_another_channel(_: Proto, candidate: Candidate) -> bool:
    """An ad group type that its campaign's channel does not have."""
    channel = _channel(candidate)
    return channel is not None and bool(channel.ad_groups) and candidate.enum("type_") not in channel.ad_groups


def is_under_a_channel_without(_: Proto, candidate: Candidate) -> bool:
    """An ad group where assets stand in groups of their own."""
    channel = _channel(candidate)
    return channel is not None and not channel.ad_groups


def lacks_a_domain(_: Proto, candidate: Candidate) -> bool:
    """Dynamic ads in a campaign that does not say of which site."""
    campaign = candidate.workspace.by_name("campaign", candidate.message.campaign)
    is_dynamic = candidate.enum("type_") == "SEARCH_DYNAMIC_ADS"
    return is_dynamic and campaign is not None and not campaign.message.HasField("dynamic_search_ads_setting")


RULES = (
    Rule("name", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.has_line_breaks, "ad_group_error.INVALID_ADGROUP_NAME", "A name has no NUL, LF or CR."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule(
        "name",
        check.is_taken(within_parent=True),
        "ad_group_error.DUPLICATE_ADGROUP_NAME",
        "The campaign has an ad group of this name.",
    ),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule("campaign", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "campaign",
        check.is_no_resource("campaign"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "Resource was not found.",
    ),
    Rule(
        "campaign",
        check.is_removed("campaign"),
        "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
        "The campaign was removed.",
    ),
    Rule(
        "type_",
        is_of_another_channel,
        "ad_group_error.AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE",
        "The campaign's channel has no ad groups of this type.",
    ),
    Rule(
        "campaign",
        is_under_a_channel_without,
        "ad_group_error.CANNOT_ADD_AD_GROUP_FOR_CAMPAIGN_TYPE",
        "A Performance Max campaign has asset groups.",
    ),
    Rule(
        "type_",
        lacks_a_domain,
        "ad_group_error.CANNOT_ADD_ADGROUP_OF_TYPE_DSA_TO_CAMPAIGN_WITHOUT_DSA_SETTING",
        "The campaign has no dynamic_search_ads_setting.",
    ),
    Rule("cpc_bid_micros", check.is_negative, "bidding_error.BID_TOO_SMALL", "A bid cannot be negative."),
    Rule(
        "cpc_bid_micros",
        check.is_off_step,
        "bidding_error.BID_TOO_MANY_FRACTIONAL_DIGITS",
        "The bid is not a multiple of the currency's minimum unit.",
    ),
)

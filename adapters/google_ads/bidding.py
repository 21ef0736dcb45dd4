"""Objectives and bids, in Google's bidding strategies for Search.

A campaign has one strategy. Sales and leads maximize conversions; traffic and awareness maximize clicks, for
Search bids for no reach. A cap on the cost of a conversion can differ between ad groups, a cap on a click cannot.
"""

from collections.abc import Mapping

from application.platforms.errors import ValueRejectedError
from domain.campaigns.ad_group import AdGroupContent, BidStrategy, Objective
from domain.campaigns.channel import DesiredChannel
from domain.shared.platform import Platform

_FOR_CONVERSIONS = frozenset({Objective.SALES, Objective.LEADS})


def campaign_strategy(desired: DesiredChannel) -> Mapping[str, Mapping[str, int]]:
    """The one field of Google's bidding oneof. Raises `ValueRejectedError` for bids that one campaign cannot hold."""
    caps = _caps(desired)
    if desired.objective in _FOR_CONVERSIONS:
        return {"maximize_conversions": {"target_cpa_micros": caps[0]} if caps else {}}
    if len(set(caps)) > 1:
        raise _rejected("Google caps the cost of a click for a whole campaign; the ad groups' bids differ.")
    return {"target_spend": {"cpc_bid_ceiling_micros": caps[0]} if caps else {}}


def ad_group_bid(objective: Objective, content: AdGroupContent) -> Mapping[str, int]:
    """An ad group's own cap, which goes before the campaign's."""
    if content.bid is None or objective not in _FOR_CONVERSIONS:
        return {}
    return {"target_cpa_micros": content.bid.micros}


def _caps(desired: DesiredChannel) -> list[int]:
    capped = [group.content for group in desired.ad_groups if group.content.bid_strategy is BidStrategy.COST_CAP]
    if capped and len(capped) < len(desired.ad_groups):
        raise _rejected("In one Google campaign either all ad groups have a cost cap or none has.")
    return [content.bid.micros for content in capped if content.bid is not None]


def _rejected(message: str) -> ValueRejectedError:
    return ValueRejectedError(
        message,
        platform=Platform.GOOGLE_ADS,
        field="ad_groups.bid",
        advice="Give all ad groups of the Google channel the same bid strategy and bid, or draft one campaign each.",
    )

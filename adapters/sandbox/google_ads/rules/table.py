"""All rules by kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.call_rules import CALL_RULES
from adapters.sandbox.google_ads.client_rules import CLIENT_RULES
from adapters.sandbox.google_ads.gaql.change_checks import CHANGE_RULES
from adapters.sandbox.google_ads.kinds import ASSET_LINKS, LABEL_LINKS
from adapters.sandbox.google_ads.operation_rules import OPERATION_RULES
from adapters.sandbox.google_ads.query_rules import QUERY_RULES
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.request_rules import REQUEST_RULES
from adapters.sandbox.google_ads.rules import (
    ad_group_criteria,
    ad_groups,
    ads,
    asset_groups,
    asset_sets,
    assets,
    bid_adjustments,
    bidding_strategies,
    budgets,
    campaign_criteria,
    campaigns,
    conversion_actions,
    custom_audiences,
    customizers,
    labels,
    shared_sets,
    user_lists,
)
from adapters.sandbox.google_ads.rules.asset_minimums import MINIMUM_RULES
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.removals import REMOVAL_RULES
from adapters.sandbox.google_ads.rules.rule import NamedRule, Rule
from adapters.sandbox.google_ads.upload_rules import ADJUSTMENT_RULES, CLICK_RULES
from adapters.sandbox.google_ads.user_data_rules import USER_DATA_RULES
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "campaign_budget": budgets.RULES,
        "campaign": campaigns.RULES,
        "ad_group": ad_groups.RULES,
        "ad_group_ad": ads.RULES,
        "campaign_criterion": campaign_criteria.RULES,
        "ad_group_criterion": ad_group_criteria.RULES,
        "label": labels.RULES,
        "asset": assets.RULES,
        "conversion_action": conversion_actions.RULES,
        "bidding_strategy": bidding_strategies.RULES,
        "shared_set": shared_sets.RULES,
        "shared_criterion": shared_sets.CRITERION_RULES,
        "campaign_shared_set": shared_sets.LINK_RULES,
        "customer_negative_criterion": shared_sets.CUSTOMER_RULES,
        "ad_group_bid_modifier": bid_adjustments.MODIFIER_RULES,
        "bidding_data_exclusion": bid_adjustments.EXCLUSION_RULES,
        "bidding_seasonality_adjustment": bid_adjustments.SEASONALITY_RULES,
        "ad_parameter": customizers.PARAMETER_RULES,
        "customizer_attribute": customizers.ATTRIBUTE_RULES,
        "user_list": user_lists.RULES,
        "custom_audience": custom_audiences.RULES,
        "asset_set": asset_sets.RULES,
        "asset_set_asset": asset_sets.MEMBER_RULES,
        "campaign_asset_set": asset_sets.LINK_RULES,
        "asset_group": asset_groups.RULES,
        "asset_group_asset": asset_groups.ASSET_RULES,
        "asset_group_signal": asset_groups.SIGNAL_RULES,
        "asset_group_listing_group_filter": asset_groups.FILTER_RULES,
        **customizers.VALUE_RULES,
        **labels.LINK_RULES,
        **assets.LINK_RULES,
    }
)


SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "campaign_budget": "D: Google Ads API resource reference; guide Campaign budgets",
        "campaign": "D: resource reference; guide Create campaigns; EU political advertising announcement",
        "ad_group": "D: resource reference",
        "ad_group_ad": "D: resource reference; guide Responsive search ads",
        "campaign_criterion": "D: resource reference; guide Campaign targeting",
        "ad_group_criterion": "D: resource reference; guide Ad group targeting",
        "label": "D: resource reference; guide Labels",
        "asset": "D: resource reference; guide Assets",
        "conversion_action": "D: resource reference; guide Create conversion actions",
        "bidding_strategy": "D: resource reference; guide Portfolio bidding strategies",
        "shared_set": "D: resource reference; guide Shared sets",
        "shared_criterion": "D: resource reference; guide Shared sets",
        "campaign_shared_set": "D: guide Shared sets; K: the code for a link that is there already",
        "customer_negative_criterion": "D: resource reference",
        "ad_group_bid_modifier": "D: resource reference; guide Bid modifiers; K: the code for a missing criterion",
        "bidding_data_exclusion": "D: resource reference; guide Data exclusions",
        "bidding_seasonality_adjustment": "D: resource reference; guide Seasonality adjustments",
        "ad_parameter": "D: resource reference; guide Ad parameters",
        "customizer_attribute": "D: resource reference; guide Ad customizers",
        "user_list": "D: resource reference; guide Audience segments",
        "custom_audience": "D: resource reference; guide Custom audiences",
        "asset_set": "D: resource reference; guide Page feeds",
        "asset_set_asset": "D: resource reference; guide Page feeds",
        "campaign_asset_set": "D: resource reference; guide Page feeds",
        "asset_group": "D: resource reference; guide Performance Max",
        "asset_group_asset": "D: resource reference; guide Performance Max",
        "asset_group_signal": "D: resource reference; guide Performance Max",
        "asset_group_listing_group_filter": "D: resource reference; guide Listing groups",
        **dict.fromkeys(
            customizers.VALUE_RULES, "D: resource reference; guide Ad customizers; K: the code for a second value"
        ),
        **dict.fromkeys(LABEL_LINKS, "D: guide Labels; K: the code for a link that is there already"),
        **dict.fromkeys(ASSET_LINKS, "D: guide Assets, field types; K: the code for a link that is there already"),
    }
)
"""By kind. D is the vendor's documentation, K unchecked knowledge."""


def _named(root: str, rules: tuple[Rule, ...]) -> Iterator[NamedRule]:
    taken: Counter[str] = Counter()
    for rule in rules:
        field = rule.path.replace("[]", "").replace("_.", ".").removesuffix("_")
        name = f"{GOOGLE_ADS}.{root}.{field}.{rule.code.partition('.')[2]}".lower()
        taken[name] += 1
        numbered = name if taken[name] == 1 else f"{name}_{taken[name]}"
        yield NamedRule(name=numbered, source=SOURCES[root], rule=rule)


NAMED_RULES: Mapping[str, tuple[NamedRule, ...]] = MappingProxyType(
    {root: tuple(_named(root, rules)) for root, rules in RULES.items()}
)
"""All rules under their names, as `google_ads.campaign.name.duplicate_campaign_name`, by kind."""


def register_rules(sandbox: Sandbox) -> None:
    """Make every rule known to the sandbox, so that it can be listed and relaxed."""
    for rules in NAMED_RULES.values():
        sandbox.rules.register(GOOGLE_ADS, rules)
    sandbox.rules.register(GOOGLE_ADS, REMOVAL_RULES)
    sandbox.rules.register(GOOGLE_ADS, (*CLICK_RULES, *CALL_RULES, *ADJUSTMENT_RULES))
    sandbox.rules.register(GOOGLE_ADS, (*REQUEST_RULES, *OPERATION_RULES, *CLIENT_RULES))
    sandbox.rules.register(GOOGLE_ADS, (*QUERY_RULES, *CHANGE_RULES, *MINIMUM_RULES, *USER_DATA_RULES))


def broken_rules(candidate: Candidate) -> list[Refusal]:
    """Return every refusal that the rules of its kind, those that are not relaxed, have for `candidate`."""
    switches = candidate.workspace.sandbox.rules
    rules = (named.rule for named in NAMED_RULES[candidate.held.root] if switches.holds(named.name))
    return [refusal for rule in rules for refusal in rule.refusals(candidate)]

"""All rules by kind."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.rules import ad_group_criteria, ad_groups, ads, budgets, campaign_criteria, campaigns
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import Rule

RULES: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "campaign_budget": budgets.RULES,
        "campaign": campaigns.RULES,
        "ad_group": ad_groups.RULES,
        "ad_group_ad": ads.RULES,
        "campaign_criterion": campaign_criteria.RULES,
        "ad_group_criterion": ad_group_criteria.RULES,
    }
)


def broken_rules(candidate: Candidate) -> list[Refusal]:
    """Return every refusal that the rules of its kind have for `candidate`."""
    return [refusal for rule in RULES[candidate.held.root] for refusal in rule.refusals(candidate)]

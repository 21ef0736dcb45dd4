"""All rules by kind."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.sandbox.google_ads.kinds import ASSET_LINKS, LABEL_LINKS
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.rules import (
    ad_group_criteria,
    ad_groups,
    ads,
    assets,
    budgets,
    campaign_criteria,
    campaigns,
    conversion_actions,
    labels,
)
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import Rule
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
        **dict.fromkeys(LABEL_LINKS, "D: guide Labels; K: the code for a link that is there already"),
        **dict.fromkeys(ASSET_LINKS, "D: guide Assets, field types; K: the code for a link that is there already"),
    }
)
"""By kind. D is the vendor's documentation, K unchecked knowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule:
    """A rule under the name by which it is listed and switched off."""

    name: str
    source: str
    rule: Rule

    @property
    def message(self) -> str:
        """Return what the platform says when it is broken."""
        return self.rule.message


def _named(root: str, rules: tuple[Rule, ...]) -> Iterator[NamedRule]:
    taken: Counter[str] = Counter()
    for rule in rules:
        field = rule.path.replace("[]", "").replace("_.", ".").removesuffix("_")
        name = f"google-ads.{root}.{field}.{rule.code.partition('.')[2]}".lower().replace("_", "-")
        taken[name] += 1
        numbered = name if taken[name] == 1 else f"{name}-{taken[name]}"
        yield NamedRule(name=numbered, source=SOURCES[root], rule=rule)


NAMED_RULES: Mapping[str, tuple[NamedRule, ...]] = MappingProxyType(
    {root: tuple(_named(root, rules)) for root, rules in RULES.items()}
)
"""All rules under their names, as `google-ads.campaign.name.duplicate-campaign-name`, by kind."""


def register_rules(sandbox: Sandbox) -> None:
    """Make every rule known to the sandbox, so that it can be listed and relaxed."""
    for rules in NAMED_RULES.values():
        sandbox.rules.register(GOOGLE_ADS, rules)


def broken_rules(candidate: Candidate) -> list[Refusal]:
    """Return every refusal that the rules of its kind, those that are not relaxed, have for `candidate`."""
    switches = candidate.workspace.sandbox.rules
    rules = (named.rule for named in NAMED_RULES[candidate.held.root] if switches.holds(named.name))
    return [refusal for rule in rules for refusal in rule.refusals(candidate)]

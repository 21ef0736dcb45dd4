"""An account with one of everything, living and removed, for the rules to be broken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.adapters.sandbox.google_ads.bench import Bench
from tests.adapters.sandbox.google_ads.builders import (
    Operation,
    a_budget,
    a_campaign,
    a_keyword,
    a_removal,
    a_tree,
    an_ad,
    an_ad_group,
    temporary,
)
from tests.adapters.sandbox.google_ads.further_world import create, further_resources

_MOST_LABELS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Resource names: `living`, `removed` and `full` (of labels) by kind, and a few more by their own names.

    `further` are those of the further kinds and what they need: a page, a text, a campaign of Performance Max.
    """

    living: Mapping[str, str]
    removed: Mapping[str, str]
    full: Mapping[str, str]
    shared_budget: str
    total_budget: str
    spare_ad_group: str
    used_asset: str
    used_label: str
    portfolio: str
    shared_set: str
    spare_shared_set: str
    further: Mapping[str, str]


def a_world(bench: Bench) -> World:
    """Ten days old; nothing that a breaker does stays in it."""
    tree = bench.mutate(*a_tree(), a_keyword(), create("campaign_criterion", **a_place(temporary("campaigns", -2))))
    shared, total, dead_budget = bench.mutate(
        a_shared_budget(name="Shared"), a_total_budget(), a_shared_budget(name="Dead")
    )
    living = dict(
        zip(
            ("campaign_budget", "campaign", "ad_group", "ad_group_ad", "ad_group_criterion", "campaign_criterion"),
            tree,
            strict=True,
        )
    )
    used_label, used_asset, living["label"], living["asset"], dead_label, action = bench.mutate(
        *(create("label", name="Used"), create("asset", name="Used", callout_asset={"callout_text": "Used"})),
        *(create("label", name="Free"), create("asset", name="Free", callout_asset={"callout_text": "Free"})),
        *(create("label", name="Dead"), create("conversion_action", name="Visits", type_="UPLOAD_CLICKS")),
    )
    living["conversion_action"] = action
    dead = _second_tree(bench, shared, "Dead")
    full = _second_tree(bench, shared, "Full")
    spare = bench.mutate(an_ad_group(name="Spare", campaign=living["campaign"]))[0]
    bench.mutate(*(an_ad(ad_group=living["ad_group"], headlines=(f"A{n}", "B", "C")) for n in range(2)))
    _fill(bench, full)
    _tie(bench, living, used_label, used_asset)
    portfolio, shared_set, spare_set, dead_set = _shared(bench, living["campaign"], shared)
    further, gone = further_resources(bench, living)
    removed = {**dead, **gone, "campaign_budget": dead_budget, "label": dead_label, "shared_set": dead_set}
    last = ("campaign_budget", "label", "shared_set")
    for root in ("ad_group_criterion", "ad_group_ad", "ad_group", "campaign", *last):
        bench.mutate(a_removal(root, removed[root]))
    bench.sandbox.clock.advance(timedelta(days=10))
    return World(
        living=living,
        removed=removed,
        full=full,
        shared_budget=shared,
        total_budget=total,
        spare_ad_group=spare,
        used_asset=used_asset,
        used_label=used_label,
        portfolio=portfolio,
        shared_set=shared_set,
        spare_shared_set=spare_set,
        further=further,
    )


def _shared(bench: Bench, campaign: str, budget: str) -> list[str]:
    """What campaigns have in common: a strategy in use, a set in use, a spare one, one to be removed."""
    portfolio = bench.mutate(create("bidding_strategy", name="Portfolio", target_spend={}))[0]
    sets = bench.mutate(
        *(create("shared_set", name=name, type_="NEGATIVE_KEYWORDS") for name in ("Left out", "Spare", "Dead"))
    )
    bench.mutate(create("campaign_shared_set", campaign=campaign, shared_set=sets[0]))
    bidding = {"bidding_strategy": portfolio, "maximize_conversions": None}
    bench.mutate(a_campaign(name="Of the portfolio", campaign_budget=budget, **bidding))
    return [portfolio, *sets]


def _second_tree(bench: Bench, budget: str, name: str) -> dict[str, str]:
    campaign = a_campaign(name=name, campaign_budget=budget)
    names = bench.mutate(campaign, an_ad_group(), an_ad(), a_keyword())
    return dict(zip(("campaign", "ad_group", "ad_group_ad", "ad_group_criterion"), names, strict=True))


def _fill(bench: Bench, full: Mapping[str, str]) -> None:
    labels = bench.mutate(*(create("label", name=f"Label {n}") for n in range(_MOST_LABELS)))
    for root, name in full.items():
        bench.mutate(*(create(f"{root}_label", **{root: name, "label": label}) for label in labels))


def _tie(bench: Bench, living: Mapping[str, str], label: str, asset: str) -> None:
    for root in ("campaign", "ad_group", "ad_group_ad", "ad_group_criterion"):
        bench.mutate(create(f"{root}_label", **{root: living[root], "label": label}))
    bench.mutate(create("customer_asset", asset=asset, field_type="CALLOUT"))
    for root in ("campaign", "ad_group"):
        bench.mutate(create(f"{root}_asset", **{root: living[root], "asset": asset, "field_type": "CALLOUT"}))


def a_place(campaign: str, number: object = 2840) -> dict[str, Any]:
    return {"campaign": campaign, "location": {"geo_target_constant": f"geoTargetConstants/{number}"}}


def a_shared_budget(**changes: object) -> Operation:
    fields = {"resource_name": "", "name": "New", "explicitly_shared": True}
    return a_budget(**(fields | changes))


def a_total_budget(**changes: object) -> Operation:
    fields = {"name": "Total", "period": "CUSTOM_PERIOD", "amount_micros": 0, "total_amount_micros": 9_000_000}
    return a_shared_budget(**(fields | changes))

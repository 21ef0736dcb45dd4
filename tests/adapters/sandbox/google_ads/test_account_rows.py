"""Rows read straight from what is kept: the same values as the messages have, and only those that were asked for."""

from datetime import timedelta

import pytest

from adapters.sandbox.google_ads.field_metadata import field_infos
from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.gaql.stored import reader_of
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, EUROPE, Bench, gaql
from tests.adapters.sandbox.google_ads.builders import a_budget, a_keyword, a_tree, an_update
from tests.adapters.sandbox.google_ads.rule_world import a_world

_WIRE = load_wire(VERSIONS[0])
_WEEK = "WHERE segments.date DURING LAST_7_DAYS"


def test_every_kept_value_is_the_one_that_its_message_has(bench: Bench) -> None:
    a_world(bench)
    account = bench.sandbox.seed.account(GOOGLE_ADS, CUSTOMER)
    assert account is not None
    workspace = Workspace(bench.sandbox, _WIRE, account)
    fields = [find_field(_WIRE.row.DESCRIPTOR, i.name) for i in field_infos(_WIRE.row_fields).values() if i.descriptor]

    for field in fields:
        read = reader_of(field) if field.root in KINDS else None
        for entity in bench.sandbox.store.select(GOOGLE_ADS, CUSTOMER, field.root, include_removed=True):
            if read is not None:
                assert (field.name, read(entity.fields)) == (field.name, field.value(workspace.parsed(entity)))


def _two_trees(bench: Bench) -> list[str]:
    names = bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    other = {"name": "Another", "status": "ENABLED"}
    budget, *rest = a_tree(**other)
    budget["campaign_budget_operation"]["create"]["name"] = "Another budget"
    bench.mutate(budget, *rest, a_keyword())
    return names


@pytest.mark.parametrize("field", ["campaign.id", "campaign.resource_name", "ad_group.campaign"])
def test_who_asks_for_one_campaign_is_told_of_what_stands_under_it(bench: Bench, field: str) -> None:
    campaign = _two_trees(bench)[1]
    value = campaign.rpartition("/")[2] if field == "campaign.id" else f"'{campaign}'"

    found = bench.query(gaql("ad_group.campaign, campaign.name", "ad_group", f"WHERE {field} = {value}"))

    assert [(row.ad_group.campaign, row.campaign.name) for row in found] == [(campaign, "Autumn")]


def test_nobody_is_told_of_another_account_by_an_id(bench: Bench) -> None:
    budget = bench.mutate(a_budget(resource_name=""), customer=EUROPE)[0]
    mine, theirs = ("campaign_budget.resource_name", "campaign_budget.id"), budget.rpartition("/")[2]

    assert bench.query(gaql(mine[0], "campaign_budget", f"WHERE {mine[1]} = {theirs}")) == []
    assert bench.query(gaql(mine[0], "campaign_budget", f"WHERE {mine[0]} = '{budget}'")) == []


def test_one_campaign_has_the_figures_that_it_has_among_all(bench: Bench) -> None:
    campaign = _two_trees(bench)[1].rpartition("/")[2]
    bench.sandbox.clock.advance(timedelta(days=5))

    every = bench.query(gaql("campaign.id, segments.date, metrics.clicks", "campaign", _WEEK))
    one = bench.query(
        gaql("campaign.id, segments.date, metrics.clicks", "campaign", f"{_WEEK} AND campaign.id = {campaign}")
    )

    assert sum(row.metrics.clicks for row in one) > 0
    assert one == [row for row in every if row.campaign.id == int(campaign)]


def test_figures_told_before_are_forgotten_with_the_state_that_they_were_of(bench: Bench) -> None:
    budget = bench.mutate(*a_tree(status="ENABLED"), a_keyword())[0]
    bench.sandbox.snapshots.take("began")
    query = gaql("metrics.cost_micros", "customer", _WEEK)
    bench.sandbox.clock.advance(timedelta(days=2))
    (first,) = bench.query(query)

    bench.sandbox.snapshots.restore("began")
    bench.mutate(an_update("campaign_budget", budget, amount_micros=10_000_000))
    bench.sandbox.clock.advance(timedelta(days=2))
    (second,) = bench.query(query)

    assert 0 < second.metrics.cost_micros < first.metrics.cost_micros

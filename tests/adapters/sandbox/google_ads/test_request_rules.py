"""Every rule of a whole request, an operation and a query, broken alone; each, relaxed by its name, lets it pass."""

from datetime import timedelta

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.client_rules import CLIENT_RULES, ClientRule
from adapters.sandbox.google_ads.gaql.change_checks import CHANGE_RULES, ChangeRule
from adapters.sandbox.google_ads.operation_rules import (
    BROAD_MASK,
    NO_MASK,
    ODD_ENUM_VALUE,
    OPERATION_RULES,
    REMOVED_RESOURCE,
)
from adapters.sandbox.google_ads.query_rules import ENDLESS_DATES, QUERY_RULES, UNDIVIDED, UNJOINED, UNSEEN_FIELD
from adapters.sandbox.google_ads.request_rules import REQUEST_RULES, RequestRule
from tests.adapters.sandbox.google_ads.bench import MANAGER, Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_budget, a_keyword, a_removal, a_tree, an_update
from tests.adapters.sandbox.google_ads.request_breakers import MOMENTS, REQUEST_BREAKERS, SPANS

_RULES: tuple[RequestRule | ClientRule, ...] = (*REQUEST_RULES, *OPERATION_RULES, *CLIENT_RULES, *QUERY_RULES)
Row = RequestRule | ClientRule | ChangeRule


def _break(bench: Bench, rule: Row) -> object:
    if not isinstance(rule, ChangeRule):
        return REQUEST_BREAKERS[rule.name.removeprefix("google_ads.")](bench)
    moment, span = MOMENTS[rule.resource], SPANS[rule.name.rpartition(".")[2]]
    return bench.query(gaql(moment, rule.resource, f"WHERE {moment} {span}"))


_EACH = pytest.mark.parametrize("rule", [*_RULES, *CHANGE_RULES], ids=lambda rule: rule.name)


def test_every_request_rule_is_shown_broken() -> None:
    assert {f"google_ads.{name}" for name in REQUEST_BREAKERS} == {rule.name for rule in _RULES}


@_EACH
def test_a_broken_rule_of_a_request_gives_its_own_error(bench: Bench, rule: Row) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        _break(bench, rule)

    assert codes(refusal.value) == [rule.code]
    assert refusal.value.failure.errors[0].message.startswith(rule.message)


@_EACH
def test_a_relaxed_rule_of_a_request_lets_it_pass(bench: Bench, rule: Row) -> None:
    bench.sandbox.rules.relax([rule.name])

    assert _break(bench, rule) is not None


def test_relaxed_queries_are_answered_from_what_was_delivered(bench: Bench) -> None:
    bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=3))
    bench.sandbox.rules.relax([UNSEEN_FIELD.name, ENDLESS_DATES.name])

    by_day = bench.query("SELECT segments.date, metrics.clicks FROM campaign")
    (whole,) = bench.query("SELECT metrics.clicks FROM campaign")
    noon = bench.query("SELECT metrics.clicks FROM campaign WHERE segments.hour = 12 ORDER BY metrics.impressions")

    assert sum(row.metrics.clicks for row in by_day) == whole.metrics.clicks > 0
    assert 0 < sum(row.metrics.clicks for row in noon) < whole.metrics.clicks


def test_an_update_without_a_mask_changes_what_it_sets(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]
    bench.sandbox.rules.relax([NO_MASK.name])

    sent = {"resource_name": budget, "name": "Renamed"}
    bench.mutate({"campaign_budget_operation": {"update": sent}})

    (row,) = bench.query("SELECT campaign_budget.name, campaign_budget.amount_micros FROM campaign_budget")
    assert (row.campaign_budget.name, row.campaign_budget.amount_micros) == ("Renamed", 50_000_000)


def test_a_mask_of_a_whole_message_replaces_it(bench: Bench) -> None:
    campaign = bench.mutate(*a_tree(network_settings={"target_content_network": True}))[1]
    bench.sandbox.rules.relax([BROAD_MASK.name])

    bench.mutate(an_update("campaign", campaign, network_settings={"target_google_search": True}))

    (row,) = bench.query("SELECT campaign.network_settings.target_content_network FROM campaign")
    assert not row.campaign.network_settings.target_content_network


def test_a_removed_resource_that_is_changed_stays_removed(bench: Bench) -> None:
    campaign = bench.mutate(*a_tree())[1]
    bench.mutate(a_removal("campaign", campaign))
    bench.sandbox.rules.relax([REMOVED_RESOURCE.name])

    bench.mutate(an_update("campaign", campaign, name="Late"))

    (row,) = bench.query("SELECT campaign.name, campaign.status FROM campaign")
    assert (row.campaign.name, row.campaign.status.name) == ("Late", "REMOVED")


def test_a_new_account_is_otherwise_as_its_manager(bench: Bench) -> None:
    bench.sandbox.rules.relax(rule.name for rule in CLIENT_RULES)
    sent = {"customer_id": MANAGER, "customer_client": {"currency_code": "pounds"}}

    made = bench.service("CustomerService").create_customer_client(request=sent).resource_name.rpartition("/")[2]

    told = "SELECT customer.currency_code, customer.time_zone FROM customer"
    (row,), (manager,) = bench.query(told, made), bench.query(told, MANAGER)
    assert row.customer.currency_code == manager.customer.currency_code
    assert row.customer.time_zone == manager.customer.time_zone


def test_what_a_relaxed_query_cannot_know_stays_unset(bench: Bench) -> None:
    bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=3))
    bench.sandbox.rules.relax([UNDIVIDED.name, UNJOINED.name])

    (row,) = bench.query("SELECT ad_group.id, segments.product_item_id, metrics.clicks FROM campaign")

    assert (row.ad_group.id, row.segments.product_item_id) == (0, "")
    assert row.metrics.clicks > 0


def test_a_status_that_the_enumeration_has_not_serves_nobody_knows_how(bench: Bench) -> None:
    bench.sandbox.rules.relax([ODD_ENUM_VALUE.name])
    bench.mutate(*a_tree(status=77))

    (row,) = bench.query("SELECT campaign.serving_status, campaign.primary_status FROM campaign")

    assert (row.campaign.serving_status.name, row.campaign.primary_status.name) == ("UNKNOWN", "UNKNOWN")

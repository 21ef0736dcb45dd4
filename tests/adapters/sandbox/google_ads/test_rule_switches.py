import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.rules.table import NAMED_RULES
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import Bench, codes
from tests.adapters.sandbox.google_ads.builders import a_budget

_TAKEN = "google_ads.campaign_budget.name.duplicate_name"


def test_every_rule_is_listed_with_a_source_under_a_name_of_its_own(bench: Bench) -> None:
    listed = {row.name: row for row in bench.sandbox.rules.rows(GOOGLE_ADS)}

    assert {named.name for rules in NAMED_RULES.values() for named in rules} <= set(listed)
    assert all(row.source and row.message for row in listed.values())


def test_a_relaxed_rule_does_not_hold_until_it_is_enforced_again(bench: Bench) -> None:
    bench.mutate(a_budget())
    bench.sandbox.rules.relax([_TAKEN])
    assert bench.mutate(a_budget())

    bench.sandbox.rules.enforce([_TAKEN])

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(a_budget())
    assert codes(refusal.value) == ["campaign_budget_error.DUPLICATE_NAME"]

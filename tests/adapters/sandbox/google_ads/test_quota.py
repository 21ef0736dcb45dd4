from datetime import timedelta
from typing import Any

import pytest
from google.api_core.exceptions import ResourceExhausted

from adapters.sandbox.google_ads.quota import QUOTAS, daily_limit
from adapters.sandbox.quotas import GOOGLE_DAILY_OPERATIONS
from tests.adapters.sandbox.google_ads.bench import Bench
from tests.adapters.sandbox.google_ads.builders import a_budget, a_tree

_QUERY = "SELECT customer.id FROM customer"


def _delay(bench: Bench, error: ResourceExhausted) -> timedelta:
    """The retry delay, as a client reads it from the trailing metadata."""
    metadata: Any = error.errors[0].trailing_metadata()
    value = next(value for key, value in metadata if key.endswith("googleadsfailure-bin"))
    failure = type(bench.client().get_type("GoogleAdsFailure")).deserialize(value)
    quota = failure.errors[0].details.quota_error_details
    assert failure.errors[0].error_code.quota_error.name == "RESOURCE_EXHAUSTED"
    return timedelta(seconds=type(quota).pb(quota).retry_delay.seconds)


def test_there_is_no_daily_quota_unless_one_is_asked_for(bench: Bench) -> None:
    assert daily_limit(bench.sandbox) is None


@pytest.mark.parametrize("name", QUOTAS)
def test_a_quota_is_enforced_by_its_name(bench: Bench, name: str) -> None:
    bench.sandbox.rules.enforce([name])

    assert daily_limit(bench.sandbox) == QUOTAS[name]


def test_every_resource_changed_and_every_query_is_one_operation(bench: Bench) -> None:
    bench.sandbox.memory[GOOGLE_DAILY_OPERATIONS] = 5
    bench.mutate(*a_tree())
    bench.query(_QUERY)

    with pytest.raises(ResourceExhausted):
        bench.query(_QUERY)


def test_a_spent_quota_says_when_to_come_back_and_is_true_to_it(bench: Bench) -> None:
    bench.sandbox.memory[GOOGLE_DAILY_OPERATIONS] = 1
    bench.query(_QUERY)
    bench.sandbox.clock.advance(timedelta(hours=20))
    with pytest.raises(ResourceExhausted) as refusal:
        bench.mutate(a_budget())

    assert _delay(bench, refusal.value) == timedelta(hours=4)
    bench.sandbox.clock.advance(timedelta(hours=4))
    assert bench.mutate(a_budget())


def test_the_lowest_quota_in_force_holds(bench: Bench) -> None:
    name = next(iter(QUOTAS))
    bench.sandbox.rules.enforce([name])
    bench.sandbox.memory[GOOGLE_DAILY_OPERATIONS] = QUOTAS[name] + 1

    assert daily_limit(bench.sandbox) == QUOTAS[name]

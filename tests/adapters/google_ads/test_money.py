"""Google counts in micros of every currency, as we do: nothing may be lost on the way there and back."""

from typing import Any

import pytest
from google.ads.googleads.v26.services.types.google_ads_service import GoogleAdsRow, MutateOperation
from hypothesis import given
from hypothesis import strategies as st

from adapters.google_ads.mapping import change_budget, create_campaign
from adapters.google_ads.query import campaign_by_id
from adapters.google_ads.reading import remote_channel
from adapters.google_ads.rows import plain_row
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.limits import budget_step_micros
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform
from tests.adapters.google_ads.drafts import CUSTOMER, a_channel

CURRENCIES = ["USD", "EUR", "JPY", "TWD", "HUF", "COP", "CRC", "KWD", "BHD"]


def read_back(created: Any, currency: str) -> Budget:  # noqa: ANN401 - a protobuf message
    """The budget that Google would answer with, over the official client's messages."""
    row = GoogleAdsRow({"campaign": {"id": 1, "name": "x", "status": "PAUSED"}, "campaign_budget": created})
    row.campaign_budget.id = 2
    plain = plain_row(GoogleAdsRow.pb(row), campaign_by_id("1").select)
    return remote_channel(plain, [], [], Currency(currency)).budget


@pytest.mark.parametrize("currency", CURRENCIES)
@given(steps=st.integers(min_value=1, max_value=10**9), kind=st.sampled_from(list(BudgetKind)))
def test_a_budget_comes_back_as_it_was_sent(currency: str, steps: int, kind: BudgetKind) -> None:
    step = budget_step_micros(Platform.GOOGLE_ADS, Currency(currency))
    budget = Budget(kind=kind, amount=Money(currency=Currency(currency), micros=steps * step))

    sent = create_campaign(CUSTOMER, a_channel(budget=budget))[0]

    operation = MutateOperation(sent.as_wire())
    assert read_back(operation.campaign_budget_operation.create, currency) == budget


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_changed_budget_is_the_amount_in_micros(currency: str) -> None:
    budget = Budget(kind=BudgetKind.DAILY, amount=Money.of("5000", currency))

    changed = change_budget(CUSTOMER, "5", budget, budget)

    assert changed.body["amount_micros"] == 5_000_000_000
    assert changed.mask == ("amount_micros",)

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount
from domain.campaigns.errors import CampaignEndedError, CampaignObservedError
from domain.campaigns.limits import budget_step_micros, minimum_budget
from domain.errors import InvalidInputError
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform
from tests.builders import (
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_completed_campaign,
    a_draft,
    a_running_campaign,
    an_observed_campaign,
    channel_account,
    daily,
    lifetime,
    the_campaign,
)
from tests.given import attempt
from tests.given import given as given_facts

MICROS = 1_000_000


def on(platform: Platform, code: str, minimum: str | None = None) -> ChannelAccount:
    return channel_account(platform, Currency(code), minimum)


def a_week() -> Flight:
    return Flight(starts_on=TODAY, ends_on=TODAY + timedelta(days=6))


def test_a_budget_change_says_what_it_was() -> None:
    changing = given_facts(Campaign, a_running_campaign()).when(
        lambda c: c.change_budget(Money.of("120.50", "USD"), TODAY)
    )
    changing.then(Campaign.BudgetChanged(before=daily("300"), after=daily("120.50")))


def test_a_lifetime_budget_stays_one() -> None:
    draft = a_draft(budget=lifetime("300"), flight=a_week())
    changing = given_facts(Campaign, draft).when(lambda c: c.change_budget(Money.of("400", "USD"), TODAY))
    changing.then(Campaign.BudgetChanged(before=lifetime("300"), after=lifetime("400")))


def test_the_same_budget_again_leaves_no_fact() -> None:
    changing = given_facts(Campaign, a_running_campaign()).when(
        lambda c: c.change_budget(Money.of("300.0", "USD"), TODAY)
    )
    changing.then_nothing()


def test_an_ended_campaign_refuses_a_budget_change() -> None:
    changing = given_facts(Campaign, a_completed_campaign()).when(
        lambda c: c.change_budget(Money.of("1", "USD"), TODAY)
    )
    changing.then_refused(CampaignEndedError)


def test_an_imported_campaign_refuses_a_budget_change() -> None:
    changing = given_facts(Campaign, an_observed_campaign()).when(
        lambda c: c.change_budget(Money.of("1", "USD"), TODAY)
    )
    changing.then_refused(CampaignObservedError)


def test_a_budget_change_to_another_currency_is_refused() -> None:
    changing = given_facts(Campaign, a_running_campaign()).when(
        lambda c: c.change_budget(Money.of("120", "EUR"), TODAY)
    )
    changing.then_refused(InvalidInputError, field="channels[0].account_id", says="the budget is in EUR")


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_a_budget_is_above_0(amount: str) -> None:
    drafting = attempt(lambda: a_draft(budget=daily(amount)))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="not above 0", fix="positive")


def test_tiktok_asks_for_50_a_day() -> None:
    assert a_draft(TIKTOK, budget=daily("50"))
    drafting = attempt(lambda: a_draft(TIKTOK, budget=daily("49.99")))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="its minimum is 50.00 USD", fix="Raise")


@pytest.mark.parametrize(
    ("code", "least"),
    [("PLN", 200), ("TWD", 500), ("PHP", 2_500), ("JPY", 5_000), ("KRW", 50_000), ("VND", 500_000), ("EUR", 50)],
)
def test_tiktoks_minimum_follows_the_currency(code: str, least: int) -> None:
    account = on(Platform.TIKTOK_ADS, code)
    assert a_draft(account, budget=daily(str(least), code))
    drafting = attempt(lambda: a_draft(account, budget=daily(str(least - 1), code)))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="its minimum")


def test_tiktoks_minimum_is_held_against_its_share() -> None:
    assert a_draft(GOOGLE, TIKTOK, budget=daily("100"))
    drafting = attempt(lambda: a_draft(GOOGLE, TIKTOK, budget=daily("99.98")))
    drafting.then_refused(
        InvalidInputError, field="budget.amount", says="tiktok-ads would get 49.99 USD of 99.98 USD a day"
    )


def test_metas_minimum_is_what_the_account_says() -> None:
    account = on(Platform.META_ADS, "USD", minimum="5")
    assert a_draft(account, budget=daily("5"))
    drafting = attempt(lambda: a_draft(account, budget=daily("4.99")))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="its minimum is 5.00 USD")


def test_metas_minimum_counts_for_every_day_of_a_lifetime_budget() -> None:
    account = on(Platform.META_ADS, "USD", minimum="5")
    assert a_draft(account, budget=lifetime("35"), flight=a_week())
    drafting = attempt(lambda: a_draft(account, budget=lifetime("34.99"), flight=a_week()))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="its minimum is 35.00 USD")


def test_a_minimum_in_another_currency_says_nothing() -> None:
    account = replace(META, minimum_daily_budget=Money.of("100", "EUR"))
    assert a_draft(account, budget=daily("1"))


STEPS: Mapping[tuple[Platform, str], int] = {
    (Platform.GOOGLE_ADS, "JPY"): MICROS,
    (Platform.GOOGLE_ADS, "HUF"): MICROS,
    (Platform.GOOGLE_ADS, "TWD"): MICROS,
    (Platform.META_ADS, "CRC"): MICROS,
    (Platform.META_ADS, "COP"): MICROS,
    (Platform.TIKTOK_ADS, "TWD"): MICROS,
    (Platform.TIKTOK_ADS, "COP"): MICROS // 100,
    (Platform.TIKTOK_ADS, "CRC"): MICROS // 100,
    (Platform.GOOGLE_ADS, "KWD"): MICROS // 100,
    (Platform.META_ADS, "BHD"): MICROS // 100,
    (Platform.GOOGLE_ADS, "USD"): MICROS // 100,
}


@pytest.mark.parametrize(("platform", "code", "step"), [(*key, step) for key, step in STEPS.items()])
def test_each_platform_has_its_own_smallest_step(platform: Platform, code: str, step: int) -> None:
    assert budget_step_micros(platform, Currency(code)) == step


@pytest.mark.parametrize("code", ["JPY", "TWD", "HUF", "COP", "CRC"])
def test_a_budget_in_whole_units_has_no_cents(code: str) -> None:
    drafting = attempt(lambda: a_draft(on(Platform.GOOGLE_ADS, code), budget=daily("5000.50", code)))
    drafting.then_refused(InvalidInputError, field="budget.amount", says="not a multiple of 1", fix="Use steps of 1")


def test_fils_are_too_fine_for_a_platform() -> None:
    drafting = attempt(lambda: a_draft(on(Platform.META_ADS, "KWD"), budget=daily("10.005", "KWD")))
    drafting.then_refused(InvalidInputError, field="budget.amount", fix="Use steps of 0.010 KWD")


def test_shares_come_in_the_coarsest_step_of_all_channels() -> None:
    google, tiktok = on(Platform.GOOGLE_ADS, "COP"), on(Platform.TIKTOK_ADS, "COP")
    campaign = the_campaign(a_draft(google, tiktok, budget=daily("200001", "COP")))
    shares = {account: share.amount.micros for account, share in campaign.channel_budgets().items()}
    assert shares == {google.account_id: 100_001 * MICROS, tiktok.account_id: 100_000 * MICROS}


def test_a_budget_is_split_by_weight() -> None:
    campaign = the_campaign(a_draft(GOOGLE, META, TIKTOK, weights=(1, 2, 3)))
    assert [str(share.amount) for share in campaign.channel_budgets().values()] == [
        "50.00 USD",
        "100.00 USD",
        "150.00 USD",
    ]


def test_an_imported_campaign_has_no_budget_to_split() -> None:
    assert the_campaign(an_observed_campaign()).channel_budgets() == {}


@given(
    code=st.sampled_from(sorted(DECIMALS)),
    steps=st.integers(1, 10**6),
    weights=st.lists(st.integers(1, 10_000), min_size=1, max_size=3),
    kind=st.sampled_from(BudgetKind),
)
def test_shares_add_up_to_the_budget_in_every_currency(
    code: str, steps: int, weights: list[int], kind: BudgetKind
) -> None:
    accounts = [on(platform, code) for platform in [*Platform][: len(weights)]]
    step = max(budget_step_micros(account.platform, account.currency) for account in accounts)
    budget = Budget(kind=kind, amount=Money(currency=Currency(code), micros=step * steps))
    drafting = attempt(lambda: a_draft(*accounts, budget=budget, flight=a_week(), weights=weights))
    assume(drafting.refusal is None)
    shares = the_campaign(drafting.facts).channel_budgets().values()
    assert sum(share.amount.micros for share in shares) == budget.amount.micros
    assert all(share.amount.micros % step == 0 for share in shares)


@given(code=st.sampled_from(sorted(DECIMALS)), platform=st.sampled_from(Platform), days=st.integers(1, 365))
def test_every_minimum_can_be_paid_in_its_platforms_steps(code: str, platform: Platform, days: int) -> None:
    for kind in BudgetKind:
        least = minimum_budget(platform, Currency(code), kind, days, None)
        assert least.micros % budget_step_micros(platform, Currency(code)) == 0
        assert least.micros > 0

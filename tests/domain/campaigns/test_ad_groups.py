from dataclasses import replace
from typing import Any
from uuid import uuid5

import pytest

from domain.campaigns.ad_group import BidStrategy, Targeting
from domain.campaigns.campaign import MOST_CHILDREN, Campaign
from domain.campaigns.channel import ChannelAccount
from domain.campaigns.errors import (
    AdGroupNotFoundError,
    CampaignEndedError,
    CampaignNotDraftError,
    ChannelNotFoundError,
)
from domain.errors import InvalidInputError
from domain.shared.ids import AdGroupId
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform
from tests.builders import (
    CAMPAIGN,
    GOOGLE,
    META,
    a_completed_campaign,
    a_draft,
    a_ready_draft,
    a_running_campaign,
    ad_group,
    ad_group_of,
    channel_account,
    daily,
)
from tests.given import Outcome, given

NEW = AdGroupId(uuid5(CAMPAIGN, "another ad group"))


def but(account: ChannelAccount = GOOGLE, budget: str = "300", **changes: Any) -> Outcome:  # noqa: ANN401 - handed on to replace
    """What comes of adding a good ad group with something changed."""
    draft = a_draft(account, budget=daily(budget, account.currency))
    return given(Campaign, draft).when(
        lambda c: c.add_ad_group(ad_group_id=NEW, account_id=account.account_id, content=replace(ad_group(), **changes))
    )


def test_a_channel_takes_an_ad_group() -> None:
    but().then(Campaign.AdGroupAdded(ad_group_id=NEW, account_id=GOOGLE.account_id, content=ad_group()))


def test_an_ad_group_needs_a_channel_that_is_there() -> None:
    given(Campaign, a_draft()).when(
        lambda c: c.add_ad_group(ad_group_id=NEW, account_id=META.account_id, content=ad_group())
    ).then_refused(ChannelNotFoundError)


def test_an_ad_group_needs_a_name() -> None:
    but(name=" ").then_refused(InvalidInputError, field="name")


def test_an_ad_group_needs_a_country() -> None:
    but(targeting=Targeting(countries=())).then_refused(InvalidInputError, field="targeting.countries", fix="US")


@pytest.mark.parametrize("country", ["us", "USA", "U", "", "D1", "ΔE"])
def test_a_country_is_named_by_two_capitals(country: str) -> None:
    refused = but(targeting=Targeting(countries=("DE", country)))
    refused.then_refused(InvalidInputError, field="targeting.countries[1]", fix="ISO 3166")


@pytest.mark.parametrize(("youngest", "oldest"), [(12, 30), (18, 66), (30, 29)])
def test_ages_are_a_range_from_13_to_65(youngest: int, oldest: int) -> None:
    refused = but(targeting=Targeting(countries=("DE",), age_min=youngest, age_max=oldest))
    refused.then_refused(InvalidInputError, field="targeting.age_min", fix="13 to 65")


def test_a_cost_cap_needs_its_amount() -> None:
    but(bid_strategy=BidStrategy.COST_CAP).then_refused(InvalidInputError, field="bid", fix="Set bid")


def test_lowest_cost_takes_no_amount() -> None:
    but(bid=Money.of("1", "USD")).then_refused(InvalidInputError, field="bid", says="takes no bid")


def test_a_bid_is_in_the_accounts_currency() -> None:
    refused = but(bid_strategy=BidStrategy.COST_CAP, bid=Money.of("1", "EUR"))
    refused.then_refused(InvalidInputError, field="bid.currency", fix="Bid in USD.")


@pytest.mark.parametrize("amount", ["0", "-1", "0.005"])
def test_a_bid_is_a_positive_number_of_steps(amount: str) -> None:
    refused = but(bid_strategy=BidStrategy.COST_CAP, bid=Money.of(amount, "USD"))
    refused.then_refused(InvalidInputError, field="bid.amount", fix="Use steps of 0.01 USD")


def test_a_bid_in_yen_has_no_decimals() -> None:
    account = channel_account(Platform.GOOGLE_ADS, Currency("JPY"))
    refused = but(account, bid_strategy=BidStrategy.COST_CAP, bid=Money.of("0.5", "JPY"))
    refused.then_refused(InvalidInputError, field="bid.amount", fix="Use steps of 1 JPY")


def test_a_cost_cap_with_its_amount_is_taken() -> None:
    assert but(bid_strategy=BidStrategy.COST_CAP, bid=Money.of("2.50", "USD")).facts


def test_a_search_ad_group_needs_a_keyword() -> None:
    but(keywords=()).then_refused(InvalidInputError, field="keywords", fix="Give at least one")


@pytest.mark.parametrize("keyword", [" ", "k" * 81, "one two three four five six seven eight nine ten eleven"])
def test_a_keyword_is_a_few_words(keyword: str) -> None:
    refused = but(keywords=("shoes", keyword))
    refused.then_refused(InvalidInputError, field="keywords[1]", fix="Use 1 to 10 words of 80 characters")


def test_a_keyword_stands_once_whatever_its_case() -> None:
    but(keywords=("Shoes", "shoes")).then_refused(InvalidInputError, field="keywords", says="twice")


def test_keywords_have_no_place_where_nobody_searches() -> None:
    but(META, keywords=("shoes",)).then_refused(InvalidInputError, field="keywords", fix="Leave them out.")


def test_a_running_campaign_takes_a_further_ad_group() -> None:
    added = given(Campaign, a_running_campaign()).when(
        lambda c: c.add_ad_group(ad_group_id=NEW, account_id=GOOGLE.account_id, content=ad_group("Walkers"))
    )
    assert len(added.facts) == 1


def test_an_ended_campaign_takes_no_ad_group() -> None:
    given(Campaign, a_completed_campaign()).when(
        lambda c: c.add_ad_group(ad_group_id=NEW, account_id=GOOGLE.account_id, content=ad_group())
    ).then_refused(CampaignEndedError)


def test_a_draft_reworks_its_ad_groups() -> None:
    content = replace(ad_group("Walkers"), targeting=Targeting(countries=("FR",)))
    revised = given(Campaign, a_ready_draft()).when(lambda c: c.revise_ad_group(ad_group_of(GOOGLE), content))
    revised.then(Campaign.AdGroupRevised(ad_group_id=ad_group_of(GOOGLE), content=content))


def test_an_ad_group_that_says_the_same_leaves_no_fact() -> None:
    given(Campaign, a_ready_draft()).when(lambda c: c.revise_ad_group(ad_group_of(GOOGLE), ad_group())).then_nothing()


def test_an_ad_group_that_is_not_there_cannot_be_reworked() -> None:
    given(Campaign, a_ready_draft()).when(lambda c: c.revise_ad_group(NEW, ad_group())).then_refused(
        AdGroupNotFoundError
    )


def test_a_launched_campaign_does_not_rework_its_ad_groups() -> None:
    revised = given(Campaign, a_running_campaign()).when(
        lambda c: c.revise_ad_group(ad_group_of(GOOGLE), ad_group("Walkers"))
    )
    revised.then_refused(CampaignNotDraftError)


def test_a_campaign_holds_500_children_at_most() -> None:
    added = tuple(
        Campaign.AdGroupAdded(
            ad_group_id=AdGroupId(uuid5(CAMPAIGN, str(number))), account_id=GOOGLE.account_id, content=ad_group()
        )
        for number in range(MOST_CHILDREN)
    )
    full = given(Campaign, (*a_draft(), *added))
    full.when(lambda c: c.add_ad_group(ad_group_id=NEW, account_id=GOOGLE.account_id, content=ad_group())).then_refused(
        InvalidInputError, field="campaign", says="500", fix="Split it"
    )

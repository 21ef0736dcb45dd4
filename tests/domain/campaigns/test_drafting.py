from dataclasses import replace
from datetime import timedelta

import pytest

from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Declarations
from domain.campaigns.errors import CampaignNotDraftError, ChannelNotFoundError
from domain.errors import InvalidInputError
from domain.shared.money import Currency
from domain.shared.platform import Platform
from tests.builders import (
    CAMPAIGN,
    EUR,
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_draft,
    a_running_campaign,
    ad_group_of,
    channel_account,
    daily,
    filled,
    lifetime,
    the_campaign,
)
from tests.given import after, attempt, given

TOMORROW = TODAY + timedelta(days=1)


def test_a_draft_names_its_channels_after_itself() -> None:
    assert a_draft(GOOGLE, META, weights=(3, 1)) == (
        Campaign.Drafted(
            campaign_id=CAMPAIGN,
            name="Spring",
            objective=Objective.TRAFFIC,
            budget=daily("300"),
            flight=Flight(starts_on=TODAY),
            declarations=Declarations(),
        ),
        Campaign.ChannelAdded(account=GOOGLE, weight=3),
        Campaign.ChannelAdded(account=META, weight=1),
    )


def test_a_draft_needs_an_account() -> None:
    drafting = attempt(
        lambda: Campaign.draft(
            campaign_id=CAMPAIGN,
            name="Spring",
            objective=Objective.TRAFFIC,
            budget=daily("300"),
            flight=Flight(starts_on=TODAY),
            declarations=Declarations(),
            channels=[],
            today=TODAY,
        )
    )
    drafting.then_refused(InvalidInputError, field="channels", fix="Name at least one.")


def test_a_draft_takes_each_account_once() -> None:
    drafting = attempt(lambda: a_draft(GOOGLE, GOOGLE))
    drafting.then_refused(InvalidInputError, field="channels", says="twice", fix="once")


@pytest.mark.parametrize("weight", [-1, 0, 10_001])
def test_a_weight_is_from_1_to_10000(weight: int) -> None:
    drafting = attempt(lambda: a_draft(GOOGLE, META, weights=(1, weight)))
    drafting.then_refused(InvalidInputError, field="channels[1].weight", fix="from 1 to 10000")


def test_the_only_channel_needs_a_weight_too() -> None:
    drafting = attempt(lambda: a_draft(GOOGLE, weights=(0,)))
    drafting.then_refused(InvalidInputError, field="channels[0].weight", says="0 is not a weight")


@pytest.mark.parametrize("weight", [1, 10_000])
def test_the_outermost_weights_are_taken(weight: int) -> None:
    assert the_campaign(a_draft(weights=(weight,))).channels[GOOGLE.account_id].weight == weight


def test_a_draft_says_all_that_is_wrong_at_once() -> None:
    drafting = attempt(lambda: a_draft(name=" ", budget=daily("0"), flight=Flight(starts_on=TODAY, ends_on=TODAY)))
    drafting.then_refused(InvalidInputError, field="name")
    drafting.then_refused(InvalidInputError, field="budget.amount")


def test_a_revision_leaves_a_fact_for_each_thing_that_differs() -> None:
    flight, declared = Flight(starts_on=TOMORROW), Declarations(special_ad_categories=("HOUSING",))
    given(Campaign, a_draft()).when(
        lambda c: c.revise(
            today=TODAY,
            name="Summer",
            objective=Objective.SALES,
            budget=daily("120"),
            flight=flight,
            declarations=declared,
        )
    ).then(
        Campaign.Renamed(name="Summer"),
        Campaign.ObjectiveChanged(objective=Objective.SALES),
        Campaign.BudgetChanged(before=daily("300"), after=daily("120")),
        Campaign.FlightChanged(flight=flight),
        Campaign.DeclarationsChanged(declarations=declared),
    )


def test_a_revision_to_what_is_there_leaves_no_fact() -> None:
    given(Campaign, a_draft()).when(
        lambda c: c.revise(
            today=TODAY,
            name="Spring",
            objective=Objective.TRAFFIC,
            budget=daily("300.00"),
            flight=Flight(starts_on=TODAY),
            declarations=Declarations(),
        )
    ).then_nothing()


def test_a_revision_is_held_to_the_same_rules_as_a_draft() -> None:
    revising = given(Campaign, a_draft()).when(lambda c: c.revise(today=TODAY, budget=lifetime("300")))
    revising.then_refused(InvalidInputError, field="flight.ends_on", says="needs a last day", fix="Set flight.ends_on")


def test_a_revision_to_no_name_is_refused() -> None:
    revising = given(Campaign, a_draft()).when(lambda c: c.revise(today=TODAY, name=""))
    revising.then_refused(InvalidInputError, field="name", says="needed")


def test_a_launched_campaign_refuses_a_revision() -> None:
    revising = given(Campaign, a_running_campaign()).when(lambda c: c.revise(today=TODAY, name="Summer"))
    revising.then_refused(CampaignNotDraftError)


def test_a_draft_takes_one_more_channel() -> None:
    adding = given(Campaign, a_draft()).when(lambda c: c.add_channel(META, 2, TODAY))
    adding.then(Campaign.ChannelAdded(account=META, weight=2))


def test_a_draft_refuses_a_channel_that_it_has() -> None:
    adding = given(Campaign, a_draft()).when(lambda c: c.add_channel(GOOGLE, 2, TODAY))
    adding.then_refused(InvalidInputError, field="account_id", says="already")


@pytest.mark.parametrize("weight", [0, -3, 10_001])
def test_a_further_channel_is_held_to_the_same_weights(weight: int) -> None:
    adding = given(Campaign, a_draft()).when(lambda c: c.add_channel(META, weight, TODAY))
    adding.then_refused(InvalidInputError, field="weight", fix="from 1 to 10000")


def test_a_channel_in_another_currency_is_refused() -> None:
    adding = given(Campaign, a_draft()).when(lambda c: c.add_channel(channel_account(Platform.META_ADS, EUR), 1, TODAY))
    adding.then_refused(
        InvalidInputError, field="channels[1].account_id", says="bills in EUR", fix="one campaign a currency"
    )


def test_a_further_channel_may_not_starve_another() -> None:
    draft = a_draft(TIKTOK, budget=daily("60"))
    adding = given(Campaign, draft).when(lambda c: c.add_channel(META, 1, TODAY))
    adding.then_refused(InvalidInputError, field="budget.amount", says="tiktok-ads would get 30.00 USD")


def test_a_channel_takes_its_ad_groups_with_it() -> None:
    draft = after(Campaign, a_draft(GOOGLE, META), *filled(META))
    history = after(Campaign, draft, lambda c: c.remove_channel(META.account_id))
    assert history[-1] == Campaign.ChannelRemoved(account_id=META.account_id)
    assert the_campaign(draft).ad_groups.keys() == {ad_group_of(META)}
    assert the_campaign(history).ad_groups == {}


def test_the_only_channel_stays() -> None:
    removing = given(Campaign, a_draft()).when(lambda c: c.remove_channel(GOOGLE.account_id))
    removing.then_refused(InvalidInputError, field="account_id", fix="Add another one first.")


def test_a_channel_that_is_not_there_cannot_be_removed() -> None:
    removing = given(Campaign, a_draft()).when(lambda c: c.remove_channel(META.account_id))
    removing.then_refused(ChannelNotFoundError)


@pytest.mark.parametrize("weight", [1, 2])
def test_channels_of_a_launched_campaign_stay_as_they_are(weight: int) -> None:
    campaign = given(Campaign, a_running_campaign())
    campaign.when(lambda c: c.add_channel(META, weight, TODAY)).then_refused(CampaignNotDraftError)
    campaign.when(lambda c: c.remove_channel(GOOGLE.account_id)).then_refused(CampaignNotDraftError)


def test_a_currency_that_the_accounts_do_not_have_is_refused() -> None:
    drafting = attempt(lambda: a_draft(GOOGLE, replace(META, currency=Currency("GBP"))))
    drafting.then_refused(InvalidInputError, field="channels[1].account_id", says="bills in GBP")

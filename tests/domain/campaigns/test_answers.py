from dataclasses import replace

from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.channel import ProblemKind
from domain.campaigns.errors import ChannelNotFoundError
from domain.shared.money import Money
from tests.builders import (
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_completed_campaign,
    a_launched_campaign,
    a_problem,
    a_running_campaign,
    confirmed,
    confirming,
    the_campaign,
)
from tests.given import Verb, after, given


def rejecting(version: int | None = None, kind: ProblemKind = ProblemKind.VALUE_REJECTED) -> Verb[Campaign]:
    """Google says no to a version; the one that is desired, unless another is named."""
    return lambda c: c.reject_channel(
        GOOGLE.account_id,
        c.channels[GOOGLE.account_id].desired_version if version is None else version,
        a_problem(kind),
    )


def test_the_only_channels_answer_is_the_campaigns_launch() -> None:
    launched = the_campaign(a_launched_campaign())
    given(Campaign, a_launched_campaign()).when(confirming(GOOGLE)).then(
        Campaign.ChannelConfirmed(account_id=GOOGLE.account_id, confirmed=confirmed(launched, GOOGLE)),
        Campaign.Launched(),
    )


def test_a_campaign_is_not_launched_while_a_channel_has_no_answer() -> None:
    history = after(Campaign, a_launched_campaign(GOOGLE, META), confirming(GOOGLE))
    assert the_campaign(history).status is CampaignStatus.LAUNCHING


def test_a_campaign_is_launched_once_every_channel_has_some_answer() -> None:
    history = after(Campaign, a_launched_campaign(GOOGLE, META), rejecting(), confirming(META))
    assert history[-1] == Campaign.Launched()


def test_a_campaign_that_every_platform_rejects_is_not_launched() -> None:
    history = after(Campaign, a_launched_campaign(), rejecting())
    assert the_campaign(history).status is CampaignStatus.LAUNCHING


def test_a_confirmation_settles_its_channel() -> None:
    channel = the_campaign(a_running_campaign()).channels[GOOGLE.account_id]
    assert channel.settled
    assert channel.problem is None


def test_a_change_unsettles_the_channels_that_it_concerns() -> None:
    running = a_running_campaign(GOOGLE, META)
    history = after(Campaign, running, lambda c: c.pause_channel(META.account_id, "Dear."))
    settled = {key: channel.settled for key, channel in the_campaign(history).channels.items()}
    assert settled == {GOOGLE.account_id: True, META.account_id: False}


def test_an_answer_older_than_the_last_says_nothing() -> None:
    given(Campaign, a_running_campaign()).when(confirming(GOOGLE)).then_nothing()
    older = given(Campaign, a_running_campaign()).when(
        lambda c: c.confirm_channel(GOOGLE.account_id, confirmed(c, GOOGLE, version=1))
    )
    older.then_nothing()


def test_an_answer_to_an_older_version_leaves_the_channel_unsettled() -> None:
    launched = a_launched_campaign()
    answer = confirmed(the_campaign(launched), GOOGLE)
    changed = after(Campaign, launched, lambda c: c.change_budget(Money.of("120", "USD"), TODAY))
    history = after(Campaign, changed, lambda c: c.confirm_channel(GOOGLE.account_id, answer))
    assert not the_campaign(history).channels[GOOGLE.account_id].settled


def test_a_rejection_is_kept_with_its_reason() -> None:
    launched = the_campaign(a_launched_campaign())
    given(Campaign, a_launched_campaign()).when(rejecting()).then(
        Campaign.ChannelRejected(
            account_id=GOOGLE.account_id,
            rejected_version=launched.channels[GOOGLE.account_id].desired_version,
            problem=a_problem(),
        )
    )


def test_the_same_rejection_is_said_once() -> None:
    history = after(Campaign, a_launched_campaign(), rejecting())
    again = given(Campaign, history).when(
        lambda c: c.reject_channel(
            GOOGLE.account_id,
            c.channels[GOOGLE.account_id].desired_version,
            replace(a_problem(), request_id="another", message="Other words."),
        )
    )
    again.then_nothing()


def test_another_rejection_is_said() -> None:
    history = after(Campaign, a_launched_campaign(), rejecting())
    assert given(Campaign, history).when(rejecting(kind=ProblemKind.TRANSIENT)).facts


def test_a_rejection_of_an_older_version_says_nothing() -> None:
    given(Campaign, a_launched_campaign()).when(rejecting(version=1)).then_nothing()


def test_a_settled_channel_takes_no_rejection() -> None:
    given(Campaign, a_running_campaign()).when(rejecting()).then_nothing()


def test_a_confirmation_ends_a_problem() -> None:
    history = after(Campaign, a_launched_campaign(), rejecting(), confirming(GOOGLE))
    assert the_campaign(history).channels[GOOGLE.account_id].problem is None


def test_an_ended_campaign_still_takes_its_platforms_answer() -> None:
    history = after(Campaign, a_completed_campaign(), confirming(GOOGLE))
    assert the_campaign(history).channels[GOOGLE.account_id].settled


def test_an_answer_of_a_channel_that_is_not_there_is_refused() -> None:
    campaign = given(Campaign, a_running_campaign())
    campaign.when(lambda c: c.reject_channel(TIKTOK.account_id, 9, a_problem())).then_refused(ChannelNotFoundError)

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.campaigns.budget import Flight
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.campaigns.errors import (
    CampaignEndedError,
    CampaignNotDraftError,
    CampaignNotPausedError,
    CampaignNotReadyError,
    CampaignNotRunningError,
    CampaignObservedError,
    ChannelNotFoundError,
)
from domain.shared.facts import Fact
from domain.shared.platform import Delivery
from tests.builders import (
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_completed_campaign,
    a_draft,
    a_launched_campaign,
    a_paused_campaign,
    a_ready_draft,
    a_running_campaign,
    ad_group_of,
    an_archived_campaign,
    an_observed_campaign,
    filled,
    the_campaign,
)
from tests.given import Verb, after, given

LAUNCH: Verb[Campaign] = lambda c: c.launch(TODAY)  # noqa: E731 - a verb with its argument
PAUSE: Verb[Campaign] = lambda c: c.pause("Enough.")  # noqa: E731 - a verb with its argument
CHANGING_VERBS: Sequence[Verb[Campaign]] = (
    LAUNCH,
    PAUSE,
    Campaign.resume,
    lambda c: c.pause_channel(GOOGLE.account_id, "Enough."),
    lambda c: c.resume_channel(GOOGLE.account_id),
    lambda c: c.revise(today=TODAY, name="New"),
)


def test_a_ready_draft_launches() -> None:
    given(Campaign, a_ready_draft()).when(LAUNCH).then(Campaign.LaunchRequested())


def test_a_launch_says_each_thing_that_is_missing() -> None:
    launching = given(Campaign, after(Campaign, a_draft(GOOGLE, META), filled(META)[0])).when(LAUNCH)
    launching.then_refused(CampaignNotReadyError, field="ad_groups", says="Shop google-ads", fix="Add one")
    launching.then_refused(CampaignNotReadyError, field="creatives", says="'Runners'", fix="Add at least one.")


def test_a_launch_after_the_flight_is_refused() -> None:
    over = Flight(starts_on=TODAY, ends_on=TODAY)
    draft = after(Campaign, a_draft(flight=over), *filled(GOOGLE))
    launching = given(Campaign, draft).when(lambda c: c.launch(TODAY.replace(day=3)))
    launching.then_refused(CampaignNotReadyError, field="flight.ends_on", says="in the past")


@pytest.mark.parametrize("history", [a_launched_campaign(), a_running_campaign(), a_paused_campaign()])
def test_a_launched_campaign_launches_no_second_time(history: Sequence[Fact]) -> None:
    given(Campaign, history).when(LAUNCH).then_nothing()


@pytest.mark.parametrize("history", [a_launched_campaign(), a_running_campaign()])
def test_a_running_campaign_pauses(history: Sequence[Fact]) -> None:
    given(Campaign, history).when(PAUSE).then(Campaign.Paused(reason="Enough."))


def test_a_paused_campaign_is_not_paused_again() -> None:
    given(Campaign, a_paused_campaign()).when(PAUSE).then_nothing()


def test_a_draft_does_not_run_and_cannot_be_paused() -> None:
    given(Campaign, a_ready_draft()).when(PAUSE).then_refused(CampaignNotRunningError)


def test_a_paused_campaign_resumes() -> None:
    history = after(Campaign, a_paused_campaign(), Campaign.resume)
    assert history[-1] == Campaign.Resumed()
    assert the_campaign(history).status is CampaignStatus.ACTIVE


def test_a_campaign_that_no_platform_answered_resumes_its_launch() -> None:
    history = after(Campaign, a_launched_campaign(), PAUSE, Campaign.resume)
    assert the_campaign(history).status is CampaignStatus.LAUNCHING


def test_a_running_campaign_is_not_resumed() -> None:
    given(Campaign, a_running_campaign()).when(Campaign.resume).then_nothing()


def test_a_draft_cannot_be_resumed() -> None:
    given(Campaign, a_ready_draft()).when(Campaign.resume).then_refused(CampaignNotPausedError)


def test_one_channel_pauses_alone() -> None:
    history = after(Campaign, a_running_campaign(GOOGLE, META), lambda c: c.pause_channel(META.account_id, "Dear."))
    assert history[-1] == Campaign.ChannelPaused(account_id=META.account_id, reason="Dear.")
    campaign = the_campaign(history)
    wanted = [campaign.desired_channel(account.account_id) for account in (GOOGLE, META)]
    assert [channel.delivery for channel in wanted if channel] == [Delivery.ENABLED, Delivery.PAUSED]


def test_a_paused_channel_is_not_paused_again() -> None:
    history = after(Campaign, a_running_campaign(), lambda c: c.pause_channel(GOOGLE.account_id, "Dear."))
    given(Campaign, history).when(lambda c: c.pause_channel(GOOGLE.account_id, "Still dear.")).then_nothing()


def test_a_drafts_channel_cannot_be_paused() -> None:
    pausing = given(Campaign, a_ready_draft()).when(lambda c: c.pause_channel(GOOGLE.account_id, "Dear."))
    pausing.then_refused(CampaignNotRunningError)


def test_a_channel_that_is_not_there_cannot_be_paused() -> None:
    pausing = given(Campaign, a_running_campaign()).when(lambda c: c.pause_channel(TIKTOK.account_id, "Dear."))
    pausing.then_refused(ChannelNotFoundError)


def test_a_paused_channel_resumes() -> None:
    history = after(Campaign, a_running_campaign(), lambda c: c.pause_channel(GOOGLE.account_id, "Dear."))
    resuming = given(Campaign, history).when(lambda c: c.resume_channel(GOOGLE.account_id))
    resuming.then(Campaign.ChannelResumed(account_id=GOOGLE.account_id))


def test_a_resumed_channel_delivers_again() -> None:
    history = after(
        Campaign,
        a_running_campaign(),
        lambda c: c.pause_channel(GOOGLE.account_id, "Dear."),
        lambda c: c.resume_channel(GOOGLE.account_id),
    )
    desired = the_campaign(history).desired_channel(GOOGLE.account_id)
    assert desired is not None
    assert desired.delivery is Delivery.ENABLED


def test_a_channel_that_runs_is_not_resumed() -> None:
    given(Campaign, a_running_campaign()).when(lambda c: c.resume_channel(GOOGLE.account_id)).then_nothing()


def test_a_resumed_campaign_leaves_a_paused_channel_paused() -> None:
    history = after(
        Campaign,
        a_running_campaign(),
        lambda c: c.pause_channel(GOOGLE.account_id, "Dear."),
        PAUSE,
        Campaign.resume,
    )
    desired = the_campaign(history).desired_channel(GOOGLE.account_id)
    assert desired is not None
    assert desired.delivery is Delivery.PAUSED


@pytest.mark.parametrize("history", [a_launched_campaign(), a_running_campaign(), a_paused_campaign()])
def test_a_launched_campaign_completes(history: Sequence[Fact]) -> None:
    given(Campaign, history).when(Campaign.complete).then(Campaign.Completed())


def test_a_draft_cannot_be_completed() -> None:
    given(Campaign, a_ready_draft()).when(Campaign.complete).then_refused(CampaignNotRunningError)


def test_a_completed_campaign_is_not_completed_again() -> None:
    given(Campaign, a_completed_campaign()).when(Campaign.complete).then_nothing()


def test_an_archived_campaign_cannot_be_completed() -> None:
    given(Campaign, an_archived_campaign()).when(Campaign.complete).then_refused(CampaignEndedError)


@pytest.mark.parametrize("history", [a_draft(), a_running_campaign(), a_paused_campaign(), a_completed_campaign()])
def test_any_campaign_of_ours_can_be_archived(history: Sequence[Fact]) -> None:
    given(Campaign, history).when(Campaign.archive).then(Campaign.Archived())


def test_an_archived_campaign_is_not_archived_again() -> None:
    given(Campaign, an_archived_campaign()).when(Campaign.archive).then_nothing()


@pytest.mark.parametrize("verb", CHANGING_VERBS)
@pytest.mark.parametrize("history", [a_completed_campaign(), an_archived_campaign()])
def test_an_ended_campaign_refuses_every_change(history: Sequence[Fact], verb: Verb[Campaign]) -> None:
    given(Campaign, history).when(verb).then_refused(CampaignEndedError)


@pytest.mark.parametrize("verb", [*CHANGING_VERBS, Campaign.complete, Campaign.archive])
def test_an_imported_campaign_refuses_every_change(verb: Verb[Campaign]) -> None:
    given(Campaign, an_observed_campaign()).when(verb).then_refused(CampaignObservedError)


@pytest.mark.parametrize("history", [a_completed_campaign(), an_archived_campaign()])
def test_an_ended_campaign_desires_to_be_paused(history: Sequence[Fact]) -> None:
    desired = the_campaign(history).desired_channel(GOOGLE.account_id)
    assert desired is not None
    assert (desired.delivery, desired.ended) == (Delivery.PAUSED, True)


@pytest.mark.parametrize("history", [a_ready_draft(), after(Campaign, a_ready_draft(), Campaign.archive)])
def test_a_campaign_that_was_never_launched_desires_nothing(history: Sequence[Fact]) -> None:
    assert the_campaign(history).desired_channel(GOOGLE.account_id) is None


def test_a_channel_desires_its_own_share_and_ad_groups() -> None:
    desired = the_campaign(a_launched_campaign(GOOGLE, META)).desired_channel(META.account_id)
    assert desired is not None
    assert str(desired.budget) == "150.00 USD a day"
    assert [group.ad_group_id for group in desired.ad_groups] == [ad_group_of(META)]


def test_a_campaign_refuses_a_fact_that_is_none_of_its_own() -> None:
    begun = the_campaign(a_draft())
    with pytest.raises(TypeError, match="no fact of a campaign that exists"):
        Campaign.evolve(begun, a_draft()[0])
    with pytest.raises(TypeError, match="does not begin a campaign"):
        Campaign.evolve(None, Campaign.Archived())


def test_no_verb_changes_the_state() -> None:
    campaign = the_campaign(a_running_campaign())
    before = replace(campaign)
    campaign.pause("Enough.")
    assert campaign == before


def test_a_name_stays_once_a_campaign_was_launched() -> None:
    given(Campaign, a_running_campaign()).when(lambda c: c.revise(today=TODAY, name="New")).then_refused(
        CampaignNotDraftError
    )

from dataclasses import replace
from uuid import uuid5

import pytest

from application.platforms.port import (
    AddAd,
    AddAdGroup,
    Change,
    ChangeBudget,
    CreateCampaign,
    RemoteAd,
    RemoteAdGroup,
    RemoteChannel,
    RetireAd,
    SetDelivery,
)
from application.platforms.reconcile import confirmation, difference
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import DesiredChannel
from domain.shared.facts import Fact
from domain.shared.platform import Delivery
from tests.builders import (
    CAMPAIGN,
    GOOGLE,
    a_completed_campaign,
    a_launched_campaign,
    a_paused_campaign,
    ad_group_of,
    creative,
    creative_of,
    daily,
    the_campaign,
)
from tests.given import after

ENABLE, PAUSE = SetDelivery(delivery=Delivery.ENABLED), SetDelivery(delivery=Delivery.PAUSED)


def desired_by(history: tuple[Fact, ...]) -> DesiredChannel:
    desired = the_campaign(history).desired_channel(GOOGLE.account_id)
    assert desired is not None
    return desired


WANTED, STOPPED, ENDED = (desired_by(h) for h in (a_launched_campaign(), a_paused_campaign(), a_completed_campaign()))
AD = RemoteAd(external_id="ad-1", creative_id=creative_of(GOOGLE), version=1, delivery=Delivery.ENABLED)
GROUP = RemoteAdGroup(external_id="group-1", ad_group_id=ad_group_of(GOOGLE), ads=(AD,))
THERE = RemoteChannel(
    external_id="campaign-1",
    budget_ref="budget-1",
    budget=daily("300"),
    delivery=Delivery.ENABLED,
    ad_groups=(GROUP,),
)
IDLE = replace(THERE, delivery=Delivery.PAUSED)
REVISED = desired_by(
    after(
        Campaign,
        a_launched_campaign(),
        lambda c: c.revise_creative(
            ad_group_of(GOOGLE), creative_of(GOOGLE), replace(creative(), call_to_action="SHOP_NOW")
        ),
    )
)
RAISED = replace(WANTED, budget=daily("400"))


@pytest.mark.parametrize(
    ("desired", "found", "changes"),
    [
        (WANTED, THERE, []),
        (WANTED, None, [CreateCampaign()]),
        (WANTED, IDLE, [ENABLE]),
        (STOPPED, IDLE, []),
        (STOPPED, THERE, [PAUSE]),
        (STOPPED, None, [CreateCampaign()]),
        (ENDED, None, []),
        (ENDED, THERE, [PAUSE]),
        (ENDED, replace(IDLE, ad_groups=(), budget=daily("1")), []),
        (RAISED, THERE, [ChangeBudget(budget=daily("400"))]),
        (RAISED, IDLE, [ChangeBudget(budget=daily("400")), ENABLE]),
        (replace(RAISED, delivery=Delivery.PAUSED), THERE, [PAUSE, ChangeBudget(budget=daily("400"))]),
        (WANTED, replace(THERE, ad_groups=()), [AddAdGroup(ad_group=WANTED.ad_groups[0])]),
    ],
)
def test_what_is_missing_is_sent_a_pause_first_and_enabling_last(
    desired: DesiredChannel, found: RemoteChannel | None, changes: list[Change]
) -> None:
    assert difference(desired, found) == changes


def test_a_missing_ad_is_added_to_the_group_that_is_there() -> None:
    bare = replace(GROUP, ads=())
    group = WANTED.ad_groups[0]
    assert difference(WANTED, replace(THERE, ad_groups=(bare,))) == [
        AddAd(remote=bare, ad_group=group, creative=group.creatives[0])
    ]


def test_a_new_version_is_added_before_the_old_one_is_retired() -> None:
    group = REVISED.ad_groups[0]
    assert difference(REVISED, THERE) == [
        AddAd(remote=GROUP, ad_group=group, creative=group.creatives[0]),
        RetireAd(ad=AD),
    ]


def test_an_old_version_is_retired_once() -> None:
    old, new = replace(AD, delivery=Delivery.PAUSED), replace(AD, external_id="ad-2", version=2)
    assert difference(REVISED, replace(THERE, ad_groups=(replace(GROUP, ads=(old, new)),))) == []


def test_what_carries_no_marker_of_ours_is_left_alone() -> None:
    stranger = replace(GROUP, external_id="group-9", ad_group_id=uuid5(CAMPAIGN, "somebody else's"), ads=())
    assert difference(WANTED, replace(THERE, ad_groups=(GROUP, stranger))) == []


def test_a_confirmation_says_what_is_there() -> None:
    confirmed = confirmation(WANTED, THERE)
    assert (confirmed.version, confirmed.external_campaign_id) == (WANTED.version, "campaign-1")
    assert confirmed.children == {str(ad_group_of(GOOGLE)): "group-1", f"{creative_of(GOOGLE)}@1": "ad-1"}


def test_a_campaign_that_ended_before_it_was_made_is_confirmed_as_nothing() -> None:
    confirmed = confirmation(ENDED, None)
    assert (confirmed.external_campaign_id, confirmed.delivery) == (None, Delivery.PAUSED)

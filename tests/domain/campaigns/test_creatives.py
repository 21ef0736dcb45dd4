from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid5

import pytest

from domain.campaigns.ad_group import CreativeContent, Media, MediaKind
from domain.campaigns.campaign import Campaign
from domain.campaigns.errors import AdGroupNotFoundError, CampaignEndedError, CreativeNotFoundError
from domain.errors import InvalidInputError
from domain.shared.facts import Fact
from domain.shared.ids import AdGroupId, CreativeId
from domain.shared.platform import Platform
from tests.builders import (
    GOOGLE,
    META,
    TIKTOK,
    a_completed_campaign,
    a_draft,
    a_ready_draft,
    a_running_campaign,
    ad_group_of,
    channel_account,
    creative,
    creative_of,
    filled,
    the_campaign,
)
from tests.given import Outcome, after, given

OF_PLATFORM = {account.platform: account for account in (GOOGLE, META, TIKTOK)}
NEW = CreativeId(creative_of(META))


def adding(content: CreativeContent, platform: Platform = Platform.GOOGLE_ADS) -> Outcome:
    """What comes of giving the content to an ad group of the platform."""
    account = channel_account(platform)
    draft = after(Campaign, a_draft(account), filled(account)[0])
    return given(Campaign, draft).when(
        lambda c: c.add_creative(ad_group_id=ad_group_of(account), creative_id=NEW, content=content)
    )


def but(platform: Platform = Platform.GOOGLE_ADS, **changes: Any) -> Outcome:  # noqa: ANN401 - handed on to replace
    """What comes of a good creative with something changed."""
    return adding(replace(creative(platform), **changes), platform)


@pytest.mark.parametrize("platform", Platform)
def test_a_creative_with_what_its_platform_needs_is_taken(platform: Platform) -> None:
    assert len(adding(creative(platform), platform).facts) == 1


def test_a_google_headline_has_30_characters() -> None:
    assert but(headlines=("a" * 30, "b", "c")).facts
    but(headlines=("a", "b" * 31, "c")).then_refused(
        InvalidInputError, field="headlines[1]", says="google-ads takes 30 characters; this has 31", fix="Take out 1."
    )


def test_a_wide_character_counts_twice_on_google() -> None:
    assert but(headlines=("靴" * 15, "b", "c")).facts
    but(headlines=("靴" * 16, "b", "c")).then_refused(InvalidInputError, field="headlines[0]", says="this has 32")


def test_a_google_description_has_90_characters() -> None:
    refused = but(descriptions=("a" * 91, "b"))
    refused.then_refused(InvalidInputError, field="descriptions[0]", says="takes 90", fix="Take out 1.")


@pytest.mark.parametrize(
    ("platform", "field", "count", "fix"),
    [
        (Platform.GOOGLE_ADS, "headlines", 2, "Add 1 more."),
        (Platform.GOOGLE_ADS, "headlines", 16, "Take 1 out."),
        (Platform.GOOGLE_ADS, "descriptions", 1, "Add 1 more."),
        (Platform.GOOGLE_ADS, "descriptions", 5, "Take 1 out."),
        (Platform.META_ADS, "headlines", 0, "Add 1 more."),
        (Platform.META_ADS, "descriptions", 6, "Take 1 out."),
        (Platform.TIKTOK_ADS, "headlines", 16, "Take 1 out."),
    ],
)
def test_each_platform_has_its_own_counts(platform: Platform, field: str, count: int, fix: str) -> None:
    refused = but(platform, **{field: tuple(f"text {number}" for number in range(count))})
    refused.then_refused(InvalidInputError, field=field, says=f"there are {count}", fix=fix)


@pytest.mark.parametrize(("platform", "most"), [(Platform.META_ADS, 2_200), (Platform.TIKTOK_ADS, 100)])
def test_each_platform_has_its_own_length_of_text(platform: Platform, most: int) -> None:
    assert but(platform, primary_text="a" * most).facts
    but(platform, primary_text="a" * (most + 1)).then_refused(
        InvalidInputError, field="primary_text", fix="Take out 1."
    )


@pytest.mark.parametrize("platform", [Platform.META_ADS, Platform.TIKTOK_ADS])
@pytest.mark.parametrize(
    ("field", "value"), [("primary_text", ""), ("primary_text", "  "), ("media", ()), ("identity", None)]
)
def test_what_a_platform_cannot_do_without_is_asked_for(platform: Platform, field: str, value: object) -> None:
    but(platform, **{field: value}).then_refused(InvalidInputError, field=field)


def test_tiktok_wants_a_video_and_no_picture() -> None:
    picture = Media(kind=MediaKind.IMAGE, reference="hash-1")
    but(Platform.TIKTOK_ADS, media=(picture,)).then_refused(InvalidInputError, field="media", says="kind video")


def test_media_are_named_by_the_platforms_own_reference() -> None:
    nameless = Media(kind=MediaKind.IMAGE, reference=" ")
    but(Platform.META_ADS, media=(nameless,)).then_refused(InvalidInputError, field="media[0].reference")


def test_an_empty_text_is_refused() -> None:
    but(headlines=("a", " ", "c")).then_refused(InvalidInputError, field="headlines[1]", says="empty")


def test_a_text_stands_once_whatever_its_case() -> None:
    but(headlines=("Shoes", "SHOES", "c")).then_refused(InvalidInputError, field="headlines", says="twice")


@pytest.mark.parametrize("char", ["\n", "\x00", "\x1b", "\u2028"])
def test_a_headline_has_no_control_characters(char: str) -> None:
    refused = but(headlines=(f"a{char}b", "b", "c"))
    refused.then_refused(InvalidInputError, field="headlines[0]", says="control character")


def test_a_primary_text_may_have_lines_and_nothing_else_that_steers() -> None:
    assert but(Platform.META_ADS, primary_text="One.\nTwo.").facts
    refused = but(Platform.META_ADS, primary_text="One.\x00Two.")
    refused.then_refused(InvalidInputError, field="primary_text", says="control character")


@pytest.mark.parametrize(
    "address",
    ["", "example.com", "ftp://example.com", "https://", "https:///x", "https://exa mple.com", "javascript:alert(1)"],
)
def test_a_destination_is_a_web_address(address: str) -> None:
    but(destination_url=address).then_refused(InvalidInputError, field="destination_url", fix="https://")


def test_an_address_that_cannot_be_read_is_refused() -> None:
    but(destination_url="https://[::1").then_refused(InvalidInputError, field="destination_url", fix="https://")


@pytest.mark.parametrize("word", ["", "shop now", "Shop_Now", "S", "A" * 41])
def test_a_call_to_action_is_one_of_the_platforms_words(word: str) -> None:
    but(call_to_action=word).then_refused(InvalidInputError, field="call_to_action", fix="SHOP_NOW")


def test_a_creative_can_name_the_one_that_it_was_made_from() -> None:
    made = given(Campaign, a_ready_draft()).when(
        lambda c: c.add_creative(
            ad_group_id=ad_group_of(GOOGLE), creative_id=NEW, content=creative(), derived_from=creative_of(GOOGLE)
        )
    )
    made.then(
        Campaign.CreativeAdded(
            ad_group_id=ad_group_of(GOOGLE),
            creative_id=NEW,
            content=creative(),
            derived_from=creative_of(GOOGLE),
        )
    )


def test_a_creative_cannot_be_made_from_one_that_is_not_there() -> None:
    made = given(Campaign, a_ready_draft()).when(
        lambda c: c.add_creative(
            ad_group_id=ad_group_of(GOOGLE), creative_id=NEW, content=creative(), derived_from=creative_of(TIKTOK)
        )
    )
    made.then_refused(CreativeNotFoundError, field="derived_from")


def test_a_creative_needs_an_ad_group_that_is_there() -> None:
    missing = AdGroupId(ad_group_of(META))
    made = given(Campaign, a_ready_draft()).when(
        lambda c: c.add_creative(ad_group_id=missing, creative_id=NEW, content=creative())
    )
    made.then_refused(AdGroupNotFoundError)


def revising(content: CreativeContent, creative_id: CreativeId | None = None) -> Callable[[Campaign], Sequence[Fact]]:
    return lambda c: c.revise_creative(ad_group_of(GOOGLE), creative_id or creative_of(GOOGLE), content)


def test_a_revised_creative_has_its_next_version() -> None:
    revised = replace(creative(), call_to_action="SHOP_NOW")
    history = after(Campaign, a_running_campaign(), revising(revised))
    assert history[-1] == Campaign.CreativeRevised(
        ad_group_id=ad_group_of(GOOGLE), creative_id=creative_of(GOOGLE), creative_version=2, content=revised
    )
    assert the_campaign(history).ad_groups[ad_group_of(GOOGLE)].creatives[creative_of(GOOGLE)].version == 2


def test_a_creative_that_says_the_same_leaves_no_fact() -> None:
    given(Campaign, a_running_campaign()).when(revising(creative())).then_nothing()


def test_a_revised_creative_is_held_to_its_platforms_limits() -> None:
    wrong = replace(creative(), headlines=("a" * 31, "b", "c"))
    given(Campaign, a_running_campaign()).when(revising(wrong)).then_refused(InvalidInputError, field="headlines[0]")


def test_a_creative_that_is_not_there_cannot_be_revised() -> None:
    given(Campaign, a_running_campaign()).when(revising(creative(), NEW)).then_refused(CreativeNotFoundError)


def test_a_google_ad_group_shows_3_creatives_at_most() -> None:
    added = (
        Campaign.CreativeAdded(
            ad_group_id=ad_group_of(GOOGLE),
            creative_id=CreativeId(uuid5(NEW, str(number))),
            content=creative(),
            derived_from=None,
        )
        for number in range(2)
    )
    full = given(Campaign, (*a_ready_draft(), *added))
    full.when(
        lambda c: c.add_creative(ad_group_id=ad_group_of(GOOGLE), creative_id=NEW, content=creative())
    ).then_refused(InvalidInputError, field="creatives", says="at most 3", fix="add an ad group")


def test_an_ended_campaign_takes_no_creative() -> None:
    given(Campaign, a_completed_campaign()).when(revising(creative())).then_refused(CampaignEndedError)

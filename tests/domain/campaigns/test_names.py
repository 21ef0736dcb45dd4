import pytest

from domain.campaigns.campaign import Campaign
from domain.errors import InvalidInputError
from tests.builders import GOOGLE, META, TIKTOK, TODAY, a_draft
from tests.given import attempt, given


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_a_campaign_needs_a_name(name: str) -> None:
    attempt(lambda: a_draft(name=name)).then_refused(InvalidInputError, field="name", says="needed")


@pytest.mark.parametrize("char", ["\n", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800"])
def test_a_name_stands_on_one_line_without_control_characters(char: str) -> None:
    naming = attempt(lambda: a_draft(name=f"Spring{char}sale"))
    naming.then_refused(InvalidInputError, field="name", says="control character", fix="one line")


def test_google_takes_215_bytes_of_a_name() -> None:
    a_draft(GOOGLE, name="é" * 107)
    naming = attempt(lambda: a_draft(GOOGLE, name="é" * 108))
    naming.then_refused(InvalidInputError, field="name", says="google-ads takes 215 bytes; this has 216")


def test_meta_takes_360_characters_of_a_name() -> None:
    a_draft(META, name="n" * 360)
    attempt(lambda: a_draft(META, name="n" * 361)).then_refused(
        InvalidInputError, field="name", fix="Shorten it to 360"
    )


def test_tiktok_counts_a_wide_character_twice() -> None:
    a_draft(TIKTOK, name="靴" * 236)
    attempt(lambda: a_draft(TIKTOK, name="靴" * 237)).then_refused(InvalidInputError, field="name", says="this has 474")


def test_the_strictest_of_the_platforms_decides() -> None:
    naming = attempt(lambda: a_draft(META, GOOGLE, name="n" * 216))
    naming.then_refused(InvalidInputError, field="name", says="google-ads takes 215")


@pytest.mark.parametrize("emoji", ["🎉", "☀", "❤️", "👩‍🚀", "🇩🇪"])
def test_tiktok_takes_no_emoji_in_a_name(emoji: str) -> None:
    naming = attempt(lambda: a_draft(TIKTOK, name=f"Party {emoji}"))
    naming.then_refused(InvalidInputError, field="name", says="no emoji", fix="Leave them out.")


def test_google_and_meta_take_emoji_in_a_name() -> None:
    assert a_draft(GOOGLE, META, name="Party 🎉")


def test_a_new_name_is_held_to_the_same_rules() -> None:
    renaming = given(Campaign, a_draft()).when(lambda c: c.revise(today=TODAY, name="n" * 216))
    renaming.then_refused(InvalidInputError, field="name", says="google-ads")

from dataclasses import dataclass, replace

import pytest

from domain.campaigns.campaign import Campaign
from domain.shared.copying import changed
from tests.builders import a_draft, daily
from tests.given import folded


@dataclass(frozen=True, slots=True)
class Positive:
    number: int

    def __post_init__(self) -> None:
        assert self.number > 0


def test_a_changed_copy_is_what_the_standard_library_makes() -> None:
    campaign = folded(Campaign, a_draft())
    assert changed(campaign, version=7, budget=daily("5")) == replace(campaign, version=7, budget=daily("5"))


def test_the_state_that_was_copied_stays_as_it_is() -> None:
    campaign = folded(Campaign, a_draft())
    changed(campaign, name="Another")
    assert campaign == folded(Campaign, a_draft())


def test_what_checks_itself_is_not_copied_past_its_checks() -> None:
    with pytest.raises(TypeError, match="Positive checks itself"):
        changed(Positive(1), number=0)


def test_a_name_that_the_state_does_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="colour"):
        changed(folded(Campaign, a_draft()), colour="red")  # type: ignore[call-arg]  # what the type checker refuses

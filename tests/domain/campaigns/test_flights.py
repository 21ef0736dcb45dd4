from datetime import timedelta

from domain.campaigns.budget import Flight
from domain.campaigns.campaign import Campaign
from domain.errors import InvalidInputError
from domain.shared.money import Money
from tests.builders import TODAY, a_draft, a_running_campaign, lifetime
from tests.given import attempt, given

YESTERDAY, NEXT_WEEK = TODAY - timedelta(days=1), TODAY + timedelta(days=7)


def test_a_flight_may_end_on_its_first_day() -> None:
    assert a_draft(flight=Flight(starts_on=TODAY, ends_on=TODAY))


def test_a_flight_that_ends_before_it_starts_is_refused() -> None:
    drafting = attempt(lambda: a_draft(flight=Flight(starts_on=NEXT_WEEK, ends_on=TODAY)))
    drafting.then_refused(InvalidInputError, field="flight.ends_on", says="before it starts on 2026-11-09")


def test_a_flight_that_is_over_is_refused() -> None:
    drafting = attempt(lambda: a_draft(flight=Flight(starts_on=YESTERDAY, ends_on=YESTERDAY)))
    drafting.then_refused(InvalidInputError, field="flight.ends_on", says="in the past", fix="2026-11-02 or later")


def test_a_flight_may_have_begun() -> None:
    assert a_draft(flight=Flight(starts_on=YESTERDAY))


def test_a_flight_more_than_ten_years_ahead_is_refused() -> None:
    drafting = attempt(lambda: a_draft(flight=Flight(starts_on=TODAY + timedelta(days=3_661))))
    drafting.then_refused(InvalidInputError, field="flight.starts_on", says="ten years ahead", fix="nearer")


def test_a_lifetime_budget_without_an_end_is_refused() -> None:
    drafting = attempt(lambda: a_draft(budget=lifetime("300")))
    drafting.then_refused(InvalidInputError, field="flight.ends_on", says="needs a last day", fix="budget a day")


def test_a_draft_whose_flight_is_over_must_move_it() -> None:
    draft = a_draft(flight=Flight(starts_on=TODAY, ends_on=TODAY))
    launching = given(Campaign, draft).when(lambda c: c.revise(today=NEXT_WEEK, name="Late"))
    launching.then_refused(InvalidInputError, field="flight.ends_on", says="in the past")


def test_both_ends_of_a_flight_count() -> None:
    assert Flight(starts_on=TODAY, ends_on=NEXT_WEEK).days == 8
    assert Flight(starts_on=TODAY).days is None


def test_a_running_campaign_may_change_its_budget_on_any_later_day() -> None:
    changing = given(Campaign, a_running_campaign()).when(lambda c: c.change_budget(Money.of("9", "USD"), NEXT_WEEK))
    assert len(changing.facts) == 1

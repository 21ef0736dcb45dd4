from datetime import timedelta

import pytest

from application.platforms.errors import PLATFORM_ERRORS, PlatformError
from domain.campaigns.channel import ProblemKind
from domain.shared.platform import Platform


def test_every_kind_of_problem_has_one_error_and_every_error_a_kind() -> None:
    assert sorted(error.kind for error in PLATFORM_ERRORS) == sorted(ProblemKind)
    assert set(PLATFORM_ERRORS) == set(PlatformError.__subclasses__())


@pytest.mark.parametrize("error", PLATFORM_ERRORS)
def test_every_error_says_what_a_person_should_do(error: type[PlatformError]) -> None:
    problem = error("It failed.", platform=Platform.META_ADS, code="17", request_id="r-1", field="name").as_problem()
    assert (problem.kind, problem.message, problem.advice) == (error.kind, "It failed.", error.default_advice)
    assert (problem.code, problem.request_id, problem.field) == ("17", "r-1", "name")


@pytest.mark.parametrize("error", PLATFORM_ERRORS)
def test_advice_that_knows_more_takes_the_place_of_the_usual(error: type[PlatformError]) -> None:
    failed = error("No.", platform=Platform.META_ADS, advice="Do this.", retry_after=timedelta(seconds=3))
    assert (failed.as_problem().advice, failed.retry_after) == ("Do this.", timedelta(seconds=3))


def test_words_that_the_ledger_cannot_hold_are_kept_as_far_as_it_can() -> None:
    failed = PLATFORM_ERRORS[0]("Bad\0 name \ud83d.", platform=Platform.META_ADS, code="1\0", field="\ud83dname")
    problem = failed.as_problem()
    assert (problem.message, problem.code, problem.field) == ("Bad name ?.", "1", "?name")

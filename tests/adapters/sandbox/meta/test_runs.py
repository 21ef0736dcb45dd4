"""Asynchronous insights with the client's own run object."""

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adreportrun import AdReportRun
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

ASKED = {"level": "campaign", "date_preset": "maximum"}


@pytest.fixture
def advertised(account: AdAccount, address: SandboxAddress, desk: ControlDesk) -> AdAccount:
    campaign = account.create_campaign(params=a_campaign(status="ACTIVE"))
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address, status="ACTIVE"))
    creative = account.create_ad_creative(params=a_creative(address))
    account.create_ad(params=an_ad(ad_set["id"], creative["id"], status="ACTIVE"))
    desk.pass_days(1.1)
    return account


def polled(run: AdReportRun, times: int) -> list[tuple[str, int]]:
    states = []
    for _ in range(times):
        told = run.api_get()
        states.append((told["async_status"], told["async_percent_completion"]))
    return states


def test_a_run_is_polled_until_it_is_complete_and_then_read(advertised: AdAccount) -> None:
    run = advertised.get_insights_async(fields=["campaign_id", "spend"], params=ASKED)
    assert polled(run, 2) == [("Job Running", 40), ("Job Completed", 100)]
    told = [row.export_all_data() for row in run.get_result(params={"limit": 500})]
    asked = advertised.get_insights(fields=["campaign_id", "spend"], params={**ASKED, "limit": 500})
    assert told == [row.export_all_data() for row in asked]


def test_a_run_that_is_not_complete_cannot_be_read(advertised: AdAccount) -> None:
    run = advertised.get_insights_async(fields=["spend"], params=ASKED)
    with pytest.raises(FacebookRequestError) as refused:
        run.get_result()
    assert refused.value.api_error_code() == 2601


def test_a_stuck_run_stays_at_a_hundred_percent(advertised: AdAccount, desk: ControlDesk) -> None:
    desk.break_calls("meta", "POST /act_*/insights", "stuck_run")
    run = advertised.get_insights_async(fields=["spend"], params=ASKED)
    assert polled(run, 4)[1:] == [("Job Running", 100)] * 3
    with pytest.raises(FacebookRequestError):
        run.get_result()


def test_an_impossible_question_makes_no_run(advertised: AdAccount) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        advertised.get_insights_async(fields=["spend"], params={"level": "creative"})
    assert refused.value.api_error_code() == 100


def test_a_failed_run_says_why_and_has_no_result(advertised: AdAccount, desk: ControlDesk) -> None:
    desk.break_calls("meta", "POST /act_*/insights", "failed_run")
    job = advertised.get_insights(fields=["spend"], params={"date_preset": "today"}, is_async=True)
    job.api_get()
    told = job.api_get(fields=["async_status", "error_code", "error_message", "error_user_msg"])
    assert (told["async_status"], told["error_code"]) == ("Job Failed", 2)
    with pytest.raises(FacebookRequestError) as refused:
        job.get_result()
    assert refused.value.api_error_code() == 2601

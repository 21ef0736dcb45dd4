import json
from uuid import uuid4

import pytest
import requests
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.exceptions import FacebookRequestError

from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.drafts import a_campaign

CREATE = "POST /act_*/campaigns"


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("rate_limit", (400, 80004, 2446079)),
        ("daily_quota", (400, 4, None)),
        ("token_expired", (401, 190, 463)),
        ("token_revoked", (401, 190, 458)),
        ("server_error", (500, 2, None)),
    ],
)
def test_a_fault_comes_in_graph_s_own_form_and_applies_nothing(
    account: AdAccount, desk: ControlDesk, kind: str, error: tuple[int, int, int | None]
) -> None:
    name = f"Struck {uuid4()}"
    desk.break_calls("meta", CREATE, kind)
    with pytest.raises(FacebookRequestError) as struck:
        account.create_campaign(params=a_campaign(name=name))
    found = struck.value
    assert (found.http_status(), found.api_error_code(), found.api_error_subcode()) == error
    assert desk.named(name) == []


def test_a_rate_limit_says_when_to_come_back(account: AdAccount, desk: ControlDesk) -> None:
    desk.break_calls("meta", CREATE, "rate_limit", retry_after_seconds=300)
    with pytest.raises(FacebookRequestError) as struck:
        account.create_campaign(params=a_campaign())
    (usage,) = json.loads(struck.value.http_headers()["x-business-use-case-usage"]).values()
    assert usage[0]["estimated_time_to_regain_access"] == 5


def test_an_html_502_breaks_the_sdk_as_in_life(account: AdAccount, desk: ControlDesk) -> None:
    desk.break_calls("meta", CREATE, "html_502")
    with pytest.raises(TypeError):
        account.create_campaign(params=a_campaign())


def test_a_dropped_call_applies_nothing(account: AdAccount, desk: ControlDesk) -> None:
    name = f"Dropped {uuid4()}"
    desk.break_calls("meta", CREATE, "dropped")
    with pytest.raises(requests.ConnectionError):
        account.create_campaign(params=a_campaign(name=name))
    assert desk.named(name) == []


def test_a_call_that_is_never_answered_is_applied_once(account: AdAccount, desk: ControlDesk) -> None:
    name = f"Unanswered {uuid4()}"
    desk.break_calls("meta", CREATE, "applied_unanswered")
    with pytest.raises(requests.ConnectionError):
        account.create_campaign(params=a_campaign(name=name))
    (entry,) = desk.named(name)
    assert (entry["outcome"], entry["answered"]) == ("applied", False)
    by_name = {"filtering": [{"field": "name", "operator": "EQUAL", "value": name}]}
    assert [found["id"] for found in account.get_campaigns(params=by_name)] == [entry["id"]]


def test_a_slow_call_is_answered_in_the_end(account: AdAccount, desk: ControlDesk) -> None:
    desk.break_calls("meta", CREATE, "slow", delay_seconds=0.05)
    assert account.create_campaign(params=a_campaign())["id"]

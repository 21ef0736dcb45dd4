import pytest

from adapters.sandbox.google_ads.failures import failure_of
from adapters.sandbox.google_ads.kinds import KINDS, READ_ONLY
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.rules.table import RULES
from adapters.sandbox.google_ads.server import VERSION
from adapters.sandbox.google_ads.services import is_served
from adapters.sandbox.google_ads.wire import Proto, load_wire


def test_the_client_itself_tells_the_messages_of_a_method() -> None:
    method = load_wire(VERSION).methods["/google.ads.googleads.v26.services.CampaignService/MutateCampaigns"]

    assert method.route == "CampaignService/MutateCampaigns"
    assert method.request.DESCRIPTOR.full_name == "google.ads.googleads.v26.services.MutateCampaignsRequest"
    assert method.response.DESCRIPTOR.full_name == "google.ads.googleads.v26.services.MutateCampaignsResponse"
    assert is_served(method)


def test_search_stream_is_the_one_method_that_streams() -> None:
    streaming = [method.route for method in load_wire(VERSION).methods.values() if method.streams]

    assert streaming == ["GoogleAdsService/SearchStream"]


@pytest.mark.parametrize("root", KINDS)
def test_every_kind_has_rules_and_a_method_of_its_own(root: str) -> None:
    routes = {method.route for method in load_wire(VERSION).methods.values()}

    assert RULES[root]
    assert KINDS[root].method in routes


@pytest.mark.parametrize("root", KINDS)
def test_every_field_that_a_rule_names_exists(root: str) -> None:
    message = load_wire(VERSION).resource_type(root)

    for path in [rule.path for rule in RULES[root]] + sorted(READ_ONLY[root] | KINDS[root].fixed):
        assert _exists(message.DESCRIPTOR, path.replace("[]", "").split(".")), path


def _exists(descriptor: Proto, steps: list[str]) -> bool:
    field = descriptor.fields_by_name.get(steps[0])
    return field is not None and (len(steps) == 1 or _exists(field.message_type, steps[1:]))


@pytest.mark.parametrize("code", sorted({rule.code for rules in RULES.values() for rule in rules}))
def test_every_code_that_a_rule_gives_is_google_s_own(code: str) -> None:
    failure = failure_of([Refusal(code=code, message="told")], load_wire(VERSION), "request")

    assert failure.errors[0].error_code.WhichOneof("error_code") == code.partition(".")[0]

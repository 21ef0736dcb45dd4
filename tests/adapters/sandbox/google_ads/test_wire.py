import pytest

from adapters.sandbox.google_ads.failures import failure_of
from adapters.sandbox.google_ads.kinds import KINDS, READ_ONLY
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.rules.table import RULES
from adapters.sandbox.google_ads.services import is_served
from adapters.sandbox.google_ads.wire import SERVICES, VERSIONS, Proto, find_method, load_wire, methods_of

_MUTATE_CAMPAIGNS = "/google.ads.googleads.{}.services.CampaignService/MutateCampaigns"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_client_itself_tells_the_messages_of_a_method(version: str) -> None:
    found = find_method(_MUTATE_CAMPAIGNS.format(version))

    assert found is not None
    wire, method = found
    assert (wire.version, method.route) == (version, "CampaignService/MutateCampaigns")
    assert method.request.DESCRIPTOR.name == "MutateCampaignsRequest"
    assert method.response.DESCRIPTOR.name == "MutateCampaignsResponse"
    assert is_served(method)


def test_a_version_that_is_no_more_has_no_methods() -> None:
    assert find_method(_MUTATE_CAMPAIGNS.format("v19")) is None


def test_search_stream_is_the_one_method_that_streams() -> None:
    methods = [method for service in SERVICES for method in methods_of(service).values()]

    assert [method.route for method in methods if method.streams] == ["GoogleAdsService/SearchStream"]


@pytest.mark.parametrize("root", KINDS)
def test_every_kind_has_rules_and_a_method_of_its_own(root: str) -> None:
    service, _, name = KINDS[root].method.partition("/")

    assert RULES[root]
    assert name in methods_of(service)


@pytest.mark.parametrize("root", KINDS)
def test_every_field_that_a_rule_names_exists(root: str) -> None:
    message = load_wire(VERSIONS[0]).resource_type(root)

    for path in [rule.path for rule in RULES[root]] + sorted(READ_ONLY[root] | KINDS[root].fixed):
        assert _exists(message.DESCRIPTOR, path.replace("[]", "").split(".")), path


def _exists(descriptor: Proto, steps: list[str]) -> bool:
    field = descriptor.fields_by_name.get(steps[0])
    return field is not None and (len(steps) == 1 or _exists(field.message_type, steps[1:]))


@pytest.mark.parametrize("code", sorted({rule.code for rules in RULES.values() for rule in rules}))
def test_every_code_that_a_rule_gives_is_google_s_own(code: str) -> None:
    failure = failure_of([Refusal(code=code, message="told")], load_wire(VERSIONS[0]), "request")

    assert failure.errors[0].error_code.WhichOneof("error_code") == code.partition(".")[0]

"""Each check outside the rules of objects, broken alone: its own error unless it is relaxed, and then an answer."""

import re
from collections.abc import Iterator

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.meta.check_rows import Check
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.switches import CHECKS
from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.call_breakers import CALL_BREAKS, ODD_TYPES, Break
from tests.adapters.sandbox.meta.insight_breakers import INSIGHT_BREAKS
from tests.adapters.sandbox.meta.object_breakers import OBJECT_BREAKS

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

BREAKS = {**CALL_BREAKS, **OBJECT_BREAKS, **INSIGHT_BREAKS}
THE_TYPE = next(check for check in CHECKS if check.name == TYPE)


@pytest.fixture
def control(address: SandboxAddress) -> Iterator[ControlClient]:
    client = ControlClient(address.control_url)
    yield client
    client.enforce(*(check.name for check in CHECKS))


def words_of(check: Check) -> re.Pattern[str]:
    """Return what an answer says: the row's message with anything for the words in braces."""
    said = check.message if check.subcode is not None else f"(#{check.code}) {check.message}"
    pieces = re.split(r"(?<!\{)\{\w+\}(?!\})", said)
    return re.compile(".+".join(re.escape(piece.replace("{{", "{").replace("}}", "}")) for piece in pieces))


def refused(broken: Break, check: Check, account: AdAccount, address: SandboxAddress) -> None:
    with pytest.raises(FacebookRequestError) as refusal:
        broken(account, address)
    error = refusal.value
    assert words_of(check).fullmatch(error.api_error_message())
    assert (error.api_error_code(), error.api_error_subcode()) == (check.code, check.subcode)
    assert (error.http_status(), error.api_error_type()) == (check.status, check.kind)
    assert error.body()["error"]["fbtrace_id"]


def test_every_check_is_shown_broken() -> None:
    assert BREAKS.keys() == {check.name for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_broken_check_is_refused_with_its_own_error(
    check: Check, account: AdAccount, address: SandboxAddress
) -> None:
    refused(BREAKS[check.name], check, account, address)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_breaks_one_check_passes_once_that_one_is_relaxed(
    check: Check, account: AdAccount, address: SandboxAddress, control: ControlClient
) -> None:
    control.relax(check.name)
    BREAKS[check.name](account, address)


@pytest.mark.parametrize("odd", ODD_TYPES)
def test_a_parameter_of_another_type_is_refused(odd: str, account: AdAccount, address: SandboxAddress) -> None:
    refused(ODD_TYPES[odd], THE_TYPE, account, address)


@pytest.mark.parametrize("odd", ODD_TYPES)
def test_relaxed_a_parameter_of_another_type_counts_as_not_sent(
    odd: str, account: AdAccount, address: SandboxAddress, control: ControlClient
) -> None:
    control.relax(TYPE)
    ODD_TYPES[odd](account, address)

"""Conversions of phone calls that are uploaded: each rule broken alone."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from adapters.sandbox.google_ads.call_rules import CALL_RULES
from adapters.sandbox.google_ads.upload_rules import UploadRule
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of

_NOT_FOUND = CALL_RULES[-1]
_BEGAN, _THEN, _LATER = "2026-09-30 11:00:00+00:00", "2026-09-30 12:00:00+00:00", "2026-10-02 12:00:00+00:00"
Sent = dict[str, Any]


def _action(bench: Bench, kind: str = "UPLOAD_CALLS") -> str:
    return bench.mutate({"conversion_action_operation": {"create": {"name": kind, "type_": kind}}})[0]


def _call(bench: Bench, **changes: object) -> Sent:
    action = {} if "conversion_action" in changes else {"conversion_action": _action(bench)}
    times = {"call_start_date_time": _BEGAN, "conversion_date_time": _THEN}
    return {"caller_id": "+16502531234", **times, "conversion_value": 3.0, **action, **changes}


def _refusals(bench: Bench, *calls: Sent) -> list[str]:
    asked = {"customer_id": CUSTOMER, "conversions": list(calls), "partial_failure": True}
    answer = bench.service("ConversionUploadService").upload_call_conversions(request=asked)
    failure = type(bench.client().get_type("GoogleAdsFailure"))
    details = answer.partial_failure_error.details
    return [code_of(error) for detail in details for error in failure.deserialize(detail.value).errors]


_BREAKERS: Mapping[str, Callable[[Bench], list[Sent]]] = {
    "caller_id.required": lambda bench: [_call(bench, caller_id="")],
    "caller_id.unparseable_callers_phone_number": lambda bench: [_call(bench, caller_id="nobody")],
    "conversion_action.no_conversion_action_found": lambda bench: [_call(bench, conversion_action="")],
    "conversion_action.invalid_conversion_action_type": lambda bench: [
        _call(bench, conversion_action=_action(bench, "UPLOAD_CLICKS"))
    ],
    "call_start_date_time.invalid_string_date_time_seconds_with_offset": lambda bench: [
        _call(bench, call_start_date_time="then")
    ],
    "conversion_date_time.invalid_string_date_time_seconds_with_offset": lambda bench: [
        _call(bench, conversion_date_time="then")
    ],
    "conversion_date_time.conversion_precedes_call": lambda bench: [
        _call(bench, call_start_date_time=_THEN, conversion_date_time=_BEGAN)
    ],
    "call_start_date_time.too_recent_call": lambda bench: [
        _call(bench, call_start_date_time=_LATER, conversion_date_time=_LATER)
    ],
    "caller_id.duplicate_call_conversion_in_request": lambda bench: [_call(bench)] * 2,
    "caller_id.call_not_found": lambda bench: [_call(bench)],
}


def _short(rule: UploadRule) -> str:
    return rule.name.split(".", 2)[2]


def _break(bench: Bench, rule: UploadRule) -> list[str]:
    """With calls let pass that nobody made, but for the rule about them."""
    if rule is not _NOT_FOUND:
        bench.sandbox.rules.relax([_NOT_FOUND.name])
    return _refusals(bench, *(_BREAKERS[_short(rule)](bench)))


def test_every_rule_is_shown_broken() -> None:
    assert set(_BREAKERS) == {_short(rule) for rule in CALL_RULES}


@pytest.mark.parametrize("rule", CALL_RULES, ids=_short)
def test_a_call_that_breaks_a_rule_gets_its_own_error(bench: Bench, rule: UploadRule) -> None:
    assert _break(bench, rule) == [rule.code]


@pytest.mark.parametrize("rule", CALL_RULES, ids=_short)
def test_a_relaxed_rule_lets_the_call_pass(bench: Bench, rule: UploadRule) -> None:
    bench.sandbox.rules.relax([rule.name])
    assert _break(bench, rule) == []

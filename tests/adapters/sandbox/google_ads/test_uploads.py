"""Conversions that are uploaded: each rule broken alone, and what holds for the whole request."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.upload_rules import ADJUSTMENT_RULES, CLICK_RULES, UploadRule
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of, codes
from tests.adapters.sandbox.google_ads.builders import a_removal

_CLICK = "Cj0KCQ" + "a" * 30
_THEN, _LATER = "2026-09-30 12:00:00+00:00", "2026-10-02 12:00:00+00:00"
Sent = dict[str, Any]


def _action(bench: Bench, kind: str = "UPLOAD_CLICKS", name: str = "Uploaded") -> str:
    return bench.mutate({"conversion_action_operation": {"create": {"name": name, "type_": kind}}})[0]


def _conversion(bench: Bench, **changes: object) -> Sent:
    action = {} if "conversion_action" in changes else {"conversion_action": _action(bench)}
    return {"gclid": _CLICK, "conversion_date_time": _THEN, "conversion_value": 12.0, **action, **changes}


def _upload(bench: Bench, *conversions: Sent, **request: object) -> Any:  # noqa: ANN401 - the client is untyped
    asked = {"customer_id": CUSTOMER, "conversions": list(conversions), "partial_failure": True, **request}
    return bench.service("ConversionUploadService").upload_click_conversions(request=asked)


def _adjust(bench: Bench, *adjustments: Sent) -> Any:  # noqa: ANN401 - the client is untyped
    asked = {"customer_id": CUSTOMER, "conversion_adjustments": list(adjustments), "partial_failure": True}
    return bench.service("ConversionAdjustmentUploadService").upload_conversion_adjustments(request=asked)


def _refusals(bench: Bench, answer: Any) -> list[str]:  # noqa: ANN401 - the client is untyped
    failure = type(bench.client().get_type("GoogleAdsFailure"))
    details = answer.partial_failure_error.details
    return [code_of(error) for detail in details for error in failure.deserialize(detail.value).errors]


def _order_first(bench: Bench) -> list[Sent]:
    conversion = _conversion(bench, order_id="1")
    _upload(bench, conversion)
    return [{**conversion, "gclid": f"{_CLICK}b"}]


def _twice(bench: Bench, **second: object) -> list[Sent]:
    conversion = _conversion(bench, order_id="1")
    return [conversion, {**conversion, **second}]


def _again(bench: Bench) -> list[Sent]:
    conversion = _conversion(bench)
    _upload(bench, conversion)
    return [conversion]


_BREAKERS: Mapping[str, Callable[[Bench], list[Sent]]] = {
    "gclid.required": lambda bench: [_conversion(bench, gclid="")],
    "gclid.gbraid_wbraid_both_set": lambda bench: [_conversion(bench, gclid="", gbraid="a", wbraid="b")],
    "gclid.unparseable_gclid": lambda bench: [_conversion(bench, gclid="abc")],
    "conversion_action.no_conversion_action_found": lambda bench: [_conversion(bench, conversion_action="")],
    "conversion_action.invalid_conversion_action_type": lambda bench: [
        _conversion(bench, conversion_action=_action(bench, "WEBPAGE", "Seen"))
    ],
    "conversion_date_time.invalid_string_date_time_seconds_with_offset": lambda bench: [
        _conversion(bench, conversion_date_time="2026-09-30 12:00:00")
    ],
    "conversion_date_time.too_recent_event": lambda bench: [_conversion(bench, conversion_date_time=_LATER)],
    "conversion_date_time.expired_event": lambda bench: [
        _conversion(bench, conversion_date_time="2026-01-01 12:00:00+00:00")
    ],
    "gclid.duplicate_click_conversion_in_request": lambda bench: _twice(bench, order_id=""),
    "gclid.click_conversion_already_exists": _again,
    "order_id.duplicate_order_id": lambda bench: _twice(bench, gclid=f"{_CLICK}b"),
    "order_id.order_id_already_in_use": _order_first,
}


def _adjustment(bench: Bench, **changes: object) -> Sent:
    conversion = _conversion(bench, order_id="1")
    _upload(bench, conversion)
    whole = {
        "conversion_action": conversion["conversion_action"],
        "adjustment_type": "RETRACTION",
        "adjustment_date_time": _THEN,
        "order_id": "1",
    }
    return whole | changes


def _retracted(bench: Bench) -> Sent:
    adjustment = _adjustment(bench)
    _adjust(bench, adjustment)
    return adjustment


def _of_removed_action(bench: Bench) -> Sent:
    adjustment = _adjustment(bench)
    bench.mutate(a_removal("conversion_action", adjustment["conversion_action"]))
    return adjustment


_MISADJUSTED: Mapping[str, Callable[[Bench], Sent]] = {
    "adjustment_type.required": lambda bench: _adjustment(bench, adjustment_type=0),
    "conversion_action.no_conversion_action_found": _of_removed_action,
    "adjustment_date_time.invalid_string_date_time_seconds_with_offset": lambda bench: _adjustment(
        bench, adjustment_date_time="soon"
    ),
    "order_id.gclid_date_time_pair_and_order_id_both_set": lambda bench: _adjustment(
        bench, gclid_date_time_pair={"gclid": _CLICK, "conversion_date_time": _THEN}
    ),
    "restatement_value.required": lambda bench: _adjustment(bench, adjustment_type="RESTATEMENT"),
    "order_id.conversion_not_found": lambda bench: _adjustment(bench, order_id="2"),
    "order_id.conversion_already_retracted": _retracted,
}


def _short(rule: UploadRule) -> str:
    return rule.name.split(".", 2)[2]


def test_every_rule_is_shown_broken() -> None:
    assert set(_BREAKERS) == {_short(rule) for rule in CLICK_RULES}
    assert set(_MISADJUSTED) == {_short(rule) for rule in ADJUSTMENT_RULES}


@pytest.mark.parametrize("rule", CLICK_RULES, ids=_short)
def test_a_conversion_that_breaks_a_rule_gets_its_own_error(bench: Bench, rule: UploadRule) -> None:
    answer = _upload(bench, *_BREAKERS[_short(rule)](bench))
    assert _refusals(bench, answer) == [rule.code]


@pytest.mark.parametrize("rule", CLICK_RULES, ids=_short)
def test_a_relaxed_rule_lets_the_conversion_pass(bench: Bench, rule: UploadRule) -> None:
    bench.sandbox.rules.relax([rule.name])
    assert _refusals(bench, _upload(bench, *_BREAKERS[_short(rule)](bench))) == []


@pytest.mark.parametrize("rule", ADJUSTMENT_RULES, ids=_short)
def test_an_adjustment_that_breaks_a_rule_gets_its_own_error(bench: Bench, rule: UploadRule) -> None:
    answer = _adjust(bench, _MISADJUSTED[_short(rule)](bench))
    assert _refusals(bench, answer) == [rule.code]


@pytest.mark.parametrize("rule", ADJUSTMENT_RULES, ids=_short)
def test_a_relaxed_rule_lets_the_adjustment_pass(bench: Bench, rule: UploadRule) -> None:
    bench.sandbox.rules.relax([rule.name])
    assert _refusals(bench, _adjust(bench, _MISADJUSTED[_short(rule)](bench))) == []


def test_what_was_uploaded_is_told_and_what_was_refused_is_left_empty(bench: Bench) -> None:
    good = _conversion(bench)
    results = _upload(bench, good, good | {"gclid": "abc"}).results
    assert [result.gclid for result in results] == [_CLICK, ""]


def test_uploads_are_only_taken_with_partial_failure(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        _upload(bench, _conversion(bench), partial_failure=False)
    assert codes(refusal.value) == ["partial_failure_error.PARTIAL_FAILURE_MODE_REQUIRED"]

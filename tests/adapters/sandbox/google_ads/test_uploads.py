"""Conversions that are uploaded: each rule broken alone, and what holds for the whole request."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.upload_rules import ADJUSTMENT_RULES, CLICK_RULES, UploadRule
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_keyword, a_removal, a_tree

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
    "conversion_date_time.conversion_precedes_event": lambda bench: [
        _conversion(bench, gclid=_sold(bench)[0], conversion_date_time=_LATER)
    ],
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


def _sold(bench: Bench) -> tuple[str, str]:
    """The id of a click of yesterday, and the campaign it came from."""
    bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=3))
    query = gaql("click_view.gclid, campaign.id", "click_view", "WHERE segments.date = '2026-10-03'")
    row = bench.query(query)[0]
    return row.click_view.gclid, row.campaign.resource_name


def _counts(bench: Bench, metric: str, resource: str = "campaign", *, segment: str = "") -> dict[str, float]:
    """By day or by another segment."""
    told = f"segments.{segment or 'date'}"
    rows = bench.query(gaql(f"{told}, metrics.{metric}", resource, "WHERE segments.date DURING LAST_30_DAYS"))
    found: dict[str, float] = {}
    for row in rows:
        name = str(getattr(row.segments, segment or "date"))
        found[name] = found.get(name, 0) + getattr(row.metrics, metric)
    return found


def _difference(after: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    changed = {name: after.get(name, 0) - before.get(name, 0) for name in {*after, *before}}
    return {name: round(value, 2) for name, value in changed.items() if round(value, 2)}


_NOW = "2026-10-04 11:00:00+00:00"


def test_a_conversion_counts_on_the_day_of_its_click_and_by_its_own_day(bench: Bench) -> None:
    gclid, _ = _sold(bench)
    bench.sandbox.clock.advance(timedelta(days=1))
    metrics = ("conversions", "conversions_value", "conversions_by_conversion_date")
    before = [_counts(bench, metric) for metric in metrics]

    _upload(bench, _conversion(bench, gclid=gclid, conversion_date_time=_NOW))

    by_click, worth, by_day = (_difference(_counts(bench, m), b) for m, b in zip(metrics, before, strict=True))
    assert (by_click, worth) == ({"2026-10-03": 1.0}, {"2026-10-03": 12.0})
    assert by_day == {"2026-10-04": 1.0}


def test_conversions_by_their_own_day_are_those_by_the_day_of_the_click(bench: Bench) -> None:
    _sold(bench)
    bench.sandbox.clock.advance(timedelta(days=9))

    by_click = sum(_counts(bench, "conversions").values())
    by_day = sum(_counts(bench, "conversions_by_conversion_date").values())

    assert by_click == by_day > 0


@pytest.mark.parametrize("resource", ["customer", "ad_group", "ad_group_ad", "campaign_budget", "keyword_view"])
def test_an_uploaded_conversion_is_told_at_every_level(bench: Bench, resource: str) -> None:
    gclid, _ = _sold(bench)
    before = sum(_counts(bench, "conversions", resource).values())

    _upload(bench, _conversion(bench, gclid=gclid, conversion_date_time=_NOW))

    assert sum(_counts(bench, "conversions", resource).values()) == before + 1


@pytest.mark.parametrize("segment", ["device", "ad_network_type", "conversion_action_name", "hour"])
def test_an_uploaded_conversion_has_one_value_of_every_segment(bench: Bench, segment: str) -> None:
    gclid, _ = _sold(bench)
    conversion = _conversion(bench, gclid=gclid, conversion_date_time=_NOW)
    before = _counts(bench, "conversions", segment=segment)

    _upload(bench, conversion)

    assert list(_difference(_counts(bench, "conversions", segment=segment), before).values()) == [1.0]


def test_a_secondary_action_counts_among_all_conversions_alone(bench: Bench) -> None:
    gclid, _ = _sold(bench)
    fields = {"name": "Seen", "type_": "UPLOAD_CLICKS", "primary_for_goal": False}
    action = bench.mutate({"conversion_action_operation": {"create": fields}})[0]
    before = [sum(_counts(bench, metric).values()) for metric in ("conversions", "all_conversions")]

    _upload(bench, _conversion(bench, gclid=gclid, conversion_action=action, conversion_date_time=_NOW))

    after = [sum(_counts(bench, metric).values()) for metric in ("conversions", "all_conversions")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [0, 1]


def test_an_adjustment_changes_what_reports_count(bench: Bench) -> None:
    gclid, _ = _sold(bench)
    before = sum(_counts(bench, "conversions_value").values())
    conversion = _conversion(bench, gclid=gclid, order_id="1", conversion_date_time=_NOW)
    _upload(bench, conversion)
    about = {"conversion_action": conversion["conversion_action"], "adjustment_date_time": _THEN, "order_id": "1"}

    _adjust(bench, {**about, "adjustment_type": "RESTATEMENT", "restatement_value": {"adjusted_value": 30.0}})
    restated = sum(_counts(bench, "conversions_value").values())
    _adjust(bench, {**about, "adjustment_type": "RETRACTION"})

    assert restated == pytest.approx(before + 30.0)
    assert sum(_counts(bench, "conversions_value").values()) == pytest.approx(before)


def test_a_conversion_of_a_click_that_nobody_sold_is_in_no_report(bench: Bench) -> None:
    _sold(bench)
    before = _counts(bench, "all_conversions")

    _upload(bench, _conversion(bench))

    assert _counts(bench, "all_conversions") == before

from datetime import date

import pytest

from adapters.sandbox.google_ads.gaql.dates import NAMED_RANGES, named_range
from adapters.sandbox.google_ads.gaql.parser import parse
from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Ordering
from adapters.sandbox.google_ads.refusals import RefusedError


def test_a_whole_query_is_read_clause_by_clause() -> None:
    query = parse(
        "select campaign.id, metrics.clicks from campaign where campaign.status IN ('ENABLED', PAUSED) "
        "and segments.date between '2026-11-01' and '2026-11-19' "
        "ORDER BY metrics.clicks DESC, campaign.id LIMIT 5 PARAMETERS include_drafts = true"
    )

    assert query.select == ("campaign.id", "metrics.clicks")
    assert query.resource == "campaign"
    assert query.where == (
        Condition(field="campaign.status", operator=Operator.IN, values=("ENABLED", "PAUSED")),
        Condition(field="segments.date", operator=Operator.BETWEEN, values=("2026-11-01", "2026-11-19")),
    )
    assert query.order_by == (Ordering(field="metrics.clicks", descending=True), Ordering(field="campaign.id"))
    assert (query.limit, query.parameters) == (5, (("include_drafts", "true"),))


@pytest.mark.parametrize("operator", [operator for operator in Operator if operator is not Operator.BETWEEN])
def test_every_operator_is_read_by_its_own_name(operator: Operator) -> None:
    value = {Operator.IS_NULL: "", Operator.IS_NOT_NULL: "", Operator.DURING: "TODAY"}.get(operator, "('x')")
    value = value if operator.value.startswith(("CONTAINS", "IN", "NOT IN")) or not value else value.strip("()")

    query = parse(f"SELECT a.b FROM a WHERE a.b {operator.value} {value}")  # noqa: S608 - GAQL is no SQL

    assert query.where[0].operator is operator


def test_a_quote_inside_a_string_is_escaped() -> None:
    assert parse(r"SELECT a.b FROM a WHERE a.b = 'it\'s'").where[0].values == ("it's",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "EXPECTED_SELECT"),
        ("UPDATE campaign", "EXPECTED_SELECT"),
        ("SELECT a.b", "EXPECTED_FROM"),
        ("SELECT FROM a", "UNEXPECTED_INPUT"),
        ("SELECT a.b FROM a WHERE", "UNEXPECTED_END_OF_QUERY"),
        ("SELECT a.b FROM a WHERE a.b ~ 1", "BAD_OPERATOR"),
        ("SELECT a.b FROM a WHERE a.b IN ()", "PROHIBITED_EMPTY_LIST_IN_CONDITION"),
        ("SELECT a.b FROM a WHERE a.b IN 'x'", "EXPECTED_LIST"),
        ("SELECT a.b FROM a WHERE a.b = 'x", "STRING_NOT_TERMINATED"),
        ("SELECT a.b FROM a WHERE a.b BETWEEN 1 OR 2", "EXPECTED_AND"),
        ("SELECT a.b FROM a WHERE a.b = 1 OR a.b = 2", "UNEXPECTED_INPUT"),
        ("SELECT a.b FROM a ORDER a.b", "EXPECTED_BY"),
        ("SELECT a.b FROM a LIMIT many", "BAD_LIMIT_VALUE"),
        ("SELECT a.b FROM a LIMIT 0", "LIMIT_VALUE_TOO_LOW"),
        ("SELECT a.b; FROM a", "BAD_SYMBOL"),
    ],
)
def test_broken_grammar_is_told_by_its_own_code(text: str, code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        parse(text)

    assert refusal.value.refusals[0].code == f"query_error.{code}"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("TODAY", "2026-11-20", "2026-11-20"),
        ("YESTERDAY", "2026-11-19", "2026-11-19"),
        ("LAST_7_DAYS", "2026-11-13", "2026-11-19"),
        ("LAST_14_DAYS", "2026-11-06", "2026-11-19"),
        ("LAST_30_DAYS", "2026-10-21", "2026-11-19"),
        ("LAST_BUSINESS_WEEK", "2026-11-09", "2026-11-13"),
        ("LAST_MONTH", "2026-10-01", "2026-10-31"),
        ("LAST_WEEK_MON_SUN", "2026-11-09", "2026-11-15"),
        ("LAST_WEEK_SUN_SAT", "2026-11-08", "2026-11-14"),
        ("THIS_MONTH", "2026-11-01", "2026-11-20"),
        ("THIS_WEEK_MON_TODAY", "2026-11-16", "2026-11-20"),
        ("THIS_WEEK_SUN_TODAY", "2026-11-15", "2026-11-20"),
    ],
)
def test_a_named_range_is_counted_from_today(name: str, first: str, last: str) -> None:
    assert named_range(name, date(2026, 11, 20)) == (date.fromisoformat(first), date.fromisoformat(last))


def test_every_named_range_runs_forward_on_every_day_of_a_year() -> None:
    for ordinal in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal()):
        today = date.fromordinal(ordinal)
        assert all(first <= last <= today for first, last in (named_range(name, today) for name in NAMED_RANGES))

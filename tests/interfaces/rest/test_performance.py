from datetime import date
from decimal import Decimal
from uuid import UUID

from application.context import CommandContext
from application.handling import load
from application.ids import uuid7
from application.performance.commands import FiguresOfAccount, record_figures
from domain.ad_accounts.ad_account import AdAccount
from domain.performance.observation import Grain, Observation, ObservationKey
from domain.performance.performance_feed import Source
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CommandId, performance_feed_id
from domain.shared.metrics import Metrics
from tests.interfaces.rest.bench import Office

RANGE = {"from": "2026-11-01", "to": "2026-11-30"}


async def _record(office: Office, account_id: str, rows: list[Observation], grain: Grain = Grain.CAMPAIGN_DAY) -> int:
    """Record figures, and say the position at which they stand."""
    account = await load(office.services.ledger, office.organization, AdAccount, UUID(account_id))
    context = CommandContext(
        organization=office.organization,
        actor=Actor(kind=ActorKind.PLATFORM, id="google-ads"),
        now=office.services.now(),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )
    figures = FiguresOfAccount(
        account=account,
        source=Source.PULL,
        grain=grain,
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
        rows=rows,
        complete=False,
    )
    await record_figures(office.services.recording, context, figures)
    feed = performance_feed_id(AdAccountId(UUID(account_id)), "2026-11")
    return (await office.services.ledger.load(office.organization, feed))[-1].position


def _row(day: int, metrics: Metrics, hour: int = -1) -> Observation:
    return Observation(key=ObservationKey(day=date(2026, 11, day), hour=hour, campaign_ref="c-1"), metrics=metrics)


async def test_ratios_are_of_sums_with_twelve_decimals_half_to_even(office: Office) -> None:
    account_id = await office.connect()
    some = Metrics(
        impressions=7, clicks=3, spend_micros=1, conversions=Decimal("1.5"), conversion_value_micros=2_500_000
    )
    position = await _record(office, account_id, [_row(1, some), _row(2, Metrics(impressions=2, spend_micros=999_999))])

    report = await office.client.get("/v1/performance", params={**RANGE, "after": position})

    (row,) = report.json()["rows"]
    assert (row["impressions"], row["clicks"], row["spend"]) == (9, 3, "1")
    assert (row["conversions"], row["conversion_value"]) == ("1.5", "2.5")
    assert (row["ctr"], row["cpc"], row["cpm"]) == ("0.333333333333", "0.333333333333", "111.111111111111")
    assert (row["cvr"], row["cpa"], row["roas"]) == ("0.500000000000", "0.666666666667", "2.500000000000")
    assert report.json()["as_of"] == row["as_of"]


async def test_what_is_undefined_is_null_and_not_zero(office: Office) -> None:
    position = await _record(office, await office.connect(), [_row(1, Metrics(impressions=10))])

    report = await office.client.get("/v1/performance", params={**RANGE, "after": position})

    (row,) = report.json()["rows"]
    assert row["conversions"] is None
    assert (row["cpc"], row["cvr"], row["cpa"], row["roas"]) == (None, None, None, None)


async def test_each_breakdown_names_what_it_is_by(office: Office) -> None:
    account_id = await office.connect()
    position = await _record(office, account_id, [_row(1, Metrics(clicks=1)), _row(2, Metrics(clicks=2))])
    position = await _record(office, account_id, [_row(3, Metrics(clicks=4), 7)], Grain.CAMPAIGN_HOUR)

    async def by(word: str) -> list[tuple[object, int]]:
        report = await office.client.get("/v1/performance", params={**RANGE, "by": word, "after": position})
        keys = {"hour": "hour", "account": "account_id", "campaign": "external_campaign_id"}
        return [(row[keys.get(word, word)], row["clicks"]) for row in report.json()["rows"]]

    assert await by("day") == [("2026-11-01", 1), ("2026-11-02", 2), ("2026-11-03", 4)]
    assert await by("hour") == [(7, 4)]
    assert await by("platform") == [("google-ads", 7)]
    assert await by("account") == [(account_id, 7)]
    assert await by("campaign") == [("c-1", 7)]


async def test_a_range_that_runs_backwards_or_is_too_long_is_refused(office: Office) -> None:
    backwards = await office.client.get("/v1/performance", params={"from": "2026-11-02", "to": "2026-11-01"})
    long = await office.client.get("/v1/performance", params={"from": "2001-01-01", "to": "2026-11-01"})

    assert (backwards.status_code, backwards.json()["errors"][0]["field"]) == (422, "to")
    assert (long.status_code, long.json()["errors"][0]["field"]) == (422, "from")


async def test_without_figures_there_are_no_rows(office: Office) -> None:
    report = await office.client.get("/v1/performance", params={"by": "campaign"})

    assert report.status_code == 200
    assert (report.json()["rows"], report.json()["as_of"]) == ([], None)
    assert date.fromisoformat(report.json()["from"]) < date.fromisoformat(report.json()["to"])

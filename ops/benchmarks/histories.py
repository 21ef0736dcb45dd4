"""A long ledger for the benchmarks: one campaign lives through its use cases, and Postgres copies its life."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from uuid import UUID, uuid4

import psycopg

from application.handling import change
from benchmarks.campaigns import BenchOrganization, a_campaign, an_organization
from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Targeting
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Confirmed
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, AdGroupId, CreativeId
from domain.shared.money import Money
from domain.shared.platform import Delivery

_CREATIVE = CreativeContent(
    headlines=("Shoes", "Good shoes", "Cheap shoes"),
    descriptions=("They fit.", "They last."),
    destination_url="https://example.com/shoes",
)
# Fifty campaigns live side by side, so that their facts alternate in the ledger.
_COPY = """
    WITH copies AS MATERIALIZED (
        SELECT number, gen_random_uuid() AS stream_id FROM generate_series(1, %s) AS number
    ), lived AS MATERIALIZED (
        SELECT e.*, c.stream_id AS copy FROM ledger.events e CROSS JOIN copies c WHERE e.stream_id = %s
        ORDER BY c.number / 50, e.stream_version, c.number
    )
    INSERT INTO ledger.events
    SELECT org_id, copy, stream_version, stream_type, shard, nextval('ledger.positions'), gen_random_uuid(), topic,
        schema_version, replace(data::text, stream_id::text, copy::text)::jsonb, actor_kind, actor_id,
        correlation_id, causation_id, gen_random_uuid(), trace, occurred_at, recorded_at, prev_hash, hash
    FROM lived
"""


async def fill(url: str, facts: int) -> None:
    """Have about so many facts in the ledger, of campaigns that were drafted, launched, confirmed and steered."""
    async with an_organization(url) as bench:
        campaign, length = await _a_life(bench)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_COPY, (facts // length, campaign))
        connection.execute("VACUUM ANALYZE ledger.events")


async def _a_life(bench: BenchOrganization) -> tuple[UUID, int]:
    campaign = await a_campaign(bench)
    version = 0
    for verb in _verbs(bench):
        version = (await change(bench.services.ledger, bench.context(), Campaign, campaign, verb)).version
    return campaign, version


def _verbs(bench: BenchOrganization) -> list[Callable[[Campaign], Sequence[Fact]]]:
    today, account = bench.services.now().date(), bench.account
    group, creative = AdGroupId(uuid4()), CreativeId(uuid4())
    content = AdGroupContent(name="Walkers", targeting=Targeting(countries=("DE",)), keywords=("shoes",))
    return [
        lambda campaign: campaign.revise(today=today, name="Spring sale"),
        lambda campaign: campaign.add_ad_group(ad_group_id=group, account_id=account, content=content),
        lambda campaign: campaign.add_creative(ad_group_id=group, creative_id=creative, content=_CREATIVE),
        lambda campaign: campaign.launch(today),
        lambda campaign: _confirmed(campaign, account),
        *(partial(_steered, amount=Money.of(f"1{cents}", "USD"), today=today) for cents in range(10, 20)),
        lambda campaign: campaign.pause("Sold out"),
        lambda campaign: campaign.resume(),
    ]


def _steered(campaign: Campaign, *, amount: Money, today: date) -> Sequence[Fact]:
    return campaign.change_budget(amount, today)


def _confirmed(campaign: Campaign, account: AdAccountId) -> Sequence[Fact]:
    desired = campaign.desired_channel(account)
    assert desired is not None  # noqa: S101 - it was launched
    return campaign.confirm_channel(
        account,
        Confirmed(version=desired.version, external_campaign_id="1", delivery=Delivery.ENABLED, budget=desired.budget),
    )

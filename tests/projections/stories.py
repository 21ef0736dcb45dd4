"""Histories made by the aggregates' own verbs, recorded in a real ledger."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from psycopg_pool import AsyncConnectionPool

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from application.context import CommandContext
from application.handling import AggregateType, State, begin, change
from application.ports import ObservationBatch
from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Objective, Targeting
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount, ChannelProblem, Confirmed, Declarations, ProblemKind
from domain.errors import Refusal
from domain.performance.observation import Grain, Observation, ObservationKey
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.rules.actions import Pause
from domain.rules.conditions import Comparison, Condition, read_days
from domain.rules.rule import Rule, RuleDefinition, RuleScope
from domain.shared.facts import Actor, ActorKind, Fact
from domain.shared.ids import (
    AdAccountId,
    AdGroupId,
    CampaignId,
    CommandId,
    CreativeId,
    CredentialId,
    OrganizationId,
    RuleId,
    ad_account_id,
    discovered_campaign_id,
    performance_feed_id,
)
from domain.shared.metrics import Metric, Metrics
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform, PlatformName

USD, EUR = Currency("USD"), Currency("EUR")
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
CREATIVE = CreativeContent(
    headlines=("Shoes", "Good shoes", "Cheap shoes"),
    descriptions=("They fit.", "They last."),
    destination_url="https://example.com/shoes",
)


def observation(
    day: date,
    campaign_ref: str,
    *,
    hour: int = -1,
    ad_ref: str = "",
    impressions: int = 100,
    clicks: int = 10,
    spend: str = "1",
    conversions: str | None = "1",
    value: str | None = "2",
) -> Observation:
    """A row of figures; money in major units."""
    return Observation(
        key=ObservationKey(day=day, hour=hour, campaign_ref=campaign_ref, ad_ref=ad_ref),
        metrics=Metrics(
            impressions=impressions,
            clicks=clicks,
            spend_micros=int(Decimal(spend) * 1_000_000),
            conversions=None if conversions is None else Decimal(conversions),
            conversion_value_micros=None if value is None else int(Decimal(value) * 1_000_000),
        ),
    )


@dataclass(kw_only=True)
class Story:
    """An organization and what happens to it, verb by verb, a minute apart."""

    ledger: PostgresLedger
    organization: OrganizationId = field(default_factory=lambda: OrganizationId(uuid4()))
    minutes: int = 0
    position: int = 0

    def context(self) -> CommandContext:
        self.minutes += 1
        return CommandContext(
            organization=self.organization,
            actor=Actor(kind=ActorKind.USER, id="ada"),
            now=NOW + timedelta(minutes=self.minutes),
            command_id=CommandId(uuid4()),
            correlation_id=uuid4(),
        )

    async def begins(self, aggregate: AggregateType[Any], stream_id: UUID, facts: Sequence[Fact]) -> None:
        receipt = await begin(self.ledger, self.context(), aggregate, stream_id, facts)
        self.position = receipt.position

    async def goes_on(
        self, aggregate: AggregateType[State], stream_id: UUID, verb: Callable[[State], Sequence[Fact]]
    ) -> None:
        receipt = await change(self.ledger, self.context(), aggregate, stream_id, verb)
        self.position = max(self.position, receipt.position)

    async def connects(
        self, external_id: str = "g-1", *, platform: Platform = Platform.GOOGLE_ADS, currency: Currency = USD
    ) -> AdAccountId:
        account_id = ad_account_id(self.organization, platform, external_id)
        facts = AdAccount.connect(
            None,
            account_id=account_id,
            platform=PlatformName(platform.value),
            external_id=external_id,
            login_external_id=None,
            profile=AccountProfile(name=f"Shop {external_id}", currency=currency, time_zone="Europe/Berlin"),
            credential_id=CredentialId(uuid4()),
        )
        await self.begins(AdAccount, account_id, facts)
        return account_id

    async def reconnects(self, account_id: AdAccountId) -> None:
        def verb(account: AdAccount) -> Sequence[Fact]:
            return AdAccount.connect(
                account,
                account_id=account_id,
                platform=account.platform,
                external_id=account.external_id,
                login_external_id=None,
                profile=replace(account.profile, time_zone="UTC"),
                credential_id=CredentialId(uuid4()),
            )

        await self.goes_on(AdAccount, account_id, verb)

    async def drafts(self, *accounts: AdAccountId, name: str = "Spring", currency: Currency = USD) -> CampaignId:
        campaign_id = CampaignId(uuid4())
        facts = Campaign.draft(
            campaign_id=campaign_id,
            name=name,
            objective=Objective.TRAFFIC,
            budget=Budget(kind=BudgetKind.DAILY, amount=Money.of("100", currency)),
            flight=Flight(starts_on=TODAY),
            declarations=Declarations(),
            channels=[(channel_account(account, currency), 1) for account in accounts],
            today=TODAY,
        )
        await self.begins(Campaign, campaign_id, facts)
        return campaign_id

    async def fills(self, campaign_id: CampaignId, account_id: AdAccountId) -> AdGroupId:
        ad_group_id = AdGroupId(uuid4())
        content = AdGroupContent(name="Runners", targeting=Targeting(countries=("DE",)), keywords=("shoes",))
        await self.goes_on(
            Campaign,
            campaign_id,
            lambda c: c.add_ad_group(ad_group_id=ad_group_id, account_id=account_id, content=content),
        )
        await self.goes_on(
            Campaign,
            campaign_id,
            lambda c: c.add_creative(
                ad_group_id=ad_group_id, creative_id=CreativeId(uuid4()), content=CREATIVE, derived_from=None
            ),
        )
        return ad_group_id

    async def launches(self, *accounts: AdAccountId, name: str = "Spring") -> CampaignId:
        campaign_id = await self.drafts(*accounts, name=name)
        for account_id in accounts:
            await self.fills(campaign_id, account_id)
        await self.goes_on(Campaign, campaign_id, lambda c: c.launch(TODAY))
        return campaign_id

    async def confirms(self, campaign_id: CampaignId, account_id: AdAccountId, external_id: str = "ext-1") -> None:
        def verb(campaign: Campaign) -> Sequence[Fact]:
            desired = campaign.desired_channel(account_id)
            if desired is None:
                return ()
            confirmed = Confirmed(
                version=desired.version,
                external_campaign_id=external_id,
                delivery=Delivery.ENABLED,
                budget=desired.budget,
            )
            return campaign.confirm_channel(account_id, confirmed)

        await self.goes_on(Campaign, campaign_id, verb)

    async def rejects(self, campaign_id: CampaignId, account_id: AdAccountId) -> None:
        problem = ChannelProblem(kind=ProblemKind.TRANSIENT, message="It was away.", advice="Wait.")
        await self.goes_on(
            Campaign,
            campaign_id,
            lambda c: c.reject_channel(account_id, c.channels[account_id].desired_version, problem),
        )

    async def meets(self, account_id: AdAccountId, external_id: str, *, currency: Currency = USD) -> CampaignId:
        campaign_id = discovered_campaign_id(account_id, external_id)
        facts = Campaign.discover(
            campaign_id=campaign_id,
            name=f"Met {external_id}",
            account_id=account_id,
            platform=PlatformName(Platform.GOOGLE_ADS.value),
            external_id=external_id,
            currency=currency,
        )
        await self.begins(Campaign, campaign_id, facts)
        return campaign_id

    async def hears(
        self,
        account_id: AdAccountId,
        *rows: Observation,
        grain: Grain = Grain.CAMPAIGN_DAY,
        currency: Currency = USD,
        platform: Platform = Platform.GOOGLE_ADS,
    ) -> None:
        feed_id, batch_id = performance_feed_id(account_id, f"{rows[0].key.day:%Y-%m}"), uuid4()
        history = await self.ledger.load(self.organization, feed_id)
        context = self.context()
        facts = PerformanceFeed.record_batch(
            feed_id=feed_id,
            batch_id=batch_id,
            account_id=account_id,
            platform=PlatformName(platform.value),
            currency=currency,
            source=Source.PULL,
            grain=grain,
            observed_at=context.now,
            changed=rows,
        )
        receipt = await self.ledger.append(
            context,
            stream_type=PerformanceFeed.stream_type,
            stream_id=feed_id,
            expected_version=len(history),
            facts=facts,
            observations=ObservationBatch(
                batch_id=batch_id, account_id=account_id, grain=grain, observed_at=context.now, rows=rows
            ),
        )
        self.position = receipt.position

    async def rules(self, campaign_id: CampaignId, account_id: AdAccountId | None = None) -> RuleId:
        rule_id = RuleId(uuid4())
        definition = RuleDefinition(
            name="Too dear",
            scope=RuleScope(campaign_id=campaign_id, account_id=account_id),
            condition=Condition(metric=Metric.CPA, comparison=Comparison.ABOVE, threshold=Decimal("1.5"), days=2),
            action=Pause(),
        )
        await self.begins(Rule, rule_id, Rule.define(rule_id=rule_id, definition=definition))
        await self.goes_on(Rule, rule_id, Rule.activate)
        return rule_id

    async def evaluates(self, rule_id: RuleId, by_day: dict[date, Metrics], *, today: date = TODAY) -> None:
        await self.goes_on(
            Rule,
            rule_id,
            lambda rule: rule.evaluate(read_days(rule.definition.condition, today, by_day), already_there=False),
        )


def channel_account(account_id: AdAccountId, currency: Currency = USD) -> ChannelAccount:
    return ChannelAccount(
        account_id=account_id,
        platform=Platform.GOOGLE_ADS,
        external_id="g-1",
        name="Shop g-1",
        currency=currency,
        time_zone="Europe/Berlin",
    )


@asynccontextmanager
async def opened(conninfo: str) -> AsyncIterator[Story]:
    """A story in a database; `conninfo` names the application's role."""
    async with (
        AsyncConnectionPool(conninfo, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool,
        Coalescer(conninfo) as writer,
    ):
        yield Story(ledger=PostgresLedger(pool, writer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Two accounts, a launched campaign on both, a draft on the first, and a rule on the launched one."""

    accounts: Sequence[AdAccountId]
    campaigns: Sequence[CampaignId]
    rule: RuleId


async def introduced(story: Story) -> Cast:
    """Everybody whom verbs can happen to."""
    accounts = [await story.connects("g-1"), await story.connects("g-2")]
    campaigns = [await story.launches(*accounts), await story.drafts(accounts[0], name="Autumn")]
    return Cast(accounts=accounts, campaigns=campaigns, rule=await story.rules(campaigns[0], accounts[0]))


VERBS = tuple(
    "rename budget pause resume pause_channel resume_channel fill confirm reject archive remove_channel"
    " disconnect reconnect lose_consent sync meet hear restate evaluate pause_rule activate_rule".split()
)


async def happens(story: Story, cast: Cast, verb: str, number: int) -> None:
    """A verb happens to one of the cast, by the number, unless its aggregate refuses."""
    with suppress(Refusal):
        await _happens(story, cast, verb, number)


async def _happens(story: Story, cast: Cast, verb: str, number: int) -> None:  # noqa: C901, PLR0912 - a line a verb
    accounts, campaigns, rule = cast.accounts, cast.campaigns, cast.rule
    account, campaign = accounts[number % 2], campaigns[number // 2 % 2]
    day = TODAY - timedelta(days=1 + number % 3)
    match verb:
        case "rename":
            await story.goes_on(Campaign, campaign, lambda c: c.revise(today=TODAY, name=f"Name {number}"))
        case "budget":
            amount = Money.of(str(100 + number), USD)
            await story.goes_on(Campaign, campaign, lambda c: c.change_budget(amount, TODAY))
        case "pause":
            await story.goes_on(Campaign, campaign, lambda c: c.pause("Enough."))
        case "resume":
            await story.goes_on(Campaign, campaign, Campaign.resume)
        case "pause_channel":
            await story.goes_on(Campaign, campaign, lambda c: c.pause_channel(account, "Too dear."))
        case "resume_channel":
            await story.goes_on(Campaign, campaign, lambda c: c.resume_channel(account))
        case "fill":
            await story.fills(campaign, account)
        case "confirm":
            await story.confirms(campaign, account, f"ext-{number % 2}")
        case "reject":
            await story.rejects(campaigns[0], account)
        case "archive":
            await story.goes_on(Campaign, campaigns[1], Campaign.archive)
        case "remove_channel":
            await story.goes_on(Campaign, campaigns[1], lambda c: c.add_channel(channel_account(accounts[1]), 2, TODAY))
            await story.goes_on(Campaign, campaigns[1], lambda c: c.remove_channel(account))
        case "disconnect":
            await story.goes_on(AdAccount, account, lambda a: a.disconnect("Asked to."))
        case "reconnect":
            await story.reconnects(account)
        case "lose_consent":
            await story.goes_on(AdAccount, account, lambda a: a.lose_consent("Password changed."))
        case "sync":
            await story.goes_on(AdAccount, account, lambda a: a.sync(replace(a.profile, name=f"Shop {number}")))
        case "meet":
            await story.meets(account, f"met-{story.minutes}")
        case "hear":
            await story.hears(account, observation(day, f"ext-{number % 2}", impressions=number))
        case "restate":
            row = observation(day, "ext-0", hour=number % 3, impressions=number, conversions=None, value=None)
            await story.hears(account, row, grain=Grain.CAMPAIGN_HOUR)
        case "evaluate":
            seen = {day: observation(day, "ext-0", spend=str(number)).metrics}
            await story.evaluates(rule, seen, today=TODAY + timedelta(days=number % 3))
        case "pause_rule":
            await story.goes_on(Rule, rule, Rule.pause)
        case "activate_rule":
            await story.goes_on(Rule, rule, Rule.activate)

"""Histories to begin a test with, each made by the aggregates' own verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.ad_group import (
    AdGroupContent,
    CreativeContent,
    Media,
    MediaKind,
    Objective,
    Targeting,
)
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount, ChannelProblem, Confirmed, Declarations, ProblemKind
from domain.campaigns.limits import SEARCHES
from domain.organizations.organization import Organization
from domain.performance.observation import Grain, Observation, ObservationKey, Summary
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.rules.actions import Pause, RuleAction
from domain.rules.conditions import Comparison, Condition, DayReading, read_days
from domain.rules.rule import Rule, RuleDefinition, RuleScope
from domain.shared.facts import Fact
from domain.shared.ids import (
    AdAccountId,
    AdGroupId,
    CampaignId,
    CreativeId,
    CredentialId,
    OrganizationId,
    RuleId,
    UserId,
    ad_account_id,
    discovered_campaign_id,
    performance_feed_id,
)
from domain.shared.metrics import Metric, Metrics
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform, PlatformName
from tests.given import after, folded

ORGANIZATION = OrganizationId(UUID("0190d1c0-0000-7000-8000-000000000001"))
OWNER = UserId(UUID("0190d1c0-0000-7000-8000-000000000002"))
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
USD, EUR, JPY = Currency("USD"), Currency("EUR"), Currency("JPY")
CAMPAIGN = CampaignId(uuid5(ORGANIZATION, "campaign"))
RULE = RuleId(uuid5(ORGANIZATION, "rule"))
CREDENTIAL = CredentialId(uuid5(ORGANIZATION, "credential"))


def channel_account(platform: Platform, currency: Currency = USD, minimum: str | None = None) -> ChannelAccount:
    """An ad account as a campaign sees it, one a platform and currency."""
    external_id = f"{platform}-{currency}".lower()
    return ChannelAccount(
        account_id=ad_account_id(ORGANIZATION, platform, external_id),
        platform=platform,
        external_id=external_id,
        name=f"Shop {platform}",
        currency=currency,
        time_zone="Europe/Berlin",
        minimum_daily_budget=None if minimum is None else Money.of(minimum, currency),
    )


GOOGLE, META, TIKTOK = (channel_account(platform) for platform in Platform)


def ad_group_of(account: ChannelAccount) -> AdGroupId:
    """The id of the ad group that `filled` gives to a channel."""
    return AdGroupId(uuid5(account.account_id, "ad_group"))


def creative_of(account: ChannelAccount) -> CreativeId:
    """The id of the creative that `filled` gives to a channel."""
    return CreativeId(uuid5(account.account_id, "creative"))


def ad_group(name: str = "Runners", platform: Platform = Platform.GOOGLE_ADS) -> AdGroupContent:
    """An ad group with just what the platform needs."""
    keywords = ("running shoes",) if platform in SEARCHES else ()
    return AdGroupContent(name=name, targeting=Targeting(countries=("DE", "US")), keywords=keywords)


def creative(platform: Platform = Platform.GOOGLE_ADS) -> CreativeContent:
    """A creative with just what the platform needs."""
    match platform:
        case Platform.GOOGLE_ADS:
            return CreativeContent(
                headlines=("Shoes", "Good shoes", "Cheap shoes"),
                descriptions=("They fit.", "They last."),
                destination_url="https://example.com/shoes",
            )
        case Platform.META_ADS:
            return CreativeContent(
                headlines=("Shoes",),
                primary_text="They fit.\nThey last.",
                media=(Media(kind=MediaKind.IMAGE, reference="hash-1"),),
                destination_url="https://example.com/shoes",
                identity="page-1",
            )
        case Platform.TIKTOK_ADS:
            return CreativeContent(
                primary_text="They fit.",
                media=(Media(kind=MediaKind.VIDEO, reference="video-1"),),
                destination_url="https://example.com/shoes",
                identity="identity-1",
            )


def daily(amount: str, currency: str = USD) -> Budget:
    return Budget(kind=BudgetKind.DAILY, amount=Money.of(amount, currency))


def lifetime(amount: str, currency: str = USD) -> Budget:
    return Budget(kind=BudgetKind.LIFETIME, amount=Money.of(amount, currency))


def a_draft(
    *accounts: ChannelAccount,
    budget: Budget | None = None,
    flight: Flight | None = None,
    weights: Sequence[int] = (),
    name: str = "Spring",
) -> tuple[Fact, ...]:
    """A draft on Google in US dollars, unless something else is said."""
    channels = accounts or (GOOGLE,)
    return Campaign.draft(
        campaign_id=CAMPAIGN,
        name=name,
        objective=Objective.TRAFFIC,
        budget=budget or daily("300"),
        flight=flight or Flight(starts_on=TODAY),
        declarations=Declarations(),
        channels=[*zip(channels, weights or [1] * len(channels), strict=True)],
        today=TODAY,
    )


def filled(account: ChannelAccount) -> tuple[Callable[[Campaign], Sequence[Fact]], ...]:
    """The verbs that give a channel an ad group with a creative."""
    group = ad_group_of(account)
    return (
        lambda c: c.add_ad_group(
            ad_group_id=group, account_id=account.account_id, content=ad_group(platform=account.platform)
        ),
        lambda c: c.add_creative(
            ad_group_id=group, creative_id=creative_of(account), content=creative(account.platform)
        ),
    )


def a_ready_draft(*accounts: ChannelAccount, budget: Budget | None = None) -> tuple[Fact, ...]:
    """A draft that lacks nothing for its launch."""
    channels = accounts or (GOOGLE,)
    verbs = [verb for account in channels for verb in filled(account)]
    return after(Campaign, a_draft(*channels, budget=budget), *verbs)


def a_launched_campaign(*accounts: ChannelAccount, budget: Budget | None = None) -> tuple[Fact, ...]:
    """A campaign that was asked to run; no platform has answered yet."""
    return after(Campaign, a_ready_draft(*accounts, budget=budget), lambda c: c.launch(TODAY))


def confirmed(
    campaign: Campaign, account: ChannelAccount, *, version: int | None = None, external_id: str | None = None
) -> Confirmed:
    """The answer of a platform that did all that is desired of it."""
    desired = campaign.desired_channel(account.account_id)
    assert desired is not None
    return Confirmed(
        version=desired.version if version is None else version,
        external_campaign_id=external_id or f"ext-{account.platform}",
        delivery=Delivery.PAUSED if desired.ended else desired.delivery,
        budget=desired.budget,
    )


def confirming(account: ChannelAccount) -> Callable[[Campaign], Sequence[Fact]]:
    """The verb by which a channel settles."""
    return lambda c: c.confirm_channel(account.account_id, confirmed(c, account))


def a_running_campaign(*accounts: ChannelAccount, budget: Budget | None = None) -> tuple[Fact, ...]:
    """A campaign that every one of its platforms has confirmed."""
    channels = accounts or (GOOGLE,)
    return after(Campaign, a_launched_campaign(*channels, budget=budget), *(confirming(a) for a in channels))


def a_paused_campaign(*accounts: ChannelAccount) -> tuple[Fact, ...]:
    return after(Campaign, a_running_campaign(*accounts), lambda c: c.pause("Enough."))


def a_completed_campaign(*accounts: ChannelAccount) -> tuple[Fact, ...]:
    return after(Campaign, a_running_campaign(*accounts), Campaign.complete)


def an_archived_campaign(*accounts: ChannelAccount) -> tuple[Fact, ...]:
    return after(Campaign, a_running_campaign(*accounts), Campaign.archive)


def an_observed_campaign() -> tuple[Fact, ...]:
    """A campaign that is only known from an account's figures."""
    return Campaign.discover(
        campaign_id=discovered_campaign_id(GOOGLE.account_id, "g-77"),
        name="Old one",
        account_id=GOOGLE.account_id,
        platform=PlatformName(GOOGLE.platform.value),
        external_id="g-77",
        currency=USD,
    )


def a_problem(kind: ProblemKind = ProblemKind.VALUE_REJECTED, *, code: str | None = "C1") -> ChannelProblem:
    return ChannelProblem(kind=kind, message="The headline is not allowed.", advice="Change it.", code=code)


def a_profile(name: str = "Shop", currency: Currency = USD) -> AccountProfile:
    return AccountProfile(name=name, currency=currency, time_zone="Europe/Berlin")


def an_account(
    platform: Platform = Platform.GOOGLE_ADS,
    external_id: str = "g-1",
    *,
    organization: OrganizationId = ORGANIZATION,
    profile: AccountProfile | None = None,
    credential_id: CredentialId = CREDENTIAL,
) -> tuple[Fact, ...]:
    """A connected account."""
    return AdAccount.connect(
        None,
        account_id=ad_account_id(organization, platform, external_id),
        platform=PlatformName(platform.value),
        external_id=external_id,
        login_external_id=None,
        profile=profile or a_profile(),
        credential_id=credential_id,
    )


def an_observed_account() -> tuple[Fact, ...]:
    """An account that is only known from a file."""
    return AdAccount.discover(
        account_id=ad_account_id(ORGANIZATION, "display", "d-1"),
        platform=PlatformName("display"),
        external_id="d-1",
        profile=a_profile("d-1"),
    )


def a_disconnected_account() -> tuple[Fact, ...]:
    return after(AdAccount, an_account(), lambda a: a.disconnect("Asked to."))


def an_account_without_consent() -> tuple[Fact, ...]:
    return after(AdAccount, an_account(), lambda a: a.lose_consent("The password was changed."))


def reconnecting(profile: AccountProfile | None = None) -> Callable[[AdAccount], Sequence[Fact]]:
    """The verb by which a person consents again."""
    return lambda account: AdAccount.connect(
        account,
        account_id=account.account_id,
        platform=account.platform,
        external_id=account.external_id,
        login_external_id="manager-2",
        profile=profile or account.profile,
        credential_id=CREDENTIAL,
    )


def a_condition(
    metric: Metric = Metric.CPA,
    comparison: Comparison = Comparison.ABOVE,
    threshold: str = "20",
    days: int = 3,
) -> Condition:
    return Condition(metric=metric, comparison=comparison, threshold=Decimal(threshold), days=days)


def a_definition(
    *,
    name: str = "Too dear",
    condition: Condition | None = None,
    action: RuleAction | None = None,
    account_id: AdAccountId | None = GOOGLE.account_id,
    campaign_id: CampaignId = CAMPAIGN,
) -> RuleDefinition:
    """Pause the channel on Google if its CPA is above 20 for 3 days in a row."""
    return RuleDefinition(
        name=name,
        scope=RuleScope(campaign_id=campaign_id, account_id=account_id),
        condition=condition or a_condition(),
        action=action or Pause(),
    )


def a_rule(definition: RuleDefinition | None = None) -> tuple[Fact, ...]:
    return Rule.define(rule_id=RULE, definition=definition or a_definition())


def an_active_rule(definition: RuleDefinition | None = None) -> tuple[Fact, ...]:
    return after(Rule, a_rule(definition), Rule.activate)


def figures(*, spend: str = "10", conversions: str | None = "1", clicks: int = 10, impressions: int = 100) -> Metrics:
    """Sums; money in major units."""
    return Metrics(
        impressions=impressions,
        clicks=clicks,
        spend_micros=int(Decimal(spend) * 1_000_000),
        conversions=None if conversions is None else Decimal(conversions),
        conversion_value_micros=None if conversions is None else int(Decimal(spend) * 2_000_000),
    )


def readings(*days: Metrics | None, condition: Condition | None = None, today: date = TODAY) -> tuple[DayReading, ...]:
    """What is seen on the last days, oldest first."""
    by_day: Mapping[date, Metrics] = {
        today - timedelta(days=len(days) - index): seen for index, seen in enumerate(days) if seen is not None
    }
    return read_days(replace(condition or a_condition(), days=len(days)), today, by_day)


def an_observation(day: date = TODAY, campaign_ref: str = "g-77", metrics: Metrics | None = None) -> Observation:
    return Observation(key=ObservationKey(day=day, campaign_ref=campaign_ref), metrics=metrics or figures())


def a_batch(
    *rows: Observation, observed_at: datetime = NOW, number: int = 1, summed: Summary | None = None
) -> tuple[Fact, ...]:
    """The fact by which a feed vouches for rows, or for a summary of them."""
    feed_id = performance_feed_id(GOOGLE.account_id, "2026-11")
    return PerformanceFeed.record_batch(
        feed_id=feed_id,
        batch_id=uuid5(feed_id, f"batch-{number}"),
        account_id=GOOGLE.account_id,
        platform=PlatformName(GOOGLE.platform.value),
        currency=USD,
        source=Source.PULL,
        grain=Grain.CAMPAIGN_DAY,
        observed_at=observed_at,
        changed=summed or rows,
    )


def an_organization() -> tuple[Fact, ...]:
    return Organization.create(organization_id=ORGANIZATION, name="Acme", slug="acme", owner=OWNER)


def the_campaign(facts: Sequence[Fact]) -> Campaign:
    """The campaign that a history leads to."""
    return folded(Campaign, facts)

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.ad_group import AdGroupContent, Objective, Targeting
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount, ChannelProblem, Confirmed, Declarations, ProblemKind
from domain.organizations.organization import Organization, Role
from domain.performance.observation import Grain
from domain.performance.performance_feed import PerformanceFeed, Source
from domain.rules.actions import Pause
from domain.rules.conditions import Comparison, Condition, DayReading, Truth
from domain.rules.rule import Rule, RuleDefinition, RuleScope
from domain.shared.facts import Fact
from domain.shared.ids import (
    AdAccountId,
    AdGroupId,
    CampaignId,
    CreativeId,
    CredentialId,
    OrganizationId,
    PerformanceFeedId,
    RuleId,
    UserId,
)
from domain.shared.metrics import Metric, Metrics
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform, PlatformName
from domain.topics import FACTS
from projections.audit_trail.sentences import sentence
from tests.projections.stories import CREATIVE

A, B = UUID(int=1), UUID(int=2)
ACCOUNT, CAMPAIGN, GROUP, CREATIVE_ID = AdAccountId(A), CampaignId(B), AdGroupId(UUID(int=3)), CreativeId(UUID(int=4))
NAMES = {ACCOUNT: "Shop", CAMPAIGN: "Spring", GROUP: "Runners"}
USD, GOOGLE = Currency("USD"), PlatformName("google-ads")
DAY = date(2026, 11, 1)
PROFILE = AccountProfile(name="Shop", currency=USD, time_zone="Europe/Berlin")
GROUP_CONTENT = AdGroupContent(name="Runners", targeting=Targeting(countries=("DE",)))
CHANNEL = ChannelAccount(
    account_id=ACCOUNT, platform=Platform.META_ADS, external_id="1", name="Shop", currency=USD, time_zone="UTC"
)
CONDITION = Condition(metric=Metric.CPA, comparison=Comparison.ABOVE, threshold=Decimal(20), days=2)
SCOPE = RuleScope(campaign_id=CAMPAIGN, account_id=ACCOUNT)
DEFINITION = RuleDefinition(name="Too dear", scope=SCOPE, condition=CONDITION, action=Pause())
SEEN = Metrics(impressions=900, clicks=30, spend_micros=64_000_000, conversions=Decimal(3))
READINGS = (
    DayReading(day=date(2026, 10, 31), metrics=None, truth=Truth.UNKNOWN),
    DayReading(day=DAY, metrics=SEEN, truth=Truth.TRUE),
)


def daily(amount: str) -> Budget:
    return Budget(kind=BudgetKind.DAILY, amount=Money.of(amount, "USD"))


def confirmed(external_id: str | None) -> Campaign.ChannelConfirmed:
    return Campaign.ChannelConfirmed(
        account_id=ACCOUNT,
        confirmed=Confirmed(version=7, external_campaign_id=external_id, delivery=Delivery.PAUSED, budget=daily("50")),
    )


SENTENCES: tuple[tuple[Fact, str], ...] = (
    (
        Organization.Created(organization_id=OrganizationId(A), name="Acme", slug="acme", owner=UserId(B)),
        f"Organization Acme created as acme, owned by user {B}.",
    ),
    (
        Organization.ApiKeyIssued(key_id=A, name="demo", holder=UserId(B), role=Role.OWNER),
        f"API key demo issued to user {B} with the role owner.",
    ),
    (
        AdAccount.Connected(
            account_id=ACCOUNT,
            platform=GOOGLE,
            external_id="123",
            login_external_id=None,
            profile=PROFILE,
            credential_id=CredentialId(B),
        ),
        "Ad account 123 on google-ads connected: Shop, in USD, time zone Europe/Berlin.",
    ),
    (
        AdAccount.Discovered(account_id=ACCOUNT, platform=GOOGLE, external_id="123", profile=PROFILE),
        "Ad account 123 on google-ads met in imported figures: Shop, in USD, time zone Europe/Berlin.",
    ),
    (
        AdAccount.Reconnected(login_external_id=None, credential_id=CredentialId(B)),
        "Ad account connected again under a new consent.",
    ),
    (
        AdAccount.Synced(profile=PROFILE),
        "The platform now describes the account as Shop, in USD, time zone Europe/Berlin.",
    ),
    (
        AdAccount.TokenRefreshed(expires_at=datetime(2026, 11, 2, 8, 30, tzinfo=UTC)),
        "Access token renewed, valid until 2026-11-02 08:30 UTC.",
    ),
    (AdAccount.TokenRefreshed(expires_at=None), "Access token renewed, without an end."),
    (
        AdAccount.ConsentLost(reason="Password changed"),
        "The platform no longer accepts our access; a person must consent again. Reason: Password changed.",
    ),
    (
        AdAccount.Disconnected(reason=""),
        "Ad account disconnected and its tokens erased. Reason: none given.",
    ),
    (
        Campaign.Drafted(
            campaign_id=CAMPAIGN,
            name="Spring",
            objective=Objective.SALES,
            budget=daily("100"),
            flight=Flight(starts_on=DAY),
            declarations=Declarations(),
        ),
        "Campaign Spring drafted for sales: 100.00 USD a day, from 2026-11-01 until stopped.",
    ),
    (
        Campaign.Discovered(
            campaign_id=CAMPAIGN, name="Old", account_id=ACCOUNT, platform=GOOGLE, external_id="77", currency=USD
        ),
        "Campaign Old met on Shop (google-ads) as 77.",
    ),
    (Campaign.ChannelAdded(account=CHANNEL, weight=2), "Channel added on Shop (meta-ads), weight 2."),
    (Campaign.ChannelRemoved(account_id=ACCOUNT), "Channel on Shop removed."),
    (Campaign.Renamed(name="Summer"), "Campaign renamed to Summer."),
    (Campaign.ObjectiveChanged(objective=Objective.LEADS), "Objective changed to leads."),
    (
        Campaign.BudgetChanged(before=daily("100"), after=daily("120")),
        "Budget raised from 100.00 USD a day to 120.00 USD a day.",
    ),
    (
        Campaign.BudgetChanged(before=daily("100"), after=daily("80.5")),
        "Budget lowered from 100.00 USD a day to 80.50 USD a day.",
    ),
    (
        Campaign.FlightChanged(flight=Flight(starts_on=DAY, ends_on=date(2026, 11, 30))),
        "Flight changed: from 2026-11-01 to 2026-11-30.",
    ),
    (
        Campaign.DeclarationsChanged(declarations=Declarations(special_ad_categories=("HOUSING",))),
        "Declared to the platforms: no EU political advertising; special ad categories: HOUSING.",
    ),
    (
        Campaign.AdGroupAdded(ad_group_id=GROUP, account_id=ACCOUNT, content=GROUP_CONTENT),
        "Ad group Runners added on Shop.",
    ),
    (Campaign.AdGroupRevised(ad_group_id=GROUP, content=GROUP_CONTENT), "Ad group Runners reworked."),
    (
        Campaign.CreativeAdded(ad_group_id=GROUP, creative_id=CREATIVE_ID, content=CREATIVE, derived_from=None),
        f"Creative {CREATIVE_ID} added to ad group Runners.",
    ),
    (
        Campaign.CreativeRevised(ad_group_id=GROUP, creative_id=CREATIVE_ID, creative_version=2, content=CREATIVE),
        f"Creative {CREATIVE_ID} of ad group Runners revised to version 2.",
    ),
    (Campaign.LaunchRequested(), "Launch requested on all channels."),
    (Campaign.Launched(), "Campaign launched: every platform has answered."),
    (Campaign.Paused(reason="Stock is out."), "Campaign paused. Reason: Stock is out."),
    (Campaign.Resumed(), "Campaign resumed."),
    (
        Campaign.ChannelPaused(account_id=ACCOUNT, reason="CPA above 20"),
        "Channel on Shop paused. Reason: CPA above 20.",
    ),
    (Campaign.ChannelResumed(account_id=ACCOUNT), "Channel on Shop resumed."),
    (Campaign.Completed(), "Campaign completed; its platforms are told to stop spending."),
    (Campaign.Archived(), "Campaign archived."),
    (confirmed("77"), "Shop confirmed version 7 as campaign 77: paused, 50.00 USD a day."),
    (confirmed(None), "Shop confirmed version 7: nothing had to be made there."),
    (
        Campaign.ChannelRejected(
            account_id=ACCOUNT,
            rejected_version=7,
            problem=ChannelProblem(kind=ProblemKind.VALUE_REJECTED, message="Too cheap", advice="Raise it."),
        ),
        "Shop did not take version 7: Too cheap. Raise it.",
    ),
    (
        PerformanceFeed.BatchRecorded(
            feed_id=PerformanceFeedId(B),
            batch_id=B,
            account_id=ACCOUNT,
            platform=GOOGLE,
            currency=USD,
            source=Source.PULL,
            grain=Grain.CAMPAIGN_DAY,
            since=DAY,
            until=date(2026, 11, 3),
            observed_at=datetime(2026, 11, 4, tzinfo=UTC),
            rows=3,
            totals=SEEN,
            sha256="ab" * 32,
        ),
        (
            "3 changed figures (campaign-day) of Shop recorded by pull for 2026-11-01 to 2026-11-03: 900 impressions,"
            f" 30 clicks, 64.00 USD spent, 3 conversions; SHA-256 {'ab' * 32}."
        ),
    ),
    (
        Rule.Defined(rule_id=RuleId(A), definition=DEFINITION),
        "Rule Too dear defined: pause campaign Spring on Shop if CPA above 20 for 2 days in a row.",
    ),
    (
        Rule.Revised(definition=DEFINITION),
        "Rule Too dear revised: pause campaign Spring on Shop if CPA above 20 for 2 days in a row.",
    ),
    (Rule.Activated(), "Rule activated."),
    (Rule.Paused(), "Rule paused."),
    (
        Rule.Triggered(condition=CONDITION, readings=READINGS, scope=SCOPE, action=Pause()),
        (
            "CPA above 20 for 2 days in a row held (2026-10-31: no figures; 2026-11-01: CPA 21.3333), so the rule will"
            " pause campaign Spring on Shop."
        ),
    ),
    (
        Rule.HeldBack(condition=CONDITION, readings=READINGS, reason="No figures."),
        (
            "Rule held back on CPA above 20 for 2 days in a row (2026-10-31: no figures; 2026-11-01: CPA 21.3333)."
            " Reason: No figures."
        ),
    ),
)


@pytest.mark.parametrize(("fact", "expected"), SENTENCES, ids=lambda value: getattr(value, "topic", ""))
def test_a_fact_reads_as_one_sentence(fact: Fact, expected: str) -> None:
    assert sentence(fact, NAMES) == expected


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: str(fact.topic))
def test_every_fact_has_a_sentence_here(fact: type[Fact]) -> None:
    assert fact in {type(example) for example, _ in SENTENCES}


def test_what_has_no_name_yet_is_called_by_its_id() -> None:
    assert sentence(Campaign.ChannelResumed(account_id=ACCOUNT), {}) == f"Channel on {ACCOUNT} resumed."

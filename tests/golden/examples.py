"""One telling example of every fact, with nothing left out that it can carry."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid5

from domain.ad_accounts.ad_account import AccountProfile, AdAccount, Asset, AssetKind
from domain.campaigns.ad_group import AdGroupContent, BidStrategy, Objective, Targeting
from domain.campaigns.budget import Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelProblem, Confirmed, Declarations, ProblemKind
from domain.organizations.organization import Organization, Role
from domain.rules.rule import Rule
from domain.shared.facts import Fact
from domain.shared.money import Money
from domain.shared.platform import Delivery
from tests.builders import (
    CREDENTIAL,
    GOOGLE,
    META,
    NOW,
    ORGANIZATION,
    OWNER,
    TIKTOK,
    TODAY,
    USD,
    a_batch,
    a_definition,
    a_draft,
    a_rule,
    ad_group_of,
    an_account,
    an_observation,
    an_observed_account,
    an_observed_campaign,
    an_organization,
    channel_account,
    creative,
    creative_of,
    daily,
    figures,
    lifetime,
    readings,
)

PROFILE = AccountProfile(
    name="Schuhe & Söhne",
    currency=USD,
    time_zone="Europe/Berlin",
    minimum_daily_budget=Money.of("1.01", "USD"),
    assets=(Asset(kind=AssetKind.PIXEL, id="px-1", name="Shop"),),
)
AD_GROUP = AdGroupContent(
    name="Läufer",
    targeting=Targeting(countries=("DE", "AT"), age_min=21, age_max=65),
    bid_strategy=BidStrategy.COST_CAP,
    bid=Money.of("2.50", "USD"),
    pixel="px-1",
    keywords=("running shoes",),
)
CREATIVE = replace(creative(META.platform), descriptions=("They fit.",), call_to_action="SHOP_NOW")


def examples() -> dict[str, Fact]:
    """An example by topic."""
    return {fact.topic: fact for fact in _examples()}


def _examples() -> Iterator[Fact]:
    yield from an_organization()
    yield Organization.ApiKeyIssued(key_id=uuid5(ORGANIZATION, "key"), name="Deploys", holder=OWNER, role=Role.MEMBER)
    yield from an_account(profile=PROFILE)
    yield from an_observed_account()
    yield AdAccount.Reconnected(login_external_id="manager-1", credential_id=CREDENTIAL)
    yield AdAccount.Synced(profile=PROFILE)
    yield AdAccount.TokenRefreshed(expires_at=NOW + timedelta(hours=1, microseconds=7))
    yield AdAccount.ConsentLost(reason="The password was changed.")
    yield AdAccount.Disconnected(reason="Asked to.")
    yield from a_draft(channel_account(META.platform, minimum="1.01"), weights=(3,))
    yield from an_observed_campaign()
    yield from _of_drafts()
    yield from _of_running_campaigns()
    yield from a_batch(an_observation(), an_observation(TODAY + timedelta(days=1), metrics=figures(conversions="0.5")))
    yield from _of_rules()


def _of_drafts() -> Iterator[Fact]:
    yield Campaign.ChannelRemoved(account_id=TIKTOK.account_id)
    yield Campaign.Renamed(name="Sommer 🎉")
    yield Campaign.ObjectiveChanged(objective=Objective.SALES)
    yield Campaign.FlightChanged(flight=Flight(starts_on=TODAY, ends_on=TODAY + timedelta(days=29)))
    yield Campaign.DeclarationsChanged(
        declarations=Declarations(eu_political_advertising=True, special_ad_categories=("HOUSING",))
    )
    yield Campaign.AdGroupAdded(ad_group_id=ad_group_of(GOOGLE), account_id=GOOGLE.account_id, content=AD_GROUP)
    yield Campaign.AdGroupRevised(ad_group_id=ad_group_of(GOOGLE), content=AD_GROUP)
    yield Campaign.CreativeAdded(
        ad_group_id=ad_group_of(META),
        creative_id=creative_of(META),
        content=CREATIVE,
        derived_from=creative_of(GOOGLE),
    )
    yield Campaign.CreativeRevised(
        ad_group_id=ad_group_of(META), creative_id=creative_of(META), creative_version=2, content=CREATIVE
    )


def _of_running_campaigns() -> Iterator[Fact]:
    yield Campaign.LaunchRequested()
    yield Campaign.Launched()
    yield Campaign.BudgetChanged(before=lifetime("300"), after=daily("120.50"))
    yield Campaign.Paused(reason="Enough.")
    yield Campaign.Resumed()
    yield Campaign.ChannelPaused(account_id=META.account_id, reason="Too dear.")
    yield Campaign.ChannelResumed(account_id=META.account_id)
    yield Campaign.Completed()
    yield Campaign.Archived()
    yield Campaign.ChannelConfirmed(
        account_id=META.account_id,
        confirmed=Confirmed(
            version=7,
            external_campaign_id="120210000000001",
            delivery=Delivery.ENABLED,
            budget=daily("150"),
            children={str(ad_group_of(META)): "120210000000002", f"{creative_of(META)}@1": "120210000000003"},
        ),
    )
    yield Campaign.ChannelRejected(
        account_id=META.account_id,
        rejected_version=7,
        problem=ChannelProblem(
            kind=ProblemKind.VALUE_REJECTED,
            message="The image is too small.",
            advice="Use one of 600 pixels at least.",
            field="media[0]",
            code="100/1885183",
            request_id="AbC-1",
        ),
    )


def _of_rules() -> Iterator[Fact]:
    definition = a_definition()
    seen = readings(figures(spend="30.000001"), None, figures(conversions="0"))
    yield from a_rule(definition)
    yield Rule.Revised(
        definition=replace(definition, condition=replace(definition.condition, threshold=Decimal("1.5")))
    )
    yield Rule.Activated()
    yield Rule.Paused()
    yield Rule.Triggered(
        condition=definition.condition, readings=seen, scope=definition.scope, action=definition.action
    )
    yield Rule.HeldBack(condition=definition.condition, readings=seen, reason="Nothing to judge.")

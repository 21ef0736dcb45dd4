"""Channels as they should be on Google Ads, ready to be varied."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.campaigns.ad_group import AdGroupContent, BidStrategy, CreativeContent, Objective, Targeting
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.channel import ChannelAccount, Declarations, DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform

CUSTOMER = "1000000002"
CAMPAIGN_ID = CampaignId(UUID(int=1))


def a_creative(number: int = 1, version: int = 1) -> DesiredCreative:
    content = CreativeContent(
        headlines=("Boots for winter", "Warm and dry", "Made to last"),
        descriptions=("Boots that keep out the snow.", "Free returns for a year."),
        destination_url="https://shop.example.com/boots",
    )
    return DesiredCreative(creative_id=CreativeId(UUID(int=100 + number)), version=version, content=content)


def an_ad_group(number: int = 1, **changes: Any) -> DesiredAdGroup:  # noqa: ANN401 - fields of any type
    content = AdGroupContent(
        name="Winter walkers", targeting=Targeting(countries=("US", "CA")), keywords=("winter boots", "snow boots")
    )
    return DesiredAdGroup(
        ad_group_id=AdGroupId(UUID(int=10 + number)),
        content=replace(content, **changes),
        creatives=(a_creative(number),),
    )


def a_capped_ad_group(number: int, amount: str) -> DesiredAdGroup:
    return an_ad_group(number, bid_strategy=BidStrategy.COST_CAP, bid=Money.of(amount, "USD"))


def a_budget(amount: str = "100", currency: str = "USD", kind: BudgetKind = BudgetKind.DAILY) -> Budget:
    return Budget(kind=kind, amount=Money.of(amount, currency))


def a_channel(**changes: Any) -> DesiredChannel:  # noqa: ANN401 - fields of any type
    desired = DesiredChannel(
        campaign_id=CAMPAIGN_ID,
        version=1,
        account=ChannelAccount(
            account_id=AdAccountId(UUID(int=2)),
            platform=Platform.GOOGLE_ADS,
            external_id=CUSTOMER,
            name="Shop",
            currency=Currency("USD"),
            time_zone="America/New_York",
        ),
        name="Winter boots",
        objective=Objective.SALES,
        budget=a_budget(),
        flight=Flight(starts_on=date(2026, 11, 21), ends_on=date(2026, 12, 24)),
        declarations=Declarations(),
        delivery=Delivery.PAUSED,
        ended=False,
        ad_groups=(an_ad_group(),),
    )
    return replace(desired, **changes)

"""Channels as the ledger would desire them, for any platform and account, and the loop that brings them about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from application.platforms.errors import PlatformError
from application.platforms.port import (
    AccountSession,
    AddAd,
    AddAdGroup,
    AdPlatform,
    Change,
    CreateCampaign,
    Credential,
    RemoteAccount,
    RemoteChannel,
)
from domain.ad_accounts.ad_account import AccountProfile, Asset, AssetKind
from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Media, MediaKind, Objective, Targeting
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.channel import (
    ChannelAccount,
    Declarations,
    DesiredAdGroup,
    DesiredChannel,
    DesiredCreative,
)
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform
from tests.contracts.bench import Bench

REDIRECT = "http://127.0.0.1:8080/v1/connections/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
CHALLENGE = "yB8zMxP5pvEGWsAeXYh4KmdVglmNgpK_rnqQ8MHGeQI"
_AMOUNTS = {"USD": "100", "EUR": "100", "TWD": "3000", "JPY": "10000"}
_ROUNDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A consent, an account that it reaches, and a session on it."""

    credential: Credential
    account: RemoteAccount
    session: AccountSession


def session_on(account: RemoteAccount, credential: Credential) -> AccountSession:
    """A session on an account by a credential."""
    return AccountSession(
        platform=credential.platform,
        external_id=account.external_id,
        login_external_id=account.login_external_id,
        access_token=credential.access_token,
        currency=account.profile.currency,
        time_zone=account.profile.time_zone,
    )


async def credential_from(bench: Bench) -> Credential:
    """The credential of a person who consents."""
    url = bench.consent.consent_url(state="a-state", redirect_uri=REDIRECT, challenge=CHALLENGE)
    answer = await bench.visit(url)
    return await bench.consent.exchange(code=answer["code"], redirect_uri=REDIRECT, verifier=VERIFIER)


async def connections(bench: Bench) -> Sequence[Connected]:
    """Every account that a new consent reaches; the first is the one most tests use."""
    credential = await credential_from(bench)
    accounts = sorted(await bench.consent.accounts(credential), key=lambda a: a.profile.currency != "USD")
    return [Connected(credential=credential, account=a, session=session_on(a, credential)) for a in accounts]


async def renewed(bench: Bench, connected: Connected) -> AccountSession:
    """A session by a fresh token: where days have passed, the old one may have expired."""
    return session_on(connected.account, await bench.consent.refresh(connected.credential))


def a_budget(currency: str, amount: str | None = None, kind: BudgetKind = BudgetKind.DAILY) -> Budget:
    """A budget that every platform takes."""
    return Budget(kind=kind, amount=Money.of(amount or _AMOUNTS[currency], currency))


def a_creative(connected: Connected, **changes: Any) -> DesiredCreative:  # noqa: ANN401 - fields of any type
    """A creative that the account's platform takes, in the name of its own identity."""
    assets = {asset.kind: asset.id for asset in connected.account.profile.assets}
    media = {
        Platform.GOOGLE_ADS: (),
        Platform.META_ADS: (Media(kind=MediaKind.IMAGE, reference="0f1e2d3c4b5a69788796a5b4c3d2e1f0"),),
        Platform.TIKTOK_ADS: (Media(kind=MediaKind.VIDEO, reference=assets.get(AssetKind.VIDEO, "")),),
    }[connected.session.platform]
    content = CreativeContent(
        headlines=("Boots for winter", "Warm and dry", "Made to last"),
        descriptions=("Boots that keep out the snow.", "Free returns for a year."),
        primary_text="Boots for every winter.",
        media=media,
        destination_url="https://shop.example.com/boots",
        identity=assets.get(AssetKind.IDENTITY),
    )
    return DesiredCreative(creative_id=CreativeId(uuid4()), version=1, content=replace(content, **changes))


def an_ad_group(connected: Connected, creatives: int = 1, **changes: Any) -> DesiredAdGroup:  # noqa: ANN401 - fields of any type
    """An ad group with creatives, measured by the account's own pixel where it has one."""
    assets = {asset.kind: asset.id for asset in connected.account.profile.assets}
    content = AdGroupContent(
        name="Winter walkers",
        targeting=Targeting(countries=("US", "CA"), age_min=25, age_max=54),
        pixel=assets.get(AssetKind.PIXEL),
        keywords=("winter boots",) if connected.session.platform is Platform.GOOGLE_ADS else (),
    )
    return DesiredAdGroup(
        ad_group_id=AdGroupId(uuid4()),
        content=replace(content, **changes),
        creatives=tuple(a_creative(connected) for _ in range(creatives)),
    )


def a_channel(connected: Connected, today: date, **changes: Any) -> DesiredChannel:  # noqa: ANN401 - fields of any type
    """A channel with one ad group and one creative, from today on, paused."""
    profile = connected.account.profile
    account = ChannelAccount(
        account_id=AdAccountId(uuid4()),
        platform=connected.session.platform,
        external_id=connected.session.external_id,
        name=profile.name,
        currency=profile.currency,
        time_zone=profile.time_zone,
        minimum_daily_budget=profile.minimum_daily_budget,
    )
    desired = DesiredChannel(
        campaign_id=CampaignId(uuid4()),
        version=3,
        account=account,
        name="Winter boots",
        objective=Objective.SALES,
        budget=a_budget(profile.currency),
        flight=Flight(starts_on=today, ends_on=today + timedelta(days=60)),
        declarations=Declarations(),
        delivery=Delivery.PAUSED,
        ended=False,
        ad_groups=(an_ad_group(connected),),
    )
    return replace(desired, **changes)


def missing(desired: DesiredChannel, found: RemoteChannel | None) -> Change | None:
    """The next thing to create; None for a whole tree."""
    if found is None:
        return CreateCampaign()
    there = {group.ad_group_id: group for group in found.ad_groups}
    for group in desired.ad_groups:
        if group.ad_group_id not in there:
            return AddAdGroup(ad_group=group)
        remote = there[group.ad_group_id]
        shown = {(ad.creative_id, ad.version) for ad in remote.ads}
        for creative in group.creatives:
            if (creative.creative_id, creative.version) not in shown:
                return AddAd(remote=remote, ad_group=group, creative=creative)
    return None


async def settle(campaigns: AdPlatform, session: AccountSession, desired: DesiredChannel) -> RemoteChannel:
    """Look, create what is missing, look again, whatever goes wrong in between and can be tried again."""
    for _ in range(_ROUNDS):
        found = await campaigns.find_channel(session, desired, None)
        change = missing(desired, found)
        if change is None and found is not None:
            return found
        try:
            await campaigns.apply(session, desired, found, change or CreateCampaign())
        except PlatformError as failure:
            if not failure.retryable:
                raise
    raise AssertionError(f"{desired.name} did not settle in {_ROUNDS} rounds")


def an_unreal_connection(platform: Platform, currency: str = "USD", time_zone: str = "America/New_York") -> Connected:
    """An account that no platform knows, for tests of what would be sent."""
    assets = (
        Asset(kind=AssetKind.IDENTITY, id="identity-1", name="Shop"),
        Asset(kind=AssetKind.VIDEO, id="video-1", name="Boots"),
        Asset(kind=AssetKind.PIXEL, id="pixel-1", name="Shop"),
    )
    profile = AccountProfile(name="Shop", currency=Currency(currency), time_zone=time_zone, assets=assets)
    account = RemoteAccount(external_id="1", login_external_id=None, profile=profile)
    credential = Credential(platform=platform, access_token="token-of-nobody", refresh_token=None, expires_at=None)
    return Connected(credential=credential, account=account, session=session_on(account, credential))

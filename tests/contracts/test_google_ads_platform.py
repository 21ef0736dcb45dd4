"""Google Ads is held to the contract of all platforms, over the wire, against the sandbox."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.consent import GoogleAdsConsent
from adapters.google_ads.gateway import Caller, GoogleAdsGateway
from adapters.google_ads.operation import Operation, resource_name
from adapters.google_ads.platform import GoogleAdsPlatform
from adapters.sandbox.server import SandboxAddress
from application.platforms.errors import ValueRejectedError
from application.platforms.port import AccountSession, AddAd, AddAdGroup, AdPlatform, CreateCampaign, RemoteChannel
from domain.campaigns.ad_group import BidStrategy
from domain.campaigns.budget import Flight
from domain.campaigns.channel import DesiredChannel
from domain.shared.ids import CampaignId
from domain.shared.money import Money
from domain.shared.platform import Delivery, Platform
from tests.contracts.ad_platform import AdPlatformContract
from tests.contracts.bench import IMPATIENT_SECONDS, SandboxBench, Step
from tests.contracts.channels import Connected, a_channel, a_creative, an_ad_group, connections, credential_from
from tests.contracts.platform_consent import PlatformConsentContract


class Removal(Operation):
    """What a person does in Google's own interface and our adapter never does."""

    def as_wire(self) -> Mapping[str, object]:
        return {f"{self.kind}_operation": {"remove": self.body["resource_name"]}}


class GoogleAdsBench(SandboxBench):
    platform: ClassVar[Platform] = Platform.GOOGLE_ADS
    sandbox_name: ClassVar[str] = "google_ads"
    routes: ClassVar[dict[Step, str]] = {
        Step.READ_CAMPAIGN: "GoogleAdsService/SearchStream",
        Step.REPORT: "GoogleAdsService/SearchStream",
        Step.CREATE_CAMPAIGN: "GoogleAdsService/Mutate",
        Step.CREATE_AD_GROUP: "GoogleAdsService/Mutate",
        Step.CREATE_AD: "GoogleAdsService/Mutate",
        Step.TOKEN: "token",
    }
    counted_kinds: ClassVar[frozenset[str]] = frozenset({"campaign", "ad_group"})

    def __init__(self, config: GoogleAdsConfig, control_url: str) -> None:
        super().__init__(control_url)
        self._threads = ThreadPoolExecutor(max_workers=4)
        self._gateway = GoogleAdsGateway(config, self._threads)
        self._impatient = GoogleAdsGateway(replace(config, timeout_seconds=IMPATIENT_SECONDS), self._threads)
        self.consent = GoogleAdsConsent(config, self._gateway)
        self.campaigns = GoogleAdsPlatform(self._gateway)

    async def close(self) -> None:
        await super().close()
        self._gateway.close()
        self._impatient.close()
        self._threads.shutdown()

    def impatient(self) -> AdPlatform:
        return GoogleAdsPlatform(self._impatient)

    async def held(self, kind: str, parent_id: str | None = None) -> list[dict[str, Any]]:
        """What the sandbox holds of a kind (below a parent) in Google's own fields."""
        asked = {"platform": self.sandbox_name, "kind": kind}
        found = (await self._control.get("objects", params=asked)).raise_for_status().json()["objects"]
        return [each["fields"] for each in found if parent_id in (None, each["parent_id"])]

    async def remove_campaign(self, session: AccountSession, external_id: str) -> None:
        caller = Caller(access_token=session.access_token, login_customer_id=session.login_external_id)
        name = resource_name(session.external_id, "campaign", external_id)
        removal = Removal(kind="campaign", body={"resource_name": name})
        await self._gateway.mutate(caller, session.external_id, [removal])


@pytest.fixture(scope="module")
async def google_ads_bench(sandbox: SandboxAddress) -> AsyncIterator[GoogleAdsBench]:
    google = sandbox.google_ads
    config = GoogleAdsConfig(
        client_id=google["client_id"],
        client_secret=google["client_secret"],
        endpoint=google["endpoint"],
        ca_file=Path(google["ca_file"]),
        auth_uri=google["auth_uri"],
        token_uri=google["token_uri"],
    )
    bench = GoogleAdsBench(config, sandbox.control_url)
    yield bench
    await bench.close()


class TestGoogleAdsPlatform(AdPlatformContract):
    @pytest.fixture
    async def bench(self, google_ads_bench: GoogleAdsBench) -> GoogleAdsBench:
        return google_ads_bench


class TestGoogleAdsConsent(PlatformConsentContract):
    @pytest.fixture
    async def bench(self, google_ads_bench: GoogleAdsBench) -> GoogleAdsBench:
        return google_ads_bench


class TestGoogleAdsOwnWays:
    """What only Google does."""

    @pytest.fixture
    async def bench(self, google_ads_bench: GoogleAdsBench) -> GoogleAdsBench:
        await google_ads_bench.calm()
        return google_ads_bench

    @pytest.fixture
    async def connected(self, bench: GoogleAdsBench) -> Connected:
        return (await connections(bench))[0]

    @pytest.fixture
    async def desired(self, bench: GoogleAdsBench, connected: Connected) -> DesiredChannel:
        return a_channel(connected, await bench.today(connected.session.time_zone))

    async def _created(self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel) -> RemoteChannel:
        await bench.campaigns.apply(connected.session, desired, None, CreateCampaign())
        found = await bench.campaigns.find_channel(connected.session, desired, None)
        assert found is not None
        return found

    async def test_an_account_below_a_manager_is_reached_through_it(self, bench: GoogleAdsBench) -> None:
        accounts = {
            str(each.profile.currency): each for each in await bench.consent.accounts(await credential_from(bench))
        }

        assert accounts["USD"].login_external_id is None
        assert accounts["EUR"].login_external_id == "1000000001"
        assert "1000000001" not in {each.external_id for each in accounts.values()}

    async def test_accounts_do_not_mix_on_the_one_connection(self, bench: GoogleAdsBench) -> None:
        all_connected = await connections(bench)
        drafts = [a_channel(each, await bench.today(each.session.time_zone)) for each in all_connected] * 4
        drafts = [replace(each, campaign_id=CampaignId(uuid4())) for each in drafts]
        sessions = [each.session for each in all_connected] * 4

        creations = zip(sessions, drafts, strict=True)
        await asyncio.gather(*(bench.campaigns.apply(s, draft, None, CreateCampaign()) for s, draft in creations))

        reads = zip(sessions, drafts, strict=True)
        found = await asyncio.gather(*(bench.campaigns.find_channel(s, draft, None) for s, draft in reads))
        budgets = [None if channel is None else channel.budget for channel in found]
        assert budgets == [draft.budget for draft in drafts]

    async def test_a_flight_that_began_while_the_campaign_waited_starts_at_once(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        late = replace(desired.flight, starts_on=desired.flight.starts_on - timedelta(days=3))

        found = await self._created(bench, connected, replace(desired, flight=late))

        campaign = next(each for each in await bench.held("campaign") if each["id"] == found.external_id)
        assert campaign["start_date_time"] == f"{desired.flight.starts_on} 00:00:00"

    async def test_a_flight_that_is_over_is_refused_by_its_last_day(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        yesterday = desired.flight.starts_on - timedelta(days=1)
        over = replace(desired, flight=Flight(starts_on=yesterday, ends_on=yesterday))

        with pytest.raises(ValueRejectedError) as refused:
            await bench.campaigns.apply(connected.session, over, None, CreateCampaign())

        assert refused.value.field == "flight.ends_on"

    async def test_countries_and_ages_arrive_as_criteria(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found = await self._created(bench, connected, desired)

        places = await bench.held("campaign_criterion", found.external_id)
        criteria = await bench.held("ad_group_criterion", found.ad_groups[0].external_id)
        ages = [each for each in criteria if "age_range" in each]
        targets = {place["location"]["geo_target_constant"] for place in places}
        assert targets == {"geoTargetConstants/2840", "geoTargetConstants/2124"}
        assert ages
        assert all(age["negative"] for age in ages)
        assert "AGE_RANGE_25_34" not in {age["age_range"]["type_"] for age in ages}

    async def test_keywords_arrive_with_a_new_campaign_and_with_an_added_ad_group(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found, second = await self._created(bench, connected, desired), an_ad_group(connected, keywords=("warm shoes",))
        wider = replace(desired, ad_groups=(*desired.ad_groups, second))

        await bench.campaigns.apply(connected.session, wider, found, AddAdGroup(ad_group=second))

        now = await bench.campaigns.find_channel(connected.session, wider, None)
        assert now is not None
        there = {group.ad_group_id: await self._keywords(bench, group.external_id) for group in now.ad_groups}
        assert there == {
            group.ad_group_id: [(text, "BROAD", "ENABLED") for text in group.content.keywords]
            for group in wider.ad_groups
        }

    async def _keywords(self, bench: GoogleAdsBench, ad_group: str) -> list[tuple[str, str, str]]:
        criteria = [each for each in await bench.held("ad_group_criterion", ad_group) if "keyword" in each]
        return [(each["keyword"]["text"], each["keyword"]["match_type"], each["status"]) for each in criteria]

    async def test_a_keyword_that_google_refuses_is_named_as_a_person_knows_it(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        group = an_ad_group(connected, keywords=("winter boots", "boots!"))

        with pytest.raises(ValueRejectedError) as refused:
            await self._created(bench, connected, replace(desired, ad_groups=(group,)))

        assert refused.value.field == "ad_groups[0].keywords[1]"
        assert "plain punctuation" in refused.value.advice

    async def test_an_added_ad_group_leaves_the_campaigns_countries_as_they_are(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        found, second = await self._created(bench, connected, desired), an_ad_group(connected)
        wider = replace(desired, ad_groups=(*desired.ad_groups, second))

        await bench.campaigns.apply(connected.session, wider, found, AddAdGroup(ad_group=second))

        assert len(await bench.held("campaign_criterion", found.external_id)) == 2

    async def test_a_full_ad_group_takes_a_newer_version_of_a_creative(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        group = an_ad_group(connected, creatives=3)
        desired = replace(desired, ad_groups=(group,))
        (there,) = (await self._created(bench, connected, desired)).ad_groups
        newer = AddAd(remote=there, ad_group=group, creative=replace(group.creatives[0], version=2))
        found = await bench.campaigns.find_channel(connected.session, desired, None)

        await bench.campaigns.apply(connected.session, desired, found, newer)

        found = await bench.campaigns.find_channel(connected.session, desired, None)
        assert found is not None
        shown = {(ad.creative_id, ad.version) for ad in found.ad_groups[0].ads if ad.delivery is Delivery.ENABLED}
        assert shown == {(each.creative_id, 1) for each in group.creatives[1:]} | {(newer.creative.creative_id, 2)}

    async def test_a_fourth_creative_is_refused_with_what_to_do(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        with pytest.raises(ValueRejectedError) as refused:
            await self._created(bench, connected, replace(desired, ad_groups=(an_ad_group(connected, creatives=4),)))

        assert "at most 3 responsive search ads" in refused.value.advice

    async def test_a_cost_cap_arrives_as_a_target_cost(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        group = an_ad_group(connected, bid_strategy=BidStrategy.COST_CAP, bid=Money.of("12.50", "USD"))

        found = await self._created(bench, connected, replace(desired, ad_groups=(group,)))

        campaign = next(each for each in await bench.held("campaign") if each["id"] == found.external_id)
        assert campaign["maximize_conversions"] == {"target_cpa_micros": "12500000"}

    async def test_a_text_that_google_refuses_is_named_as_a_person_knows_it(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        creative = a_creative(connected, headlines=("Boots", "Warm", "x" * 31))
        group = replace(desired.ad_groups[0], creatives=(creative,))

        with pytest.raises(ValueRejectedError) as refused:
            await self._created(bench, connected, replace(desired, ad_groups=(group,)))

        assert refused.value.field == "ad_groups[0].creatives[0].headlines[2]"
        assert refused.value.request_id

    async def test_a_refused_campaign_leaves_nothing_behind(
        self, bench: GoogleAdsBench, connected: Connected, desired: DesiredChannel
    ) -> None:
        budgets = len(await bench.held("campaign_budget"))
        group = replace(desired.ad_groups[0], creatives=(a_creative(connected, headlines=("One",)),))

        with pytest.raises(ValueRejectedError):
            await self._created(bench, connected, replace(desired, ad_groups=(group,)))

        assert len(await bench.held("campaign_budget")) == budgets
        assert await bench.campaigns.find_channel(connected.session, desired, None) is None

"""Campaigns and figures on TikTok. A campaign there is campaign > ad groups > ads, in one of two flows."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

from adapters.tiktok_ads import mapping, reading
from adapters.tiktok_ads.creatives import CreativeReferences
from adapters.tiktok_ads.errors import unanswered
from adapters.tiktok_ads.flows import FLOWS, Flow
from adapters.tiktok_ads.gateway import Data, TikTokGateway
from adapters.tiktok_ads.money import to_major
from application.platforms.errors import PlatformBugError, RemoteNotFoundError
from application.platforms.marker import marker
from application.platforms.port import (
    AccountSession,
    AddAd,
    AddAdGroup,
    Change,
    ChangeBudget,
    CreateCampaign,
    RemoteAd,
    RemoteChannel,
    RetireAd,
    SetDelivery,
)
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.performance.observation import Observation
from domain.shared.platform import Delivery, Platform

_LONGEST_RANGE = timedelta(days=30)
_EVERY_STATUS = [{"field_name": "campaign_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]


class TikTokAdsPlatform:
    """`AdPlatform` on TikTok."""

    def __init__(self, gateway: TikTokGateway) -> None:
        self._gateway = gateway
        self._references = CreativeReferences(gateway)

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """Read the campaign, its ad groups and its ads. Deleted ones are left out by TikTok."""
        flow = FLOWS[desired.objective]
        campaign = await self._campaign(session, desired, flow, known_id)
        if campaign is None:
            return None
        below = {"campaign_ids": [str(campaign["campaign_id"])]}
        ad_groups, ads = await asyncio.gather(
            self._listed(session, f"{flow.prefix}/adgroup/get/", below),
            self._listed(session, f"{flow.prefix}/ad/get/", below),
        )
        return reading.channel(flow, campaign, ad_groups, ads, session.currency)

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change."""
        flow = FLOWS[desired.objective]
        match change:
            case CreateCampaign():
                await self._create_campaign(session, desired, flow)
            case AddAdGroup():
                await self._create_ad_group(session, desired, change.ad_group, _present(found).external_id)
            case AddAd():
                await self._create_ad(session, flow, change.ad_group, change.creative, change.remote.external_id)
            case RetireAd():
                await self._pause_ad(session, flow, change.ad)
            case ChangeBudget():
                budget = to_major(change.budget.amount, field="budget")
                body = {"campaign_id": _present(found).budget_ref, "budget": budget}
                await self._post(session, f"{flow.prefix}/campaign/update/", body)
            case SetDelivery():
                await self._switch(session, flow, _present(found).external_id, change.delivery)
            case _:
                assert_never(change)

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """A report over the whole account, deleted campaigns included, in as many ranges as TikTok's limit needs."""
        rows = [row for range_ in ranges(since, until) for row in await self._report(session, range_, hourly=False)]
        return [reading.observation(row, hourly=False) for row in rows]

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """The same by hour."""
        return [reading.observation(row, hourly=True) for row in await self._report(session, (day, day), hourly=True)]

    # --- finding ---

    async def _campaign(
        self, session: AccountSession, desired: DesiredChannel, flow: Flow, known_id: str | None
    ) -> Data | None:
        path = f"{flow.prefix}/campaign/get/"
        if known_id is not None:
            rows = await self._listed(session, path, {"campaign_ids": [known_id]})
            if not rows:
                raise RemoteNotFoundError(f"Campaign {known_id} was deleted on TikTok.", platform=Platform.TIKTOK_ADS)
            return rows[0]
        rows = await self._listed(session, path, {"campaign_name": marker(desired.campaign_id)})
        own = [row for row in rows if reading.marks(row, "campaign_name", desired.campaign_id)]
        return min(own, key=lambda row: int(row["campaign_id"]), default=None)

    async def _listed(self, session: AccountSession, path: str, filtering: mapping.Params) -> list[Data]:
        params = {"advertiser_id": session.external_id, "filtering": filtering}
        return await self._gateway.pages(path, session.access_token, params)

    # --- creating ---

    async def _create_campaign(self, session: AccountSession, desired: DesiredChannel, flow: Flow) -> None:
        made = await self._post(session, f"{flow.prefix}/campaign/create/", mapping.campaign_body(desired))
        campaign_id = _id(made, "campaign_id")
        if made.get("operation_status") != mapping.STATUSES[Delivery.PAUSED]:
            # A campaign that is on although we asked for one that is off must not spend while its tree grows.
            await self._switch(session, flow, campaign_id, Delivery.PAUSED)
        for group in desired.ad_groups:
            await self._create_ad_group(session, desired, group, campaign_id)

    async def _create_ad_group(
        self, session: AccountSession, desired: DesiredChannel, group: DesiredAdGroup, campaign_id: str
    ) -> None:
        flow = FLOWS[desired.objective]
        body = mapping.ad_group_body(desired, group, campaign_id, self._gateway.platform_time())
        made = await self._post(session, f"{flow.prefix}/adgroup/create/", body)
        for creative in group.creatives:
            await self._create_ad(session, flow, group, creative, _id(made, "adgroup_id"))

    async def _create_ad(
        self, session: AccountSession, flow: Flow, group: DesiredAdGroup, creative: DesiredCreative, ad_group_id: str
    ) -> None:
        identity = await self._references.identity(session, creative.content)
        button = await self._references.call_to_action(session, creative.content)
        body_of = mapping.smart_ad_body if flow.smart else mapping.manual_ad_body
        await self._post(session, f"{flow.prefix}/ad/create/", body_of(group, creative, ad_group_id, identity, button))

    # --- changing ---

    async def _switch(self, session: AccountSession, flow: Flow, campaign_id: str, delivery: Delivery) -> None:
        body = {"campaign_ids": [campaign_id], "operation_status": mapping.STATUSES[delivery]}
        await self._post(session, f"{flow.prefix}/campaign/status/update/", body)

    async def _pause_ad(self, session: AccountSession, flow: Flow, ad: RemoteAd) -> None:
        body = {f"{flow.ad_id}s": [ad.external_id], "operation_status": mapping.STATUSES[Delivery.PAUSED]}
        await self._post(session, f"{flow.prefix}/ad/status/update/", body)

    async def _post(self, session: AccountSession, path: str, body: mapping.Params) -> Data:
        return await self._gateway.post(path, session.access_token, {"advertiser_id": session.external_id} | body)

    # --- figures ---

    async def _report(self, session: AccountSession, range_: tuple[date, date], *, hourly: bool) -> list[Data]:
        since, until = range_
        params = {
            "advertiser_id": session.external_id,
            "report_type": "BASIC",
            "service_type": "AUCTION",
            "data_level": "AUCTION_CAMPAIGN",
            "dimensions": ["campaign_id", "stat_time_hour" if hourly else "stat_time_day"],
            "metrics": reading.REPORT_METRICS,
            "start_date": since.isoformat(),
            "end_date": until.isoformat(),
            "filtering": _EVERY_STATUS,
        }
        return await self._gateway.pages("/report/integrated/get/", session.access_token, params)


def ranges(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Stretches of at most 30 days, which is what TikTok reports by day at once."""
    while since <= until:
        yield since, min(until, since + _LONGEST_RANGE - timedelta(days=1))
        since += _LONGEST_RANGE


def _id(made: Data, name: str) -> str:
    if not made.get(name):
        raise unanswered(f"TikTok's answer to a creation has no {name}.", writes=True)
    return str(made[name])


def _present(found: RemoteChannel | None) -> RemoteChannel:
    if found is None:
        raise PlatformBugError("Only a creation can do without a campaign that is there.", platform=Platform.TIKTOK_ADS)
    return found

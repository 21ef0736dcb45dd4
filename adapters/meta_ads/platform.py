"""Campaigns and figures on Meta. A campaign there is campaign > ad sets > ads, each ad with a creative of its own."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import assert_never

from adapters.meta_ads import mapping, reading
from adapters.meta_ads.gateway import MetaGateway
from application.platforms.errors import PlatformBugError, RemoteNotFoundError
from application.platforms.marker import marker
from application.platforms.port import (
    AccountSession,
    AddAd,
    AddAdGroup,
    Change,
    ChangeBudget,
    CreateCampaign,
    RemoteChannel,
    RetireAd,
    SetDelivery,
)
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.performance.observation import Observation
from domain.shared.platform import Delivery, Platform

_EVERY_STATUS = ["ACTIVE", "PAUSED", "DELETED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES"]


class MetaAdsPlatform:
    """`AdPlatform` on Meta. Each step of a creation is a call; what is missing after a failure can be added."""

    def __init__(self, gateway: MetaGateway) -> None:
        self._gateway = gateway

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """Read the campaign, its ad sets and its ads."""
        campaign = await (self._marked(session, desired) if known_id is None else self._known(session, known_id))
        if campaign is None:
            return None
        campaign_id, token = str(campaign["id"]), session.access_token
        ad_sets, ads = await asyncio.gather(
            self._gateway.run("list ad sets", token, lambda g: g.ad_sets(campaign_id, reading.AD_SET_FIELDS)),
            self._gateway.run("list ads", token, lambda g: g.ads(campaign_id, reading.AD_FIELDS)),
        )
        return reading.channel(campaign, ad_sets, ads, session.currency)

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change."""
        match change:
            case CreateCampaign():
                await self._create_campaign(session, desired)
            case AddAdGroup():
                await self._create_ad_set(session, desired, change.ad_group, _present(found).external_id)
            case AddAd():
                await self._create_ad(session, change.ad_group, change.creative, change.remote.external_id)
            case RetireAd():
                await self._update(session, change.ad.external_id, {"status": mapping.STATUSES[Delivery.PAUSED]})
            case ChangeBudget():
                await self._update(session, _present(found).budget_ref, mapping.budget_params(change.budget))
            case SetDelivery():
                status = {"status": mapping.STATUSES[change.delivery]}
                await self._update(session, _present(found).external_id, status)
            case _:
                assert_never(change)

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """One report over the whole account, deleted campaigns included."""
        return await self._report(session, since, until, hourly=False)

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """The same by hour."""
        return await self._report(session, day, day, hourly=True)

    # --- finding ---

    async def _known(self, session: AccountSession, known_id: str) -> reading.Row:
        row = await self._gateway.run(
            "read campaign", session.access_token, lambda g: g.campaign(known_id, reading.CAMPAIGN_FIELDS)
        )
        if reading.is_gone(row) or str(row.get("account_id")) != session.external_id:
            raise RemoteNotFoundError(
                f"Campaign {known_id} was deleted or archived on Meta.", platform=Platform.META_ADS
            )
        return row

    async def _marked(self, session: AccountSession, desired: DesiredChannel) -> reading.Row | None:
        text = marker(desired.campaign_id)
        rows = await self._gateway.run(
            "find campaign",
            session.access_token,
            lambda g: g.campaigns_named(_act(session), text, reading.CAMPAIGN_FIELDS),
        )
        own = [row for row in rows if reading.is_marked(row, desired.campaign_id) and not reading.is_gone(row)]
        return min(own, key=lambda row: int(row["id"]), default=None)

    # --- creating ---

    async def _create_campaign(self, session: AccountSession, desired: DesiredChannel) -> None:
        params = mapping.campaign_params(desired)
        campaign_id = await self._gateway.run(
            "create campaign",
            session.access_token,
            lambda g: g.create_campaign(_act(session), params),
            writes=True,
        )
        for group in desired.ad_groups:
            await self._create_ad_set(session, desired, group, campaign_id)

    async def _create_ad_set(
        self, session: AccountSession, desired: DesiredChannel, group: DesiredAdGroup, campaign_id: str
    ) -> None:
        params = mapping.ad_set_params(desired, group, campaign_id)
        ad_set_id = await self._gateway.run(
            "create ad set", session.access_token, lambda g: g.create_ad_set(_act(session), params), writes=True
        )
        for creative in group.creatives:
            await self._create_ad(session, group, creative, ad_set_id)

    async def _create_ad(
        self, session: AccountSession, group: DesiredAdGroup, creative: DesiredCreative, ad_set_id: str
    ) -> None:
        params = mapping.ad_params(group, creative, ad_set_id)
        await self._gateway.run(
            "create ad", session.access_token, lambda g: g.create_ad(_act(session), params), writes=True
        )

    async def _update(self, session: AccountSession, object_id: str, params: mapping.Params) -> None:
        await self._gateway.run("update", session.access_token, lambda g: g.update(object_id, params), writes=True)

    # --- figures ---

    async def _report(self, session: AccountSession, since: date, until: date, *, hourly: bool) -> list[Observation]:
        params = {
            "level": "campaign",
            "time_range": {"since": since.isoformat(), "until": until.isoformat()},
            "time_increment": 1,
            "filtering": [{"field": "campaign.effective_status", "operator": "IN", "value": _EVERY_STATUS}],
        } | ({"breakdowns": [reading.HOURLY]} if hourly else {})
        rows = await self._gateway.run(
            "report", session.access_token, lambda g: g.insights(_act(session), reading.INSIGHT_FIELDS, params)
        )
        return [reading.observation(row, hourly=hourly) for row in rows]


def _act(session: AccountSession) -> str:
    return f"act_{session.external_id}"


def _present(found: RemoteChannel | None) -> RemoteChannel:
    if found is None:
        raise PlatformBugError("Only a creation can do without a campaign that is there.", platform=Platform.META_ADS)
    return found

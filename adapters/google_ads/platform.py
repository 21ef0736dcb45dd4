"""Campaigns and figures on Google Ads: each question one stream, each change one atomic request."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from adapters.google_ads import mapping, query
from adapters.google_ads.errors import DATE_IS_PAST
from adapters.google_ads.gateway import Caller, GoogleAdsGateway
from adapters.google_ads.operation import Operation
from adapters.google_ads.reading import observation, remote_channel
from application.platforms.errors import RemoteNotFoundError, ValueRejectedError
from application.platforms.marker import read_marker
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
from domain.campaigns.channel import DesiredChannel
from domain.performance.observation import Observation
from domain.shared.platform import Platform


class GoogleAdsPlatform:
    """Fills the port `AdPlatform`."""

    def __init__(self, gateway: GoogleAdsGateway) -> None:
        self._gateway = gateway

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """What Google has of the campaign. Raises `RemoteNotFoundError` where the known one is gone."""
        campaign = await (self._known(session, known_id) if known_id else self._marked(session, desired))
        if campaign is None:
            return None
        id_ = str(campaign["campaign.id"])
        ad_groups = await self._rows(session, query.ad_groups_of(id_))
        ads = await self._rows(session, query.ads_of(id_))
        return remote_channel(campaign, ad_groups, ads, session.currency)

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change."""
        if isinstance(change, CreateCampaign):
            await self._create(session, desired)
        elif found is None:
            raise TypeError(f"{type(change).__name__} changes a campaign that is there; none was given.")
        else:
            await self._mutate(session, await self._operations(session, desired, found, change))

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """Every campaign of the account by day, whoever made it; a day without figures has no row."""
        return [observation(row) for row in await self._rows(session, query.figures_by_day(since, until))]

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """Every campaign of the account by hour of one day."""
        return [observation(row) for row in await self._rows(session, query.figures_by_hour(day))]

    async def _known(self, session: AccountSession, known_id: str) -> query.Row:
        rows = await self._rows(session, query.campaign_by_id(known_id))
        for row in rows:
            if row["campaign.status"] != "REMOVED":
                return row
        said = "was removed" if rows else "is not in this account"
        raise RemoteNotFoundError(f"Campaign {known_id} {said}.", platform=Platform.GOOGLE_ADS)

    async def _marked(self, session: AccountSession, desired: DesiredChannel) -> query.Row | None:
        rows = await self._rows(session, query.campaigns_by_marker(desired.campaign_id))
        ours = [row for row in rows if read_marker(str(row["campaign.name"])) == (desired.campaign_id, None)]
        # A person's copy of the campaign in Google's own interface keeps its name: ours is the first.
        return min(ours, key=lambda row: int(str(row["campaign.id"])), default=None)

    async def _create(self, session: AccountSession, desired: DesiredChannel) -> None:
        try:
            await self._mutate(session, mapping.create_campaign(session.external_id, desired))
        except ValueRejectedError as error:
            if error.code not in DATE_IS_PAST or error.field != "flight.starts_on":
                raise
            # The flight has begun while the campaign was waiting. The platform's clock decides, not ours.
            operations = mapping.create_campaign(session.external_id, desired, starts_at_once=True)
            await self._mutate(session, operations)

    async def _operations(
        self,
        session: AccountSession,
        desired: DesiredChannel,
        found: RemoteChannel,
        change: AddAdGroup | AddAd | RetireAd | ChangeBudget | SetDelivery,
    ) -> list[Operation]:
        customer = session.external_id
        match change:
            case AddAdGroup():
                places = await self._places(session, found.external_id)
                return mapping.add_ad_group(customer, found.external_id, desired, change.ad_group, places)
            case AddAd():
                return mapping.add_ad(customer, change.remote, change.creative)
            case RetireAd():
                return [mapping.retire_ad(customer, change.ad.external_id)]
            case ChangeBudget():
                return [mapping.change_budget(customer, found.budget_ref, found.budget, change.budget)]
            case SetDelivery():
                return [mapping.set_delivery(customer, found.external_id, change.delivery)]
        assert_never(change)

    async def _places(self, session: AccountSession, campaign_id: str) -> frozenset[str]:
        rows = await self._rows(session, query.places_of(campaign_id))
        return frozenset(str(row["campaign_criterion.location.geo_target_constant"]) for row in rows)

    async def _rows(self, session: AccountSession, asked: query.Query) -> list[query.Row]:
        return await self._gateway.rows(_caller(session), session.external_id, asked)

    async def _mutate(self, session: AccountSession, operations: Sequence[Operation]) -> None:
        await self._gateway.mutate(_caller(session), session.external_id, operations)


def _caller(session: AccountSession) -> Caller:
    return Caller(access_token=session.access_token, login_customer_id=session.login_external_id)

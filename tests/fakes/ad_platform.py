"""A platform in memory, for tests of use cases. It passes the same contract suite as the real adapters."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import assert_never
from uuid import UUID

from application.platforms.errors import NeedsConsentError, PlatformError, RemoteNotFoundError
from application.platforms.port import (
    AccountSession,
    AddAd,
    AddAdGroup,
    Change,
    ChangeBudget,
    CreateCampaign,
    RemoteAd,
    RemoteAdGroup,
    RemoteChannel,
    RetireAd,
    SetDelivery,
)
from domain.campaigns.budget import Budget, BudgetKind
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.performance.observation import Observation, ObservationKey
from domain.shared.metrics import Metrics
from domain.shared.platform import Delivery, Platform

HOURS = 24
CLICKS_AN_HOUR = 2
IMPRESSIONS_A_CLICK = 50


class FakeCall(StrEnum):
    """The calls that can be made to fail."""

    READ_CAMPAIGN = "read_campaign"
    CREATE_CAMPAIGN = "create_campaign"
    CREATE_AD_GROUP = "create_ad_group"
    CREATE_AD = "create_ad"
    CHANGE = "change"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFailure:
    """One failure to come; `applied` means that the call is carried out all the same."""

    call: FakeCall
    error: PlatformError
    applied: bool = False


@dataclass(slots=True, kw_only=True)
class _Campaign:
    account: str
    campaign_id: UUID
    channel: RemoteChannel
    removed: bool = False


class FakeAdPlatform:
    """Campaigns by account; `creations` and `changes` are what was carried out, in order.

    `accepts` says which access tokens are good. A day of delivery spends the daily budget (or a thirtieth of a
    lifetime budget) in 24 equal hours, on campaigns that are enabled and have an ad.
    """

    def __init__(
        self, platform: Platform, *, today: date = date(2026, 11, 1), accepts: Callable[[str], bool] = lambda _: True
    ) -> None:
        self.platform = platform
        self.today = today
        self.creations: list[UUID] = []
        self.changes: list[Change] = []
        self._accepts = accepts
        self._ids = count(1)
        self._failures: deque[PlannedFailure] = deque()
        self._campaigns: dict[str, _Campaign] = {}
        self._rows: list[tuple[str, Observation]] = []

    # --- what a test arranges ---

    def fail_next(self, failure: PlannedFailure) -> None:
        """Let the next call of a kind fail."""
        self._failures.append(failure)

    def calm(self) -> None:
        """Forget the failures to come."""
        self._failures.clear()

    def pass_days(self, days: int) -> None:
        """Let whole days of delivery pass."""
        for _ in range(days):
            for campaign in self._campaigns.values():
                if _delivers(campaign):
                    self._rows += [(campaign.account, row) for row in _hours(campaign.channel, self.today)]
            self.today += timedelta(days=1)

    def remove(self, external_id: str) -> None:
        """Remove a campaign as somebody could on the platform itself."""
        self._campaigns[external_id].removed = True

    # --- the port ---

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """What is there of the campaign."""
        self._admit(session)
        self._begin(FakeCall.READ_CAMPAIGN)
        if known_id is not None:
            campaign = self._campaigns.get(known_id)
            if campaign is None or campaign.removed or campaign.account != session.external_id:
                raise RemoteNotFoundError(f"There is no campaign {known_id}.", platform=self.platform)
            return campaign.channel
        own = (c for c in self._campaigns.values() if c.account == session.external_id and not c.removed)
        return next((c.channel for c in own if c.campaign_id == desired.campaign_id), None)

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change."""
        self._admit(session)
        match change:
            case CreateCampaign():
                self._create(session, desired)
            case AddAdGroup():
                self._add_group(self._present(found), change.ad_group)
            case AddAd():
                self._add_ad(self._present(found), change.ad_group.ad_group_id, change.creative)
            case RetireAd():
                self._change(self._present(found), lambda channel: _retired(channel, change.ad))
            case ChangeBudget():
                self._change(self._present(found), lambda channel: replace(channel, budget=change.budget))
            case SetDelivery():
                self._change(self._present(found), lambda channel: replace(channel, delivery=change.delivery))
            case _:
                assert_never(change)
        self.changes.append(change)

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """The account's figures by campaign and day."""
        self._admit(session)
        self._begin(FakeCall.REPORT)
        days: dict[ObservationKey, Metrics] = {}
        for account, row in self._rows:
            if account == session.external_id and since <= row.key.day <= until:
                key = ObservationKey(day=row.key.day, campaign_ref=row.key.campaign_ref)
                days[key] = days.get(key, Metrics()) + row.metrics
        return [Observation(key=key, metrics=metrics) for key, metrics in days.items()]

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """The account's figures by campaign and hour."""
        self._admit(session)
        self._begin(FakeCall.REPORT)
        return [row for account, row in self._rows if account == session.external_id and row.key.day == day]

    # --- inside ---

    def _admit(self, session: AccountSession) -> None:
        if not self._accepts(session.access_token):
            raise NeedsConsentError("The token is dead.", platform=self.platform)

    def _begin(self, call: FakeCall) -> PlatformError | None:
        """The failure to raise once the call is carried out; one that forbids it is raised at once."""
        failure = next((planned for planned in self._failures if planned.call is call), None)
        if failure is None:
            return None
        self._failures.remove(failure)
        if not failure.applied:
            raise failure.error
        return failure.error

    def _end(self, error: PlatformError | None) -> None:
        if error is not None:
            raise error

    def _present(self, found: RemoteChannel | None) -> _Campaign:
        campaign = self._campaigns.get(found.external_id) if found is not None else None
        if campaign is None or campaign.removed:
            raise RemoteNotFoundError("There is no such campaign.", platform=self.platform)
        return campaign

    def _new_id(self) -> str:
        return f"{self.platform}-{next(self._ids)}"

    def _create(self, session: AccountSession, desired: DesiredChannel) -> None:
        afterwards = self._begin(FakeCall.CREATE_CAMPAIGN)
        id_ = self._new_id()
        channel = RemoteChannel(
            external_id=id_, budget_ref=id_, budget=desired.budget, delivery=Delivery.PAUSED, ad_groups=()
        )
        campaign = _Campaign(account=session.external_id, campaign_id=desired.campaign_id, channel=channel)
        self._campaigns[id_] = campaign
        self.creations.append(desired.campaign_id)
        self._end(afterwards)
        for group in desired.ad_groups:
            self._add_group(campaign, group)

    def _add_group(self, campaign: _Campaign, group: DesiredAdGroup) -> None:
        afterwards = self._begin(FakeCall.CREATE_AD_GROUP)
        added = RemoteAdGroup(external_id=self._new_id(), ad_group_id=group.ad_group_id, ads=())
        campaign.channel = replace(campaign.channel, ad_groups=(*campaign.channel.ad_groups, added))
        self.creations.append(group.ad_group_id)
        self._end(afterwards)
        for creative in group.creatives:
            self._add_ad(campaign, group.ad_group_id, creative)

    def _add_ad(self, campaign: _Campaign, ad_group_id: UUID, creative: DesiredCreative) -> None:
        afterwards = self._begin(FakeCall.CREATE_AD)
        ad = RemoteAd(
            external_id=self._new_id(),
            creative_id=creative.creative_id,
            version=creative.version,
            delivery=Delivery.ENABLED,
        )
        groups = (
            replace(group, ads=(*group.ads, ad)) if group.ad_group_id == ad_group_id else group
            for group in campaign.channel.ad_groups
        )
        campaign.channel = replace(campaign.channel, ad_groups=tuple(groups))
        self.creations.append(creative.creative_id)
        self._end(afterwards)

    def _change(self, campaign: _Campaign, change: Callable[[RemoteChannel], RemoteChannel]) -> None:
        afterwards = self._begin(FakeCall.CHANGE)
        campaign.channel = change(campaign.channel)
        self._end(afterwards)


def _retired(channel: RemoteChannel, ad: RemoteAd) -> RemoteChannel:
    def paused(group: RemoteAdGroup) -> RemoteAdGroup:
        ads = (
            replace(own, delivery=Delivery.PAUSED) if own.external_id == ad.external_id else own for own in group.ads
        )
        return replace(group, ads=tuple(ads))

    return replace(channel, ad_groups=tuple(paused(group) for group in channel.ad_groups))


def _delivers(campaign: _Campaign) -> bool:
    ads = [ad for group in campaign.channel.ad_groups for ad in group.ads if ad.delivery is Delivery.ENABLED]
    return bool(ads) and campaign.channel.delivery is Delivery.ENABLED and not campaign.removed


def _hours(channel: RemoteChannel, day: date) -> Iterator[Observation]:
    for hour, spend in enumerate(_a_days_spend(channel.budget)):
        yield Observation(
            key=ObservationKey(day=day, hour=hour, campaign_ref=channel.external_id),
            metrics=Metrics(
                impressions=CLICKS_AN_HOUR * IMPRESSIONS_A_CLICK,
                clicks=CLICKS_AN_HOUR,
                spend_micros=spend,
                conversions=Decimal("0.25"),
                conversion_value_micros=spend * 2,
            ),
        )


def _a_days_spend(budget: Budget) -> list[int]:
    share = 1 if budget.kind is BudgetKind.DAILY else 30
    return [part.micros // share for part in budget.amount.split([1] * HOURS, step_micros=1)]

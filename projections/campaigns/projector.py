"""Folds the facts of campaigns into their rows and the rows of their channels."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection
from pydantic import TypeAdapter

from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Channel, ChannelProblem
from domain.shared.ids import AdAccountId
from projections.campaigns.table import CAMPAIGNS, CHANNELS
from projections.folding import Folded, Folding
from projections.projector import Quiet, SeenFact, topics_of
from projections.rows import Write, replace_children, upsert

STATE: TypeAdapter[Campaign] = TypeAdapter(Campaign)
PROBLEM: TypeAdapter[ChannelProblem] = TypeAdapter(ChannelProblem)


class CampaignsProjector(Quiet):
    """Writes `campaigns` and `campaign_channels`."""

    name = "campaigns"
    version = 1
    topics = topics_of(Campaign.stream_type)
    tables = (CAMPAIGNS, CHANNELS)

    def __init__(self) -> None:
        self._folding = Folding(CAMPAIGNS, "campaign_id", Campaign, STATE)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """The campaigns that the batch changes, and all of their channels."""
        changed = await self._folding.fold(connection, batch)
        return (
            *upsert(CAMPAIGNS, [self._row(folded) for folded in changed]),
            *replace_children(
                CHANNELS,
                [row for folded in changed for row in _channel_rows(folded)],
                [(folded.organization, folded.stream_id) for folded in changed],
            ),
        )

    def _row(self, folded: Folded[Campaign]) -> dict[str, object]:
        campaign, born = folded.state, folded.began_with
        budget, flight = campaign.budget, campaign.flight
        met_in = born.currency if isinstance(born, Campaign.Discovered) else None
        return self._folding.columns(folded) | {
            "campaign_id": campaign.campaign_id,
            "name": campaign.name,
            "status": campaign.status.value,
            "objective": None if campaign.objective is None else campaign.objective.value,
            "budget_kind": None if budget is None else budget.kind.value,
            "budget_micros": None if budget is None else budget.amount.micros,
            "currency": met_in if budget is None else budget.amount.currency,
            "starts_on": None if flight is None else flight.starts_on,
            "ends_on": None if flight is None else flight.ends_on,
        }


def _channel_rows(folded: Folded[Campaign]) -> Iterator[dict[str, object]]:
    # An observed campaign has no channel of ours. Its first fact, which is also its last, says where it runs.
    if isinstance(folded.began_with, Campaign.Discovered):
        yield _observed_row(folded, folded.began_with)
    for account_id, channel in folded.state.channels.items():
        yield _channel_row(folded, account_id, channel)


def _channel_row(folded: Folded[Campaign], account_id: AdAccountId, channel: Channel) -> dict[str, object]:
    campaign, confirmed = folded.state, channel.confirmed
    desired = campaign.desired_channel(account_id)
    return {
        "org_id": folded.organization,
        "campaign_id": campaign.campaign_id,
        "account_id": account_id,
        "platform": channel.account.platform.value,
        "external_campaign_id": None if confirmed is None else confirmed.external_campaign_id,
        "weight": channel.weight,
        "desired_version": channel.desired_version,
        "confirmed_version": None if confirmed is None else confirmed.version,
        "delivery_desired": None if desired is None else desired.delivery.value,
        "delivery_confirmed": None if confirmed is None else confirmed.delivery.value,
        # Before the launch the platform is owed nothing.
        "settled": desired is None or channel.settled,
        "problem": None if channel.problem is None else PROBLEM.dump_json(channel.problem).decode(),
        "position": folded.position,
    }


def _observed_row(folded: Folded[Campaign], fact: Campaign.Discovered) -> dict[str, object]:
    return {
        "org_id": folded.organization,
        "campaign_id": fact.campaign_id,
        "account_id": fact.account_id,
        "platform": fact.platform,
        "external_campaign_id": fact.external_id,
        "weight": 0,
        "desired_version": 0,
        "confirmed_version": None,
        "delivery_desired": None,
        "delivery_confirmed": None,
        "settled": True,
        "problem": None,
        "position": folded.position,
    }

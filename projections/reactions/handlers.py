"""Which facts call for which handler, on what, and one at a time with what else.

A handler's name is a name in storage and on the queue: it never changes its meaning.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.rules.rule import Rule
from domain.shared.facts import Fact
from domain.shared.ids import FactId
from projections.projector import SeenFact
from projections.reactions.channels import Channel, Channels

Handler = Literal["platforms.push_channel", "connections.forget", "rules.act"]

Reach = Literal["campaign", "channel", "account_channels", "account", "rule"]
"""On what: each channel of the campaign, the fact's one channel, each of the account's channels, or itself."""

REACTIONS: dict[type[Fact], tuple[Handler, Reach]] = {
    Campaign.LaunchRequested: ("platforms.push_channel", "campaign"),
    Campaign.BudgetChanged: ("platforms.push_channel", "campaign"),
    Campaign.Paused: ("platforms.push_channel", "campaign"),
    Campaign.Resumed: ("platforms.push_channel", "campaign"),
    Campaign.Completed: ("platforms.push_channel", "campaign"),
    Campaign.Archived: ("platforms.push_channel", "campaign"),
    Campaign.AdGroupAdded: ("platforms.push_channel", "channel"),
    Campaign.CreativeAdded: ("platforms.push_channel", "campaign"),
    Campaign.CreativeRevised: ("platforms.push_channel", "campaign"),
    Campaign.ChannelPaused: ("platforms.push_channel", "channel"),
    Campaign.ChannelResumed: ("platforms.push_channel", "channel"),
    AdAccount.Reconnected: ("platforms.push_channel", "account_channels"),
    AdAccount.Disconnected: ("connections.forget", "account"),
    Rule.Triggered: ("rules.act", "rule"),
}
"""Every fact that something has to be done about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One thing to do. Those of one serial key are done one at a time; one key is done once."""

    key: UUID
    handler: Handler
    serial_key: str
    target: dict[str, str]


def reactions_to(seen: SeenFact, channels: Channels) -> Iterator[Reaction]:
    """What has to be done about a fact; `channels` are those that its organization has at that moment."""
    if type(seen.fact) not in REACTIONS:
        return
    handler, reach = REACTIONS[type(seen.fact)]
    match reach:
        case "account":
            yield _on_itself(seen.fact_id, handler, "account", seen.stream_id)
        case "rule":
            yield _on_itself(seen.fact_id, handler, "rule", seen.stream_id)
        case "campaign":
            yield from _on_channels(seen.fact_id, handler, channels.of_campaign(seen.stream_id))
        case "account_channels":
            yield from _on_channels(seen.fact_id, handler, channels.of_account(seen.stream_id))
        case "channel":
            channel = seen.stream_id, _account_of(seen.fact)
            yield from _on_channels(seen.fact_id, handler, {channel} & channels.of_campaign(seen.stream_id))


def _account_of(fact: Fact) -> UUID:
    match fact:
        case Campaign.AdGroupAdded() | Campaign.ChannelPaused() | Campaign.ChannelResumed():
            return fact.account_id
    raise TypeError(f"{fact!r} is not about one channel")


def _on_itself(fact_id: FactId, handler: Handler, kind: str, subject: UUID) -> Reaction:
    return _reaction(fact_id, handler, f"{kind}:{subject}", {f"{kind}_id": str(subject)})


def _on_channels(fact_id: FactId, handler: Handler, channels: set[Channel]) -> Iterator[Reaction]:
    for campaign_id, account_id in sorted(channels):
        target = {"campaign_id": str(campaign_id), "account_id": str(account_id)}
        yield _reaction(fact_id, handler, f"channel:{campaign_id}:{account_id}", target)


def _reaction(fact_id: FactId, handler: Handler, serial_key: str, target: dict[str, str]) -> Reaction:
    key = uuid5(fact_id, f"{handler}:{serial_key}")
    return Reaction(key=key, handler=handler, serial_key=serial_key, target=target)

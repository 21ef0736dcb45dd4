"""Desired minus found: the changes that a platform still lacks, in the order in which they are safe.

A pause comes first, so that nothing is spent while the rest is sent; enabling comes last.
"""

from collections.abc import Iterator

from application.platforms.port import (
    AddAd,
    AddAdGroup,
    Change,
    ChangeBudget,
    CreateCampaign,
    RemoteAdGroup,
    RemoteChannel,
    RetireAd,
    SetDelivery,
)
from domain.campaigns.channel import Confirmed, DesiredAdGroup, DesiredChannel
from domain.shared.platform import Delivery


def difference(desired: DesiredChannel, found: RemoteChannel | None) -> list[Change]:
    """What must be done for the platform to show what is desired; empty when it does."""
    if found is None:
        return [] if desired.ended else [CreateCampaign()]
    changes: list[Change] = []
    if desired.delivery is Delivery.PAUSED and found.delivery is Delivery.ENABLED:
        changes.append(SetDelivery(delivery=Delivery.PAUSED))
    if not desired.ended:
        changes += _missing_parts(desired, found)
        if desired.budget != found.budget:
            changes.append(ChangeBudget(budget=desired.budget))
    if desired.delivery is Delivery.ENABLED and found.delivery is Delivery.PAUSED:
        changes.append(SetDelivery(delivery=Delivery.ENABLED))
    return changes


def confirmation(desired: DesiredChannel, found: RemoteChannel | None) -> Confirmed:
    """What the ledger keeps of a platform that shows what is desired."""
    return Confirmed(
        version=desired.version,
        external_campaign_id=found.external_id if found else None,
        delivery=found.delivery if found else Delivery.PAUSED,
        budget=found.budget if found else desired.budget,
        children=dict(_children(found)) if found else {},
    )


def _missing_parts(desired: DesiredChannel, found: RemoteChannel) -> Iterator[Change]:
    there = {group.ad_group_id: group for group in found.ad_groups}
    for group in desired.ad_groups:
        remote = there.get(group.ad_group_id)
        if remote is None:
            yield AddAdGroup(ad_group=group)
        else:
            yield from _missing_ads(group, remote)


def _missing_ads(group: DesiredAdGroup, remote: RemoteAdGroup) -> Iterator[Change]:
    there = {(ad.creative_id, ad.version) for ad in remote.ads}
    wanted = {(creative.creative_id, creative.version) for creative in group.creatives}
    for creative in group.creatives:
        if (creative.creative_id, creative.version) not in there:
            yield AddAd(remote=remote, ad_group=group, creative=creative)
    for ad in remote.ads:
        if (ad.creative_id, ad.version) not in wanted and ad.delivery is Delivery.ENABLED:
            yield RetireAd(ad=ad)


def _children(found: RemoteChannel) -> Iterator[tuple[str, str]]:
    for group in found.ad_groups:
        yield str(group.ad_group_id), group.external_id
        for ad in group.ads:
            yield f"{ad.creative_id}@{ad.version}", ad.external_id

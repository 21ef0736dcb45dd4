"""The account's ads as the delivery model needs them: what may show now, under which budget and bid.

In Search nobody sees an ad whose ad group no keyword of a search can match; the other channels do without.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from adapters.sandbox.delivery import DeliveryLine, LineKey
from adapters.sandbox.google_ads.accounts import accounts
from adapters.sandbox.google_ads.channels import Channel, channel_of
from adapters.sandbox.google_ads.times import moment
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity

_MICROS = 1_000_000


def delivery_lines(sandbox: Sandbox) -> Iterator[DeliveryLine]:
    """Yield a line for every ad and every asset group that is not removed, of every account."""
    for account in accounts(sandbox):
        for ad in sandbox.store.select(GOOGLE_ADS, account.id, "ad_group_ad"):
            ad_group = sandbox.store.get(GOOGLE_ADS, "ad_group", str(ad.parent_id))
            if ad_group is not None:
                yield from _line(sandbox, account, ad_group, ad)
        for asset_group in sandbox.store.select(GOOGLE_ADS, account.id, "asset_group"):
            yield from _line(sandbox, account, asset_group, asset_group)


def _line(sandbox: Sandbox, account: ReadyAccount, group: Entity, ad: Entity) -> Iterator[DeliveryLine]:
    """An asset group is both the group and the ad in it."""
    campaign = sandbox.store.get(GOOGLE_ADS, "campaign", str(group.parent_id))
    if campaign is None:
        return
    budget_id = str(campaign.fields.get("campaign_budget", "")).rpartition("/")[2]
    budget = sandbox.store.get(GOOGLE_ADS, "campaign_budget", budget_id)
    channel = channel_of(str(campaign.fields.get("advertising_channel_type")))
    yield DeliveryLine(
        key=LineKey(GOOGLE_ADS, account.id, campaign.id, group.id, ad.id.rpartition("~")[2]),
        budget_id=budget_id,
        currency=account.currency,
        time_zone=account.time_zone,
        delivering=all(_is_on(entity) for entity in (ad, group, campaign))
        and (not _asks_for_keywords(channel, group) or _has_keyword(sandbox, group)),
        daily_budget=_money(budget, "amount_micros"),
        lifetime_budget=_money(budget, "total_amount_micros"),
        objective=str(campaign.fields.get("bidding_strategy_type", "")),
        bid=_money(group, "cpc_bid_micros"),
        starts_on=_day(campaign.fields.get("start_date_time")),
        ends_on=_day(campaign.fields.get("end_date_time")),
    )


def _asks_for_keywords(channel: Channel, group: Entity) -> bool:
    """Dynamic ads are matched by the pages of the site."""
    return channel.by_keyword and group.fields.get("type_") != "SEARCH_DYNAMIC_ADS"


def _is_on(entity: Entity) -> bool:
    return not entity.removed and entity.fields.get("status") == "ENABLED"


def _has_keyword(sandbox: Sandbox, ad_group: Entity) -> bool:
    criteria = sandbox.store.select(GOOGLE_ADS, ad_group.account_id, "ad_group_criterion", ad_group.id)
    return any(_is_on(each) and "keyword" in each.fields and not each.fields.get("negative") for each in criteria)


def _money(entity: Entity | None, field: str) -> Decimal | None:
    micros = int(entity.fields.get(field, 0)) if entity is not None else 0
    return Decimal(micros) / _MICROS if micros else None


def _day(text: str | None) -> date | None:
    found = moment(text or "")
    return found.date() if found is not None else None

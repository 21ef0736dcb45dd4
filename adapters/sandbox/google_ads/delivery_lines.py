"""The account's ads as the delivery model needs them: what may show now, under which budget and bid.

All campaigns here are of Search, where nobody sees an ad whose ad group no keyword of a search can match.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from adapters.sandbox.delivery import DeliveryLine, LineKey
from adapters.sandbox.google_ads.accounts import accounts
from adapters.sandbox.google_ads.times import moment
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity

_MICROS = 1_000_000


def delivery_lines(sandbox: Sandbox) -> Iterator[DeliveryLine]:
    """Yield a line for every ad that is not removed, of every account."""
    for account in accounts(sandbox):
        for ad in sandbox.store.select(GOOGLE_ADS, account.id, "ad_group_ad"):
            line = _line(sandbox, account, ad)
            if line is not None:
                yield line


def _line(sandbox: Sandbox, account: ReadyAccount, ad: Entity) -> DeliveryLine | None:
    ad_group = sandbox.store.get(GOOGLE_ADS, "ad_group", str(ad.parent_id))
    campaign = sandbox.store.get(GOOGLE_ADS, "campaign", str(ad_group.parent_id)) if ad_group else None
    if ad_group is None or campaign is None:
        return None
    budget_id = str(campaign.fields.get("campaign_budget", "")).rpartition("/")[2]
    budget = sandbox.store.get(GOOGLE_ADS, "campaign_budget", budget_id)
    return DeliveryLine(
        key=LineKey(GOOGLE_ADS, account.id, campaign.id, ad_group.id, ad.id.rpartition("~")[2]),
        budget_id=budget_id,
        currency=account.currency,
        time_zone=account.time_zone,
        delivering=all(_is_on(entity) for entity in (ad, ad_group, campaign)) and _has_keyword(sandbox, ad_group),
        daily_budget=_money(budget, "amount_micros"),
        lifetime_budget=_money(budget, "total_amount_micros"),
        objective=str(campaign.fields.get("bidding_strategy_type", "")),
        bid=_money(ad_group, "cpc_bid_micros"),
        starts_on=_day(campaign.fields.get("start_date_time")),
        ends_on=_day(campaign.fields.get("end_date_time")),
    )


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

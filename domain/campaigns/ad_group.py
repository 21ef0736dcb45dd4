"""Ad groups and creatives: whom a channel addresses and what it shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.shared.ids import AdAccountId, AdGroupId, CreativeId
from domain.shared.money import Money


class Objective(StrEnum):
    """What a campaign is for. Each platform's own word for it is its adapter's business."""

    AWARENESS = "awareness"
    TRAFFIC = "traffic"
    LEADS = "leads"
    SALES = "sales"


class BidStrategy(StrEnum):
    """How the platform bids: for the most results in the budget, or with a cap on the cost of one."""

    LOWEST_COST = "lowest_cost"
    COST_CAP = "cost_cap"


class MediaKind(StrEnum):
    """The kinds of media that a creative refers to."""

    IMAGE = "image"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture or a video by the platform's own reference (image hash or URL, video id)."""

    kind: MediaKind
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targeting:
    """Whom an ad group addresses: ISO 3166 alpha-2 countries and an age range."""

    countries: tuple[str, ...]
    age_min: int = 18
    age_max: int = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class AdGroupContent:
    """What can be said of an ad group.

    `pixel` is the platform's id of the conversion source, where it needs one; `keywords` are what a search
    platform matches, and stand empty on the others.
    """

    name: str
    targeting: Targeting
    bid_strategy: BidStrategy = BidStrategy.LOWEST_COST
    bid: Money | None = None
    pixel: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreativeContent:
    """What a creative shows. `identity` is the page or identity in whose name it speaks, where the platform has one."""

    headlines: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    primary_text: str = ""
    media: tuple[Media, ...] = ()
    call_to_action: str = "LEARN_MORE"
    destination_url: str
    identity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Creative:
    """A creative at its present version; `derived_from` names the creative that it was made from."""

    creative_id: CreativeId
    version: int
    content: CreativeContent
    derived_from: CreativeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdGroup:
    """An ad group of one channel, with its creatives by id."""

    ad_group_id: AdGroupId
    account_id: AdAccountId
    content: AdGroupContent
    creatives: Mapping[CreativeId, Creative] = field(default_factory=dict)

"""A channel: a campaign's presence on one ad account, as desired and as the platform last confirmed it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Objective
from domain.campaigns.budget import Budget, Flight
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Currency, Money
from domain.shared.platform import Delivery, Platform


class ProblemKind(StrEnum):
    """The closed set of ways in which a platform can fail us."""

    NEEDS_CONSENT = "needs_consent"
    PERMISSION_MISSING = "permission_missing"
    VALUE_REJECTED = "value_rejected"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    RATE_LIMITED = "rate_limited"
    DAILY_QUOTA = "daily_quota"
    TRANSIENT = "transient"
    AMBIGUOUS = "ambiguous"
    BUG = "bug"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelProblem:
    """Why a push did not settle, and what a person should do. `code` and `request_id` are the platform's."""

    kind: ProblemKind
    message: str
    advice: str
    field: str | None = None
    code: str | None = None
    request_id: str | None = None

    def says_the_same_as(self, other: "ChannelProblem | None") -> bool:
        """Whether a person learns nothing new from it; the request id is another one each time."""
        return other is not None and (self.kind, self.field, self.code) == (other.kind, other.field, other.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAccount:
    """What a campaign must know of an ad account to run on it."""

    account_id: AdAccountId
    platform: Platform
    external_id: str
    name: str
    currency: Currency
    time_zone: str
    minimum_daily_budget: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What the platform acknowledged: the campaign's version that was pushed, and what is there now.

    `external_campaign_id` is None where the campaign ended before anything of it was made there.
    `children` maps our ad group ids, and creative ids with their version as `ID@VERSION`, to the platform's ids.
    """

    version: int
    external_campaign_id: str | None
    delivery: Delivery
    budget: Budget
    children: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel's state. `desired_version` is the campaign's version at the last change that concerns it."""

    account: ChannelAccount
    weight: int
    paused: bool = False
    desired_version: int = 0
    confirmed: Confirmed | None = None
    problem: ChannelProblem | None = None

    @property
    def settled(self) -> bool:
        """Whether the platform has acknowledged the latest version."""
        return self.confirmed is not None and self.confirmed.version >= self.desired_version


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredCreative:
    """A creative as it should be on the platform."""

    creative_id: CreativeId
    version: int
    content: CreativeContent


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredAdGroup:
    """An ad group as it should be on the platform."""

    ad_group_id: AdGroupId
    content: AdGroupContent
    creatives: tuple[DesiredCreative, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """What the platforms require an advertiser to declare."""

    eu_political_advertising: bool = False
    special_ad_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredChannel:
    """All that a platform should show for a campaign, worked out from the ledger at `version`."""

    campaign_id: CampaignId
    version: int
    account: ChannelAccount
    name: str
    objective: Objective
    budget: Budget
    flight: Flight
    declarations: Declarations
    delivery: Delivery
    ended: bool
    ad_groups: tuple[DesiredAdGroup, ...]

"""What Google fills in when a resource is created."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from adapters.sandbox.google_ads.channels import channel_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.enums import default_enum, set_enum
from adapters.sandbox.google_ads.further_defaults import fill_in_further
from adapters.sandbox.google_ads.further_kinds import FURTHER_KINDS
from adapters.sandbox.google_ads.images import image_of
from adapters.sandbox.google_ads.kinds import ASSET_LINKS, LABEL_LINKS, resource_name
from adapters.sandbox.google_ads.times import as_told
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


def fill_in(held: Held, workspace: Workspace) -> None:
    """Set the ids, the read-only fields and the defaults of a new resource."""
    held.message.resource_name = resource_name(workspace.account.id, held.root, held.id)
    _FILLERS[held.root](held, workspace)


def _budget(held: Held, _: Workspace) -> None:
    budget = held.message
    budget.id = int(held.id)
    if not budget.HasField("explicitly_shared"):
        budget.explicitly_shared = True
    set_enum(budget, "status", "ENABLED")
    for field, name in (("delivery_method", "STANDARD"), ("period", "DAILY"), ("type_", "STANDARD")):
        default_enum(budget, field, name)


def _campaign(held: Held, workspace: Workspace) -> None:
    campaign = held.message
    campaign.id = int(held.id)
    default_enum(campaign, "status", "ENABLED")
    default_enum(campaign, "ad_serving_optimization_status", "OPTIMIZE")
    default_enum(campaign, "payment_mode", "CLICKS")
    set_enum(campaign, "experiment_type", "BASE")
    if not campaign.HasField("network_settings"):
        for network in _NETWORKS.get(enum_name(campaign, "advertising_channel_type"), ()):
            setattr(campaign.network_settings, f"target_{network}", True)
    if not campaign.start_date_time:
        today = workspace.now.astimezone(ZoneInfo(workspace.account.time_zone)).date()
        campaign.start_date_time = f"{today.isoformat()} 00:00:00"
    settle_campaign(campaign, workspace)


_NETWORKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SEARCH": ("google_search", "search_network"),
        "SHOPPING": ("google_search", "search_network"),
        "DISPLAY": ("content_network",),
    }
)
"""Where campaigns show that do not say; others follow from their channel."""


def settle_campaign(campaign: Proto, workspace: Workspace) -> None:
    """Name the bidding strategy that the campaign has of its own or shares, and write its days in the one way."""
    for field in ("start_date_time", "end_date_time"):
        if getattr(campaign, field):
            setattr(campaign, field, as_told(getattr(campaign, field)))
    own = campaign.WhichOneof("campaign_bidding_strategy")
    shared = workspace.by_name("bidding_strategy", campaign.bidding_strategy) if own == "bidding_strategy" else None
    if shared:
        accessible = f"customers/{workspace.account.id}/accessibleBiddingStrategies/{shared.id}"
        campaign.accessible_bidding_strategy = accessible
    else:
        campaign.ClearField("accessible_bidding_strategy")
    known = enum_name(shared.message, "type_") if shared else str(own).upper()
    types = campaign.DESCRIPTOR.fields_by_name["bidding_strategy_type"].enum_type.values_by_name
    set_enum(campaign, "bidding_strategy_type", known if known in types else "UNSPECIFIED")


def _ad_group(held: Held, workspace: Workspace) -> None:
    ad_group = held.message
    ad_group.id = int(held.id)
    default_enum(ad_group, "status", "ENABLED")
    campaign = workspace.by_name("campaign", ad_group.campaign)
    channel = channel_of(enum_name(campaign.message, "advertising_channel_type") if campaign else "SEARCH")
    default_enum(ad_group, "type_", next(iter(channel.ad_groups), "UNSPECIFIED"))


def _ad_group_ad(held: Held, workspace: Workspace) -> None:
    ad = held.message.ad
    ad_id = held.id.rpartition("~")[2]
    default_enum(held.message, "status", "ENABLED")
    set_enum(held.message.policy_summary, "approval_status", "APPROVED")
    set_enum(held.message.policy_summary, "review_status", "REVIEWED")
    if kind := ad.WhichOneof("ad_data"):
        ad.id = int(ad_id)
        ad.resource_name = f"customers/{workspace.account.id}/ads/{ad_id}"
        set_enum(ad, "type_", _OTHER_AD_TYPES.get(kind, kind.upper()))


_OTHER_AD_TYPES: Mapping[str, str] = MappingProxyType({"display_upload_ad": "HTML5_UPLOAD_AD"})
"""What is not told by the name of its data."""


def _criterion(held: Held, _: Workspace) -> None:
    criterion = held.message
    kind = criterion.WhichOneof("criterion")
    criterion.criterion_id = int(held.id.rpartition("~")[2])
    criterion.negative = criterion.negative
    default_enum(criterion, "status", "ENABLED")
    if kind:
        set_enum(criterion, "type_", kind.upper())


def _label(held: Held, _: Workspace) -> None:
    held.message.id = int(held.id)
    set_enum(held.message, "status", "ENABLED")


def _asset(held: Held, _: Workspace) -> None:
    asset = held.message
    asset.id = int(held.id)
    kind = asset.WhichOneof("asset_data")
    if kind:
        set_enum(asset, "type_", kind.removesuffix("_asset").upper())
    set_enum(asset, "source", "ADVERTISER")
    set_enum(asset.policy_summary, "approval_status", "APPROVED")
    set_enum(asset.policy_summary, "review_status", "REVIEWED")
    if kind == "image_asset":
        _describe_image(asset.image_asset)


def _describe_image(image: Proto) -> None:
    """Tell of the file what Google tells."""
    found = image_of(image.data)
    if found is None:
        return
    image.file_size = len(image.data)
    set_enum(image, "mime_type", found.mime_type)
    image.full_size.width_pixels, image.full_size.height_pixels = found.width, found.height


def forget_upload(held: Held) -> None:
    """Drop the bytes of a file, which Google never gives back."""
    kind = held.message.WhichOneof("asset_data") if held.root == "asset" else None
    if kind in {"image_asset", "media_bundle_asset"}:
        getattr(held.message, kind).ClearField("data")


def _asset_link(held: Held, _: Workspace) -> None:
    default_enum(held.message, "status", "ENABLED")
    set_enum(held.message, "source", "ADVERTISER")
    set_enum(held.message, "primary_status", "ELIGIBLE")


def _conversion_action(held: Held, workspace: Workspace) -> None:
    action = held.message
    action.id = int(held.id)
    action.owner_customer = f"customers/{workspace.account.id}"
    for field, name in (("status", "ENABLED"), ("category", "DEFAULT"), ("counting_type", "MANY_PER_CLICK")):
        default_enum(action, field, name)
    set_enum(action, "origin", "WEBSITE")
    for field, default in _CONVERSION_DEFAULTS.items():
        if not action.HasField(field):
            setattr(action, field, default)
    action.include_in_conversions_metric = action.primary_for_goal


_CONVERSION_DEFAULTS: Mapping[str, bool | int] = MappingProxyType(
    {"primary_for_goal": True, "click_through_lookback_window_days": 30, "view_through_lookback_window_days": 1}
)
"""Source: ConversionAction in the resource reference."""


def _bidding_strategy(held: Held, workspace: Workspace) -> None:
    strategy = held.message
    strategy.id = int(held.id)
    set_enum(strategy, "status", "ENABLED")
    scheme = strategy.WhichOneof("scheme")
    if scheme:
        set_enum(strategy, "type_", scheme.upper())
    strategy.effective_currency_code = strategy.currency_code or workspace.account.currency


def _shared_set(held: Held, _: Workspace) -> None:
    held.message.id = int(held.id)
    set_enum(held.message, "status", "ENABLED")


def _shared_criterion(held: Held, _: Workspace) -> None:
    held.message.criterion_id = int(held.id.rpartition("~")[2])
    if kind := held.message.WhichOneof("criterion"):
        set_enum(held.message, "type_", kind.upper())


def _campaign_shared_set(held: Held, _: Workspace) -> None:
    set_enum(held.message, "status", "ENABLED")


def _customer_negative_criterion(held: Held, _: Workspace) -> None:
    held.message.id = int(held.id)
    if kind := held.message.WhichOneof("criterion"):
        set_enum(held.message, "type_", kind.upper())


def _nothing(_held: Held, _workspace: Workspace) -> None:
    """A link of a label has nothing but its two ends."""


_FILLERS: Mapping[str, Callable[[Held, Workspace], None]] = MappingProxyType(
    {
        "campaign_budget": _budget,
        "campaign": _campaign,
        "ad_group": _ad_group,
        "ad_group_ad": _ad_group_ad,
        "campaign_criterion": _criterion,
        "ad_group_criterion": _criterion,
        "label": _label,
        "asset": _asset,
        "conversion_action": _conversion_action,
        "bidding_strategy": _bidding_strategy,
        "shared_set": _shared_set,
        "shared_criterion": _shared_criterion,
        "campaign_shared_set": _campaign_shared_set,
        "customer_negative_criterion": _customer_negative_criterion,
        **dict.fromkeys(LABEL_LINKS, _nothing),
        **dict.fromkeys(ASSET_LINKS, _asset_link),
        **{kind.root: fill_in_further for kind in FURTHER_KINDS},
    }
)

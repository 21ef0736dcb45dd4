"""Whether asset groups have the assets that they cannot do without, judged once all operations of a request are in.

An asset group comes with its assets in one request, so no operation alone can be judged. What sells products takes
them from its feed and needs none.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.operations import Operation
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.request_rules import RequestRule
from adapters.sandbox.google_ads.rules.asset_minimums import MINIMUMS
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


def lacking_assets(
    operations: Sequence[Operation], held: Sequence[Held | None], workspace: Workspace
) -> Iterator[tuple[int, Refusal]]:
    """Yield (place of the operation, refusal) for each group that the request leaves with too few assets."""
    judged: set[str] = set()
    for index, (operation, resource) in enumerate(zip(operations, held, strict=True)):
        group = _group_of(resource, workspace)
        if group is None or group.id in judged or group.removed:
            continue
        judged.add(group.id)
        path = (("asset_group", None),) if operation.root == "asset_group_asset" and operation.verb != "remove" else ()
        for rule in _broken(group, workspace):
            yield index, rule.refusal(*path, trigger=group.name)


def _group_of(resource: Held | None, workspace: Workspace) -> Held | None:
    if resource is None or resource.root not in {"asset_group", "asset_group_asset"}:
        return None
    return resource if resource.root == "asset_group" else workspace.find("asset_group", str(resource.parent_id))


def _broken(group: Held, workspace: Workspace) -> Iterator[RequestRule]:
    campaign = workspace.find("campaign", str(group.parent_id))
    if campaign is None or not _asks_for_assets(campaign.message):
        return
    links = (link for link in workspace.all("asset_group_asset", group.id) if not link.removed)
    uses = Counter(enum_name(link.message, "field_type") for link in links)
    for minimum in MINIMUMS:
        of_campaign = minimum.brand and campaign.message.brand_guidelines_enabled
        enough = of_campaign or sum(uses[use] for use in minimum.uses) >= minimum.least
        if not enough and workspace.sandbox.rules.holds(minimum.rule.name):
            yield minimum.rule


def _asks_for_assets(campaign: Proto) -> bool:
    is_performance_max = enum_name(campaign, "advertising_channel_type") == "PERFORMANCE_MAX"
    return is_performance_max and not campaign.HasField("shopping_setting")

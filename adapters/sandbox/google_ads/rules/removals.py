"""What cannot be removed while something hangs on it. Source: resource reference, guides on budgets and shared sets."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.workspace import Held, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalRule:
    """A row: resources of kind `root` that are `in_use` stay; `name` is what switches it off."""

    name: str
    root: str
    in_use: Callable[[Held, Workspace], bool]
    code: str
    message: str
    source: str

    @property
    def path(self) -> str:
        """Return the field of an operation that the refusal points at."""
        return "remove"


def _named_by(root: str, field: str) -> Callable[[Held, Workspace], bool]:
    return lambda held, workspace: any(name == held.name for _, name in workspace.texts(root, field))


REMOVAL_RULES = (
    RemovalRule(
        name="google_ads.campaign_budget.remove.campaign_budget_in_use",
        root="campaign_budget",
        in_use=_named_by("campaign", "campaign_budget"),
        code="campaign_budget_error.CAMPAIGN_BUDGET_IN_USE",
        message="A campaign has this budget.",
        source="D: guide Campaign budgets",
    ),
    RemovalRule(
        name="google_ads.bidding_strategy.remove.cannot_remove_associated_strategy",
        root="bidding_strategy",
        in_use=_named_by("campaign", "bidding_strategy"),
        code="bidding_strategy_error.CANNOT_REMOVE_ASSOCIATED_STRATEGY",
        message="A campaign has this strategy.",
        source="D: guide Portfolio bidding strategies",
    ),
    RemovalRule(
        name="google_ads.shared_set.remove.shared_set_in_use",
        root="shared_set",
        in_use=_named_by("campaign_shared_set", "shared_set"),
        code="shared_set_error.SHARED_SET_IN_USE",
        message="A campaign has this set.",
        source="D: guide Shared sets",
    ),
)


def broken_removal_rules(held: Held, workspace: Workspace) -> list[Refusal]:
    """Return every refusal that the rules of its kind, those that are not relaxed, have for removing `held`."""
    return [
        Refusal(code=rule.code, message=rule.message, path=(("remove", None),), trigger=held.name)
        for rule in REMOVAL_RULES
        if rule.root == held.root and workspace.sandbox.rules.holds(rule.name) and rule.in_use(held, workspace)
    ]

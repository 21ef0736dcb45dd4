"""TikTok's two ways to a campaign: Smart+ for sales and leads, the manual one for traffic and awareness.

They differ in paths, ids and words; objects of one are not seen by the other. From 2027-01-01 the manual flow
takes no new campaigns for sales or leads.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import BudgetKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What an ad group aims at. `event`: of the pixel."""

    optimization_goal: str
    billing_event: str
    event: str | None = None


CLICKS = Goal(optimization_goal="CLICK", billing_event="CPC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """`prefix` stands before `/campaign/`, `/adgroup/` and `/ad/`; `ad_id` is what an ad's id is called."""

    smart: bool
    prefix: str
    ad_id: str
    daily_mode: str


SMART_PLUS = Flow(
    smart=True, prefix="/smart_plus", ad_id="smart_plus_ad_id", daily_mode="BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
)
MANUAL = Flow(smart=False, prefix="", ad_id="ad_id", daily_mode="BUDGET_MODE_DAY")

FLOWS: Mapping[Objective, Flow] = {
    Objective.AWARENESS: MANUAL,
    Objective.TRAFFIC: MANUAL,
    Objective.LEADS: SMART_PLUS,
    Objective.SALES: SMART_PLUS,
}

OBJECTIVE_TYPES: Mapping[Objective, str] = {
    Objective.AWARENESS: "REACH",
    Objective.TRAFFIC: "TRAFFIC",
    Objective.LEADS: "LEAD_GENERATION",
    Objective.SALES: "WEB_CONVERSIONS",
}

GOALS: Mapping[Objective, Goal] = {
    Objective.AWARENESS: Goal(optimization_goal="REACH", billing_event="CPM"),
    Objective.TRAFFIC: CLICKS,
    Objective.LEADS: Goal(optimization_goal="CONVERT", billing_event="OCPM", event="FORM"),
    Objective.SALES: Goal(optimization_goal="CONVERT", billing_event="OCPM", event="SHOPPING"),
}
"""Goals that are measured by a pixel name its event; without a pixel such an ad group aims at clicks."""

TOTAL_MODE = "BUDGET_MODE_TOTAL"
BUDGET_KINDS: Mapping[str, BudgetKind] = {
    SMART_PLUS.daily_mode: BudgetKind.DAILY,
    MANUAL.daily_mode: BudgetKind.DAILY,
    TOTAL_MODE: BudgetKind.LIFETIME,
}

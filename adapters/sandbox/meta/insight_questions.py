"""What an insights call asks, read from its parameters; what no row can be made of is refused here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from adapters.sandbox.delivery_segments import Dimension
from adapters.sandbox.meta.edges import Condition, conditions
from adapters.sandbox.meta.insight_assets import ASSET_BREAKDOWNS
from adapters.sandbox.meta.insight_figures import FIGURES, windows
from adapters.sandbox.meta.insight_segments import (
    ACTION_DEVICE,
    HOURLY,
    HOURLY_OF_AUDIENCE,
    SERVED,
    checked,
    checked_of_actions,
    dimensions,
)
from adapters.sandbox.meta.insight_spans import Period, periods
from adapters.sandbox.meta.parameters import listed
from adapters.sandbox.meta.schema import fields_of
from adapters.sandbox.meta.selection import selections
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.store import Entity

LEVELS = ("account", "campaign", "adset", "ad")
_DEFAULT_FIELDS = ("account_id", "campaign_id", "impressions", "spend", "date_start", "date_stop")
_DMA_ENDED = date(2026, 6, 22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """`filtering` by what each condition is on: objects above a row, its segment, its figures, its kinds of action."""

    objects: list[Condition] = field(default_factory=list)
    segments: list[Condition] = field(default_factory=list)
    figures: list[Condition] = field(default_factory=list)
    actions: list[Condition] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which rows are wanted: for `breakdowns` the model divides by `own`, insights by `finer` and by `assets`."""

    level: str
    names: tuple[str, ...]
    periods: list[Period]
    hourly: str | None
    breakdowns: list[str]
    own: tuple[Dimension, ...]
    finer: tuple[str, ...]
    assets: tuple[str, ...]
    windows: list[str]
    filters: Filters
    action_breakdowns: list[str]


def question_of(today: date, node: Entity | None, params: Mapping[str, str], switches: RuleSwitches) -> Question:
    """Return what is asked about `node`, or about the whole account; raises GraphError for what a check refuses."""
    breakdowns = checked(listed(params, "breakdowns", switches), SERVED | ASSET_BREAKDOWNS, switches)
    plain = [name for name in breakdowns if name not in (HOURLY, HOURLY_OF_AUDIENCE)]
    if "dma" in plain and today >= _DMA_ENDED:
        refuse(switches, "meta.the_dma_breakdown_has_ended", "breakdowns")
    by_action = checked_of_actions(listed(params, "action_breakdowns", switches), switches)
    divided = [name for name in plain if name not in ASSET_BREAKDOWNS]
    own, finer = dimensions([*divided, *(name for name in by_action if name == ACTION_DEVICE)])
    return Question(
        level=_level(node, params, switches),
        names=_names(params, switches),
        periods=periods(params, today, switches),
        hourly=next((name for name in breakdowns if name not in plain), None),
        breakdowns=plain,
        own=own,
        finer=finer,
        assets=tuple(name for name in plain if name in ASSET_BREAKDOWNS),
        windows=windows(listed(params, "action_attribution_windows", switches), switches),
        filters=_filters(params, plain, switches),
        action_breakdowns=by_action,
    )


def _level(node: Entity | None, params: Mapping[str, str], switches: RuleSwitches) -> str:
    own = node.kind if node else "account"
    level = params.get("level", own)
    if level not in LEVELS:
        refuse(switches, "meta.a_level_is_one_of_those_listed", "level", listed=", ".join(LEVELS))
        return own
    if LEVELS.index(level) < LEVELS.index(own):
        refuse(switches, "meta.a_level_is_not_above_its_node", "level")
    return level


def _names(params: Mapping[str, str], switches: RuleSwitches) -> tuple[str, ...]:
    names = [one.name for one in selections(params.get("fields"))]
    for name in names:
        if name not in fields_of("insights"):
            refuse(switches, "meta.a_figure_that_is_asked_for_exists", "fields", name=name)
    return tuple(names) or _DEFAULT_FIELDS


def _filters(params: Mapping[str, str], breakdowns: Sequence[str], switches: RuleSwitches) -> Filters:
    found = Filters()
    for condition in conditions(params, switches):
        column, how, want = condition
        kind, name = column_of(column)
        if column == "action_type":
            found.actions.append(condition)
        elif column in breakdowns:
            found.segments.append(condition)
        elif name in FIGURES:
            found.figures.append((name, how, want))
        elif name and kind in LEVELS:
            found.objects.append(condition)
        else:
            refuse(switches, "meta.a_filter_is_on_a_field_that_there_is", "filtering", name=column)
    return found


def column_of(column: str) -> tuple[str, str]:
    """Return the kind of object that a filter is on, and its field: `campaign.name`, `ad_id` or a bare `spend`."""
    if column in FIGURES:
        return "", column
    kind, _, name = column.partition("." if "." in column else "_")
    return kind, name

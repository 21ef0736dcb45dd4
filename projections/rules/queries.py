"""What is asked of rules: a page of them, one of them, everybody's active ones, and what a rule did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.rules.conditions import Condition, DayReading
from domain.rules.rule import RuleDefinition, RuleStatus
from domain.shared.ids import CampaignId, OrganizationId, RuleId
from projections.paging import newest_first
from projections.rules.projector import CONDITION, READINGS, STATE
from projections.rules.table import ACTIVITY, RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """A rule as it stands. `acted_through` is the last day that it has acted on."""

    rule_id: RuleId
    status: RuleStatus
    definition: RuleDefinition
    acted_through: date | None
    held_back_for: str
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveRule:
    """A rule to be looked at, as the scheduler sees it."""

    organization: OrganizationId
    rule_id: RuleId


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleActivity:
    """A time that a rule fired or held back: the condition of that moment, and every figure that was seen."""

    position: int
    outcome: Literal["triggered", "held_back"]
    condition: Condition
    readings: tuple[DayReading, ...]
    action: str | None
    reason: str
    occurred_at: datetime


async def list_rules(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    status: RuleStatus | None = None,
    campaign_id: CampaignId | None = None,
    after: RuleId | None = None,
    limit: int = 50,
) -> Sequence[RuleRow]:
    """A page of rules, newest first."""
    statement = newest_first(select(RULES), organization, RULES, "rule_id", after=after, limit=limit)
    if status is not None:
        statement = statement.where(RULES.c.status == status.value)
    if campaign_id is not None:
        statement = statement.where(RULES.c.campaign_id == campaign_id)
    return [_rule_row(row) for row in (await connection.execute(statement)).mappings()]


async def rule(connection: AsyncConnection, organization: OrganizationId, rule_id: RuleId) -> RuleRow | None:
    """One rule; None where there is none."""
    statement = select(RULES).where(RULES.c.org_id == organization, RULES.c.rule_id == rule_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _rule_row(row)


async def active_rules(connection: AsyncConnection) -> Sequence[ActiveRule]:
    """The active rules of all organizations."""
    statement = (
        select(RULES.c.org_id, RULES.c.rule_id)
        .where(RULES.c.status == RuleStatus.ACTIVE.value)
        .order_by(RULES.c.org_id, RULES.c.rule_id)
    )
    return [
        ActiveRule(organization=row["org_id"], rule_id=row["rule_id"])
        for row in (await connection.execute(statement)).mappings()
    ]


async def activity(
    connection: AsyncConnection,
    organization: OrganizationId,
    rule_id: RuleId,
    *,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[RuleActivity]:
    """What a rule did, newest first; the next page is what came `before` the last position."""
    statement = (
        select(ACTIVITY)
        .where(ACTIVITY.c.org_id == organization, ACTIVITY.c.rule_id == rule_id)
        .order_by(ACTIVITY.c.position.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(ACTIVITY.c.position < before)
    return [_activity(row) for row in (await connection.execute(statement)).mappings()]


def _rule_row(row: RowMapping) -> RuleRow:
    state = STATE.validate_python(row["state"], strict=False)
    return RuleRow(
        rule_id=state.rule_id,
        status=state.status,
        definition=state.definition,
        acted_through=state.acted_through,
        held_back_for=state.held_back_for,
        version=row["version"],
        position=row["position"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _activity(row: RowMapping) -> RuleActivity:
    return RuleActivity(
        position=row["position"],
        outcome=row["outcome"],
        condition=CONDITION.validate_python(row["condition"], strict=False),
        readings=READINGS.validate_python(row["readings"], strict=False),
        action=row["action"],
        reason=row["reason"],
        occurred_at=row["occurred_at"],
    )

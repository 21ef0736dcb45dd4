"""Rules and what they did, as they travel."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, assert_never
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.rules.actions import Pause, Resume, RuleAction
from domain.rules.conditions import Comparison, Condition, DayReading, Truth
from domain.rules.rule import MOST_DAYS, RuleDefinition, RuleScope, RuleStatus
from domain.shared.ids import AdAccountId, CampaignId
from domain.shared.metrics import Metric
from domain.shared.money import MICROS, plain
from interfaces.rest.ad_groups_models import ACCOUNT_ID
from interfaces.rest.channels_models import CAMPAIGN_ID
from interfaces.rest.values import Amount, RequestBody, ShortText, WholeNumber
from projections.rules.queries import RuleActivity, RuleRow

RULE_ID = "01936b61-1111-7000-8000-3f1f4b3a52a5"
_CONDITION = {"metric": "cpa", "comparison": "above", "threshold": "50", "days": 3}
_DEFINITION: dict[str, Any] = {
    "name": "Pause when CPA is above $50",
    "scope": {"campaign_id": CAMPAIGN_ID, "account_id": ACCOUNT_ID},
    "condition": _CONDITION,
    "action": {"kind": "pause"},
}
_RULE: dict[str, Any] = {
    "rule_id": RULE_ID,
    **_DEFINITION,
    "status": "active",
    "acted_through": "2026-11-19",
    "held_back_for": "",
    "version": 3,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-20T09:05:00Z",
}
_METRICS = {
    "impressions": 12000,
    "clicks": 240,
    "spend": "312.5",
    "conversions": "5",
    "conversion_value": "800",
}
_ACTIVITY: dict[str, Any] = {
    "position": 2048,
    "outcome": "triggered",
    "condition": _CONDITION,
    "readings": [{"day": "2026-11-19", "truth": "true", "metrics": _METRICS}],
    "action": "pause",
    "reason": "",
    "occurred_at": "2026-11-20T09:05:00Z",
}


class RuleScopeBody(RequestBody):
    """What a rule watches and acts on: a campaign, or one channel of it."""

    campaign_id: CampaignId
    account_id: AdAccountId | None = None


class ConditionBody(RequestBody):
    """A metric against a threshold, on each of the last whole days. Money is in the account's currency."""

    metric: Metric
    comparison: Comparison
    threshold: Amount
    days: Annotated[WholeNumber, Field(ge=1, le=MOST_DAYS)]

    @staticmethod
    def of(condition: Condition) -> "ConditionBody":
        """The domain's condition as it travels."""
        return ConditionBody.model_construct(
            metric=condition.metric,
            comparison=condition.comparison,
            threshold=plain(condition.threshold),
            days=condition.days,
        )


class ActionBody(RequestBody):
    """What the rule does to its scope."""

    kind: Literal["pause", "resume"]

    def action(self) -> RuleAction:
        """The same as the domain has it."""
        match self.kind:
            case "pause":
                return Pause()
            case "resume":
                return Resume()
            case _:
                assert_never(self.kind)


class RuleBody(RequestBody):
    """All that defines a rule."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DEFINITION]})

    name: ShortText
    scope: RuleScopeBody
    condition: ConditionBody
    action: ActionBody

    def definition(self) -> RuleDefinition:
        """The same as the domain has it."""
        condition = self.condition
        return RuleDefinition(
            name=self.name,
            scope=RuleScope(campaign_id=self.scope.campaign_id, account_id=self.scope.account_id),
            condition=Condition(
                metric=condition.metric,
                comparison=condition.comparison,
                threshold=Decimal(condition.threshold),
                days=condition.days,
            ),
            action=self.action.action(),
        )


class RuleAnswer(BaseModel):
    """A rule as it stands. `acted_through` is the last day that it has acted on."""

    model_config = ConfigDict(json_schema_extra={"examples": [_RULE]})

    rule_id: UUID
    name: str
    scope: RuleScopeBody
    condition: ConditionBody
    action: ActionBody
    status: RuleStatus
    acted_through: date | None
    held_back_for: str
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: RuleRow) -> Self:
        """A row as it travels."""
        definition = row.definition
        scope = definition.scope
        return cls(
            rule_id=row.rule_id,
            name=definition.name,
            scope=RuleScopeBody(campaign_id=scope.campaign_id, account_id=scope.account_id),
            condition=ConditionBody.of(definition.condition),
            action=ActionBody(kind=definition.action.kind),
            status=row.status,
            acted_through=row.acted_through,
            held_back_for=row.held_back_for,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


class SeenMetrics(BaseModel):
    """The sums that a rule saw. Money in major units; null where it is not known."""

    impressions: int
    clicks: int
    spend: str
    conversions: str | None
    conversion_value: str | None


class ReadingAnswer(BaseModel):
    """What a rule saw on a day; `metrics` is null where there were no figures."""

    day: date
    truth: Truth
    metrics: SeenMetrics | None

    @classmethod
    def of(cls, reading: DayReading) -> Self:
        """The domain's reading as it travels."""
        return cls(day=reading.day, truth=reading.truth, metrics=_seen(reading))


class ActivityAnswer(BaseModel):
    """A time that a rule fired or held back, with everything that it saw."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACTIVITY]})

    position: int
    outcome: Literal["triggered", "held_back"]
    condition: ConditionBody
    readings: Sequence[ReadingAnswer]
    action: str | None
    reason: str
    occurred_at: datetime

    @classmethod
    def of(cls, row: RuleActivity) -> Self:
        """A row as it travels."""
        return cls(
            position=row.position,
            outcome=row.outcome,
            condition=ConditionBody.of(row.condition),
            readings=[ReadingAnswer.of(reading) for reading in row.readings],
            action=row.action,
            reason=row.reason,
            occurred_at=row.occurred_at,
        )


def _seen(reading: DayReading) -> SeenMetrics | None:
    metrics = reading.metrics
    if metrics is None:
        return None
    value = metrics.conversion_value_micros
    return SeenMetrics(
        impressions=metrics.impressions,
        clicks=metrics.clicks,
        spend=plain(Decimal(metrics.spend_micros) / MICROS),
        conversions=None if metrics.conversions is None else plain(metrics.conversions),
        conversion_value=None if value is None else plain(Decimal(value) / MICROS),
    )

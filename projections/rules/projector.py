"""Folds the facts of rules into their rows, and notes each time that one fired or held back."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection
from pydantic import TypeAdapter

from domain.rules.conditions import Condition, DayReading
from domain.rules.rule import Rule
from projections.folding import Folded, Folding
from projections.projector import Quiet, SeenFact, topics_of
from projections.rows import Write, insert_once, upsert
from projections.rules.table import ACTIVITY, RULES

STATE: TypeAdapter[Rule] = TypeAdapter(Rule)
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
READINGS: TypeAdapter[tuple[DayReading, ...]] = TypeAdapter(tuple[DayReading, ...])


class RulesProjector(Quiet):
    """Writes `rules` and `rule_activity`."""

    name = "rules"
    version = 1
    topics = topics_of(Rule.stream_type)
    tables = (RULES, ACTIVITY)

    def __init__(self) -> None:
        self._folding = Folding(RULES, "rule_id", Rule, STATE)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """The rules that the batch changes, and what it says that they did."""
        changed = await self._folding.fold(connection, batch)
        return (
            *upsert(RULES, [self._row(folded) for folded in changed]),
            *insert_once(ACTIVITY, _activity_rows(batch)),
        )

    def _row(self, folded: Folded[Rule]) -> dict[str, object]:
        rule = folded.state
        return self._folding.columns(folded) | {
            "rule_id": rule.rule_id,
            "name": rule.definition.name,
            "status": rule.status.value,
            "campaign_id": rule.definition.scope.campaign_id,
            "account_id": rule.definition.scope.account_id,
            "acted_through": rule.acted_through,
        }


def _activity_rows(batch: Sequence[SeenFact]) -> Iterator[dict[str, object]]:
    for recorded in batch:
        match recorded.fact:
            case Rule.Triggered() as fact:
                yield _activity(recorded, fact) | {"outcome": "triggered", "action": fact.action.kind, "reason": ""}
            case Rule.HeldBack() as fact:
                yield _activity(recorded, fact) | {"outcome": "held_back", "action": None, "reason": fact.reason}


def _activity(recorded: SeenFact, fact: Rule.Triggered | Rule.HeldBack) -> dict[str, object]:
    return {
        "org_id": recorded.organization,
        "rule_id": recorded.stream_id,
        "position": recorded.position,
        "condition": CONDITION.dump_json(fact.condition).decode(),
        "readings": READINGS.dump_json(fact.readings).decode(),
        "occurred_at": recorded.occurred_at,
    }

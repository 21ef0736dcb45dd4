"""Rules: defining them, having them looked at, and what they did."""

from typing import Annotated

from fastapi import Body, Depends, Response

from application.errors import NotFoundError
from application.rules.commands import (
    DefineRule,
    ReviseRule,
    activate_rule,
    define_rule,
    evaluate_rule,
    pause_rule,
    revise_rule,
)
from domain.rules.rule import RuleStatus
from domain.shared.ids import CampaignId, RuleId
from interfaces.rest.access import RulesCreator, RulesReader, RulesWriter
from interfaces.rest.documented import CHANGE, CREATE, LIST, READ
from interfaces.rest.features import feature
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.opened import OpenServices, ReadTables
from interfaces.rest.pages import USUAL_ITEMS, AfterId, AfterPosition, Limit, Page, id_cursor, page, position_cursor
from interfaces.rest.receipts import Written, seen, written
from interfaces.rest.rules_models import ActivityAnswer, RuleAnswer, RuleBody
from projections.rules.queries import activity, list_rules, rule

router = feature("Rules")
CURRENT = [Depends(CaughtUp("rules"))]


@router.post("/rules", status_code=201, operation_id="define_rule", responses=CREATE)
async def define(
    services: OpenServices, context: RulesCreator, response: Response, body: Annotated[RuleBody, Body()]
) -> Written:
    """Define a rule on a campaign or one of its channels. It is looked at once it is activated."""
    receipt = await define_rule(services.ledger, context, DefineRule(definition=body.definition()))
    return written(response, receipt, at=f"/v1/rules/{receipt.stream_id}")


@router.put("/rules/{rule_id}", operation_id="revise_rule", responses=CHANGE)
async def revise(
    services: OpenServices,
    context: RulesWriter,
    response: Response,
    rule_id: RuleId,
    body: Annotated[RuleBody, Body()],
) -> Written:
    """Let a rule say something else."""
    command = ReviseRule(rule_id=rule_id, definition=body.definition())
    return written(response, await revise_rule(services.ledger, context, command))


@router.get("/rules", operation_id="list_rules", dependencies=CURRENT, responses=LIST)
async def overview(
    *,
    holder: RulesReader,
    tables: ReadTables,
    after_id: AfterId,
    status: RuleStatus | None = None,
    campaign_id: CampaignId | None = None,
    limit: Limit = USUAL_ITEMS,
) -> Page[RuleAnswer]:
    """List rules, newest first."""
    rows = await list_rules(
        tables,
        holder.organization,
        status=status,
        campaign_id=campaign_id,
        after=None if after_id is None else RuleId(after_id),
        limit=limit + 1,
    )
    return page(rows, limit, RuleAnswer.of, lambda row: id_cursor(row.rule_id))


@router.get("/rules/{rule_id}", operation_id="get_rule", dependencies=CURRENT, responses=READ)
async def one(holder: RulesReader, tables: ReadTables, response: Response, rule_id: RuleId) -> RuleAnswer:
    """Show a rule."""
    row = await rule(tables, holder.organization, rule_id)
    if row is None:
        raise NotFoundError(f"There is no rule {rule_id} in this organization.")
    seen(response, version=row.version, position=row.position)
    return RuleAnswer.of(row)


@router.post("/rules/{rule_id}/activate", operation_id="activate_rule", responses=CHANGE)
async def activate(services: OpenServices, context: RulesWriter, response: Response, rule_id: RuleId) -> Written:
    """Have a rule looked at, every few minutes."""
    return written(response, await activate_rule(services.ledger, context, rule_id))


@router.post("/rules/{rule_id}/pause", operation_id="pause_rule", responses=CHANGE)
async def pause(services: OpenServices, context: RulesWriter, response: Response, rule_id: RuleId) -> Written:
    """Have a rule looked at no longer."""
    return written(response, await pause_rule(services.ledger, context, rule_id))


@router.post("/rules/{rule_id}/evaluate", operation_id="evaluate_rule", responses=CHANGE)
async def evaluate(services: OpenServices, context: RulesWriter, response: Response, rule_id: RuleId) -> Written:
    """Hold an active rule against the figures of the last whole days, now. Its activity says what came of it."""
    receipt = await evaluate_rule(services.ledger, services.figures, context, rule_id)
    return written(response, receipt)


@router.get("/rules/{rule_id}/activity", operation_id="list_rule_activity", dependencies=CURRENT, responses=READ)
async def deeds(
    holder: RulesReader, tables: ReadTables, rule_id: RuleId, before: AfterPosition, limit: Limit = USUAL_ITEMS
) -> Page[ActivityAnswer]:
    """List each time that a rule fired or held back, newest first, with every figure that it saw."""
    if await rule(tables, holder.organization, rule_id) is None:
        raise NotFoundError(f"There is no rule {rule_id} in this organization.")
    rows = await activity(tables, holder.organization, rule_id, before=before, limit=limit + 1)
    return page(rows, limit, ActivityAnswer.of, lambda row: position_cursor(row.position))

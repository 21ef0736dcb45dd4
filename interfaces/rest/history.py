"""What happened to a thing, one sentence a fact, and what was true of it when. Straight from the ledger's record."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import TypeAdapter

from application.errors import NotFoundError
from application.history import state_as_of
from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.rules.rule import Rule
from interfaces.rest.access import HistoryReader
from interfaces.rest.documented import READ
from interfaces.rest.features import feature
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.history_models import HistoryAnswer, StateAnswer
from interfaces.rest.opened import OpenServices, ReadTables
from interfaces.rest.pages import USUAL_ITEMS, AfterPosition, Limit, Page, page, position_cursor
from interfaces.rest.receipts import etag
from interfaces.rest.values import Moment
from projections.audit_trail.queries import history

router = feature("History")


class Subject(StrEnum):
    """What has a history, by its word in an address."""

    CAMPAIGNS = "campaigns"
    ACCOUNTS = "accounts"
    RULES = "rules"


STATES: dict[Subject, tuple[str, TypeAdapter[Any]]] = {
    Subject.CAMPAIGNS: (Campaign.stream_type, TypeAdapter(Campaign)),
    Subject.ACCOUNTS: (AdAccount.stream_type, TypeAdapter(AdAccount)),
    Subject.RULES: (Rule.stream_type, TypeAdapter(Rule)),
}
"""The kind of stream behind each subject, and how its state becomes JSON."""


@router.get(
    "/{subject}/{subject_id}/history",
    operation_id="list_history",
    dependencies=[Depends(CaughtUp("audit_trail"))],
    responses=READ,
)
async def sentences(
    *,
    holder: HistoryReader,
    tables: ReadTables,
    subject: Subject,
    subject_id: UUID,
    after_position: AfterPosition,
    limit: Limit = USUAL_ITEMS,
) -> Page[HistoryAnswer]:
    """List everything that happened to a campaign, an account or a rule, oldest first, one sentence a fact."""
    stream_type, _ = STATES[subject]
    lines = await history(
        tables, holder.organization, stream_type, subject_id, after=after_position or 0, limit=limit + 1
    )
    if not lines and after_position is None:
        raise NotFoundError(f"There is no {stream_type.replace('_', ' ')} {subject_id} in this organization.")
    return page(lines, limit, HistoryAnswer.of, lambda line: position_cursor(line.position))


@router.get(
    "/{subject}/{subject_id}/state",
    operation_id="get_state",
    dependencies=[Depends(CaughtUp())],
    responses=READ,
)
async def state(
    *,
    services: OpenServices,
    holder: HistoryReader,
    response: Response,
    subject: Subject,
    subject_id: UUID,
    as_of: Annotated[Moment | None, Query(description="A moment with its offset from UTC; now if left out.")] = None,
) -> StateAnswer:
    """Show a campaign, an account or a rule as it was at any moment, by the facts recorded until then."""
    stream_type, adapter = STATES[subject]
    found = await state_as_of(services.ledger, holder.organization, stream_type, subject_id, as_of)
    response.headers["ETag"] = etag(found.version)
    return StateAnswer(
        id=found.stream_id,
        as_of=as_of,
        version=found.version,
        recorded_at=found.recorded_at,
        state=adapter.dump_python(found.state, mode="json"),
    )

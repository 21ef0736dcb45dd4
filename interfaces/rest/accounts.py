"""Ad accounts: which there are, taking one back or giving it again, and fetching its figures now."""

from datetime import timedelta
from typing import Annotated

from fastapi import Body, Depends, Response

from application.connections.commands import disconnect_account
from application.errors import NotFoundError
from application.handling import load
from application.performance.commands import RESTATED_DAYS, check_window
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.shared.ids import AdAccountId
from domain.shared.platform import PlatformName
from interfaces.rest.access import AccountsReader, AccountsWriter, PerformanceWriter
from interfaces.rest.accounts_models import AccountAnswer, DisconnectBody, PullBody, PullRequested
from interfaces.rest.documented import CHANGE, CREATE, LIST, READ
from interfaces.rest.features import feature
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.opened import OpenServices, ReadTables
from interfaces.rest.pages import USUAL_ITEMS, AfterId, Limit, Page, id_cursor, page
from interfaces.rest.receipts import Written, seen, written
from interfaces.rest.values import Text
from projections.ad_accounts.queries import ad_account, list_ad_accounts

router = feature("Ad accounts")
CURRENT = [Depends(CaughtUp("ad_accounts"))]


@router.get("/accounts", operation_id="list_accounts", dependencies=CURRENT, responses=LIST)
async def overview(
    *,
    holder: AccountsReader,
    tables: ReadTables,
    after_id: AfterId,
    status: AccountStatus | None = None,
    platform: Text | None = None,
    limit: Limit = USUAL_ITEMS,
) -> Page[AccountAnswer]:
    """List ad accounts, newest first."""
    rows = await list_ad_accounts(
        tables,
        holder.organization,
        status=status,
        platform=None if platform is None else PlatformName(platform),
        after=None if after_id is None else AdAccountId(after_id),
        limit=limit + 1,
    )
    return page(rows, limit, AccountAnswer.of, lambda row: id_cursor(row.account_id))


@router.get("/accounts/{account_id}", operation_id="get_account", dependencies=CURRENT, responses=READ)
async def one(holder: AccountsReader, tables: ReadTables, response: Response, account_id: AdAccountId) -> AccountAnswer:
    """Show an ad account, and what to do if it cannot be used."""
    row = await ad_account(tables, holder.organization, account_id)
    if row is None:
        raise NotFoundError(f"There is no ad account {account_id} in this organization.")
    seen(response, version=row.version, position=row.position)
    return AccountAnswer.of(row)


@router.post("/accounts/{account_id}/disconnect", operation_id="disconnect_account", responses=CHANGE)
async def disconnect(
    services: OpenServices,
    context: AccountsWriter,
    response: Response,
    account_id: AdAccountId,
    body: Annotated[DisconnectBody | None, Body()] = None,
) -> Written:
    """Stop using an account. Its history stays, its tokens are erased."""
    reason = "" if body is None else body.reason
    return written(response, await disconnect_account(services.ledger, context, account_id, reason))


@router.post("/accounts/{account_id}/pulls", status_code=202, operation_id="pull_performance", responses=CREATE)
async def pull(
    services: OpenServices,
    holder: PerformanceWriter,
    account_id: AdAccountId,
    body: Annotated[PullBody | None, Body()] = None,
) -> PullRequested:
    """Have an account's figures pulled soon, besides the regular times. Nothing is pulled twice into the sums."""
    account = await load(services.ledger, holder.organization, AdAccount, account_id)
    account.must_be_usable()
    asked, today = body or PullBody(), services.now().date()
    until = asked.until or today
    check_window(asked.since or today - timedelta(days=RESTATED_DAYS), until)
    services.queue.pull(holder.organization, account_id, asked.since, asked.until)
    return PullRequested(account_id=account_id, since=asked.since, until=asked.until)

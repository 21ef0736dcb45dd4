"""Search and SearchStream: queries in, rows out."""

from collections.abc import Iterator
from dataclasses import replace

from adapters.sandbox.google_ads.account_data import AccountData
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.gaql.evaluate import Answer, evaluate
from adapters.sandbox.google_ads.gaql.parser import parse
from adapters.sandbox.google_ads.gaql.syntax import Query
from adapters.sandbox.google_ads.pages import next_page_token, page_start
from adapters.sandbox.google_ads.query_rules import NOTHING_TO_SUM
from adapters.sandbox.google_ads.refusals import RefusedError
from adapters.sandbox.google_ads.request_rules import MOST_ROWS, PAGE_SIZE
from adapters.sandbox.google_ads.wire import Proto

_PAGE_ROWS = MOST_ROWS


def search(call: Call) -> Iterator[Proto]:
    """Yield one page; its size is fixed."""
    request = call.request
    if request.page_size:
        PAGE_SIZE.refuse(call.sandbox.rules)
    found = _found(call)
    start = page_start(request.page_token, len(found.rows))
    end = start + _PAGE_ROWS
    settings = request.search_settings
    response = call.method.response(
        next_page_token="" if request.validate_only else next_page_token(end, len(found.rows)),
        total_results_count=len(found.rows) if settings.return_total_results_count else 0,
        query_resource_consumption=len(found.rows),
    )
    if not (settings.omit_results or request.validate_only):
        found.show(response.results, start, end)
    response.field_mask.paths.extend(found.fields)
    if settings.return_summary_row:
        response.summary_row.CopyFrom(_summary(call, found))
    yield response


def search_stream(call: Call) -> Iterator[Proto]:
    """Yield all rows in batches, the summary in the last."""
    found = _found(call)
    setting = call.enum("summary_row_setting")
    rows = 0 if setting == "SUMMARY_ROW_ONLY" else len(found.rows)
    for start in range(0, max(rows, 1), _PAGE_ROWS):
        batch = call.method.response(request_id=call.request_id)
        found.show(batch.results, start, min(start + _PAGE_ROWS, rows))
        batch.field_mask.paths.extend(found.fields)
        if start + _PAGE_ROWS >= rows:
            batch.query_resource_consumption = len(found.rows)
            if setting.startswith("SUMMARY_ROW"):
                batch.summary_row.CopyFrom(_summary(call, found))
        yield batch


def _summary(call: Call, found: Answer) -> Proto:
    if not found.measured:
        NOTHING_TO_SUM.refuse(call.sandbox.rules)
    return found.summary()


def _found(call: Call) -> Answer:
    account = call.account()
    query = parse(call.request.query)
    for name in query.fields:
        # Other versions have fields that this one has not.
        find_field(call.wire.row_fields, name)
    asked = _by_campaign(_of_today(query, call))
    return evaluate(asked, call.wire.row, AccountData(call.sandbox, call.wire, account))


def _by_campaign(query: Query) -> Query:
    """Return a query of budgets that names campaigns as one of campaigns: each that a budget pays for has a row.

    Source: Google Ads API fields reference, campaign_budget, "Segmenting resources".
    """
    named = any(name.startswith("campaign.") for name in query.fields)
    return replace(query, resource="campaign") if query.resource == "campaign_budget" and named else query


def _of_today(query: Query, call: Call) -> Query:
    """Return the query without what only an older version can select: no resource has it set."""
    known = tuple(name for name in query.select if not _is_gone(name, call))
    return replace(query, select=known) if known else query


def _is_gone(name: str, call: Call) -> bool:
    try:
        find_field(call.wire.row.DESCRIPTOR, name)
    except RefusedError:
        return True
    return False

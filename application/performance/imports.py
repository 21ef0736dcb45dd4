"""Figures from a file: accounts and campaigns that are not known come to be, and nothing is counted twice."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from application.context import CommandContext
from application.errors import VersionConflictError
from application.handling import begin, fold, load
from application.performance.recording import Batch, Recorded, Recording, month_of, record_rows
from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.campaign import Campaign
from domain.errors import Violation, refuse_if_any
from domain.performance.observation import Grain, Observation
from domain.performance.performance_feed import Source
from domain.shared.ids import ad_account_id, discovered_campaign_id
from domain.shared.money import Currency
from domain.shared.platform import PlatformName

_UNDER_WAY = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedAccount:
    """What a file says of one account: its figures, and its campaigns' names by the platform's own id.

    `pieces` are read one at a time, so that a long file never has to be in memory as a whole. A piece has rows, all of
    one month, and no key is in two of them. `months` are the first days of all their months. Name and time zone count
    for an account that is not known yet.
    """

    platform: PlatformName
    external_id: str
    name: str
    currency: Currency
    time_zone: str
    campaigns: Mapping[str, str]
    grain: Grain
    months: Collection[date]
    pieces: Iterable[Sequence[Observation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import of one account came to, in observations: rows that share a key are one."""

    platform: PlatformName
    external_id: str
    account_is_new: bool
    rows_changed: int
    rows_known: int
    campaigns_discovered: int


async def refuse_other_currencies(
    recording: Recording, context: CommandContext, accounts: Iterable[ImportedAccount]
) -> None:
    """Refuse figures in another currency than an account that is known bills in, before anything is written."""
    violations = []
    for imported in accounts:
        account = await _known_account(recording, context, imported)
        if account is not None and account.profile.currency != imported.currency:
            message = f"{imported.external_id} bills in {account.profile.currency}, the file says {imported.currency}."
            fix = "Correct the file, or name another account."
            violations.append(Violation(field="currency", message=message, fix=fix))
    refuse_if_any(violations)


async def refuse_detached_months(recording: Recording, accounts: Iterable[ImportedAccount]) -> None:
    """Refuse figures of months that are detached, all of them at once, before anything is written."""
    await recording.observations.must_be_attached({month for imported in accounts for month in imported.months})


async def import_performance(
    recording: Recording, context: CommandContext, imported: ImportedAccount, known_refs: frozenset[str]
) -> ImportOutcome:
    """Take one account's figures into the ledger. `known_refs` are the campaigns that have a home already."""
    await refuse_other_currencies(recording, context, [imported])
    await refuse_detached_months(recording, [imported])
    known = await _known_account(recording, context, imported)
    account = known or await _discover_account(recording, context, imported)
    new = {ref: name for ref, name in imported.campaigns.items() if ref not in known_refs}
    discovered = sum([await _discover(recording, context, account, ref, name) for ref, name in new.items()])
    rows, changed = await _record_pieces(recording, context, account, imported)
    return ImportOutcome(
        platform=imported.platform,
        external_id=imported.external_id,
        account_is_new=known is None,
        rows_changed=changed,
        rows_known=rows - changed,
        campaigns_discovered=discovered,
    )


async def _record_pieces(
    recording: Recording, context: CommandContext, account: AdAccount, imported: ImportedAccount
) -> tuple[int, int]:
    """How many rows there were, and how many of them were new or restated.

    While one batch is read, one is compared with what is known, and one is written.
    """
    rows = changed = 0
    under_way, month = deque[asyncio.Task[Recorded]](), date.min
    try:
        async for told in _batches(imported.pieces, recording.most_at_once):
            if len(under_way) == _UNDER_WAY:
                changed += (await under_way.popleft()).rows
            before = under_way[-1] if under_way and month_of(told[0].key.day) == month else None
            rows, month = rows + len(told), month_of(told[0].key.day)
            batch = Batch(context=context, account=account, source=Source.IMPORT, grain=imported.grain, month=month)
            under_way.append(asyncio.create_task(record_rows(recording, batch, told, before)))
        changed += sum([(await task).rows for task in under_way])
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
    return rows, changed


async def _batches(pieces: Iterable[Sequence[Observation]], most: int) -> AsyncIterator[Sequence[Observation]]:
    """Pieces of one month put together, as many as are recorded at once."""
    rows: list[Observation] = []
    for piece in pieces:
        other_month = bool(rows) and month_of(rows[0].key.day) != month_of(piece[0].key.day)
        if other_month or (rows and len(rows) + len(piece) > most):
            yield rows
            rows = []
        rows += piece
        # To read is work of this process alone: what is under way in the database must be able to go on meanwhile.
        await asyncio.sleep(0)
    if rows:
        yield rows


async def _known_account(recording: Recording, context: CommandContext, imported: ImportedAccount) -> AdAccount | None:
    account_id = ad_account_id(context.organization, imported.platform, imported.external_id)
    return fold(AdAccount, await recording.ledger.load(context.organization, account_id))


async def _discover_account(recording: Recording, context: CommandContext, imported: ImportedAccount) -> AdAccount:
    account_id = ad_account_id(context.organization, imported.platform, imported.external_id)
    facts = AdAccount.discover(
        account_id=account_id,
        platform=imported.platform,
        external_id=imported.external_id,
        profile=AccountProfile(name=imported.name, currency=imported.currency, time_zone=imported.time_zone),
    )
    try:
        await begin(recording.ledger, context.derived(f"discover|{account_id}"), AdAccount, account_id, facts)
    except VersionConflictError:
        # Somebody else met the account in the meantime: what they know of it counts.
        await refuse_other_currencies(recording, context, [imported])
        return await load(recording.ledger, context.organization, AdAccount, account_id)
    return AdAccount.evolve(None, facts[0])


async def _discover(
    recording: Recording, context: CommandContext, account: AdAccount, external_id: str, name: str
) -> int:
    campaign_id = discovered_campaign_id(account.account_id, external_id)
    if await recording.ledger.load(context.organization, campaign_id):
        return 0
    facts = Campaign.discover(
        campaign_id=campaign_id,
        name=name,
        account_id=account.account_id,
        platform=account.platform,
        external_id=external_id,
        currency=account.profile.currency,
    )
    try:
        await begin(recording.ledger, context.derived(f"discover|{campaign_id}"), Campaign, campaign_id, facts)
    except VersionConflictError:
        return 0
    return 1

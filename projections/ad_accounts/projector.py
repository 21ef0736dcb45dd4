"""Folds the facts of ad accounts into their rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection
from pydantic import TypeAdapter

from domain.ad_accounts.ad_account import AdAccount
from projections.ad_accounts.table import AD_ACCOUNTS
from projections.folding import Folded, Folding
from projections.projector import Quiet, SeenFact, topics_of
from projections.rows import Write, upsert

STATE: TypeAdapter[AdAccount] = TypeAdapter(AdAccount)


class AdAccountsProjector(Quiet):
    """Writes `ad_accounts`."""

    name = "ad_accounts"
    version = 1
    topics = topics_of(AdAccount.stream_type)
    tables = (AD_ACCOUNTS,)

    def __init__(self) -> None:
        self._folding = Folding(AD_ACCOUNTS, "account_id", AdAccount, STATE)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """The accounts that the batch changes."""
        changed = await self._folding.fold(connection, batch)
        return upsert(AD_ACCOUNTS, [self._row(folded) for folded in changed])

    def _row(self, folded: Folded[AdAccount]) -> dict[str, object]:
        account = folded.state
        return self._folding.columns(folded) | {
            "account_id": account.account_id,
            "platform": account.platform,
            "external_id": account.external_id,
            "login_external_id": account.login_external_id,
            "name": account.profile.name,
            "currency": account.profile.currency,
            "time_zone": account.profile.time_zone,
            "status": account.status.value,
            "status_reason": account.status_reason,
            "credential_id": account.credential_id,
            "token_expires_at": account.token_expires_at,
        }

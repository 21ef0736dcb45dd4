"""What is asked of ad accounts: a page of them, one of them, and everybody's connected ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ad_accounts.ad_account import AccountProfile, AccountStatus
from domain.shared.ids import AdAccountId, CredentialId, OrganizationId
from domain.shared.platform import PlatformName
from projections.ad_accounts.projector import STATE
from projections.ad_accounts.table import AD_ACCOUNTS
from projections.paging import newest_first


@dataclass(frozen=True, slots=True, kw_only=True)
class AdAccountRow:
    """An ad account in an overview. `credential_id` names a secret, it is none."""

    account_id: AdAccountId
    platform: PlatformName
    external_id: str
    login_external_id: str | None
    profile: AccountProfile
    status: AccountStatus
    status_reason: str
    credential_id: CredentialId | None
    token_expires_at: datetime | None
    version: int
    position: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedAccount:
    """An account that can be worked with, as the scheduler sees it. Its days are those of `time_zone`."""

    organization: OrganizationId
    account_id: AdAccountId
    platform: PlatformName
    time_zone: str
    status: AccountStatus
    token_expires_at: datetime | None


async def list_ad_accounts(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    status: AccountStatus | None = None,
    platform: PlatformName | None = None,
    after: AdAccountId | None = None,
    limit: int = 50,
) -> Sequence[AdAccountRow]:
    """A page of accounts, newest first."""
    statement = newest_first(select(AD_ACCOUNTS), organization, AD_ACCOUNTS, "account_id", after=after, limit=limit)
    if status is not None:
        statement = statement.where(AD_ACCOUNTS.c.status == status.value)
    if platform is not None:
        statement = statement.where(AD_ACCOUNTS.c.platform == platform)
    return [_row(row) for row in (await connection.execute(statement)).mappings()]


async def ad_account(
    connection: AsyncConnection, organization: OrganizationId, account_id: AdAccountId
) -> AdAccountRow | None:
    """One account; None where there is none."""
    statement = select(AD_ACCOUNTS).where(AD_ACCOUNTS.c.org_id == organization, AD_ACCOUNTS.c.account_id == account_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    return None if row is None else _row(row)


async def using_credential(
    connection: AsyncConnection, organization: OrganizationId, credential_id: CredentialId
) -> Sequence[AdAccountId]:
    """Every account that is not disconnected and is used by a credential."""
    statement = (
        select(AD_ACCOUNTS.c.account_id)
        .where(
            AD_ACCOUNTS.c.org_id == organization,
            AD_ACCOUNTS.c.credential_id == credential_id,
            AD_ACCOUNTS.c.status != AccountStatus.DISCONNECTED.value,
        )
        .order_by(AD_ACCOUNTS.c.account_id)
    )
    return (await connection.execute(statement)).scalars().all()


async def connected_accounts(connection: AsyncConnection) -> Sequence[ConnectedAccount]:
    """The connected accounts of all organizations."""
    statement = (
        select(AD_ACCOUNTS)
        .where(AD_ACCOUNTS.c.status == AccountStatus.CONNECTED.value)
        .order_by(AD_ACCOUNTS.c.org_id, AD_ACCOUNTS.c.account_id)
    )
    return [
        ConnectedAccount(
            organization=row["org_id"],
            account_id=row["account_id"],
            platform=row["platform"],
            time_zone=row["time_zone"],
            status=AccountStatus(row["status"]),
            token_expires_at=row["token_expires_at"],
        )
        for row in (await connection.execute(statement)).mappings()
    ]


def _row(row: RowMapping) -> AdAccountRow:
    return AdAccountRow(
        account_id=row["account_id"],
        platform=row["platform"],
        external_id=row["external_id"],
        login_external_id=row["login_external_id"],
        profile=STATE.validate_python(row["state"], strict=False).profile,
        status=AccountStatus(row["status"]),
        status_reason=row["status_reason"],
        credential_id=row["credential_id"],
        token_expires_at=row["token_expires_at"],
        version=row["version"],
        position=row["position"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )

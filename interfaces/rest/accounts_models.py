"""Ad accounts as they travel. No token, nor the name of one, ever does."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.ad_accounts.ad_account import AccountStatus, AssetKind
from interfaces.rest.ad_groups_models import ACCOUNT_ID
from interfaces.rest.values import Day, MoneyBody, RequestBody, ShortText
from projections.ad_accounts.queries import AdAccountRow

_ACCOUNT: dict[str, Any] = {
    "account_id": ACCOUNT_ID,
    "platform": "google-ads",
    "external_id": "1234567890",
    "login_external_id": "9876543210",
    "name": "Shoes US",
    "currency": "USD",
    "time_zone": "America/New_York",
    "minimum_daily_budget": None,
    "assets": [{"kind": "identity", "id": "1029384756", "name": "Shoes"}],
    "status": "connected",
    "status_reason": "",
    "token_expires_at": "2026-11-20T10:00:00Z",
    "version": 2,
    "created_at": "2026-11-20T09:00:00Z",
    "updated_at": "2026-11-20T09:05:00Z",
}


class DisconnectBody(RequestBody):
    """Why the account is no longer used."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The client left us."}]})

    reason: ShortText = ""


class PullBody(RequestBody):
    """Which days to pull; the last 30 if nothing is said."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"since": "2026-11-01", "until": "2026-11-19"}]})

    since: Day | None = None
    until: Day | None = None


class PullRequested(BaseModel):
    """A pull that a worker will do soon; null stands for the usual days."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"account_id": ACCOUNT_ID, "since": "2026-11-01", "until": "2026-11-19"}]}
    )

    account_id: UUID
    since: date | None
    until: date | None


class AssetAnswer(BaseModel):
    """Something of the account's on its platform that a creative or an ad group can refer to."""

    kind: AssetKind
    id: str
    name: str


class AccountAnswer(BaseModel):
    """An ad account. A day of its figures is a day in `time_zone`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACCOUNT]})

    account_id: UUID
    platform: str
    external_id: str
    login_external_id: str | None
    name: str
    currency: str
    time_zone: str
    minimum_daily_budget: MoneyBody | None
    assets: Sequence[AssetAnswer]
    status: AccountStatus
    status_reason: str
    token_expires_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: AdAccountRow) -> Self:
        """A row as it travels."""
        profile = row.profile
        least = profile.minimum_daily_budget
        return cls(
            account_id=row.account_id,
            platform=row.platform,
            external_id=row.external_id,
            login_external_id=row.login_external_id,
            name=profile.name,
            currency=profile.currency,
            time_zone=profile.time_zone,
            minimum_daily_budget=None if least is None else MoneyBody.of(least),
            assets=[AssetAnswer(kind=asset.kind, id=asset.id, name=asset.name) for asset in profile.assets],
            status=row.status,
            status_reason=row.status_reason,
            token_expires_at=row.token_expires_at,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

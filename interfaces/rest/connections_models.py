"""Consents as they travel: where a person is sent, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from application.connections.commands import ConnectedAccount
from interfaces.rest.ad_groups_models import ACCOUNT_ID

_CONNECTED: dict[str, Any] = {
    "accounts": [
        {
            "account_id": ACCOUNT_ID,
            "external_id": "1234567890",
            "name": "Shoes US",
            "connected": True,
            "obstacle": None,
            "position": 17,
        }
    ]
}


class ConsentAnswer(BaseModel):
    """The platform's own page, on which a person consents; the link lives 10 minutes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "consent_url": "https://accounts.google.com/o/oauth2/v2/auth?client_id=...&state=...",
                    "expires_at": "2026-11-20T09:10:00Z",
                }
            ]
        }
    )

    consent_url: str
    expires_at: datetime


class ReachedAccount(BaseModel):
    """An account that the consent reaches; `obstacle` says why it is not connected."""

    account_id: UUID
    external_id: str
    name: str
    connected: bool
    obstacle: str | None
    position: int | None

    @classmethod
    def of(cls, account: ConnectedAccount) -> Self:
        """An account as it travels."""
        return cls(
            account_id=account.account_id,
            external_id=account.external_id,
            name=account.name,
            connected=account.receipt is not None,
            obstacle=account.obstacle,
            position=None if account.receipt is None else account.receipt.position,
        )


class ConsentOutcome(BaseModel):
    """Every account that the consent reaches."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CONNECTED]})

    accounts: Sequence[ReachedAccount]

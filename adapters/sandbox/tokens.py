"""Access and refresh tokens and single-use authorization codes, ageing by the sandbox clock."""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from adapters.sandbox.clock import Clock
from adapters.sandbox.lock import Lock

TokenKind = Literal["access", "refresh", "code"]
TokenState = Literal["valid", "expired", "revoked", "used"]


@dataclass(slots=True, kw_only=True)
class Token:
    """One credential; `details` holds what the platform binds to it (redirect_uri, code_challenge ...)."""

    platform: str
    kind: TokenKind
    value: str
    client_id: str
    user_id: str
    account_ids: tuple[str, ...]
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None
    details: dict[str, str] = field(default_factory=dict)
    revoked: bool = False
    used: bool = False


class Tokens:
    """Every credential the sandbox ever gave out."""

    def __init__(self, clock: Clock, lock: Lock | None = None) -> None:
        self._clock = clock
        self._lock = lock or threading.RLock()
        self._by_value: dict[tuple[str, str], Token] = {}
        self.version = 0

    def issue(
        self,
        *,
        platform: str,
        kind: TokenKind,
        client_id: str,
        user_id: str,
        account_ids: tuple[str, ...],
        scopes: tuple[str, ...] = (),
        lifetime: timedelta | None = None,
        value: str | None = None,
        details: dict[str, str] | None = None,
    ) -> Token:
        """Give out a credential; `lifetime` None means that it never expires."""
        with self._lock:
            now = self._clock.now()
            token = Token(
                platform=platform,
                kind=kind,
                value=value or f"{platform[:2]}-{kind}-{secrets.token_urlsafe(24)}",
                client_id=client_id,
                user_id=user_id,
                account_ids=account_ids,
                scopes=scopes,
                issued_at=now,
                expires_at=now + lifetime if lifetime is not None else None,
                details=details or {},
            )
            self._by_value[platform, token.value] = token
            self.version += 1
            return token

    def find(self, platform: str, value: str) -> Token | None:
        """Return the credential in whatever state, or None if it was never given out."""
        with self._lock:
            return self._by_value.get((platform, value))

    def state(self, token: Token) -> TokenState:
        """Say whether the credential can be used now, by the sandbox clock."""
        if token.revoked:
            return "revoked"
        if token.used:
            return "used"
        if token.expires_at is not None and token.expires_at <= self._clock.now():
            return "expired"
        return "valid"

    def redeem(self, platform: str, value: str) -> Token | None:
        """Use up an authorization code; None if it is unknown, expired or used already."""
        with self._lock:
            token = self.find(platform, value)
            if token is None or token.kind != "code" or self.state(token) != "valid":
                return None
            token.used = True
            self.version += 1
            return token

    def revoke(self, platform: str, value: str) -> bool:
        """Withdraw one credential; False if it was never given out."""
        with self._lock:
            token = self.find(platform, value)
            if token is None:
                return False
            token.revoked = True
            self.version += 1
            return True

    def revoke_grant(self, platform: str, client_id: str, user_id: str) -> int:
        """Withdraw everything a user granted to a client; returns how many credentials died."""
        with self._lock:
            granted = [
                token
                for token in self._by_value.values()
                if (token.platform, token.client_id, token.user_id) == (platform, client_id, user_id)
                and not token.revoked
            ]
            for token in granted:
                token.revoked = True
            self.version += 1
            return len(granted)

    def revoke_all(self, platform: str) -> int:
        """Withdraw every access and refresh token of a platform; returns how many died."""
        with self._lock:
            alive = [
                t for t in self._by_value.values() if t.platform == platform and t.kind != "code" and not t.revoked
            ]
            for token in alive:
                token.revoked = True
            self.version += 1
            return len(alive)

    def dump(self) -> object:
        """Return what `load` needs to know the same credentials."""
        return list(self._by_value.values())

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        self._by_value = {(t.platform, t.value): t for t in state}  # type: ignore[attr-defined]  # our own dump

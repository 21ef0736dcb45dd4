"""Credentials, consent states and accounts in memory."""

import secrets
from collections.abc import Sequence

from application.connections.port import ConsentState
from application.errors import ConsentFailedError
from application.platforms.port import Credential
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.shared.ids import AdAccountId, CredentialId, OrganizationId
from tests.fakes.ledger import FakeLedger
from tests.given import folded


class FakeVault:
    """Credentials, in clear."""

    def __init__(self) -> None:
        self._credentials: dict[tuple[OrganizationId, CredentialId], Credential] = {}

    async def put(self, organization: OrganizationId, credential_id: CredentialId, credential: Credential) -> None:
        """Keep a credential."""
        self._credentials[organization, credential_id] = credential

    async def get(self, organization: OrganizationId, credential_id: CredentialId) -> Credential | None:
        """The credential, if it is kept."""
        return self._credentials.get((organization, credential_id))

    async def erase(self, organization: OrganizationId, credential_id: CredentialId) -> None:
        """Forget a credential."""
        self._credentials.pop((organization, credential_id), None)


class FakeStateSeal:
    """Claim tickets for states."""

    def __init__(self) -> None:
        self._states: dict[str, ConsentState] = {}

    def seal(self, state: ConsentState) -> str:
        """A ticket."""
        ticket = secrets.token_urlsafe(16)
        self._states[ticket] = state
        return ticket

    def open(self, sealed: str) -> ConsentState:
        """What a ticket is for."""
        state = self._states.get(sealed)
        if state is None:
            raise ConsentFailedError("The state is not one of ours. Start again from the connect link.")
        return state


class FakeAccountDirectory:
    """The accounts in a fake ledger."""

    def __init__(self, ledger: FakeLedger) -> None:
        self._ledger = ledger

    async def using(self, organization: OrganizationId, credential_id: CredentialId) -> Sequence[AdAccountId]:
        """Every account that is not disconnected and is used by a credential."""
        streams = {
            recorded.stream_id: [other.fact for other in self._ledger.facts if other.stream_id == recorded.stream_id]
            for recorded in self._ledger.facts
            if (recorded.organization, recorded.stream_type) == (organization, AdAccount.stream_type)
        }
        accounts = [folded(AdAccount, facts) for facts in streams.values()]
        return [
            account.account_id
            for account in accounts
            if account.credential_id == credential_id and account.status is not AccountStatus.DISCONNECTED
        ]

"""Connecting ad accounts by OAuth, and keeping their tokens alive.

A credential belongs to one consent; all accounts that the consent reaches share it.
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import uuid5

from application.connections.port import AccountDirectory, ConsentState, StateSeal, Vault
from application.context import CommandContext
from application.errors import ConsentFailedError
from application.handling import change, fold, load
from application.platforms.errors import NeedsConsentError
from application.platforms.port import Platforms, RemoteAccount
from application.ports import Ledger, Receipt
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.shared.ids import AdAccountId, CredentialId, ad_account_id
from domain.shared.platform import Platform, PlatformName

CONSENT_LIVES = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartConsent:
    """Begin to connect accounts of a platform; the person comes back to `redirect_uri`."""

    platform: Platform
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishConsent:
    """The person came back with the platform's answer: a code, or an error."""

    state: str
    code: str | None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedAccount:
    """An account that the consent reached, and whether it is connected now."""

    account_id: AdAccountId
    external_id: str
    name: str
    receipt: Receipt | None
    obstacle: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connections:
    """What this feature works with."""

    ledger: Ledger
    vault: Vault
    seal: StateSeal
    accounts: AccountDirectory
    platforms: Platforms


def start_consent(connections: Connections, context: CommandContext, command: StartConsent) -> str:
    """The address of the platform's consent page, with a sealed state that lives 10 minutes."""
    verifier = secrets.token_urlsafe(64)
    state = ConsentState(
        organization=context.organization,
        platform=command.platform.value,
        actor_kind=context.actor.kind.value,
        actor_id=context.actor.id,
        attempt=context.command_id,
        verifier=verifier,
        redirect_uri=command.redirect_uri,
        expires_at=context.now + CONSENT_LIVES,
    )
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return connections.platforms[command.platform].consent.consent_url(
        state=connections.seal.seal(state), redirect_uri=command.redirect_uri, challenge=challenge
    )


def opened_state(connections: Connections, context: CommandContext, sealed: str) -> ConsentState:
    """The state that a returning person carries. Raises `ConsentFailedError` where it is not ours or too old."""
    state = connections.seal.open(sealed)
    if context.now > state.expires_at:
        raise ConsentFailedError("The consent took longer than 10 minutes. Start again from the connect link.")
    return state


async def finish_consent(
    connections: Connections, context: CommandContext, command: FinishConsent
) -> list[ConnectedAccount]:
    """Exchange the code, keep the credential, and connect every account that it reaches."""
    state = opened_state(connections, context, command.state)
    if command.code is None:
        raise ConsentFailedError(f"The platform gave no consent ({command.error or 'no reason given'}). Start again.")
    consent = connections.platforms[Platform(state.platform)].consent
    try:
        credential = await consent.exchange(code=command.code, redirect_uri=state.redirect_uri, verifier=state.verifier)
    except NeedsConsentError as error:
        raise ConsentFailedError(f"{error.message} Start again from the connect link.") from error
    found = await consent.accounts(credential)
    credential_id = CredentialId(uuid5(state.attempt, "credential"))
    await connections.vault.put(state.organization, credential_id, credential)
    return [
        await _connect(connections.ledger, context, credential.platform, credential_id, account) for account in found
    ]


async def _connect(
    ledger: Ledger,
    context: CommandContext,
    platform: Platform,
    credential_id: CredentialId,
    remote: RemoteAccount,
) -> ConnectedAccount:
    account_id = ad_account_id(context.organization, platform.value, remote.external_id)
    receipt = None
    if remote.obstacle is None:
        history = await ledger.load(context.organization, account_id)
        facts = AdAccount.connect(
            fold(AdAccount, history),
            account_id=account_id,
            platform=PlatformName(platform.value),
            external_id=remote.external_id,
            login_external_id=remote.login_external_id,
            profile=remote.profile,
            credential_id=credential_id,
        )
        receipt = await ledger.append(
            context.derived(f"connect|{account_id}"),
            stream_type=AdAccount.stream_type,
            stream_id=account_id,
            expected_version=len(history),
            facts=facts,
        )
    return ConnectedAccount(
        account_id=account_id,
        external_id=remote.external_id,
        name=remote.profile.name,
        receipt=receipt,
        obstacle=remote.obstacle,
    )


async def disconnect_account(ledger: Ledger, context: CommandContext, account_id: AdAccountId, reason: str) -> Receipt:
    """Stop using an account. Its history stays; its tokens are erased by a reaction to the fact."""
    return await change(ledger, context, AdAccount, account_id, lambda account: account.disconnect(reason))


async def forget_credential(connections: Connections, context: CommandContext, account_id: AdAccountId) -> None:
    """Revoke and erase what a disconnected account was used with, unless another account still needs it."""
    account = await load(connections.ledger, context.organization, AdAccount, account_id)
    if account.status is not AccountStatus.DISCONNECTED or account.credential_id is None:
        return
    credential = await connections.vault.get(context.organization, account.credential_id)
    if credential is None or await _is_used(connections, context, account.credential_id):
        return
    await connections.platforms[credential.platform].consent.revoke(credential)
    await connections.vault.erase(context.organization, account.credential_id)


async def _is_used(connections: Connections, context: CommandContext, credential_id: CredentialId) -> bool:
    """Whether an account needs a credential. The directory may lag behind; the ledger has the last word."""
    for account_id in await connections.accounts.using(context.organization, credential_id):
        account = await load(connections.ledger, context.organization, AdAccount, account_id)
        if account.status is not AccountStatus.DISCONNECTED and account.credential_id == credential_id:
            return True
    return False

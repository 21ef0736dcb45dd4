"""Using a connected account: a live token for a call, renewed when it is about to die or is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from application.connections.commands import Connections
from application.context import CommandContext
from application.handling import change, load
from application.ids import uuid7
from application.platforms.errors import NeedsConsentError
from application.platforms.port import AccountSession, Credential
from domain.ad_accounts.ad_account import AdAccount
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CommandId
from domain.shared.platform import Platform

REFRESH_BEFORE = timedelta(minutes=5)

Result = TypeVar("Result")


async def with_session(
    connections: Connections,
    context: CommandContext,
    account_id: AdAccountId,
    call: Callable[[AccountSession], Awaitable[Result]],
) -> Result:
    """Make a call to an account's platform; a refused token is renewed once.

    Raises `NeedsConsentError`, after the account's stream has taken note of it, where only a person can help,
    and whatever else the call raises.
    """
    account = await load(connections.ledger, context.organization, AdAccount, account_id)
    account.must_be_usable()
    try:
        credential = await fresh_credential(connections, context, account)
        try:
            return await call(_session(account, credential))
        except NeedsConsentError:
            credential = await fresh_credential(connections, context, account, refused=credential)
            return await call(_session(account, credential))
    except NeedsConsentError as error:
        await _note_lost_consent(connections, context, account, error)
        raise


async def fresh_credential(
    connections: Connections, context: CommandContext, account: AdAccount, *, refused: Credential | None = None
) -> Credential:
    """The account's credential, renewed if its token dies within 5 minutes or is the one that was `refused`."""
    platform = Platform(account.platform)
    stored = None
    if account.credential_id is not None:
        stored = await connections.vault.get(context.organization, account.credential_id)
    if stored is None or account.credential_id is None:
        raise NeedsConsentError("The account's token is not in the vault.", platform=platform)
    dies_soon = stored.expires_at is not None and stored.expires_at < context.now + REFRESH_BEFORE
    if not dies_soon and stored != refused:
        return stored
    renewed = await connections.platforms[platform].consent.refresh(stored)
    if renewed != stored:
        await connections.vault.put(context.organization, account.credential_id, renewed)
        await change(
            connections.ledger,
            _by(context, Actor(kind=ActorKind.SYSTEM, id="token-refresh")),
            AdAccount,
            account.account_id,
            lambda present: present.refresh_token(renewed.expires_at),
            commutes=True,
        )
    return renewed


async def _note_lost_consent(
    connections: Connections, context: CommandContext, account: AdAccount, error: NeedsConsentError
) -> None:
    await change(
        connections.ledger,
        _by(context, Actor(kind=ActorKind.PLATFORM, id=error.platform.value)),
        AdAccount,
        account.account_id,
        lambda present: present.lose_consent(error.message),
        commutes=True,
    )


def _by(context: CommandContext, actor: Actor) -> CommandContext:
    return replace(
        context, actor=actor, command_id=CommandId(uuid7()), causation_id=context.command_id, expected_version=None
    )


def _session(account: AdAccount, credential: Credential) -> AccountSession:
    return AccountSession(
        platform=credential.platform,
        external_id=account.external_id,
        login_external_id=account.login_external_id,
        access_token=credential.access_token,
        currency=account.profile.currency,
        time_zone=account.profile.time_zone,
    )

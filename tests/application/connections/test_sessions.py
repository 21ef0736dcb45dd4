from datetime import timedelta

import pytest

from application.connections.sessions import with_session
from application.errors import NotFoundError
from application.platforms.errors import NeedsConsentError, TransientPlatformError
from application.platforms.port import AccountSession, Credential
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.ad_accounts.errors import AccountDisconnectedError
from domain.shared.facts import ActorKind
from domain.shared.ids import AdAccountId
from domain.shared.platform import Platform
from tests.application.world import World
from tests.builders import GOOGLE
from tests.fakes.platform_consent import FakePlatformConsent

DEAD = NeedsConsentError("The token is dead.", platform=Platform.GOOGLE_ADS)


def consent(world: World) -> FakePlatformConsent:
    return world.consents[Platform.GOOGLE_ADS]


async def stored(world: World, account_id: AdAccountId = GOOGLE.account_id) -> Credential:
    account = await world.state(AdAccount, account_id)
    assert account.credential_id is not None
    credential = await world.vault.get(world.organization, account.credential_id)
    assert credential is not None
    return credential


async def tokens(world: World, *, refused: int = 0) -> list[str]:
    """The tokens of the calls that a session makes, of which the first ones are refused."""
    seen: list[str] = []

    async def call(session: AccountSession) -> None:
        seen.append(session.access_token)
        if len(seen) <= refused or not consent(world).accepts(session.access_token):
            raise DEAD

    await with_session(world.connections, world.context(), GOOGLE.account_id, call)
    return seen


async def test_a_live_token_is_used_as_it_is(world: World) -> None:
    await world.account(lives=timedelta(minutes=5))
    assert await tokens(world) == [(await stored(world)).access_token]
    assert await world.topics(GOOGLE.account_id) == ["connected"]


async def test_a_token_that_never_dies_is_used_as_it_is(world: World) -> None:
    await world.account()
    assert await tokens(world) == [(await stored(world)).access_token]


async def test_a_token_that_dies_within_5_minutes_is_renewed_first(world: World) -> None:
    await world.account(lives=timedelta(minutes=5) - timedelta(seconds=1))
    before = await stored(world)
    assert await tokens(world) == [(await stored(world)).access_token] != [before.access_token]
    assert await world.topics(GOOGLE.account_id) == ["connected", "token_refreshed"]


async def test_a_renewal_is_the_systems_own_act(world: World) -> None:
    await world.account(lives=timedelta())
    await tokens(world)
    recorded = (await world.ledger.load(world.organization, GOOGLE.account_id))[-1]
    assert (recorded.actor.kind, recorded.actor.id) == (ActorKind.SYSTEM, "token-refresh")


async def test_a_refused_token_is_renewed_once(world: World) -> None:
    await world.account(lives=timedelta(hours=1))
    first, second = await tokens(world, refused=1)
    assert first != second == (await stored(world)).access_token


async def test_a_token_that_is_refused_again_needs_a_person(world: World) -> None:
    await world.account(lives=timedelta(hours=1))
    with pytest.raises(NeedsConsentError):
        await tokens(world, refused=2)
    assert (await world.topics(GOOGLE.account_id))[-2:] == ["token_refreshed", "consent_lost"]


async def test_a_lost_consent_is_noted_once(world: World) -> None:
    await world.account(lives=timedelta(hours=1))
    await consent(world).revoke(await stored(world))
    for _ in range(3):
        with pytest.raises(NeedsConsentError):
            await tokens(world)
    assert (await world.topics(GOOGLE.account_id)).count("consent_lost") == 1
    account = await world.state(AdAccount, GOOGLE.account_id)
    assert (account.status, account.status_reason) == (AccountStatus.NEEDS_CONSENT, "The token is dead.")


async def test_a_token_that_is_gone_from_the_vault_needs_a_person(world: World) -> None:
    await world.account()
    account = await world.state(AdAccount, GOOGLE.account_id)
    assert account.credential_id is not None
    await world.vault.erase(world.organization, account.credential_id)
    with pytest.raises(NeedsConsentError, match="not in the vault"):
        await tokens(world)
    assert (await world.topics(GOOGLE.account_id))[-1] == "consent_lost"


async def test_a_token_that_another_worker_renewed_is_not_renewed_again(world: World) -> None:
    await world.account(lives=timedelta(hours=1))
    credential_id = (await world.state(AdAccount, GOOGLE.account_id)).credential_id
    assert credential_id is not None
    seen: list[str] = []

    async def call(session: AccountSession) -> None:
        seen.append(session.access_token)
        if len(seen) == 1:
            renewed = await consent(world).refresh(await stored(world))
            await world.vault.put(world.organization, credential_id, renewed)
            raise DEAD

    await with_session(world.connections, world.context(), GOOGLE.account_id, call)
    assert seen[1] == (await stored(world)).access_token
    assert await world.topics(GOOGLE.account_id) == ["connected"]


async def test_any_other_failure_is_the_callers(world: World) -> None:
    await world.account()

    async def call(_: AccountSession) -> None:
        raise TransientPlatformError("Not now.", platform=Platform.GOOGLE_ADS)

    with pytest.raises(TransientPlatformError):
        await with_session(world.connections, world.context(), GOOGLE.account_id, call)
    assert await world.topics(GOOGLE.account_id) == ["connected"]


async def test_a_disconnected_account_is_not_used(world: World) -> None:
    await world.account()
    await world.decided(AdAccount, GOOGLE.account_id, lambda a: a.disconnect("Asked to."))
    with pytest.raises(AccountDisconnectedError):
        await tokens(world)


async def test_an_account_that_is_not_there_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError):
        await tokens(world)


async def test_a_session_says_what_the_platform_needs_and_never_its_token(world: World) -> None:
    await world.account()
    sessions: list[AccountSession] = []

    async def call(session: AccountSession) -> None:
        sessions.append(session)

    await with_session(world.connections, world.context(), GOOGLE.account_id, call)
    assert (sessions[0].external_id, sessions[0].currency, sessions[0].time_zone) == (
        GOOGLE.external_id,
        "USD",
        "Europe/Berlin",
    )
    assert sessions[0].access_token not in repr(sessions[0])
    assert sessions[0].access_token not in repr(await stored(world))

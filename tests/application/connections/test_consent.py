from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from application.connections.commands import (
    ConnectedAccount,
    FinishConsent,
    StartConsent,
    disconnect_account,
    finish_consent,
    forget_credential,
    start_consent,
)
from application.context import CommandContext
from application.errors import ConsentFailedError
from application.platforms.errors import NeedsConsentError, RateLimitedError
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.ad_accounts.errors import AccountNotConnectedError
from domain.shared.ids import AdAccountId, ad_account_id
from domain.shared.platform import Platform, PlatformName
from tests.application.world import World, remote
from tests.builders import a_profile, an_observed_account

START = StartConsent(platform=Platform.META_ADS, redirect_uri="http://127.0.0.1/callback")


@pytest.fixture
def meta() -> World:
    """Meta shows two accounts and one that is closed."""
    world = World()
    world.consents[Platform.META_ADS].reaches = [remote("1"), remote("2"), remote("3", obstacle="It is closed.")]
    return world


def started(world: World) -> str:
    """The state that a person carries to the platform and back."""
    return dict(parse_qsl(urlsplit(start_consent(world.connections, world.context(), START)).query))["state"]


async def finished(
    world: World, state: str, code: str | None = None, context: CommandContext | None = None
) -> list[ConnectedAccount]:
    code = code or world.consents[Platform.META_ADS].approve()
    return await finish_consent(world.connections, context or world.context(), FinishConsent(state=state, code=code))


async def connected(world: World) -> list[AdAccount]:
    """The accounts that a consent connected."""
    found = await finished(world, started(world))
    return [await world.state(AdAccount, account.account_id) for account in found if account.receipt]


async def test_a_consent_connects_every_account_that_it_reaches(meta: World) -> None:
    accounts = await connected(meta)
    assert [account.external_id for account in accounts] == ["1", "2"]
    assert {account.status for account in accounts} == {AccountStatus.CONNECTED}


async def test_the_accounts_of_one_consent_share_a_credential_in_the_vault(meta: World) -> None:
    first, second = await connected(meta)
    assert first.credential_id == second.credential_id
    assert first.credential_id is not None
    assert await meta.vault.get(meta.organization, first.credential_id) is not None


async def test_no_token_is_ever_in_the_ledger(meta: World) -> None:
    await connected(meta)
    assert "token" not in repr(meta.ledger.facts)


async def test_an_account_that_cannot_be_used_is_shown_with_its_obstacle(meta: World) -> None:
    found = await finished(meta, started(meta))
    assert [(account.receipt is None, account.obstacle) for account in found][2] == (True, "It is closed.")
    assert await meta.facts(found[2].account_id) == []


async def test_a_further_consent_reconnects_the_same_accounts(meta: World) -> None:
    (first, _) = await connected(meta)
    meta.consents[Platform.META_ADS].reaches = [remote("1", name="Renamed")]
    (again,) = await connected(meta)
    assert again.account_id == first.account_id
    assert again.credential_id != first.credential_id
    assert await meta.topics(first.account_id) == ["connected", "reconnected", "synced"]


async def test_an_account_that_was_imported_before_is_connected(meta: World) -> None:
    facts = AdAccount.discover(
        account_id=ad_account_id(meta.organization, Platform.META_ADS, "1"),
        platform=PlatformName(Platform.META_ADS.value),
        external_id="1",
        profile=a_profile("1"),
    )
    await meta.told(AdAccount, AdAccount.evolve(None, facts[0]).account_id, facts)
    (account, _) = await connected(meta)
    assert (account.status, account.profile.name) == (AccountStatus.CONNECTED, "Shop")


@pytest.mark.parametrize("error", ["access_denied", None])
async def test_a_person_who_says_no_connects_nothing(meta: World, error: str | None) -> None:
    denied = FinishConsent(state=started(meta), code=None, error=error)
    with pytest.raises(ConsentFailedError, match=error or "no reason given"):
        await finish_consent(meta.connections, meta.context(), denied)
    assert meta.ledger.facts == []


async def test_a_code_works_once(meta: World) -> None:
    state, code = started(meta), meta.consents[Platform.META_ADS].approve()
    await finished(meta, state, code)
    before = len(meta.ledger.facts)
    with pytest.raises(ConsentFailedError, match="unknown or used"):
        await finished(meta, state, code)
    assert len(meta.ledger.facts) == before


async def test_a_state_of_somebody_elses_is_refused(meta: World) -> None:
    with pytest.raises(ConsentFailedError, match="not one of ours"):
        await finished(meta, "forged")


async def test_a_consent_may_take_10_minutes(meta: World) -> None:
    state = started(meta)
    meta.now += timedelta(minutes=10)
    assert await finished(meta, state)


async def test_a_consent_that_took_longer_begins_again(meta: World) -> None:
    state = started(meta)
    meta.now += timedelta(minutes=10, seconds=1)
    with pytest.raises(ConsentFailedError, match="longer than 10 minutes"):
        await finished(meta, state)


async def test_a_platform_that_is_not_well_is_told_as_such(meta: World) -> None:
    meta.consents[Platform.META_ADS].fail_next_exchange(RateLimitedError("Slower.", platform=Platform.META_ADS))
    with pytest.raises(RateLimitedError):
        await finished(meta, started(meta))


async def test_the_challenge_is_the_hash_of_a_secret_that_never_travels(meta: World) -> None:
    address = start_consent(meta.connections, meta.context(), START)
    query = dict(parse_qsl(urlsplit(address).query))
    verifier = meta.seal.open(query["state"]).verifier
    assert len(query["code_challenge"]) == 43
    assert verifier not in address


async def test_a_credential_is_revoked_and_erased_with_its_last_account(meta: World) -> None:
    first, second = await connected(meta)
    assert first.credential_id is not None
    credential = await meta.vault.get(meta.organization, first.credential_id)
    assert credential is not None
    for account, kept in ((first, True), (second, False)):
        await disconnect_account(meta.ledger, meta.context(), account.account_id, "Asked to.")
        await forget_credential(meta.connections, meta.context(), account.account_id)
        assert (await meta.vault.get(meta.organization, first.credential_id) is not None) is kept
        assert meta.consents[Platform.META_ADS].accepts(credential.access_token) is kept


@dataclass(frozen=True)
class LaggingDirectory:
    """A directory that has not heard of anything since it was opened."""

    known: Sequence[AdAccountId]

    async def using(self, *_: object) -> Sequence[AdAccountId]:
        """Whoever used the credential then."""
        return self.known


async def test_a_directory_that_lags_behind_keeps_no_credential_alive(meta: World) -> None:
    first, second = await connected(meta)
    assert first.credential_id is not None
    for account in (first, second):
        await disconnect_account(meta.ledger, meta.context(), account.account_id, "Asked to.")
    lagging = replace(meta.connections, accounts=LaggingDirectory([first.account_id, second.account_id]))
    await forget_credential(lagging, meta.context(), second.account_id)
    assert await meta.vault.get(meta.organization, first.credential_id) is None


async def test_an_account_that_is_connected_again_keeps_its_credential(meta: World) -> None:
    (account, *_) = await connected(meta)
    await forget_credential(meta.connections, meta.context(), account.account_id)
    assert account.credential_id is not None
    assert await meta.vault.get(meta.organization, account.credential_id) is not None


async def test_forgetting_twice_is_no_error(meta: World) -> None:
    meta.consents[Platform.META_ADS].reaches = [remote("1")]
    (account,) = await connected(meta)
    await disconnect_account(meta.ledger, meta.context(), account.account_id, "Asked to.")
    for _ in range(2):
        await forget_credential(meta.connections, meta.context(), account.account_id)


async def test_an_imported_account_cannot_be_disconnected(world: World) -> None:
    facts = an_observed_account()
    account_id = AdAccount.evolve(None, facts[0]).account_id
    await world.told(AdAccount, account_id, facts)
    with pytest.raises(AccountNotConnectedError):
        await disconnect_account(world.ledger, world.context(), account_id, "No.")


async def test_a_code_that_the_platform_does_not_take_is_a_failed_consent(meta: World) -> None:
    meta.consents[Platform.META_ADS].fail_next_exchange(NeedsConsentError("Expired.", platform=Platform.META_ADS))
    with pytest.raises(ConsentFailedError, match=r"Expired\. Start again"):
        await finished(meta, started(meta))

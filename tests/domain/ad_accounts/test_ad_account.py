from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.ad_accounts.errors import AccountDisconnectedError, AccountNotConnectedError
from domain.shared.facts import Fact
from tests.builders import (
    CREDENTIAL,
    NOW,
    a_disconnected_account,
    a_profile,
    an_account,
    an_account_without_consent,
    an_observed_account,
    reconnecting,
)
from tests.given import after, folded, given


def test_a_consent_connects_an_account() -> None:
    account = folded(AdAccount, an_account())
    assert (account.status, account.credential_id) == (AccountStatus.CONNECTED, CREDENTIAL)


@pytest.mark.parametrize(
    "history", [an_account(), a_disconnected_account(), an_account_without_consent(), an_observed_account()]
)
def test_a_further_consent_connects_any_account_again(history: Sequence[Fact]) -> None:
    reconnected = after(AdAccount, history, reconnecting())
    assert reconnected[-1] == AdAccount.Reconnected(login_external_id="manager-2", credential_id=CREDENTIAL)
    assert folded(AdAccount, reconnected).status is AccountStatus.CONNECTED


def test_a_further_consent_notes_what_has_changed() -> None:
    profile = a_profile("Renamed")
    history = after(AdAccount, an_account(), reconnecting(profile))
    assert history[-1] == AdAccount.Synced(profile=profile)


def test_a_reconnected_account_has_no_reason_to_worry() -> None:
    account = folded(AdAccount, after(AdAccount, an_account_without_consent(), reconnecting()))
    assert (account.status_reason, account.login_external_id) == ("", "manager-2")


def test_a_new_consents_token_has_a_life_of_its_own() -> None:
    refreshed = after(AdAccount, an_account(), lambda a: a.refresh_token(NOW))
    assert folded(AdAccount, after(AdAccount, refreshed, reconnecting())).token_expires_at is None


def test_what_the_platform_says_again_leaves_no_fact() -> None:
    given(AdAccount, an_account()).when(lambda a: a.sync(a_profile())).then_nothing()


def test_what_the_platform_says_anew_is_noted() -> None:
    profile = a_profile("Renamed")
    given(AdAccount, an_account()).when(lambda a: a.sync(profile)).then(AdAccount.Synced(profile=profile))


def test_a_fresh_token_is_noted_with_its_end() -> None:
    ends = NOW + timedelta(hours=1)
    refreshing = given(AdAccount, an_account()).when(lambda a: a.refresh_token(ends))
    refreshing.then(AdAccount.TokenRefreshed(expires_at=ends))


def test_a_disconnected_account_takes_no_token() -> None:
    given(AdAccount, a_disconnected_account()).when(lambda a: a.refresh_token(NOW)).then_refused(
        AccountDisconnectedError
    )


def test_an_imported_account_takes_no_token() -> None:
    given(AdAccount, an_observed_account()).when(lambda a: a.refresh_token(NOW)).then_refused(AccountNotConnectedError)


def test_a_lost_consent_is_noted_with_its_reason() -> None:
    history = after(AdAccount, an_account(), lambda a: a.lose_consent("The password was changed."))
    account = folded(AdAccount, history)
    assert history[-1] == AdAccount.ConsentLost(reason="The password was changed.")
    assert (account.status, account.status_reason) == (AccountStatus.NEEDS_CONSENT, "The password was changed.")


@pytest.mark.parametrize("history", [an_account_without_consent(), a_disconnected_account(), an_observed_account()])
def test_only_a_connected_account_loses_its_consent(history: Sequence[Fact]) -> None:
    given(AdAccount, history).when(lambda a: a.lose_consent("Again.")).then_nothing()


@pytest.mark.parametrize("history", [an_account(), an_account_without_consent()])
def test_an_account_disconnects(history: Sequence[Fact]) -> None:
    given(AdAccount, history).when(lambda a: a.disconnect("Asked to.")).then(AdAccount.Disconnected(reason="Asked to."))


def test_an_account_disconnects_once() -> None:
    given(AdAccount, a_disconnected_account()).when(lambda a: a.disconnect("Again.")).then_nothing()


def test_an_imported_account_cannot_be_disconnected() -> None:
    given(AdAccount, an_observed_account()).when(lambda a: a.disconnect("No.")).then_refused(AccountNotConnectedError)


def test_an_account_without_consent_may_still_be_tried() -> None:
    folded(AdAccount, an_account_without_consent()).must_be_usable()


@pytest.mark.parametrize(
    ("history", "error"),
    [(a_disconnected_account(), AccountDisconnectedError), (an_observed_account(), AccountNotConnectedError)],
)
def test_an_account_that_nobody_gave_us_cannot_be_used(history: Sequence[Fact], error: type[Exception]) -> None:
    account = folded(AdAccount, history)
    with pytest.raises(error):
        account.must_be_usable()


def test_an_account_refuses_a_fact_that_is_none_of_its_own() -> None:
    with pytest.raises(TypeError, match="no fact of an ad account that exists"):
        AdAccount.evolve(folded(AdAccount, an_account()), an_account()[0])
    with pytest.raises(TypeError, match="does not begin an ad account"):
        AdAccount.evolve(None, AdAccount.Disconnected(reason="No."))

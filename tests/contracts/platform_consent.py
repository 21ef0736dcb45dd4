"""What every `PlatformConsent` must do: the whole OAuth flow, its refusals and its end."""

from zoneinfo import ZoneInfo

import pytest

from application.platforms.errors import NeedsConsentError, TransientPlatformError
from domain.shared.currencies import DECIMALS
from tests.contracts.bench import Bench, Fault, Step
from tests.contracts.channels import CHALLENGE, REDIRECT, VERIFIER, credential_from


class PlatformConsentContract:
    """The suite. Subclasses are called `Test...` and override `bench`."""

    @pytest.fixture
    async def bench(self) -> Bench:
        raise NotImplementedError

    async def test_the_state_comes_back_with_the_code(self, bench: Bench) -> None:
        url = bench.consent.consent_url(state="a state & more", redirect_uri=REDIRECT, challenge=CHALLENGE)

        answer = await bench.visit(url)

        assert answer["state"] == "a state & more"
        assert answer["code"]

    async def test_a_person_may_say_no(self, bench: Bench) -> None:
        url = bench.consent.consent_url(state="a-state", redirect_uri=REDIRECT, challenge=CHALLENGE)

        answer = await bench.visit(url, approve=False)

        assert "code" not in answer
        assert answer["error"] == "access_denied"

    async def test_a_consent_reaches_the_persons_accounts(self, bench: Bench) -> None:
        credential = await credential_from(bench)

        accounts = await bench.consent.accounts(credential)

        assert len({account.profile.currency for account in accounts}) > 1
        for account in accounts:
            assert account.external_id
            assert account.profile.name
            assert account.profile.currency in DECIMALS
            assert ZoneInfo(account.profile.time_zone).key == account.profile.time_zone
            assert account.obstacle is None

    async def test_a_code_works_once(self, bench: Bench) -> None:
        url = bench.consent.consent_url(state="a-state", redirect_uri=REDIRECT, challenge=CHALLENGE)
        code = (await bench.visit(url))["code"]
        await bench.consent.exchange(code=code, redirect_uri=REDIRECT, verifier=VERIFIER)

        with pytest.raises(NeedsConsentError):
            await bench.consent.exchange(code=code, redirect_uri=REDIRECT, verifier=VERIFIER)

    async def test_a_made_up_code_is_refused(self, bench: Bench) -> None:
        with pytest.raises(NeedsConsentError):
            await bench.consent.exchange(code="made-up", redirect_uri=REDIRECT, verifier=VERIFIER)

    async def test_a_refreshed_credential_works(self, bench: Bench) -> None:
        credential = await credential_from(bench)

        fresh = await bench.consent.refresh(credential)

        assert fresh.platform is bench.platform
        assert await bench.consent.accounts(fresh)

    async def test_a_token_service_that_is_down_is_tried_again(self, bench: Bench) -> None:
        url = bench.consent.consent_url(state="a-state", redirect_uri=REDIRECT, challenge=CHALLENGE)
        code = (await bench.visit(url))["code"]
        await bench.strike(Fault.HTML_502, Step.TOKEN)

        with pytest.raises(TransientPlatformError) as caught:
            await bench.consent.exchange(code=code, redirect_uri=REDIRECT, verifier=VERIFIER)

        assert code not in str(caught.value)

    async def test_a_revoked_consent_reaches_nothing(self, bench: Bench) -> None:
        credential = await credential_from(bench)
        await bench.consent.revoke(credential)

        with pytest.raises(NeedsConsentError):
            await bench.consent.accounts(credential)

    async def test_revoking_twice_is_no_error(self, bench: Bench) -> None:
        credential = await credential_from(bench)

        await bench.consent.revoke(credential)
        await bench.consent.revoke(credential)

    async def test_a_credential_shows_no_secret(self, bench: Bench) -> None:
        credential = await credential_from(bench)

        assert credential.access_token not in repr(credential)

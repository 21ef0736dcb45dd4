"""What every vault and every seal of states promise."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from application.connections.port import ConsentState, StateSeal, Vault
from application.errors import ConsentFailedError
from application.platforms.port import Credential
from domain.shared.ids import CredentialId, OrganizationId
from domain.shared.platform import Platform
from tests.builders import CREDENTIAL, NOW

KEPT = Credential(
    platform=Platform.GOOGLE_ADS,
    access_token="ya29.a0",
    refresh_token="1//0g",
    expires_at=NOW + timedelta(hours=1),
    scopes=("adwords",),
)


class VaultContract:
    """The fixture `vault` is the vault under test."""

    async def test_what_is_put_in_comes_out(self, vault: Vault, organization: OrganizationId) -> None:
        await vault.put(organization, CREDENTIAL, KEPT)
        assert await vault.get(organization, CREDENTIAL) == KEPT

    async def test_a_later_credential_takes_the_place(self, vault: Vault, organization: OrganizationId) -> None:
        later = replace(KEPT, access_token="ya29.a1", refresh_token=None, expires_at=None)
        await vault.put(organization, CREDENTIAL, KEPT)
        await vault.put(organization, CREDENTIAL, later)
        assert await vault.get(organization, CREDENTIAL) == later

    async def test_what_is_not_there_is_none(self, vault: Vault, organization: OrganizationId) -> None:
        await vault.put(organization, CREDENTIAL, KEPT)
        assert await vault.get(organization, CredentialId(uuid4())) is None
        assert await vault.get(OrganizationId(uuid4()), CREDENTIAL) is None

    async def test_what_is_erased_is_gone(self, vault: Vault, organization: OrganizationId) -> None:
        await vault.put(organization, CREDENTIAL, KEPT)
        await vault.erase(organization, CREDENTIAL)
        assert await vault.get(organization, CREDENTIAL) is None

    async def test_erasing_what_is_not_there_is_no_error(self, vault: Vault, organization: OrganizationId) -> None:
        await vault.erase(organization, CREDENTIAL)
        assert await vault.get(organization, CREDENTIAL) is None


STATE = ConsentState(
    organization=OrganizationId(uuid4()),
    platform="google-ads",
    actor_kind="user",
    actor_id="ada",
    attempt=uuid4(),
    verifier="verifier",
    redirect_uri="http://127.0.0.1:8000/v1/connections/callback",
    expires_at=NOW,
)


class StateSealContract:
    """The fixture `seal` is the seal under test."""

    def test_what_is_sealed_opens(self, seal: StateSeal) -> None:
        assert seal.open(seal.seal(STATE)) == STATE

    def test_a_sealed_state_tells_nothing_and_fits_into_an_address(self, seal: StateSeal) -> None:
        sealed = seal.seal(STATE)
        assert "verifier" not in sealed
        assert set(sealed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")

    @pytest.mark.parametrize("text", ["", ".", "a.b", "a.b.c", "not ours", "é.é", "AAAA." + "A" * 80])
    def test_a_text_that_is_not_ours_is_refused(self, seal: StateSeal, text: str) -> None:
        with pytest.raises(ConsentFailedError, match="Start again"):
            seal.open(text)

    def test_an_altered_state_is_refused(self, seal: StateSeal) -> None:
        sealed = seal.seal(STATE)
        with pytest.raises(ConsentFailedError):
            seal.open(sealed[:-3] + ("AAA" if sealed[-3:] != "AAA" else "BBB"))

from base64 import b64encode
from pathlib import Path

import pytest

from adapters.vault.keys import VaultKeyError, VaultKeys, keys_kept_in

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
PLACE = b"credential|1"


def text(**keys: bytes) -> str:
    return ",".join(f"{name}:{b64encode(key).decode()}" for name, key in keys.items())


def test_what_is_sealed_opens_at_its_place() -> None:
    keys = VaultKeys({"new": NEW})
    assert keys.open(keys.seal(b"secret", PLACE), PLACE) == b"secret"


def test_what_is_sealed_does_not_open_elsewhere() -> None:
    keys = VaultKeys({"new": NEW})
    with pytest.raises(VaultKeyError, match="for this place"):
        keys.open(keys.seal(b"secret", PLACE), b"credential|2")


def test_the_first_key_seals_and_all_of_them_open() -> None:
    sealed = VaultKeys({"old": OLD}).seal(b"secret", PLACE)
    both = VaultKeys.parse(text(new=NEW, old=OLD))
    assert both.open(sealed, PLACE) == b"secret"
    assert both.seal(b"secret", PLACE).key_id == "new"


def test_a_key_that_is_gone_is_named() -> None:
    sealed = VaultKeys({"old": OLD}).seal(b"secret", PLACE)
    with pytest.raises(VaultKeyError, match="no key 'old'; add it to ADSCALE_VAULT_KEYS"):
        VaultKeys({"new": NEW}).open(sealed, PLACE)


def test_the_same_secret_is_never_sealed_alike() -> None:
    keys = VaultKeys({"new": NEW})
    assert keys.seal(b"secret", PLACE) != keys.seal(b"secret", PLACE)


@pytest.mark.parametrize("wrong", ["", "new", "new:", "new:####", "new:QUJD", text(new=NEW) + ",", text(new=NEW[:31])])
def test_malformed_keys_are_refused(wrong: str) -> None:
    with pytest.raises(VaultKeyError, match="ADSCALE_VAULT_KEYS"):
        VaultKeys.parse(wrong)


def test_keys_in_a_file_are_made_once_and_for_our_eyes_only(tmp_path: Path) -> None:
    file = tmp_path / "vault" / "keys"
    made = keys_kept_in(file)
    assert keys_kept_in(file) == made
    assert file.stat().st_mode & 0o777 == 0o600
    assert VaultKeys.parse(made).seal(b"secret", PLACE).key_id == "local-1"

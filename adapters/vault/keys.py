"""Encryption keys by id. The first one encrypts; all of them decrypt, until nothing needs them any more."""

import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES = 32
_NONCE_BYTES = 12


class VaultKeyError(Exception):
    """A key is missing or malformed, or a text was not sealed with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What encryption leaves: which key, its nonce, and the ciphertext with its tag."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


class VaultKeys:
    """AES-256-GCM under named keys; what is sealed is bound to the place that it was sealed for."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != _KEY_BYTES for key in keys.values()):
            raise VaultKeyError("The vault needs keys of 32 bytes each: set ADSCALE_VAULT_KEYS to ID:BASE64[,...].")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Keys from `ID:BASE64,ID:BASE64`, the current one first."""
        try:
            pairs = dict(part.strip().split(":", 1) for part in text.split(","))
            return cls({key_id: b64decode(key, validate=True) for key_id, key in pairs.items()})
        except ValueError as error:
            raise VaultKeyError("ADSCALE_VAULT_KEYS is not ID:BASE64[,ID:BASE64 ...].") from error

    def seal(self, plaintext: bytes, place: bytes) -> Sealed:
        """Encrypt for a place; the same text elsewhere does not open."""
        nonce = os.urandom(_NONCE_BYTES)
        ciphertext = self._ciphers[self._current].encrypt(nonce, plaintext, place)
        return Sealed(key_id=self._current, nonce=nonce, ciphertext=ciphertext)

    def open(self, sealed: Sealed, place: bytes) -> bytes:
        """Decrypt what was sealed for this place. Raises `VaultKeyError`."""
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise VaultKeyError(f"The vault has no key {sealed.key_id!r}; add it to ADSCALE_VAULT_KEYS.")
        try:
            return cipher.decrypt(sealed.nonce, sealed.ciphertext, place)
        except (InvalidTag, ValueError) as error:
            raise VaultKeyError("This was not sealed with our key for this place, or it was altered.") from error


def keys_kept_in(file: Path) -> str:
    """The keys in a file that only we can read, in the form of ADSCALE_VAULT_KEYS; made at the first call."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as new:
            new.write(f"local-1:{b64encode(os.urandom(_KEY_BYTES)).decode()}")
    return file.read_text(encoding="ascii").strip()

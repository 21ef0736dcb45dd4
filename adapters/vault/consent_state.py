"""The state of an OAuth consent as it travels through browsers and platforms: sealed, so nobody reads or alters it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from pydantic import TypeAdapter

from adapters.vault.keys import Sealed, VaultKeyError, VaultKeys
from application.connections.port import ConsentState
from application.errors import ConsentFailedError

_STATE = TypeAdapter(ConsentState)
_PLACE = b"consent-state"
_NONCE_BYTES = 12


class SealedConsentState:
    """`application.connections.port.StateSeal` under the vault's keys."""

    def __init__(self, keys: VaultKeys) -> None:
        self._keys = keys

    def seal(self, state: ConsentState) -> str:
        """The state as URL-safe text that tells nothing."""
        sealed = self._keys.seal(_STATE.dump_json(state), _PLACE)
        return f"{_text(sealed.key_id.encode())}.{_text(sealed.nonce + sealed.ciphertext)}"

    def open(self, sealed: str) -> ConsentState:
        """The state behind a text. Raises `ConsentFailedError` for a text that is not ours."""
        try:
            key_id, body = (_bytes(part) for part in sealed.split("."))
            box = Sealed(key_id=key_id.decode(), nonce=body[:_NONCE_BYTES], ciphertext=body[_NONCE_BYTES:])
            return _STATE.validate_json(self._keys.open(box, _PLACE))
        except (ValueError, VaultKeyError) as error:
            raise ConsentFailedError("The state is not one of ours. Start again from the connect link.") from error


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))

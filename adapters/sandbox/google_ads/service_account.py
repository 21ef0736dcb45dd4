"""The sandbox's service account: the key file that an unmodified client loads, and the check of what it signs.

The file names its own token endpoint, so `GoogleAdsClient.load_from_dict` needs nothing else to come here.
"""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

_FILE = "service_account.json"
_KIND = "service_account"
# google-auth writes this audience whatever the key file's token_uri says.
_GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"
_LONGEST_SECONDS = 3600
_CLOCK_SKEW_SECONDS = 300


class BadAssertionError(Exception):
    """The signed assertion proves nothing; the message is Google's `error_description`."""


def write_service_account(sandbox: Sandbox, folder: Path, token_uri: str) -> Path:
    """Write the key file into `folder`, keeping the key of one that is there; return its path.

    The public half goes to the sandbox's store, where the token endpoint finds it.
    """
    path = folder / _FILE
    key = _key_in(path) if path.exists() else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    email = sandbox.seed.google_service_account_email
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _publish(sandbox, email, {"client_email": email, "token_uri": token_uri, "public_key": public.decode()})
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(_contents(sandbox, key, token_uri), indent=2) + "\n")
    return path


def _key_in(path: Path) -> rsa.RSAPrivateKey:
    pem = json.loads(path.read_text())["private_key"].encode()
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key; remove the file and a new one is made")
    return key


def _publish(sandbox: Sandbox, email: str, fields: dict[str, Any]) -> None:
    with sandbox.lock:
        found, now = sandbox.store.get(GOOGLE_ADS, _KIND, email), sandbox.clock.now()
        if found is not None:
            sandbox.store.change(found, fields, now)
        else:
            sandbox.store.add(platform=GOOGLE_ADS, account_id="", kind=_KIND, fields=fields, at=now, id=email)


def _contents(sandbox: Sandbox, key: rsa.RSAPrivateKey, token_uri: str) -> dict[str, str]:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account",
        "project_id": "adscale-sandbox",
        "private_key_id": _key_id(pem),
        "private_key": pem.decode(),
        "client_email": sandbox.seed.google_service_account_email,
        "client_id": "100000000000000000001",
        "auth_uri": token_uri.replace("/token", "/auth"),
        "token_uri": token_uri,
        "universe_domain": "googleapis.com",
    }


def _key_id(pem: bytes) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(pem)
    return digest.finalize().hex()[:40]


def verified_claims(sandbox: Sandbox, assertion: str) -> Mapping[str, Any]:
    """Return the claims of a signed assertion; raises BadAssertionError when it is not ours, late or misdirected.

    Its times are those of the client's real clock, whatever the sandbox's own clock says.
    """
    signed, _, signature = assertion.rpartition(".")
    try:
        header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
        proof = _decoded(signature)
    except ValueError as error:
        raise BadAssertionError("Invalid JWT: a header, claims and a signature are expected.") from error
    account = sandbox.store.get(GOOGLE_ADS, _KIND, str(claims.get("iss")))
    if account is None:
        raise BadAssertionError("Invalid grant: account not found")
    if header.get("alg") != "RS256":
        raise BadAssertionError("Invalid JWT: the algorithm must be RS256.")
    _check_signature(account.fields["public_key"], signed, proof)
    _check_claims(claims, account.fields["token_uri"])
    return dict(claims)


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _check_signature(public_key: str, signed: str, proof: bytes) -> None:
    key = serialization.load_pem_public_key(public_key.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise TypeError("the sandbox published a key that is not RSA")
    try:
        key.verify(proof, signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature as error:
        raise BadAssertionError("Invalid JWT Signature.") from error


def _check_claims(claims: Mapping[str, Any], token_uri: str) -> None:
    now, issued, expires = time.time(), claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or not isinstance(expires, int | float):
        raise BadAssertionError("Invalid JWT: iat and exp must be set.")
    if claims.get("aud") not in {token_uri, _GOOGLE_AUDIENCE}:
        raise BadAssertionError(f"Invalid JWT: the audience must be {token_uri}.")
    if issued > now + _CLOCK_SKEW_SECONDS or expires < now or expires - issued > _LONGEST_SECONDS:
        raise BadAssertionError(
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable frame."
        )

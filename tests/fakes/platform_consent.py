"""People who consent, in memory. It passes the same contract suite as the real adapters."""

from collections.abc import Sequence
from itertools import count
from urllib.parse import urlencode

from application.platforms.errors import NeedsConsentError, PlatformError
from application.platforms.port import Credential, RemoteAccount
from domain.shared.platform import Platform


class FakePlatformConsent:
    """Codes that work once and tokens that live until they are revoked; every consent reaches `reaches`."""

    def __init__(self, platform: Platform, reaches: Sequence[RemoteAccount]) -> None:
        self.platform = platform
        self.reaches = list(reaches)
        self._ids = count(1)
        self._codes: set[str] = set()
        self._live: set[str] = set()
        self._failure: PlatformError | None = None

    # --- what a test arranges ---

    def approve(self) -> str:
        """The code that comes back when a person consents."""
        code = f"code-{next(self._ids)}"
        self._codes.add(code)
        return code

    def fail_next_exchange(self, error: PlatformError) -> None:
        """Let the next exchange or refresh fail."""
        self._failure = error

    def accepts(self, access_token: str) -> bool:
        """Whether a token is good."""
        return access_token in self._live

    # --- the port ---

    def consent_url(self, *, state: str, redirect_uri: str, challenge: str) -> str:
        """A page that nobody serves; a test approves by `approve`."""
        query = {"state": state, "redirect_uri": redirect_uri, "code_challenge": challenge}
        return f"https://consent.{self.platform}.example/?{urlencode(query)}"

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Credential:  # noqa: ARG002 - the port's
        """A credential for a code that was not used yet."""
        self._fail_if_planned()
        if code not in self._codes:
            raise NeedsConsentError("The code is unknown or used.", platform=self.platform)
        self._codes.remove(code)
        return self._credential()

    async def refresh(self, credential: Credential) -> Credential:
        """A new token beside the old one."""
        self._fail_if_planned()
        self._must_be_live(credential)
        return self._credential()

    async def revoke(self, credential: Credential) -> None:
        """The end of a token."""
        self._live.discard(credential.access_token)

    async def accounts(self, credential: Credential) -> Sequence[RemoteAccount]:
        """What the consent reaches."""
        self._must_be_live(credential)
        return tuple(self.reaches)

    def _credential(self) -> Credential:
        token = f"token-{next(self._ids)}"
        self._live.add(token)
        return Credential(platform=self.platform, access_token=token, refresh_token=None, expires_at=None)

    def _must_be_live(self, credential: Credential) -> None:
        if not self.accepts(credential.access_token):
            raise NeedsConsentError("The token is dead.", platform=self.platform)

    def _fail_if_planned(self) -> None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

"""What the platforms' reviewers have decided: ads they disapproved and accounts they suspended."""

import threading
from typing import cast

_Place = tuple[str, str]


class Standing:
    """By platform and id; whatever is listed here does not deliver, and is shown so by its platform."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._suspended: dict[_Place, str] = {}
        self._disapproved: dict[_Place, str] = {}

    def suspend(self, platform: str, account_id: str, reason: str) -> None:
        """Suspend an account."""
        with self._lock:
            self._suspended[platform, account_id] = reason

    def disapprove(self, platform: str, ad_id: str, reason: str) -> None:
        """Disapprove an ad; `ad_id` is the ad's own number, without its ad group's."""
        with self._lock:
            self._disapproved[platform, ad_id] = reason

    def suspended(self, platform: str, account_id: str) -> str | None:
        """Return why an account is suspended, or None if it is not."""
        return self._suspended.get((platform, account_id))

    def disapproved(self, platform: str, ad_id: str) -> str | None:
        """Return why an ad is disapproved, or None if it is not."""
        return self._disapproved.get((platform, ad_id))

    def clear(self) -> None:
        """Reinstate all."""
        with self._lock:
            self._suspended.clear()
            self._disapproved.clear()

    def lets_deliver(self, platform: str, account_id: str, ad_id: str) -> bool:
        """Say whether an ad of this account may show."""
        return (platform, account_id) not in self._suspended and (platform, ad_id) not in self._disapproved

    def dump(self) -> object:
        """Return what `load` needs to bring back the same decisions."""
        with self._lock:
            return dict(self._suspended), dict(self._disapproved)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        with self._lock:
            self._suspended, self._disapproved = cast("tuple[dict[_Place, str], dict[_Place, str]]", state)

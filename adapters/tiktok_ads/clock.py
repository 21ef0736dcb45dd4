"""TikTok's own time: it takes no schedule that begins more than 12 hours ago by its clock, whatever ours says."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class PlatformClock:
    """The `Date` of the last answer, running on; our own time until there was one."""

    def __init__(self) -> None:
        self._heard: tuple[datetime, float] | None = None

    def heard(self, date_header: str) -> None:
        """Take note of an answer's `Date`; one that cannot be read is passed over."""
        try:
            moment = parsedate_to_datetime(date_header)
        except ValueError:
            return
        self._heard = (moment.astimezone(UTC), time.monotonic())

    def now(self) -> datetime:
        """The platform's present moment."""
        if self._heard is None:
            return datetime.now(UTC)
        moment, at = self._heard
        return moment + timedelta(seconds=time.monotonic() - at)

"""How the API writes moments: local to the account, to the second, without a zone."""

from datetime import datetime

DATE_TIME = "%Y-%m-%d %H:%M:%S"
_COMPACT = "%Y%m%d %H:%M:%S"


def moment(text: str) -> datetime | None:
    """Return the moment that `text` writes, naive because it is local, or None if it is not one.

    `20261201 00:00:00` is taken as well, as the client's own examples write it.
    """
    for form in (DATE_TIME, _COMPACT):
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - a local time
        except ValueError:
            continue
        if found.strftime(form) == text:
            return found
    return None


def as_told(text: str) -> str:
    """Return a moment as the API tells it; what is none stays as it is, for the rules to refuse."""
    found = moment(text)
    return found.strftime(DATE_TIME) if found else text

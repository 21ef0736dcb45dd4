"""How the API writes moments: local to the account, to the second, without a zone."""

from datetime import datetime

DATE_TIME = "%Y-%m-%d %H:%M:%S"


def moment(text: str) -> datetime | None:
    """Return the moment that `text` writes, naive because it is local, or None if it is not one."""
    try:
        found = datetime.strptime(text, DATE_TIME)  # noqa: DTZ007 - a local time
    except ValueError:
        return None
    return found if found.strftime(DATE_TIME) == text else None

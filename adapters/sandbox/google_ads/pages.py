"""Pages of a long answer: where one starts, by the token that the page before gave."""

from adapters.sandbox.google_ads.refusals import refused


def page_start(token: str, rows: int) -> int:
    """Return the first row of the page that `token` stands for; raises RefusedError for a token of another query."""
    if not token:
        return 0
    if not token.isdigit() or not 0 < int(token) <= rows:
        raise refused("request_error.INVALID_PAGE_TOKEN", "The page token is not one of this query.", trigger=token)
    return int(token)


def page_end(start: int, size: int, most: int) -> int:
    """Return the row after the last of a page; one without a size, or of less than nothing, has the `most` rows."""
    return start + (size if size > 0 else most)


def next_page_token(end: int, rows: int) -> str:
    """Return the token of the page that starts at `end`, or nothing when that was all."""
    return str(end) if end < rows else ""

"""What can be wrong with a request before anybody looks at what it asks for.

RequestError
├── MalformedRequestError      a header that cannot be read
├── UnreadableMediaError       a body that is not JSON
├── RequestTooLargeError       a body of more than 1 MiB
└── NotYetThereError           what it wants to read is not there yet
"""

from inspect import cleandoc


class RequestError(Exception):
    """The request was not looked into."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or cleandoc(type(self).__doc__ or ""))


class MalformedRequestError(RequestError):
    """The request cannot be read."""


class UnreadableMediaError(RequestError):
    """The body is not JSON. Send it as Content-Type: application/json."""


class RequestTooLargeError(RequestError):
    """The body is larger than 1 MiB (1048576 bytes). Send less at once."""


class NotYetThereError(RequestError):
    """What was written is not readable yet. Ask again in a moment."""

"""What can go wrong with a command outside its own rules.

    ApplicationError
    ├── NotFoundError              no such thing, or another organization's
    ├── VersionConflictError       somebody else changed it in the meantime
    ├── PreconditionFailedError    it is not at the version that the caller named
    ├── CommandReusedError         the same command id came with another request
    ├── NotAllowedError            the caller lacks a permission
    ├── NotAuthenticatedError      nobody knows the caller
    ├── ConsentFailedError         the OAuth flow did not end in a consent
    ├── UnknownFactError           this code cannot read what it builds on
    └── TryLaterError              too much at once; nothing was done

The HTTP status of each is decided at the edge, in one table.
"""

from inspect import cleandoc


class ApplicationError(Exception):
    """The command was not carried out."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or cleandoc(type(self).__doc__ or ""))


class NotFoundError(ApplicationError):
    """There is no such thing in this organization."""


class VersionConflictError(ApplicationError):
    """Somebody else changed it in the meantime. Read it again and decide again."""


class PreconditionFailedError(ApplicationError):
    """It is not at the version that If-Match names. Read it again and decide again."""


class CommandReusedError(ApplicationError):
    """This Idempotency-Key came with another request before. Use a new key for a new request."""


class NotAllowedError(ApplicationError):
    """The key lacks a permission."""


class NotAuthenticatedError(ApplicationError):
    """No valid API key came with the request. Send one as: Authorization: Bearer KEY."""


class ConsentFailedError(ApplicationError):
    """The consent did not come about. Start again from the connect link."""


class UnknownFactError(ApplicationError):
    """This version of the service cannot read what this builds on. Try again, or deploy the one that wrote it."""


class TryLaterError(ApplicationError):
    """Too much is under way. Nothing was done; try again in a moment."""

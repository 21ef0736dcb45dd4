"""What the sandbox refuses, in Google's own error codes.

Refusal                 one broken rule: code, sentence, place
RefusedError            a request stopped by one refusal or more
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

PathElement: TypeAlias = tuple[str, int | None]
"""A step of a field path: its name, and the index into it where the field is a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One broken rule.

    `code` names the kind and the value, as `campaign_error.DUPLICATE_CAMPAIGN_NAME`; `path` leads from the
    request to the field; `trigger` is the offending value; `retry_after` fills the details of a quota.
    """

    code: str
    message: str
    path: tuple[PathElement, ...] = ()
    trigger: str = ""
    retry_after: timedelta | None = None

    def within(self, *outer: PathElement) -> "Refusal":
        """Return the same refusal seen from further out."""
        return replace(self, path=(*outer, *self.path))


class RefusedError(Exception):
    """The request breaks a rule of the platform."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(f"{refusal.code}: {refusal.message}" for refusal in refusals))
        self.refusals: Sequence[Refusal] = refusals


def refused(code: str, message: str, *path: str, trigger: str = "") -> RefusedError:
    """Return the error of one broken rule; `path` holds the names of plain (not listed) fields."""
    return RefusedError(Refusal(code=code, message=message, path=tuple((step, None) for step in path), trigger=trigger))

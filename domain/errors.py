"""Refusals: why a request was not turned into facts.

    Refusal
    ├── InvalidInputError       a value is wrong, whatever the state is
    ├── StateForbidsError       the value is fine, the state does not allow the verb
    └── NotThereError           it names a thing that is not there

Each carries violations: the field, what is wrong with it, and what to do.
The HTTP status of each is decided at the edge, in one table.
"""

from dataclasses import dataclass
from inspect import cleandoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing that is wrong: `field` as a dotted path, the message and the way out."""

    field: str
    message: str
    fix: str


class Refusal(Exception):  # noqa: N818 - the trade's word for it; every leaf ends in Error
    """The request was refused."""

    def __init__(self, *violations: Violation) -> None:
        self.violations = violations
        said = "; ".join(f"{violation.field}: {violation.message} {violation.fix}" for violation in violations)
        super().__init__(said or cleandoc(type(self).__doc__ or "Refused."))


class InvalidInputError(Refusal):
    """A value is not acceptable."""


class StateForbidsError(Refusal):
    """The present state does not allow this."""


class NotThereError(Refusal):
    """It names something that does not exist here."""


def refuse_if_any(violations: list[Violation]) -> None:
    """Raise `InvalidInputError` with all violations at once, so that one round trip mends them all."""
    if violations:
        raise InvalidInputError(*violations)


def invalid(field: str, message: str, fix: str) -> InvalidInputError:
    """One violation as a refusal."""
    return InvalidInputError(Violation(field=field, message=message, fix=fix))

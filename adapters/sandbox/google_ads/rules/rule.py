"""The shape of a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.sandbox.google_ads.refusals import PathElement, Refusal
from adapters.sandbox.google_ads.rules.candidate import Candidate, Check
from adapters.sandbox.google_ads.wire import Proto

NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class Rule:
    """`path` leads to the field that `broken_by` looks at (`[]` for each item of a list), where `code` is told."""

    path: str
    broken_by: Check
    code: str
    message: str

    def refusals(self, candidate: Candidate) -> Iterator[Refusal]:
        """Yield a refusal for each value that breaks the rule."""
        for place, value in _values(candidate.message, self.path.split(".")):
            if self.broken_by(value, candidate):
                trigger = value if isinstance(value, str) else ""
                yield Refusal(code=self.code, message=self.message, path=place, trigger=trigger)


def _values(message: Proto, steps: list[str]) -> Iterator[tuple[tuple[PathElement, ...], Proto]]:
    name, rest = steps[0].removesuffix("[]"), steps[1:]
    if rest and _is_unset(message, name):
        return
    value = getattr(message, name)
    items = enumerate(value) if steps[0].endswith("[]") else [(None, value)]
    for index, item in items:
        inner = _values(item, rest) if rest else [((), item)]
        for place, found in inner:
            yield ((name, index), *place), found


def _is_unset(message: Proto, name: str) -> bool:
    """Return whether a single message field is absent: what it lacks is told at the field itself."""
    field = message.DESCRIPTOR.fields_by_name[name]
    return field.message_type is not None and not field.is_repeated and not message.HasField(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRule:
    """A rule under the name by which it is listed and switched off."""

    name: str
    source: str
    rule: Rule

    @property
    def message(self) -> str:
        """Return what the platform says when it is broken."""
        return self.rule.message

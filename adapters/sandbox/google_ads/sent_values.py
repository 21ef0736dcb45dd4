"""What may stand in the fields of an operation, whatever their meaning: no output, no unknown value."""

from collections.abc import Iterable, Iterator

from adapters.sandbox.google_ads.kinds import READ_ONLY
from adapters.sandbox.google_ads.operation_rules import ODD_ENUM_VALUE, READ_ONLY_FIELD
from adapters.sandbox.google_ads.refusals import PathElement, Refusal
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches


def read_only_values(root: str, message: Proto, switches: RuleSwitches) -> Iterator[Refusal]:
    """Yield a refusal for each field of a new resource that only Google fills."""
    if switches.holds(READ_ONLY_FIELD.name):
        given = {descriptor.name for descriptor, _ in message.ListFields()}
        yield from (READ_ONLY_FIELD.refusal((name, None)) for name in sorted(READ_ONLY[root] & given))


def odd_values(message: Proto, switches: RuleSwitches) -> Iterable[Refusal]:
    """Return a refusal for each number, however deep in the message, that its enumeration does not have."""
    return _odd_enums(message) if switches.holds(ODD_ENUM_VALUE.name) else ()


def _odd_enums(message: Proto) -> Iterator[Refusal]:
    for descriptor, value in message.ListFields():
        items = value if descriptor.is_repeated else [value]
        for index, item in enumerate(items):
            place: PathElement = (descriptor.name, index if descriptor.is_repeated else None)
            if descriptor.message_type is not None:
                yield from (refusal.within(place) for refusal in _odd_enums(item))
            elif descriptor.enum_type is not None and not _is_known(descriptor.enum_type, item):
                yield ODD_ENUM_VALUE.refusal(place, trigger=str(item), detail=f"{item}.")


def _is_known(enum: Proto, number: int) -> bool:
    return number in enum.values_by_number and enum.values_by_number[number].name != "UNKNOWN"

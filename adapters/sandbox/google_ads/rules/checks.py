"""The checks that rules of several kinds name. Each says whether a value breaks its rule."""

import re
import unicodedata

from adapters.sandbox.google_ads.currencies import minimum_unit_micros
from adapters.sandbox.google_ads.rules.candidate import Candidate, Check
from adapters.sandbox.google_ads.wire import Proto


def is_empty(value: Proto, _: Candidate) -> bool:
    """No text, no items, an unset number, or the UNSPECIFIED value of an enumeration."""
    return not value


def is_blank(value: Proto, _: Candidate) -> bool:
    """Nothing but white space."""
    return not str(value).strip()


def longer_than(limit: int) -> Check:
    """More bytes of UTF-8 than `limit`."""
    return lambda value, _: len(str(value).encode()) > limit


_FILLED_IN = re.compile(r"\{\s*(?:keyword|customizer\.[^:{}]+|location\([^)]*\))\s*(?::([^{}]*))?\}", re.IGNORECASE)
_COUNTDOWN = re.compile(r"\{\s*(?:global_)?countdown\([^)]*\)\s*\}", re.IGNORECASE)


def wider_than(limit: int) -> Check:
    """More columns than `limit`, where an East Asian wide letter takes two, as Google counts ad text.

    Of what is filled in when the ad shows, as {CUSTOMIZER.price:10}, only the default counts.
    """

    def check(value: Proto, _: Candidate) -> bool:
        text = _COUNTDOWN.sub("", _FILLED_IN.sub(lambda found: found[1] or "", str(value)))
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text) > limit

    return check


def fewer_than(limit: int) -> Check:
    """A list with too few items; an empty one is told as missing."""
    return lambda value, _: 0 < len(value) < limit


def more_than(limit: int) -> Check:
    """A list with too many items."""
    return lambda value, _: len(value) > limit


def has_line_breaks(value: Proto, _: Candidate) -> bool:
    """NUL, LF or CR, which no name may hold."""
    return any(letter in str(value) for letter in "\0\n\r")


def is_taken(*, within_parent: bool = False) -> Check:
    """Another resource of the kind, not removed, has this name in the account (or under the same parent)."""

    def check(value: Proto, candidate: Candidate) -> bool:
        held = candidate.held
        parent = held.parent_id if within_parent else None
        return bool(value) and any(
            name == value and other != held.id for other, name in candidate.workspace.texts(held.root, "name", parent)
        )

    return check


def is_no_resource(root: str) -> Check:
    """A name that belongs to no resource of the account."""
    return lambda value, candidate: bool(value) and candidate.workspace.by_name(root, value) is None


def is_removed(root: str) -> Check:
    """The name of a removed resource."""

    def check(value: Proto, candidate: Candidate) -> bool:
        found = candidate.workspace.by_name(root, value)
        return found is not None and found.removed

    return check


def is_tied_already(_: Proto, candidate: Candidate) -> bool:
    """A new link where there is one."""
    there = candidate.workspace.find(candidate.held.root, candidate.held.id)
    return candidate.before is None and there is not None and not there.removed


def is_removed_status(_: Proto, candidate: Candidate) -> bool:
    """REMOVED, which only a remove operation reaches."""
    return not candidate.held.removed and candidate.enum("status") == "REMOVED"


def is_off_step(value: Proto, candidate: Candidate) -> bool:
    """An amount that the currency cannot be charged in."""
    return bool(value % minimum_unit_micros(candidate.workspace.account.currency))


def is_negative(value: Proto, _: Candidate) -> bool:
    """Below zero."""
    return bool(value < 0)


def is_not_positive(value: Proto, _: Candidate) -> bool:
    """Zero or below."""
    return bool(value <= 0)


def below(limit: float) -> Check:
    """A number that is set and too low."""
    return lambda value, _: bool(value) and value < limit


def above(limit: float) -> Check:
    """A number that is too high."""
    return lambda value, _: bool(value > limit)

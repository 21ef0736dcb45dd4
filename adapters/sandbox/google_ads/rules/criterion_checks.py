"""What is asked of the criteria of campaigns and of ad groups alike."""

from collections.abc import Collection

from adapters.sandbox.google_ads.criteria import criterion_id, enum_name
from adapters.sandbox.google_ads.rules.candidate import Candidate, Check
from adapters.sandbox.google_ads.wire import Proto

_KEYWORD_LETTERS, _KEYWORD_WORDS = 80, 10
_FORBIDDEN_IN_KEYWORDS = frozenset("!@%,*{}~;()`^=|<>\\")


def lacks_type(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof."""
    return candidate.message.WhichOneof("criterion") is None


def is_not_one_of(served: Collection[str]) -> Check:
    """A type of criterion that the resource does not take here."""
    return lambda _, candidate: candidate.message.WhichOneof("criterion") not in {None, *served}


def is_unknown_constant(kind: str) -> Check:
    """Not the name of a constant."""
    return lambda _, candidate: (
        candidate.message.WhichOneof("criterion") == kind and criterion_id(candidate.message) is None
    )


def is_there_already(_: Proto, candidate: Candidate) -> bool:
    """The same criterion again, with the same sign."""
    twin = _twin(candidate)
    return twin is not None and twin.negative == candidate.message.negative


def is_there_with_other_sign(_: Proto, candidate: Candidate) -> bool:
    """Targeted and excluded at once."""
    twin = _twin(candidate)
    return twin is not None and twin.negative != candidate.message.negative


def _twin(candidate: Candidate) -> Proto | None:
    if candidate.before is not None:
        return None
    others = candidate.workspace.all(candidate.held.root, candidate.held.parent_id)
    wanted = _identity(candidate.message)
    return next((held.message for held in others if not held.removed and _identity(held.message) == wanted), None)


def _identity(criterion: Proto) -> object:
    if criterion.WhichOneof("criterion") == "keyword":
        return criterion.keyword.text.casefold(), criterion.keyword.match_type
    kind = criterion.WhichOneof("criterion")
    return kind, criterion_id(criterion) or (getattr(criterion, kind).SerializeToString() if kind else None)


def is_long_keyword(value: Proto, _: Candidate) -> bool:
    """More letters than a keyword may have."""
    return len(value) > _KEYWORD_LETTERS


def is_wordy_keyword(value: Proto, _: Candidate) -> bool:
    """More words than a keyword may have."""
    return len(value.split()) > _KEYWORD_WORDS


def has_odd_letters(value: Proto, _: Candidate) -> bool:
    """Letters that no keyword may have."""
    return bool(_FORBIDDEN_IN_KEYWORDS & set(value))


def lacks_match_type(_: Proto, candidate: Candidate) -> bool:
    """A keyword without its match type."""
    return enum_name(candidate.message.keyword, "match_type") == "UNSPECIFIED"

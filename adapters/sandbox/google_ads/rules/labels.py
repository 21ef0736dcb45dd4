"""Labels and what they are tied to. Source: resource reference and the "Labels" guide."""

import re

from adapters.sandbox.google_ads.kinds import KINDS, LABEL_LINKS
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.link_rules import living_rules
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto

_NAME_LETTERS, _DESCRIPTION_LETTERS = 80, 200
_LABELS_EACH = 50


def is_no_color(value: Proto, _: Candidate) -> bool:
    """Set, and not like `#CCCCCC` or `#CCC`."""
    return bool(value) and re.fullmatch(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})", value) is None


def has_as_many_as_it_may(_: Proto, candidate: Candidate) -> bool:
    """A further label on what has its fill of them."""
    others = candidate.workspace.all(candidate.held.root, candidate.held.parent_id)
    return candidate.before is None and sum(not link.removed for link in others) >= _LABELS_EACH


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.has_line_breaks, "label_error.INVALID_LABEL_NAME", "A name has no NUL, LF or CR."),
    Rule("name", check.longer_than(_NAME_LETTERS), "string_length_error.TOO_LONG", f"At most {_NAME_LETTERS}."),
    Rule("name", check.is_taken(), "label_error.DUPLICATE_NAME", "The account has a label of this name."),
    Rule("text_label.background_color", is_no_color, "field_error.INVALID_VALUE", "Expected #RRGGBB or #RGB."),
    Rule(
        "text_label.description",
        check.longer_than(_DESCRIPTION_LETTERS),
        "string_length_error.TOO_LONG",
        f"At most {_DESCRIPTION_LETTERS}.",
    ),
)

LINK_RULES = {
    root: (
        *living_rules(str(KINDS[root].parent)),
        *living_rules("label", removed="label_error.CANNOT_APPLY_INACTIVE_LABEL"),
        Rule(
            "label",
            check.is_tied_already,
            "mutate_error.RESOURCE_ALREADY_EXISTS",
            "The label is on it already.",
        ),
        Rule(
            "label",
            has_as_many_as_it_may,
            "label_error.EXCEEDED_LABEL_LIMIT_PER_TYPE",
            f"At most {_LABELS_EACH} labels each.",
        ),
    )
    for root in LABEL_LINKS
}

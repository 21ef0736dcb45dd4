"""The rules of either end of a link."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.rule import Rule

_REMOVED = "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"


def named_rules(root: str) -> tuple[Rule, ...]:
    """Return what makes the field `root` the name of a resource of that kind."""
    return (
        Rule(root, check.is_empty, "field_error.REQUIRED", "The required field was not present."),
        Rule(root, check.is_no_resource(root), "mutate_error.RESOURCE_NOT_FOUND", "Resource was not found."),
    )


def living_rules(root: str, *, removed: str = _REMOVED) -> tuple[Rule, ...]:
    """Return what makes it the name of one that was not removed; `removed` is the code of one that was."""
    return (
        *named_rules(root),
        Rule(root, check.is_removed(root), removed, f"The {root.replace('_', ' ')} was removed."),
    )

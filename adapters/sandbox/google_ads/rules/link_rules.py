"""The rules of either end of a link."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.rule import Rule

_REMOVED = "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"


def end_rules(field: str, root: str, *, removed: str = _REMOVED) -> tuple[Rule, ...]:
    """Return what makes `field` the name of a living resource of kind `root`; `removed` is the code of a dead one."""
    return (
        Rule(field, check.is_empty, "field_error.REQUIRED", "The required field was not present."),
        Rule(field, check.is_no_resource(root), "mutate_error.RESOURCE_NOT_FOUND", "Resource was not found."),
        Rule(field, check.is_removed(root), removed, f"The {root.replace('_', ' ')} was removed."),
    )

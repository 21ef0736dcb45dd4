"""What pydantic says of a request, in the words of a refusal: the field's path, what is wrong, and the way out."""

from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from interfaces.rest.problem_models import FieldError

FIXES = {
    "missing": "Add it.",
    "extra_forbidden": "Take it out, or check its spelling.",
    "string_type": "Send a text in quotes.",
    "string_unicode": "Send text in valid UTF-8.",
    "string_too_short": "Make it longer.",
    "string_too_long": "Make it shorter.",
    "int_type": "Send a whole number without quotes.",
    "int_parsing": "Send a whole number.",
    "int_from_float": "Send a whole number.",
    "int_parsing_size": "Send a smaller number.",
    "bool_type": "Send true or false, without quotes.",
    "uuid_type": "Send an id as it was given to you, in quotes.",
    "uuid_parsing": "Send an id as it was given to you.",
    "datetime_parsing": "Write it as 2026-11-20T09:00:00Z.",
    "datetime_from_date_parsing": "Write it as 2026-11-20T09:00:00Z.",
    "timezone_aware": "Add the offset from UTC, such as Z or +01:00.",
    "list_type": "Send a list in square brackets.",
    "tuple_type": "Send a list in square brackets.",
    "too_short": "Name at least one.",
    "too_long": "Name fewer.",
    "model_type": "Send an object in braces.",
    "model_attributes_type": "Send an object in braces.",
    "json_invalid": "Send valid JSON.",
}
"""By pydantic's own name of the error; our own errors bring their fix along."""

_ELSEWHERE = "Correct it; /docs shows what is expected."
_PLACES = frozenset({"body", "query", "path", "header"})


def is_malformed(error: RequestValidationError) -> bool:
    """Whether the body could not be read, so that nothing can be said of its fields."""
    return any(item["type"] == "json_invalid" for item in error.errors())


def field_errors(error: RequestValidationError) -> list[FieldError]:
    """Everything that is wrong, in the order of the request."""
    return [
        FieldError(field=_path(item["loc"]), message=_sentence(item["msg"]), fix=_fix(item)) for item in error.errors()
    ]


def _path(location: Sequence[str | int]) -> str:
    place, *rest = location
    if place not in _PLACES:
        rest = [place, *rest]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    return path.removeprefix(".") or str(place)


def _sentence(message: str) -> str:
    return message if message.endswith((".", "!", "?")) else f"{message}."


def _fix(item: dict[str, Any]) -> str:
    context = item.get("ctx", {})
    if "fix" in context:
        return str(context["fix"])
    match item["type"]:
        case "enum" | "literal_error":
            return f"Use {context['expected']}."
        case "greater_than_equal":
            return f"Use {context['ge']} or more."
        case "less_than_equal":
            return f"Use {context['le']} or less."
        case kind:
            return FIXES.get(kind, _ELSEWHERE)

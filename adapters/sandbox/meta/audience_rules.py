"""What Meta refuses in custom audiences. Source of each row: vendor's documentation as known, [K] where unchecked."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.meta.rule_conditions import missing
from adapters.sandbox.rules import Draft, Rule

_LEAST, _MOST = 0.01, 0.20


def ratio_of(fields: Mapping[str, Any]) -> float:
    """Return the share of a country that a lookalike takes: 0.01 if none is named, 0 if it is no number."""
    ratio = (fields.get("lookalike_spec") or {}).get("ratio", _LEAST)
    return float(ratio) if isinstance(ratio, (int, float)) else 0.0


# What a lookalike can be like, if it is not another audience.
_ORIGINS = ("origin", "origin_event_sources", "page_id", "conversion_type")


def _lookalike_of_nothing(draft: Draft) -> bool:
    origins = ("origin_audience_id", *(f"lookalike_spec.{name}" for name in _ORIGINS))
    return draft.creating and draft.get("subtype") == "LOOKALIKE" and not any(map(draft.get, origins))


def _vague_lookalike(draft: Draft) -> bool:
    if not draft.creating or draft.get("subtype") != "LOOKALIKE":
        return False
    places = draft.get("lookalike_spec.country") or draft.get("lookalike_spec.location_spec")
    return not (places and (draft.get("lookalike_spec.ratio") or draft.get("lookalike_spec.type")))


AUDIENCE_RULES: tuple[Rule, ...] = (
    Rule(
        name="meta.an_audience_needs_a_name",
        kinds=("audience",),
        field="name",
        broken_by=missing("name"),
        code=100,
        subcode=1713088,
        message="The parameter name is required for a custom audience",
        source="K",
    ),
    Rule(
        name="meta.an_audience_needs_a_subtype",
        kinds=("audience",),
        field="subtype",
        broken_by=lambda draft: draft.creating and not draft.get("subtype") and not draft.get("rule"),
        code=100,
        subcode=1713092,
        message="The parameter subtype is required unless the audience has a rule",
        source="K",
    ),
    Rule(
        name="meta.a_customer_list_says_where_it_comes_from",
        kinds=("audience",),
        field="customer_file_source",
        broken_by=lambda draft: (
            draft.creating and draft.get("subtype") == "CUSTOM" and not draft.get("customer_file_source")
        ),
        code=100,
        subcode=2656,
        message="Must specify customer_file_source for an audience of subtype CUSTOM",
        source="D",
    ),
    Rule(
        name="meta.a_lookalike_has_an_origin",
        kinds=("audience",),
        field="origin_audience_id",
        broken_by=_lookalike_of_nothing,
        code=100,
        subcode=1713007,
        message="A lookalike audience needs origin_audience_id, or an origin in lookalike_spec",
        source="D",
    ),
    Rule(
        name="meta.a_lookalike_has_a_size_and_a_country",
        kinds=("audience",),
        field="lookalike_spec",
        broken_by=_vague_lookalike,
        code=100,
        subcode=1713008,
        message="lookalike_spec needs country (or location_spec) and ratio (or type)",
        source="D",
    ),
    Rule(
        name="meta.a_lookalike_takes_one_to_twenty_percent",
        kinds=("audience",),
        field="lookalike_spec",
        broken_by=lambda draft: not _LEAST <= ratio_of(draft.fields) <= _MOST,
        code=100,
        subcode=1713009,
        message="lookalike_spec.ratio must lie between 0.01 and 0.20",
        source="D",
    ),
)

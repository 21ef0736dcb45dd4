"""Checks that calls of many kinds share; each asks the switch of its rule, and says what is taken once that is off."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.request_rules import FIELDS_ARE_SENT, VALUES_HAVE_THEIR_TYPE, refuse, refuse_whole


def check_sent(switches: RuleSwitches, given: Mapping[str, Any], *fields: str) -> None:
    """Refuse a call that lacks one of these fields, or sends it empty."""
    for field in fields:
        if not given.get(field):
            refuse(switches, FIELDS_ARE_SENT, field)


def own_id(switches: RuleSwitches, given: Mapping[str, Any], field: str) -> str:
    """Return the id of what a call is about; without one there is nothing to do."""
    if not given.get(field):
        refuse_whole(switches, FIELDS_ARE_SENT, field)
    return str(given[field])


def ids_of(switches: RuleSwitches, given: Mapping[str, Any], field: str) -> list[str]:
    """Return a list of ids; a single one, or numbers, are taken for it once that is relaxed."""
    check_sent(switches, given, field)
    sent = given.get(field) or []
    if not isinstance(sent, list) or not all(isinstance(one, str) for one in sent):
        refuse(switches, VALUES_HAVE_THEIR_TYPE, field, "must be a list of ids")
    return [str(one) for one in (sent if isinstance(sent, list) else [sent])]


def rows_of(switches: RuleSwitches, given: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return a list of objects; a single one is taken for it, and what is none passed over, once that is relaxed."""
    check_sent(switches, given, field)
    sent = given.get(field) or []
    if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
        refuse(switches, VALUES_HAVE_THEIR_TYPE, field, "must be a list of objects")
    return [row for row in (sent if isinstance(sent, list) else [sent]) if isinstance(row, dict)]

"""Rows that many TikTok objects share: required fields, names, budgets."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.rules import Draft, Rule
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.budgets import amount, too_fine, too_large
from adapters.sandbox.tiktok.errors import BAD_PARAMETER

BOTH_CAMPAIGNS = ("campaign", "smart_plus_campaign")
BOTH_ADGROUPS = ("adgroup", "smart_plus_adgroup")
LONGEST_NAME = 512
LARGEST_REQUEST_ID = 2**63 - 1
_SPEND_MARGIN = Decimal("1.05")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """One row about more than an object's own fields; the field to blame is known when the rule is broken."""

    name: str
    message: str
    code: int = BAD_PARAMETER
    source: str = "D"


def refuses(
    name: str,
    kinds: tuple[str, ...],
    field: str,
    broken_by: Callable[[Draft], bool],
    message: str,
    *,
    source: str = "D",
    code: int = BAD_PARAMETER,
) -> Rule:
    """Return one row; its name gets the platform's prefix."""
    return Rule(
        name=f"{TIKTOK}.{name}",
        kinds=kinds,
        field=field,
        broken_by=broken_by,
        code=code,
        message=message,
        source=source,
    )


def requires(kinds: tuple[str, ...], *names: str, source: str = "C") -> tuple[Rule, ...]:
    """Return a row per field that a new object must carry."""

    def lacks(name: str) -> Callable[[Draft], bool]:
        return lambda draft: draft.creating and draft.get(name) in (None, "", [])

    return tuple(
        refuses(
            f"{kinds[0]}_requires_{name}", kinds, name, lacks(name), "Missing data for required field.", source=source
        )
        for name in names
    )


def names_are_short_and_plain(kinds: tuple[str, ...], field: str) -> tuple[Rule, ...]:
    """Return the rows on an object's name."""
    return (
        refuses(
            f"{kinds[0]}_name_has_at_most_512_characters",
            kinds,
            field,
            lambda draft: _width(str(draft.sent.get(field) or "")) > LONGEST_NAME,
            f"must be at most {LONGEST_NAME} characters; a Chinese or Japanese character counts as two",
        ),
        refuses(
            f"{kinds[0]}_name_has_no_emoji",
            kinds,
            field,
            lambda draft: bool(_EMOJI.search(str(draft.sent.get(field) or ""))),
            "cannot contain emoji",
        ),
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def request_ids_are_integers(kinds: tuple[str, ...]) -> Rule:
    """Return the row on the body's `request_id`."""

    def malformed(draft: Draft) -> bool:
        raw = draft.sent.get("request_id")
        return raw is not None and not (raw.isdecimal() and int(raw) <= LARGEST_REQUEST_ID)

    return refuses(
        f"{kinds[0]}_request_id_is_a_64_bit_integer",
        kinds,
        "request_id",
        malformed,
        "must be the string of a 64-bit integer",
    )


def budgets_fit(kinds: tuple[str, ...], smallest: Callable[[Draft], Decimal]) -> tuple[Rule, ...]:
    """Return the rows on an amount: minimum, ceiling, decimals, and 105% of what is spent already."""

    def sent(draft: Draft) -> Decimal | None:
        return amount(draft.sent["budget"]) if "budget" in draft.sent and counts(draft) else None

    def broken(test: Callable[[Decimal, Draft], bool]) -> Callable[[Draft], bool]:
        return lambda draft: (budget := sent(draft)) is not None and test(budget, draft)

    kind = kinds[0]
    return (
        refuses(
            f"{kind}_budget_reaches_the_minimum",
            kinds,
            "budget",
            broken(lambda budget, draft: budget < smallest(draft)),
            "is below the minimum for this currency",
        ),
        refuses(
            f"{kind}_budget_stays_under_the_ceiling",
            kinds,
            "budget",
            broken(lambda budget, draft: too_large(budget, draft.account.currency)),
            "must be below 10,000,000 times the currency's ratio",
        ),
        refuses(
            f"{kind}_budget_has_the_currency_s_decimals",
            kinds,
            "budget",
            broken(lambda budget, draft: too_fine(budget, draft.account.currency)),
            "has more decimals than the currency allows",
        ),
        refuses(
            f"{kind}_budget_is_105_percent_of_spend",
            kinds,
            "budget",
            broken(lambda budget, draft: not draft.creating and budget < draft.spent * _SPEND_MARGIN),
            "must be at least 105% of the current spend",
        ),
    )


def counts(draft: Draft) -> bool:
    """Say whether this object's own budget counts: an ad group's does not under campaign budget optimization."""
    return draft.get("budget_mode") != "BUDGET_MODE_INFINITE" and not draft.parent_has("budget_optimize_on")

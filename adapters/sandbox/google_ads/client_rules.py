"""What a new account needs: rows with a switch each; what is let pass unset or unknown is as with the manager."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zoneinfo import available_timezones

from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRule:
    """One row; `path` is the field of the new account whose value `broken_by` looks at."""

    name: str
    path: str
    broken_by: Callable[[str], bool]
    code: str
    message: str
    source: str = "D: guide Create customer accounts; error reference"


def _required(field: str) -> ClientRule:
    return ClientRule(
        name=f"google_ads.customer_client.{field}.required",
        path=field,
        broken_by=lambda value: not value,
        code="field_error.REQUIRED",
        message=f"{field} is required.",
    )


def is_currency(text: str) -> bool:
    """Return whether this is spelled as a currency."""
    return re.fullmatch("[A-Z]{3}", text) is not None


def is_time_zone(text: str) -> bool:
    """Return whether there is a time zone of this name."""
    return text in available_timezones()


CLIENT_RULES: tuple[ClientRule, ...] = (
    _required("descriptive_name"),
    _required("currency_code"),
    _required("time_zone"),
    ClientRule(
        name="google_ads.customer_client.currency_code.unsupported",
        path="currency_code",
        broken_by=lambda value: bool(value) and not is_currency(value),
        code="currency_code_error.UNSUPPORTED",
        message="Expected a currency code of ISO 4217.",
    ),
    ClientRule(
        name="google_ads.customer_client.time_zone.invalid_time_zone",
        path="time_zone",
        broken_by=lambda value: bool(value) and not is_time_zone(value),
        code="time_zone_error.INVALID_TIME_ZONE",
        message="Expected a time zone as America/New_York.",
    ),
)


def broken_client_rules(client: Proto, switches: RuleSwitches) -> Iterator[Refusal]:
    """Yield what every broken rule in force says about a CustomerClient."""
    for rule in CLIENT_RULES:
        value = getattr(client, rule.path)
        if switches.holds(rule.name) and rule.broken_by(value):
            path = (("customer_client", None), (rule.path, None))
            yield Refusal(code=rule.code, message=rule.message, path=path, trigger=value)

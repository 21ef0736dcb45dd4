"""The conversions that were uploaded and count: those of clicks that the sandbox sold, as they stand after adjustments.

One of a click that nobody sold here is kept, and in no report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from adapters.sandbox.google_ads.clicks import Click, click_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.gaql.figures import Beside, Figures
from adapters.sandbox.google_ads.upload_rules import moment_with_offset, uploaded_to
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """One conversion: of which click and action, when it `happened` (local to the account) and its value."""

    click: Click
    action: Proto
    happened: datetime
    value: Decimal

    def counted(self) -> Figures:
        """Return what it adds to the day of its click; of an action that is not primary, to `all_conversions` alone."""
        if self.action.primary_for_goal:
            return Figures(conversions=Decimal(1), value=self.value)
        return Figures(beside=Beside(extra=Decimal(1), extra_value=self.value))

    def dated(self) -> Figures:
        """Return what it adds to the day on which it happened."""
        if self.action.primary_for_goal:
            return Figures(beside=Beside(dated=Decimal(1), dated_value=self.value))
        return Figures(beside=Beside(dated_extra=Decimal(1), dated_extra_value=self.value))


def uploaded_conversions(workspace: Workspace) -> Iterator[Uploaded]:
    """Yield what counts; an action that counts ONE_PER_CLICK has the first of each click."""
    zone, seen = ZoneInfo(workspace.account.time_zone), set[tuple[str, str]]()
    for entity in uploaded_to(workspace):
        held = workspace.by_name("conversion_action", str(entity.fields["conversion_action"]))
        click = click_of(str(entity.fields.get("gclid", "")))
        happened = moment_with_offset(str(entity.fields["conversion_date_time"]))
        if held is None or click is None or happened is None or entity.fields.get("_retracted"):
            continue
        if not _is_sold(workspace, click):
            continue
        place = (click.gclid, held.id)
        if place in seen and enum_name(held.message, "counting_type") == "ONE_PER_CLICK":
            continue
        seen.add(place)
        value = _value(held.message, entity.fields)
        yield Uploaded(click=click, action=held.message, happened=happened.astimezone(zone), value=value)


def _is_sold(workspace: Workspace, click: Click) -> bool:
    return workspace.find("ad_group_ad", f"{click.ad_group_id}~{click.ad_id}") is not None


def _value(action: Proto, fields: dict[str, object]) -> Decimal:
    settings = action.value_settings
    given = fields.get("_restated", fields.get("conversion_value"))
    if given is None or settings.always_use_default_value:
        given = settings.default_value
    return Decimal(str(given))

"""The figures of an account: what its ads were delivered, divided as a query asks, and the conversions uploaded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.google_ads.channels import channel_of
from adapters.sandbox.google_ads.clicks import Click, clicks_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.cuts import CUT_SEGMENTS, Cut, cut
from adapters.sandbox.google_ads.delivered import Asked, delivered
from adapters.sandbox.google_ads.gaql.evaluate import Base
from adapters.sandbox.google_ads.gaql.figures import Beside, Figures, Measurement
from adapters.sandbox.google_ads.gaql.segments import BUDGET_ASSOCIATION, CONVERSION_SEGMENTS, GEO_SEGMENTS, KEYWORD
from adapters.sandbox.google_ads.gaql.window import Days
from adapters.sandbox.google_ads.query_rules import METRICS_OF_MANAGER
from adapters.sandbox.google_ads.uploaded import Uploaded, uploaded_conversions
from adapters.sandbox.google_ads.views import VIEWS, shares_in
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity

_LEVELS: Mapping[str, Level] = {
    "customer": "account",
    "campaign_budget": "campaign",
    "bidding_strategy": "campaign",
    "campaign": "campaign",
    "ad_group": "ad_group",
    "asset_group": "ad_group",
    "ad_group_ad": "ad",
}
_BY_KEYWORD = frozenset({"keyword_view", "display_keyword_view"})
_MEASURED = frozenset({*_BY_KEYWORD, "click_view", *VIEWS, *_LEVELS})
"""What figures can be told of; of anything else a query, let pass, finds none."""
_NO_ACTION = {
    "conversion_action": "",
    "conversion_action_name": "",
    "conversion_action_category": "UNSPECIFIED",
    "external_conversion_source": "UNSPECIFIED",
}
_OF_KEYWORDS = frozenset({KEYWORD, "search_term_match_type"})
_NOON = 12
"""The hour of a click that is told by its day alone."""
_SOURCES = {"UPLOAD_CLICKS": "UPLOAD", "UPLOAD_CALLS": "UPLOAD_CALLS", "WEBPAGE": "WEBPAGE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresAsked:
    """The figures of `only` these objects of a resource, or of all, from one day to another, by `segments`.

    With `dated`, conversions are told by the day on which they happened as well.
    """

    resource: str
    days: Days
    segments: frozenset[str]
    only: Sequence[Base] | None
    dated: bool

    @property
    def divided(self) -> bool:
        """Return whether figures are cut by keyword, device and network."""
        return self.resource in _BY_KEYWORD or self.resource in VIEWS or bool(self.segments & CUT_SEGMENTS)

    @property
    def rows(self) -> Asked:
        """Return which rows of the delivery it takes."""
        level: Level = "ad" if self.divided else _LEVELS[self.resource]
        since, until = self.days
        whole = not self.segments and not self.divided
        return Asked(account_id="", since=since, until=until, level=level, hourly="hour" in self.segments, whole=whole)


class AccountFigures:
    """What one query measures; take `Sandbox.lock` for as long as it lives."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace, self._sandbox, self._account = workspace, workspace.sandbox, workspace.account
        self._keywords: dict[str, Mapping[str, str]] = {}

    def told(self, asked: FiguresAsked) -> Iterator[Measurement]:
        """Yield what was delivered, by object, day and segment, as known now.

        What others than the objects asked for delivered is left out. Raises RefusedError on a manager, which delivers
        nothing itself.
        """
        if self._account.manager:
            METRICS_OF_MANAGER.refuse(self._sandbox.rules)
        if asked.resource not in _MEASURED:
            return
        keys = None if asked.only is None else {base.key for base in asked.only}
        told = self._clicks(asked) if asked.resource == "click_view" else self._delivered(asked)
        for measurement in told:
            if keys is None or measurement.key in keys:
                yield measurement

    def _delivered(self, asked: FiguresAsked) -> Iterator[Measurement]:
        by_action = bool(asked.segments & CONVERSION_SEGMENTS)
        for measurement in chain(self._modelled(asked, dated=False), self._modelled(asked, dated=True)):
            yield self._attributed(measurement) if by_action else measurement
        yield from self._uploaded(asked)

    def _modelled(self, asked: FiguresAsked, *, dated: bool) -> Iterator[Measurement]:
        if dated and not asked.dated:
            return
        wanted = replace(asked.rows, account_id=self._account.id, dated=dated, zone=self._account.time_zone)
        for row in delivered(self._sandbox, wanted, _campaigns_of(asked.only)):
            told = self._of_row(asked, row)
            yield from map(_by_their_day, told) if dated else told

    def _of_row(self, asked: FiguresAsked, row: MetricsRow) -> Iterator[Measurement]:
        if asked.divided:
            for part in self._parts(row):
                yield from self._of_part(asked, row, part)
        elif key := self._key(asked.resource, row):
            cuts = self._cuts(asked, row, None, key)
            yield Measurement(key=key, day=row.day, hour=row.hour, figures=_figures(row), cut=cuts)

    def _of_part(self, asked: FiguresAsked, row: MetricsRow, part: Cut) -> Iterator[Measurement]:
        if KEYWORD in asked.segments and part.keyword is None:
            return
        for key, figures in self._shares(asked.resource, row, part):
            cuts = self._cuts(asked, row, part, key)
            yield Measurement(key=key, day=row.day, hour=row.hour, figures=figures, cut=cuts)

    def _cuts(self, asked: FiguresAsked, row: MetricsRow, part: Cut | None, key: str) -> Mapping[str, str]:
        """Return the values of the segments that are no time."""
        found: dict[str, str] = {}
        if part is not None:
            found |= {"device": part.device, "ad_network_type": part.network}
        if part is not None and part.keyword and asked.segments & _OF_KEYWORDS:
            found |= self._told_keyword(part.keyword)
        if BUDGET_ASSOCIATION in asked.segments and row.campaign_id:
            found[BUDGET_ASSOCIATION] = f"customers/{self._account.id}/campaigns/{row.campaign_id}"
        if asked.segments & GEO_SEGMENTS:
            found["geo_target_most_specific_location"] = f"geoTargetConstants/{key.rpartition('~')[2]}"
        return found

    def _told_keyword(self, criterion_id: str) -> Mapping[str, str]:
        if criterion_id not in self._keywords:
            held = self._workspace.find("ad_group_criterion", criterion_id)
            keyword = held.message.keyword if held is not None else None
            match_type = enum_name(keyword, "match_type") if keyword is not None else "UNSPECIFIED"
            self._keywords[criterion_id] = {
                KEYWORD: held.name if held is not None else "",
                "keyword.text": str(keyword.text) if keyword is not None else "",
                "keyword.match_type": match_type,
                "search_term_match_type": match_type,
            }
        return self._keywords[criterion_id]

    def _clicks(self, asked: FiguresAsked) -> Iterator[Measurement]:
        for click in self.clicks(asked.days):
            cuts = {"device": click.device, "ad_network_type": click.network}
            yield Measurement(key=click.gclid, day=click.day, hour=_NOON, figures=Figures(clicks=1), cut=cuts)

    def clicks(self, days: Days) -> Iterator[Click]:
        """Yield every click from one day to another."""
        asked = Asked(account_id=self._account.id, since=days[0], until=days[1], level="ad", hourly=False)
        for row in delivered(self._sandbox, asked, None):
            ids = str(row.campaign_id), str(row.ad_group_id), str(row.ad_id)
            yield from clicks_of(*ids, row.day, self._parts(row))

    def _parts(self, row: MetricsRow) -> Iterator[Cut]:
        keywords = self._keywords_on(str(row.ad_group_id), row.day)
        return cut(_figures(row), keywords, self._networks(row.campaign_id))

    def _uploaded(self, asked: FiguresAsked) -> Iterator[Measurement]:
        """Yield the conversions that were uploaded, each as its click brought it, and by its own day where asked."""
        by_action = bool(asked.segments & CONVERSION_SEGMENTS)
        for each in uploaded_conversions(self._workspace):
            when = [(each.click.day, _NOON, each.counted())]
            when += [(each.happened.date(), each.happened.hour, each.dated())] if asked.dated else []
            for day, hour, figures in when:
                if not asked.days[0] <= day <= asked.days[1]:
                    continue
                told = _told_action(each.action) if by_action else {}
                for measurement in self._of_upload(asked, each, day, figures):
                    of_hour = hour if "hour" in asked.segments else None
                    yield replace(measurement, hour=of_hour, cut={**measurement.cut, **told})

    def _of_upload(self, asked: FiguresAsked, upload: Uploaded, day: date, figures: Figures) -> Iterator[Measurement]:
        click = upload.click
        part = Cut(keyword=click.criterion_id, device=click.device, network=click.network, figures=figures)
        row = MetricsRow(
            account_id=self._account.id,
            campaign_id=click.campaign_id,
            ad_group_id=click.ad_group_id,
            ad_id=click.ad_id,
            day=day,
            hour=None,
            impressions=0,
            clicks=0,
            spend=Decimal(0),
            conversions=Decimal(0),
            conversion_value=Decimal(0),
        )
        if asked.divided:
            yield from self._of_part(asked, row, part)
        elif key := self._key(asked.resource, row):
            yield Measurement(key=key, day=day, hour=None, figures=figures, cut=self._cuts(asked, row, None, key))

    def _networks(self, campaign_id: str | None) -> Mapping[str, int]:
        """Return the shares of the networks that a campaign shows on."""
        campaign = self._workspace.find("campaign", str(campaign_id))
        if campaign is None:
            return {"SEARCH": 1}
        shares = channel_of(enum_name(campaign.message, "advertising_channel_type")).networks
        settings = campaign.message.network_settings
        off = {"SEARCH_PARTNERS"} if "SEARCH_PARTNERS" in shares and not settings.target_search_network else set()
        return {network: share for network, share in shares.items() if network not in off}

    def _shares(self, resource: str, row: MetricsRow, part: Cut) -> Iterator[tuple[str, Figures]]:
        if resource in VIEWS:
            yield from shares_in(resource, self._workspace, f"{row.ad_group_id}~{row.ad_id}", part)
            return
        key = part.keyword if resource in _BY_KEYWORD else self._key(resource, row)
        if key:
            yield key, part.figures

    def _attributed(self, measurement: Measurement) -> Measurement:
        """Count conversions, and nothing else, under the account's oldest primary action."""
        action = self._counting_action
        if action is None:
            return replace(measurement, figures=Figures(), cut=_NO_ACTION)
        told = measurement.figures
        figures = Figures(conversions=told.conversions, value=told.value, beside=told.beside)
        return replace(measurement, figures=figures, cut={**measurement.cut, **_told_action(action)})

    @cached_property
    def _counting_action(self) -> Proto | None:
        actions = (held.message for held in self._workspace.all("conversion_action") if not held.removed)
        return next((action for action in actions if action.primary_for_goal), None)

    def _keywords_on(self, ad_group_id: str, day: date) -> list[str]:
        """Return the keywords that the ad group had on a day, as far as their last change tells."""
        found = [
            entity
            for entity in self._sandbox.store.select(
                GOOGLE_ADS, self._account.id, "ad_group_criterion", ad_group_id, include_removed=True
            )
            if "keyword" in entity.fields and not entity.fields.get("negative")
        ]
        then = [entity for entity in found if self._showed(entity, day)]
        return [entity.id for entity in then or found]

    def _showed(self, entity: Entity, day: date) -> bool:
        zone = ZoneInfo(self._account.time_zone)
        if entity.created_at.astimezone(zone).date() > day:
            return False
        shows = not entity.removed and entity.fields.get("status") == "ENABLED"
        return shows or entity.updated_at.astimezone(zone).date() >= day

    def _key(self, resource: str, row: MetricsRow) -> str | None:
        match resource:
            case "customer":
                return row.account_id
            case "campaign_budget" | "bidding_strategy":
                campaign = self._sandbox.store.get(GOOGLE_ADS, "campaign", str(row.campaign_id))
                return str(campaign.fields.get(resource, "")).rpartition("/")[2] or None if campaign else None
            case "campaign":
                return row.campaign_id
            case "ad_group" | "asset_group":
                return row.ad_group_id
            case _:
                return f"{row.ad_group_id}~{row.ad_id}"


def _told_action(action: Proto) -> Mapping[str, str]:
    return {
        "conversion_action": action.resource_name,
        "conversion_action_name": action.name,
        "conversion_action_category": enum_name(action, "category"),
        "external_conversion_source": _SOURCES.get(enum_name(action, "type_"), "UNKNOWN"),
    }


def _by_their_day(told: Measurement) -> Measurement:
    return replace(told, figures=Figures(beside=Beside(dated=told.figures.conversions, dated_value=told.figures.value)))


def _campaigns_of(rows: Sequence[Base] | None) -> Iterable[str] | None:
    """Return the campaigns in which these rows can have figures, None where that can be any."""
    found = {row.campaign() for row in rows or ()}
    return None if rows is None or None in found else {campaign for campaign in found if campaign}


def _figures(row: MetricsRow) -> Figures:
    return Figures(
        impressions=row.impressions,
        clicks=row.clicks,
        spend=row.spend,
        conversions=row.conversions,
        value=row.conversion_value,
    )

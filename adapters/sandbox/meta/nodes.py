"""How objects look when they are read: statuses follow the parent, only the fields asked for are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import LineKey
from adapters.sandbox.meta.account_fields import BUSINESS, account_fields
from adapters.sandbox.meta.creative_texts import texts_of
from adapters.sandbox.meta.fields import as_read, readable
from adapters.sandbox.meta.money import api_units
from adapters.sandbox.meta.paging import counts, page_of
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.meta.selection import Selection
from adapters.sandbox.meta.stored_files import STORAGE, addressed, pictures_of, thumbnails
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.tree import ACCOUNT_EDGES, EDGES, GONE, creative_id
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

_PICTURED = frozenset({"image", "video", "adcreative", "page"})
_STATUSED = ("campaign", "adset", "ad")
_DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "image": ("hash", "id"),
    "account": ("account_id", "id"),
    "user": ("name", "id"),
    "page": ("name", "id"),
    "business": ("name", "id"),
    "video": ("updated_time", "id"),
    "run": ("account_id", "async_status", "async_percent_completion", "id"),
    "label": ("name", "id"),
    "session": ("name", "method", "uri", "start_time", "complete_time", "status", "result", "error_code", "exception"),
    "business_user": ("name", "business", "id"),
    "assigned_user": ("name", "tasks", "id"),
}

Choose = tuple[Selection, ...]
Insight = Callable[[ReadyAccount, Entity | None, Mapping[str, str]], Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a call came in: the address up to the version, that of stored files, the parameters of its access."""

    address: str = ""
    storage: str = STORAGE
    params: Mapping[str, str] = field(default_factory=dict)


class Nodes:
    """Reads the store in Graph's shapes."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        # Set by the API: `insights` can be read as a field, and insights read names from here.
        self.insights: Insight = lambda _account, _entity, _params: []
        # Set by the API: a list within an object is filtered as one by itself.
        self.filtered: Callable[[Mapping[str, str]], Callable[[Entity], bool]] = lambda _params: lambda _entity: True
        # Set by the API for each call: pages of a list within an object go on from here.
        self.site = Site()

    def parent(self, entity: Entity) -> Entity | None:
        """Return the campaign of an ad set, the ad set of an ad."""
        kind = {"adset": "campaign", "ad": "adset"}.get(entity.kind)
        return self._sandbox.store.get(META, kind, entity.parent_id) if kind and entity.parent_id else None

    def ancestor(self, entity: Entity, kind: str) -> Entity | None:
        """Return the object itself or the one above it that is of this kind."""
        found: Entity | None = entity
        while found is not None and found.kind != kind:
            found = self.parent(found)
        return found

    def effective_status(self, entity: Entity) -> str:
        """Return the status that counts: an ancestor's deletion, archiving or pause shows below it."""
        status = self._by_tree(entity)
        rejected = entity.kind == "ad" and status not in GONE and self._rejection(entity)
        return "DISAPPROVED" if rejected else status

    def _rejection(self, ad: Entity) -> str | None:
        return self._sandbox.standing.disapproved(META, ad.id)

    def _by_tree(self, entity: Entity) -> str:
        own = str(entity.fields.get("status", "ACTIVE"))
        parent = self.parent(entity)
        if own != "ACTIVE" or parent is None:
            inherited = self.effective_status(parent) if parent is not None else own
            return inherited if inherited in GONE and own not in GONE else own
        above = self.effective_status(parent)
        if above in (*GONE, "CAMPAIGN_PAUSED", "ACTIVE"):
            return above
        return "CAMPAIGN_PAUSED" if parent.kind == "campaign" else "ADSET_PAUSED"

    def completed(self, entity: Entity) -> bool:
        """Say whether a campaign or an ad set has run to its end."""
        end = moment(entity.fields.get("end_time") or entity.fields.get("stop_time"))
        return end is not None and end <= self._sandbox.clock.now()

    def show(self, entity: Entity, choose: Choose) -> dict[str, Any]:
        """Return `id` and the fields asked for that have a value."""
        whole = self._whole(entity)
        names = choose or _default(entity.kind)
        return {"id": entity.id} | self._chosen(entity.kind, whole, names, entity)

    def show_account(self, account: ReadyAccount, choose: Choose) -> dict[str, Any]:
        """Return an ad account; ids are `act_`-prefixed except in `account_id`."""
        whole = account_fields(self._sandbox, account)
        return {"id": whole["id"]} | self._chosen("account", whole, choose or _default("account"), account)

    def show_plain(self, kind: str, whole: Mapping[str, Any], choose: Choose) -> dict[str, Any]:
        """Return the chosen fields of a node that has no objects behind its fields."""
        return self._chosen(kind, whole, choose or _default(kind), None)

    def known(self, kind: str, choose: Choose) -> Choose:
        """Return the fields that nodes of this kind have; any other is refused, also where no node is to be shown."""
        names = readable(kind)
        for asked in choose:
            if asked.name not in names:
                refuse(self._sandbox.rules, "meta.a_field_that_is_read_exists", asked.name, node=kind.title())
        return tuple(asked for asked in choose if asked.name in names)

    def _chosen(
        self, kind: str, whole: Mapping[str, Any], choose: Choose, subject: Entity | ReadyAccount | None
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for asked in self.known(kind, choose):
            value = self._behind(subject, asked, whole.get(asked.name))
            if kind in _PICTURED:
                value = addressed(value, self.site.storage)
            if value is not None:
                found[asked.name] = value
        return found

    def _behind(self, subject: Entity | ReadyAccount | None, asked: Selection, plain: Any) -> Any:  # noqa: ANN401 - Graph's shapes
        """Follow a field to the object or the list behind it."""
        if isinstance(subject, ReadyAccount):
            return self._behind_account(subject, asked, plain)
        if subject is None:
            return plain
        if (listed := EDGES.get((subject.kind, asked.name))) is not None:
            kind, find = listed
            return self._listed(subject.id, kind, find(self._sandbox.store, subject), asked)
        if asked.name == "insights":
            account = self._sandbox.seed.account(META, subject.account_id)
            return self._figures(account, subject, asked) if account else None
        target = self._reference(subject, asked.name)
        return self.show(target, asked.inner) if target is not None else plain

    def _behind_account(self, account: ReadyAccount, asked: Selection, plain: Any) -> Any:  # noqa: ANN401 - the same
        if asked.name == "insights":
            return self._figures(account, None, asked)
        if asked.name in ACCOUNT_EDGES:
            kind = ACCOUNT_EDGES[asked.name]
            return self._listed(f"act_{account.id}", kind, self._sandbox.store.select(META, account.id, kind), asked)
        if asked.name == "amount_spent":
            return self._spent(account)
        return plain

    def _reference(self, entity: Entity, name: str) -> Entity | None:
        if name in ("campaign", "adset") and entity.kind in ("adset", "ad"):
            return self.ancestor(entity, name)
        if name == "creative" and entity.kind == "ad":
            return self._sandbox.store.get(META, "adcreative", creative_id(entity))
        return None

    def _listed(self, subject_id: str, kind: str, found: list[Entity], asked: Selection) -> dict[str, Any] | None:
        self.known(kind, asked.inner)
        admits = self.filtered(asked.modifiers)
        shown = [entity for entity in found if admits(entity)]
        fields = {"fields": ",".join(one.text() for one in asked.inner)} if asked.inner else {}
        address = f"{self.site.address}/{subject_id}/{asked.name}"
        params = {**self.site.params, **fields, **asked.modifiers}
        page, paging = page_of(shown, params, address, self._sandbox.rules)
        data = [self.show(entity, asked.inner) for entity in page]
        summary = {"summary": {"total_count": len(shown)}} if counts(asked.modifiers) else {}
        return {"data": data, "paging": paging, **summary} if data or summary else None

    def _figures(self, account: ReadyAccount, entity: Entity | None, asked: Selection) -> dict[str, Any] | None:
        params = dict(asked.modifiers)
        if asked.inner:
            params["fields"] = ",".join(one.name for one in asked.inner)
        rows = self.insights(account, entity, params)
        address = f"{self.site.address}/{entity.id if entity else f'act_{account.id}'}/insights"
        page, paging = page_of(rows, {**self.site.params, **params}, address, self._sandbox.rules)
        return {"data": page, "paging": paging} if page else None

    def _whole(self, entity: Entity) -> dict[str, Any]:
        fields = {name: as_read(entity.kind, name, value) for name, value in entity.fields.items() if value is not None}
        fields |= {
            "id": entity.id,
            "account_id": entity.account_id,
            "created_time": graph_time(entity.created_at),
            "updated_time": graph_time(entity.updated_at),
        }
        if entity.kind in _STATUSED:
            fields |= {
                "configured_status": entity.fields["status"],
                "effective_status": self.effective_status(entity),
            }
        fields |= self._derived(entity)
        return fields

    def _derived(self, entity: Entity) -> dict[str, Any]:
        derive = {
            "campaign": self._of_campaign,
            "adset": self._of_adset,
            "ad": self._of_ad,
            "adcreative": _of_creative,
            "video": _of_video,
            "audience": self._of_audience,
            "pixel": _of_pixel,
            "budget_schedule": _of_budget_schedule,
        }.get(entity.kind)
        return derive(entity) if derive is not None else {}

    def _of_campaign(self, entity: Entity) -> dict[str, Any]:
        left = self._budget_remaining(entity)
        return {
            "start_time": entity.fields.get("start_time") or graph_time(entity.created_at),
            **({"budget_remaining": left} if left is not None else {}),
        }

    def _of_adset(self, entity: Entity) -> dict[str, Any]:
        return {"learning_stage_info": self._learning(entity), **self._of_campaign(entity)}

    def _of_ad(self, entity: Entity) -> dict[str, Any]:
        adset = self.parent(entity)
        found: dict[str, Any] = {
            "campaign_id": adset.parent_id if adset else None,
            "targeting": adset.fields.get("targeting") if adset else None,
            "creative": {"id": creative_id(entity)},
        }
        if reason := self._rejection(entity):
            found["ad_review_feedback"] = {"global": {"Policy": reason}}
        return found

    def _of_audience(self, entity: Entity) -> dict[str, Any]:
        others = self._sandbox.store.select(META, entity.account_id, "audience")
        alike = [one.id for one in others if str(one.fields.get("origin_audience_id")) == entity.id]
        return {
            "time_created": int(entity.created_at.timestamp()),
            "time_updated": int(entity.updated_at.timestamp()),
            "lookalike_audience_ids": alike,
        }

    def _learning(self, adset: Entity) -> dict[str, Any]:
        key = LineKey(META, adset.account_id, str(adset.parent_id), adset.id, "")
        status = "LEARNING" if self._sandbox.delivery.learning(key) > 0 else "SUCCESS"
        return {"status": status, "attribution_windows": ["7d_click"]}

    def _budget_remaining(self, entity: Entity) -> str | None:
        account = self._sandbox.seed.account(META, entity.account_id)
        budget = entity.fields.get("daily_budget") or entity.fields.get("lifetime_budget")
        if not budget or account is None:
            return None
        delivery = self._sandbox.delivery
        if entity.fields.get("daily_budget"):
            spent = delivery.spent_on(META, entity.id, self.today(account))
        else:
            spent = delivery.spent(META, entity.id)
        return str(max(0, int(budget) - spent))

    def today(self, account: ReadyAccount) -> date:
        """Return the present day in the account's time zone."""
        return self._sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).date()

    def _spent(self, account: ReadyAccount) -> str:
        rows = self._sandbox.delivery.metrics(META, account.id, date.min, self.today(account), "account")
        return str(api_units(sum((row.spend for row in rows), Decimal(0)), account.currency))


def _of_creative(entity: Entity) -> dict[str, Any]:
    story = entity.fields.get("object_story_spec") or {}
    return {
        "status": entity.fields.get("status", "ACTIVE"),
        "object_type": "VIDEO" if "video_data" in story else "SHARE",
        **({"actor_id": str(story["page_id"])} if story.get("page_id") else {}),
        **pictures_of(entity.fields),
        **texts_of(entity.id, entity.fields),
    }


def _of_video(entity: Entity) -> dict[str, Any]:
    return {"thumbnails": {"data": thumbnails(entity.id)}}


def _of_pixel(entity: Entity) -> dict[str, Any]:
    account_id = entity.account_id
    return {
        "code": f"<!-- Meta Pixel Code --><script>fbq('init', '{entity.id}'); fbq('track', 'PageView');</script>",
        "creation_time": graph_time(entity.created_at),
        "data_use_setting": entity.fields.get("data_use_setting") or "ADVERTISING_AND_ANALYTICS",
        "is_created_by_business": True,
        "owner_ad_account": {"account_id": account_id, "id": f"act_{account_id}"},
        "owner_business": BUSINESS,
    }


def _of_budget_schedule(entity: Entity) -> dict[str, Any]:
    times = {name: moment(entity.fields.get(name)) for name in ("time_start", "time_end")}
    told = {name: graph_time(at) for name, at in times.items() if at is not None}
    return {"ad_object_id": entity.parent_id, **told}


def _default(kind: str) -> Choose:
    return tuple(Selection(name=name) for name in _DEFAULTS.get(kind, ("id",)))


def graph_time(moment: datetime) -> str:
    """Return a moment as Graph writes it: `2026-11-20T09:00:00+0000`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z")

"""The judge: from the sandbox's own log and objects, whether each platform has every campaign exactly once, and right.

It says in words what is wrong; an innocent run leaves it nothing to say.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from application.platforms.marker import read_marker
from domain.shared.platform import Delivery, Platform

Entry = Mapping[str, Any]
"""A mutation or an object, as the sandbox's control API shows it."""

LEVELS: Final[Mapping[str, Mapping[str, str]]] = {
    "google_ads": {"campaign": "campaign", "ad_group": "ad group", "ad_group_ad": "ad"},
    "meta": {"campaign": "campaign", "adset": "ad group", "ad": "ad", "adcreative": "creative"},
    "tiktok": {
        "campaign": "campaign",
        "adgroup": "ad group",
        "ad": "ad",
        "smart_plus_campaign": "campaign",
        "smart_plus_adgroup": "ad group",
        "smart_plus_ad": "ad",
    },
}
"""What the platforms call the levels of a campaign's tree, by the sandbox's names. On Meta an ad has one more below."""

SANDBOX_NAMES: Final[Mapping[Platform, str]] = {
    Platform.GOOGLE_ADS: "google_ads",
    Platform.META_ADS: "meta",
    Platform.TIKTOK_ADS: "tiktok",
}

_RUNNING: Final = {"ENABLED", "ACTIVE", "ENABLE"}
_MICROS: Final = 1_000_000

Node = tuple[str, str, UUID]
"""Platform, level, and our id on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One campaign's tree on one platform, as it must be."""

    platform: Platform
    campaign_id: UUID
    ad_group_id: UUID
    creative_id: UUID
    delivery: Delivery
    budget_micros: int

    def nodes(self) -> Iterator[Node]:
        """Everything that must have been created, once each."""
        name = SANDBOX_NAMES[self.platform]
        yield name, "campaign", self.campaign_id
        yield name, "ad group", self.ad_group_id
        yield name, "ad", self.creative_id
        if self.platform is Platform.META_ADS:
            yield name, "creative", self.creative_id


def verdict(trees: Sequence[Tree], mutations: Iterable[Entry], objects: Sequence[Entry]) -> list[str]:
    """Everything that is wrong."""
    mutations = [*mutations]
    return [*_wrong_creations(trees, mutations), *_repeated_changes(mutations), *_wrong_states(trees, objects)]


def _wrong_creations(trees: Iterable[Tree], mutations: Iterable[Entry]) -> Iterator[str]:
    wanted = {node for tree in trees for node in tree.nodes()}
    made = Counter(
        (entry["platform"], level, our_id(entry))
        for entry in mutations
        if entry["operation"] == "create"
        and entry["outcome"] == "applied"
        and (level := LEVELS[entry["platform"]].get(entry["kind"])) is not None
    )
    for platform, level, id_ in sorted(wanted | made.keys(), key=str):
        times = made[platform, level, id_]
        if (platform, level, id_) not in wanted:
            yield f"{platform} has a {level} {id_} that nobody asked for"
        elif times != 1:
            yield f"{platform} created the {level} {id_} {times} times"


def _repeated_changes(mutations: Iterable[Entry]) -> Iterator[str]:
    """Whatever was changed to what an earlier change had made of it already."""
    made: dict[tuple[str, str, str], dict[str, Any]] = {}
    for entry in mutations:
        if entry["operation"] != "create" and entry["outcome"] == "applied":
            known = made.setdefault((entry["platform"], entry["kind"], entry["id"]), {})
            if entry["fields"].items() <= known.items():
                yield f"{entry['platform']} changed the {entry['kind']} {entry['id']} twice to {entry['fields']}"
            known.update(entry["fields"])


def _wrong_states(trees: Iterable[Tree], objects: Sequence[Entry]) -> Iterator[str]:
    campaigns: dict[tuple[str, UUID | None], list[Entry]] = {}
    for entry in objects:
        if LEVELS[entry["platform"]].get(entry["kind"]) == "campaign" and not entry["removed"]:
            campaigns.setdefault((entry["platform"], our_id(entry)), []).append(entry)
    for tree in trees:
        name = SANDBOX_NAMES[tree.platform]
        found = campaigns.get((name, tree.campaign_id), [])
        if len(found) != 1:
            yield f"{name} holds the campaign {tree.campaign_id} {len(found)} times"
            continue
        if (delivery := _delivery(found[0])) is not tree.delivery:
            yield f"{name} shows the campaign {tree.campaign_id} as {delivery}, not {tree.delivery}"
        if (micros := _budget_micros(found[0], objects)) != tree.budget_micros:
            yield f"{name} gives the campaign {tree.campaign_id} {micros} micros a day, not {tree.budget_micros}"


def our_id(entry: Entry) -> UUID | None:
    """Our id, wherever the platform let us leave its marker."""
    marked = read_marker(str(entry.get("name") or "") + json.dumps(entry["fields"], ensure_ascii=False))
    return None if marked is None else marked[0]


def _delivery(campaign: Entry) -> Delivery:
    fields = campaign["fields"]
    status = fields["operation_status" if campaign["platform"] == "tiktok" else "status"]
    return Delivery.ENABLED if status in _RUNNING else Delivery.PAUSED


def _budget_micros(campaign: Entry, objects: Iterable[Entry]) -> int:
    fields = campaign["fields"]
    match campaign["platform"]:
        case "google_ads":
            budgets = (each["fields"] for each in objects if each["kind"] == "campaign_budget")
            held = next(each for each in budgets if each["resource_name"] == fields["campaign_budget"])
            return int(held["amount_micros"])
        case "meta":
            return int(fields["daily_budget"]) * _MICROS // 100
        case _:
            return int(fields["budget"] * _MICROS)

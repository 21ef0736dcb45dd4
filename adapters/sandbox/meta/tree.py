"""Which objects hang below which: the edges of campaigns, ad sets, ads and accounts."""

from collections.abc import Callable, Mapping

from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity, Store

# edge of the account -> kind of object
ACCOUNT_EDGES: Mapping[str, str] = {
    "campaigns": "campaign",
    "adsets": "adset",
    "ads": "ad",
    "adcreatives": "adcreative",
    "adimages": "image",
    "advideos": "video",
    "adspixels": "pixel",
    "customaudiences": "audience",
    "adlabels": "label",
    "customconversions": "conversion",
    "adrules_library": "adrule",
}
GONE = ("DELETED", "ARCHIVED")

Edge = Callable[[Store, Entity], list[Entity]]


def _adsets(store: Store, campaign: Entity) -> list[Entity]:
    return store.select(META, campaign.account_id, "adset", campaign.id)


def _ads(store: Store, adset: Entity) -> list[Entity]:
    return store.select(META, adset.account_id, "ad", adset.id)


def _ads_of_campaign(store: Store, campaign: Entity) -> list[Entity]:
    return [ad for adset in _adsets(store, campaign) for ad in _ads(store, adset)]


def creative_id(ad: Entity) -> str:
    """Return the id of the creative that an ad shows; empty if a relaxed rule let it be without."""
    return str((ad.fields.get("creative") or {}).get("creative_id", ""))


def _creatives(store: Store, ads: list[Entity]) -> list[Entity]:
    ids = dict.fromkeys(creative_id(ad) for ad in ads)
    return [creative for id_ in ids if (creative := store.get(META, "adcreative", id_)) is not None]


def _ads_of_audience(store: Store, audience: Entity) -> list[Entity]:
    def aims(adset: Entity) -> bool:
        targets = (adset.fields.get("targeting") or {}).get("custom_audiences") or []
        return audience.id in {str(one.get("id")) for one in targets if isinstance(one, dict)}

    adsets = store.select(META, audience.account_id, "adset")
    return [ad for adset in adsets if aims(adset) for ad in _ads(store, adset)]


def _budget_schedules(store: Store, holder: Entity) -> list[Entity]:
    return store.select(META, holder.account_id, "budget_schedule", holder.id)


def _labelled(kind: str) -> Edge:
    return lambda store, label: [
        each for each in store.select(META, label.account_id, kind) if label.id in labels_on(each)
    ]


def labels_on(entity: Entity) -> set[str]:
    """Return the ids of the labels that an object carries."""
    return {str(one.get("id", "")) for one in entity.fields.get("adlabels") or () if isinstance(one, dict)}


# (kind, edge) -> (kind of what is listed, how to find it)
EDGES: Mapping[tuple[str, str], tuple[str, Edge]] = {
    ("campaign", "adsets"): ("adset", _adsets),
    ("campaign", "ads"): ("ad", _ads_of_campaign),
    ("adset", "ads"): ("ad", _ads),
    ("adset", "adcreatives"): ("adcreative", lambda store, adset: _creatives(store, _ads(store, adset))),
    ("ad", "adcreatives"): ("adcreative", lambda store, ad: _creatives(store, [ad])),
    ("audience", "ads"): ("ad", _ads_of_audience),
    ("campaign", "budget_schedules"): ("budget_schedule", _budget_schedules),
    ("adset", "budget_schedules"): ("budget_schedule", _budget_schedules),
    **{("label", f"{kind}s"): (kind, _labelled(kind)) for kind in ("campaign", "adset", "ad", "adcreative")},
}

"""One of each further kind, living and removed, for the rules to be broken in."""

from collections.abc import Mapping

from tests.adapters.sandbox.google_ads.bench import Bench
from tests.adapters.sandbox.google_ads.builders import Operation, a_budget, a_campaign, a_removal


def create(root: str, **fields: object) -> Operation:
    return {f"{root}_operation": {"create": fields}}


def further_resources(bench: Bench, living: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what lives, with a page, a text and a campaign of Performance Max; and what was removed."""
    made = {
        "customizer_attribute": create("customizer_attribute", name="Price", type_="PRICE"),
        "used_attribute": create("customizer_attribute", name="Used", type_="PRICE"),
        "dead_attribute": create("customizer_attribute", name="Dead", type_="PRICE"),
        "user_list": create("user_list", name="Buyers", crm_based_user_list={"upload_key_type": "CONTACT_INFO"}),
        "asset_set": create("asset_set", name="Pages", type_="PAGE_FEED"),
        "used_set": create("asset_set", name="Used pages", type_="PAGE_FEED"),
        "dead_set": create("asset_set", name="Dead pages", type_="PAGE_FEED"),
        "page": create("asset", page_feed_asset={"page_url": "https://shop.example/one"}),
        "used_page": create("asset", page_feed_asset={"page_url": "https://shop.example/two"}),
        "text": create("asset", name="A long headline", text_asset={"text": "All boots of this autumn"}),
        "used_text": create("asset", name="A headline", text_asset={"text": "Autumn boots"}),
    }
    names = dict(zip(made, bench.mutate(*made.values()), strict=True))
    names |= _performance_max(bench)
    names["aged"] = bench.mutate(
        create("ad_group_criterion", ad_group=living["ad_group"], age_range={"type_": "AGE_RANGE_18_24"})
    )[0]
    bench.mutate(
        create("custom_audience", name="Walkers", type_="AUTO", members=[{"member_type": "URL", "url": "shop.example"}])
    )
    _tie(bench, living, names)
    bench.mutate(
        a_removal("customizer_attribute", names["dead_attribute"]),
        a_removal("asset_set", names["dead_set"]),
        a_removal("asset_group", names["dead_group"]),
    )
    gone = {"customizer_attribute": "dead_attribute", "asset_set": "dead_set", "asset_group": "dead_group"}
    return names, {kind: names[name] for kind, name in gone.items()}


def _performance_max(bench: Bench) -> dict[str, str]:
    _, campaign = bench.mutate(
        a_budget(name="Of Performance Max"),
        a_campaign(
            name="Performance Max",
            advertising_channel_type="PERFORMANCE_MAX",
            network_settings=None,
            shopping_setting={"merchant_id": 5},
        ),
    )
    groups = (
        create("asset_group", campaign=campaign, name=name, final_urls=["https://shop.example"])
        for name in ("Boots", "Dead")
    )
    group, dead = bench.mutate(*groups)
    (root,) = bench.mutate(
        create("asset_group_listing_group_filter", asset_group=group, type_="SUBDIVISION", listing_source="SHOPPING")
    )
    names = {"campaign": campaign, "asset_group": group, "dead_group": dead}
    return {**names, "asset_group_listing_group_filter": root}


def _tie(bench: Bench, living: Mapping[str, str], names: Mapping[str, str]) -> None:
    value = {"type_": "PRICE", "string_value": "10 EUR"}
    used = {"customizer_attribute": names["used_attribute"], "value": value}
    bench.mutate(
        create("customer_customizer", **used),
        *(
            create(f"{root}_customizer", **{root: living[root]}, **used)
            for root in ("campaign", "ad_group", "ad_group_criterion")
        ),
        create("ad_group_bid_modifier", ad_group=living["ad_group"], device={"type_": "MOBILE"}, bid_modifier=1.5),
        create("asset_set_asset", asset_set=names["asset_set"], asset=names["used_page"]),
        create("campaign_asset_set", campaign=living["campaign"], asset_set=names["used_set"]),
        create(
            "asset_group_asset",
            asset_group=names["asset_group"],
            asset=names["used_text"],
            field_type="HEADLINE",
        ),
    )

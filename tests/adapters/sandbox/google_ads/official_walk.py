"""The official client, as anyone writes it: its own configuration, one environment variable, nothing of ours.

Run as a program in a process of its own, for the variable is read with the first channel a process opens.
"""

import json
import sys
from typing import Any

from google.ads.googleads.client import GoogleAdsClient
from google.api_core import protobuf_helpers


def main() -> None:
    configuration = json.loads(sys.argv[1])
    client = GoogleAdsClient.load_from_dict(configuration["client"], version="v26")
    customer = configuration["customer_id"]
    tree = _create_tree(client, customer)
    read = _rows(client, customer, "SELECT campaign.name, campaign.status FROM campaign")
    _change(client, customer, tree)
    changed = _rows(client, customer, "SELECT campaign.status, campaign_budget.amount_micros FROM campaign")
    told = {"accessible": _accessible(client), "tree": tree, "read": read, "changed": changed}
    sys.stdout.write(json.dumps(told))


def _accessible(client: GoogleAdsClient) -> list[str]:
    return list(client.get_service("CustomerService").list_accessible_customers().resource_names)


def _create_tree(client: GoogleAdsClient, customer: str) -> list[str]:
    service = client.get_service("GoogleAdsService")
    budget, campaign, ad_group, ad = (client.get_type("MutateOperation") for _ in range(4))
    made = budget.campaign_budget_operation.create
    made.resource_name = client.get_service("CampaignBudgetService").campaign_budget_path(customer, "-1")
    made.name, made.amount_micros, made.explicitly_shared = "Walk", 20_000_000, False
    _fill_campaign(client, campaign.campaign_operation.create, customer, made.resource_name)
    group = ad_group.ad_group_operation.create
    group.resource_name, group.name = f"customers/{customer}/adGroups/-3", "Walk"
    group.campaign = campaign.campaign_operation.create.resource_name
    _fill_ad(client, ad.ad_group_ad_operation.create, group.resource_name)
    answer = service.mutate(customer_id=customer, mutate_operations=[budget, campaign, ad_group, ad])
    slots = answer.mutate_operation_responses
    return [getattr(slot, slot._pb.WhichOneof("response")).resource_name for slot in slots]  # noqa: SLF001 - the examples' own idiom


def _fill_campaign(client: GoogleAdsClient, campaign: object, customer: str, budget: str) -> None:
    fields = {
        "resource_name": f"customers/{customer}/campaigns/-2",
        "name": "Walk",
        "campaign_budget": budget,
        "status": client.enums.CampaignStatusEnum.PAUSED,
        "advertising_channel_type": client.enums.AdvertisingChannelTypeEnum.SEARCH,
        "contains_eu_political_advertising": (
            client.enums.EuPoliticalAdvertisingStatusEnum.DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING
        ),
        "manual_cpc": client.get_type("ManualCpc"),
    }
    for name, value in fields.items():
        setattr(campaign, name, value)


def _fill_ad(client: GoogleAdsClient, ad_group_ad: Any, ad_group: str) -> None:  # noqa: ANN401 - the client is untyped
    ad_group_ad.ad_group = ad_group
    ad = ad_group_ad.ad
    ad.final_urls.append("https://shop.example")
    for texts, target in (("ABC", "headlines"), ("DE", "descriptions")):
        for text in texts:
            asset = client.get_type("AdTextAsset")
            asset.text = text
            getattr(ad.responsive_search_ad, target).append(asset)


def _change(client: GoogleAdsClient, customer: str, tree: list[str]) -> None:
    budget = client.get_type("CampaignBudgetOperation")
    budget.update.resource_name, budget.update.amount_micros = tree[0], 30_000_000
    _mask(client, budget)
    client.get_service("CampaignBudgetService").mutate_campaign_budgets(customer_id=customer, operations=[budget])
    campaign = client.get_type("CampaignOperation")
    campaign.update.resource_name = tree[1]
    campaign.update.status = client.enums.CampaignStatusEnum.ENABLED
    _mask(client, campaign)
    client.get_service("CampaignService").mutate_campaigns(customer_id=customer, operations=[campaign])


def _mask(client: GoogleAdsClient, operation: Any) -> None:  # noqa: ANN401 - the client is untyped
    raw = operation.update._pb  # noqa: SLF001 - the official idiom
    client.copy_from(operation.update_mask, protobuf_helpers.field_mask(None, raw))  # type: ignore[no-untyped-call]  # as shipped


def _rows(client: GoogleAdsClient, customer: str, query: str) -> list[list[str]]:
    service = client.get_service("GoogleAdsService")  # a stream ends when nothing holds its service
    rows = [row for batch in service.search_stream(customer_id=customer, query=query) for row in batch.results]
    return [[row.campaign.name, row.campaign.status.name, str(row.campaign_budget.amount_micros)] for row in rows]


if __name__ == "__main__":
    main()

"""Steps of the well-known example scripts, typed in with the client's own messages, enums and path helpers."""

from typing import Any

from google.ads.googleads.client import GoogleAdsClient
from google.api_core import protobuf_helpers

from tests.adapters.sandbox.google_ads.bench import CUSTOMER


def add_budget(client: GoogleAdsClient, name: str = "Walk budget") -> str:
    operation = client.get_type("CampaignBudgetOperation")
    budget = operation.create
    budget.name = name
    budget.delivery_method = client.enums.BudgetDeliveryMethodEnum.STANDARD
    budget.amount_micros = 50_000_000
    service = client.get_service("CampaignBudgetService")
    return first_name(service.mutate_campaign_budgets(customer_id=CUSTOMER, operations=[operation]))


def add_campaign(client: GoogleAdsClient, name: str = "Walk", status: str = "PAUSED") -> str:
    operation = client.get_type("CampaignOperation")
    campaign = operation.create
    campaign.name = name
    campaign.advertising_channel_type = client.enums.AdvertisingChannelTypeEnum.SEARCH
    campaign.status = getattr(client.enums.CampaignStatusEnum, status)
    campaign.manual_cpc = client.get_type("ManualCpc")
    campaign.campaign_budget = add_budget(client, f"Budget of {name}")
    campaign.network_settings.target_google_search = True
    campaign.network_settings.target_search_network = True
    campaign.network_settings.target_partner_search_network = False
    campaign.network_settings.target_content_network = True
    campaign.contains_eu_political_advertising = (
        client.enums.EuPoliticalAdvertisingStatusEnum.DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING
    )
    service = client.get_service("CampaignService")
    return first_name(service.mutate_campaigns(customer_id=CUSTOMER, operations=[operation]))


def add_ad_group(client: GoogleAdsClient, campaign: str) -> str:
    operation = client.get_type("AdGroupOperation")
    ad_group = operation.create
    ad_group.name = "Walk ad group"
    ad_group.campaign = campaign
    ad_group.status = client.enums.AdGroupStatusEnum.ENABLED
    ad_group.type_ = client.enums.AdGroupTypeEnum.SEARCH_STANDARD
    ad_group.cpc_bid_micros = 10_000_000
    service = client.get_service("AdGroupService")
    return first_name(service.mutate_ad_groups(customer_id=CUSTOMER, operations=[operation]))


def add_search_ad(client: GoogleAdsClient, ad_group: str) -> str:
    operation = client.get_type("AdGroupAdOperation")
    ad_group_ad = operation.create
    ad_group_ad.ad_group = ad_group
    ad_group_ad.status = client.enums.AdGroupAdStatusEnum.ENABLED
    ad_group_ad.ad.final_urls.append("https://shop.example/walk")
    pinned = _text(client, "Pinned first")
    pinned.pinned_field = client.enums.ServedAssetFieldTypeEnum.HEADLINE_1
    search_ad = ad_group_ad.ad.responsive_search_ad
    search_ad.headlines.extend([pinned, _text(client, "A second one"), _text(client, "And a third")])
    search_ad.descriptions.extend([_text(client, "What it is."), _text(client, "Why it matters.")])
    search_ad.path1, search_ad.path2 = "all", "offers"
    service = client.get_service("AdGroupAdService")
    return first_name(service.mutate_ad_group_ads(customer_id=CUSTOMER, operations=[operation]))


def add_keyword(client: GoogleAdsClient, ad_group: str, text: str = "walking boots") -> str:
    operation = client.get_type("AdGroupCriterionOperation")
    criterion = operation.create
    criterion.ad_group = ad_group
    criterion.status = client.enums.AdGroupCriterionStatusEnum.ENABLED
    criterion.keyword.text = text
    criterion.keyword.match_type = client.enums.KeywordMatchTypeEnum.EXACT
    service = client.get_service("AdGroupCriterionService")
    return first_name(service.mutate_ad_group_criteria(customer_id=CUSTOMER, operations=[operation]))


def add_label(client: GoogleAdsClient, name: str = "Walk") -> str:
    operation = client.get_type("LabelOperation")
    operation.create.name = name
    operation.create.text_label.background_color = "#AABBCC"
    service = client.get_service("LabelService")
    return first_name(service.mutate_labels(customer_id=CUSTOMER, operations=[operation]))


def put_label_on(client: GoogleAdsClient, campaign: str, label: str) -> str:
    operation = client.get_type("CampaignLabelOperation")
    operation.create.campaign, operation.create.label = campaign, label
    service = client.get_service("CampaignLabelService")
    return first_name(service.mutate_campaign_labels(customer_id=CUSTOMER, operations=[operation]))


def rows(client: GoogleAdsClient, query: str) -> list[Any]:
    service = client.get_service("GoogleAdsService")  # a stream ends when nothing holds its service
    return [row for batch in service.search_stream(customer_id=CUSTOMER, query=query) for row in batch.results]


def mask(client: GoogleAdsClient, operation: Any) -> None:  # noqa: ANN401 - the client is untyped
    """The examples' own way to an update mask."""
    raw = operation.update._pb  # noqa: SLF001 - the official idiom
    client.copy_from(operation.update_mask, protobuf_helpers.field_mask(None, raw))  # type: ignore[no-untyped-call]  # as shipped


def first_name(response: Any) -> str:  # noqa: ANN401 - the client is untyped
    return str(response.results[0].resource_name)


def _text(client: GoogleAdsClient, text: str) -> Any:  # noqa: ANN401 - the client is untyped
    asset = client.get_type("AdTextAsset")
    asset.text = text
    return asset

"""Labels and what carries them. Typed in from the official SDK's documentation."""

from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.adobjects.adlabel import AdLabel
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS, a_campaign, an_ad_set

pytestmark = SDK_WARNS


def test_labels_find_what_carries_them(account: AdAccount, ad: Ad) -> None:
    label = account.create_ad_label(params={"name": "Spring"})
    campaign = Campaign(ad.api_get(fields=["campaign_id"])["campaign_id"])
    campaign.create_ad_label(params={"adlabels": [{"id": label["id"]}]})
    by_label = account.get_campaigns_by_labels(params={"ad_label_ids": [label["id"]], "operator": "ANY"})
    assert [one["id"] for one in by_label] == [campaign["id"]]
    assert [one["name"] for one in account.get_ad_labels(fields=["name"])] == ["Spring"]


def test_labels_find_ad_sets_that_carry_all_of_them(account: AdAccount) -> None:
    campaign = a_campaign(account)
    both, one = (AdSet(an_ad_set(account, campaign)["id"]) for _ in range(2))
    spring, sale = (account.create_ad_label(params={"name": name})["id"] for name in ("Spring", "Sale"))
    both.create_ad_label(params={"adlabels": [{"id": spring}, {"id": sale}]})
    one.create_ad_label(params={"adlabels": [{"id": spring}]})
    asked = {"ad_label_ids": [spring, sale]}
    by_all = account.get_ad_sets_by_labels(params=asked | {"operator": "ALL"})
    by_any = account.get_ad_sets_by_labels(params=asked | {"operator": "ANY"})
    assert [found["id"] for found in by_all] == [both["id"]]
    assert {found["id"] for found in by_any} == {both["id"], one["id"]}


def test_labels_find_ads_that_carry_them(account: AdAccount, ad: Ad) -> None:
    label = account.create_ad_label(params={"name": "Spring"})
    ad.create_ad_label(params={"adlabels": [{"name": "Spring"}]})
    asked = {"ad_label_ids": [label["id"]], "operator": "ANY"}
    by_label = account.get_ads_by_labels(fields=["name"], params=asked)
    assert [(one["id"], one["name"]) for one in by_label] == [(ad["id"], "My Ad")]
    ad.api_delete()
    assert not account.get_ads_by_labels(params=asked)


def test_a_label_s_name_on_a_new_campaign_makes_the_label(account: AdAccount) -> None:
    campaign = a_campaign(account, adlabels=[{"name": "Autumn"}, {"name": "Sale"}])
    carried = campaign.api_get(fields=["adlabels"])["adlabels"]
    made = {label["name"]: label["id"] for label in account.get_ad_labels(fields=["name"])}
    assert {label["name"]: label["id"] for label in carried} == made
    assert made.keys() == {"Autumn", "Sale"}


def test_a_label_leads_to_what_carries_it(account: AdAccount, ad: Ad) -> None:
    ad.create_ad_label(params={"adlabels": [{"name": "Spring"}]})
    campaign = a_campaign(account, adlabels=[{"name": "Spring"}])
    label = AdLabel(account.get_ad_labels()[0]["id"])
    found = [label.get_campaigns(), label.get_ads(), label.get_ad_sets(), label.get_ad_creatives()]
    assert [[one["id"] for one in listed] for listed in found] == [[campaign["id"]], [ad["id"]], [], []]


def test_a_label_is_taken_off_an_ad_set(account: AdAccount) -> None:
    ad_set = AdSet(an_ad_set(account, a_campaign(account))["id"])
    ad_set.create_ad_label(params={"adlabels": [{"name": "Spring"}, {"name": "Sale"}]})
    ad_set.delete_ad_labels(params={"adlabels": [{"name": "Sale"}]})
    assert [label["name"] for label in ad_set.api_get(fields=["adlabels"])["adlabels"]] == ["Spring"]


def test_a_creative_is_found_by_its_label(account: AdAccount, ad: Ad) -> None:
    creative = AdCreative(ad.api_get(fields=["creative"])["creative"]["id"])
    creative.create_ad_label(params={"adlabels": [{"name": "Spring"}]})
    label = account.get_ad_labels()[0]["id"]
    assert [one["id"] for one in account.get_ad_creatives_by_labels(params={"ad_label_ids": [label]})] == [
        creative["id"]
    ]

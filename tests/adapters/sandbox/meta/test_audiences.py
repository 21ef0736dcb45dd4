import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.customaudience import CustomAudience
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set, an_audience

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

SIZE = ["approximate_count_lower_bound"]
ANN, BOB = "ann@shop.example", "bob@shop.example"


@pytest.fixture
def customers(account: AdAccount) -> CustomAudience:
    return CustomAudience(account.create_custom_audience(params=an_audience())["id"], api=account.get_api())


def size(audience: CustomAudience) -> int:
    return int(audience.api_get(fields=SIZE)["approximate_count_lower_bound"])


def test_members_are_added_and_removed_as_the_client_hashes_them(customers: CustomAudience) -> None:
    answer = customers.add_users(schema=CustomAudience.Schema.email_hash, users=[ANN, BOB]).json()
    assert (answer["audience_id"], answer["num_received"]) == (customers["id"], 2)
    assert size(customers) == 2
    customers.remove_users(schema=CustomAudience.Schema.email_hash, users=[ANN])
    assert size(customers) == 1


def test_a_member_counts_once(customers: CustomAudience) -> None:
    for _ in range(2):
        customers.add_users(schema=CustomAudience.Schema.email_hash, users=[ANN])
    assert size(customers) == 1


def test_rows_have_one_value_per_key(customers: CustomAudience) -> None:
    payload = {"schema": ["EMAIL", "FN"], "data": [["a"]]}
    with pytest.raises(FacebookRequestError) as refused:
        customers.create_user(params={"payload": payload})
    assert refused.value.api_blame_field_specs() == [["payload"]]


def test_a_lookalike_is_as_large_as_its_ratio(account: AdAccount, customers: CustomAudience) -> None:
    spec = {"type": "similarity", "country": "US", "ratio": 0.02}
    lookalike = account.create_custom_audience(
        params={
            "name": "Like our customers",
            "subtype": "LOOKALIKE",
            "origin_audience_id": customers["id"],
            "lookalike_spec": spec,
        }
    )
    read = CustomAudience(lookalike["id"], api=account.get_api()).api_get(fields=[*SIZE, "lookalike_spec", "subtype"])
    assert read["approximate_count_lower_bound"] == 4_000_000
    assert (read["lookalike_spec"]["ratio"], read["subtype"]) == (0.02, "LOOKALIKE")


def test_a_lookalike_of_nobody_is_refused(account: AdAccount) -> None:
    with pytest.raises(FacebookRequestError, match="does not exist"):
        account.create_custom_audience(
            params={
                "name": "Like nobody",
                "subtype": "LOOKALIKE",
                "origin_audience_id": "1",
                "lookalike_spec": {"country": "US", "ratio": 0.01},
            }
        )


def test_an_audience_knows_the_ads_that_aim_at_it(
    account: AdAccount, customers: CustomAudience, address: SandboxAddress
) -> None:
    targeting = {
        "geo_locations": {"countries": ["US"]},
        "custom_audiences": [{"id": customers["id"]}],
        "targeting_automation": {"advantage_audience": 0},
    }
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address, targeting=targeting))
    creative = account.create_ad_creative(params=a_creative(address))
    ad: Ad = account.create_ad(params=an_ad(ad_set["id"], creative["id"]))
    assert [one["id"] for one in customers.get_ads()] == [ad["id"]]


def test_a_deleted_audience_does_not_exist(customers: CustomAudience) -> None:
    customers.api_delete()
    with pytest.raises(FacebookRequestError) as refused:
        customers.api_get(fields=["name"])
    assert refused.value.api_error_subcode() == 33

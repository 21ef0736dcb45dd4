"""Audiences, and whom ads can be aimed at. Typed in from the official SDK's documentation."""

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.customaudience import CustomAudience
from facebook_business.adobjects.targetingsearch import TargetingSearch
from facebook_business.adobjects.user import User

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS

pytestmark = SDK_WARNS


def test_people_are_added_to_an_audience_hashed(account: AdAccount) -> None:
    audience = account.create_custom_audience(
        params={"name": "Buyers", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
    )
    emails = ["one@shop.example", "two@shop.example"]
    answer = CustomAudience(audience["id"]).add_users(schema=CustomAudience.Schema.email_hash, users=emails)
    assert answer.json()["num_received"] == 2


@pytest.fixture
def buyers(account: AdAccount) -> CustomAudience:
    params = {"name": "Buyers", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
    return CustomAudience(account.create_custom_audience(params=params)["id"])


def test_a_session_replaces_everybody_by_all_of_its_batches(buyers: CustomAudience) -> None:
    buyers.add_users(schema=CustomAudience.Schema.email_hash, users=["old@shop.example"])
    for batch, person in enumerate("abc", start=1):
        session = {
            "session_id": 9778993,
            "batch_seq": batch,
            "last_batch_flag": person == "c",
            "estimated_num_total": 3,
        }
        payload = {"schema": "EMAIL_SHA256", "data": [person * 64]}
        assert buyers.create_users_replace(params={"session": session, "payload": payload})["session_id"] == "9778993"
    size = buyers.api_get(fields=["approximate_count_lower_bound"])["approximate_count_lower_bound"]
    (latest, first) = buyers.get_sessions()
    assert (size, latest["session_id"], latest["num_received"], first["num_received"]) == (3, "9778993", "3", "1")


def test_an_audience_is_shared_and_taken_back(account: AdAccount, buyers: CustomAudience) -> None:
    (other,) = [one["id"] for one in User("me").get_ad_accounts() if one["id"] != account["id"]]
    assert buyers.share_audience([other.removeprefix("act_")]).json()["success"] is True
    assert [one["id"] for one in buyers.get_ad_accounts()] == [account["id"], other]
    buyers.unshare_audience([other.removeprefix("act_")])
    assert [one["id"] for one in buyers.get_ad_accounts()] == [account["id"]]


def test_an_audience_knows_those_that_look_like_it(account: AdAccount, buyers: CustomAudience) -> None:
    spec = {"type": "similarity", "country": "US"}
    params = {"name": "Alike", "subtype": "LOOKALIKE", "origin_audience_id": buyers["id"], "lookalike_spec": spec}
    alike = account.create_custom_audience(params=params)
    assert buyers.api_get(fields=["lookalike_audience_ids"])["lookalike_audience_ids"] == [alike["id"]]


@pytest.mark.parametrize(
    ("kind", "word", "type_of_row"),
    [
        ("adregion", "cal", "region"),
        ("adcity", "san", "city"),
        ("adzipcode", "90210", "zip"),
        ("adeducationschool", "Colorado", "education_schools"),
        ("adworkposition", "Analyst", "work_positions"),
    ],
)
@pytest.mark.usefixtures("account")
def test_every_kind_of_target_is_searched(kind: str, word: str, type_of_row: str) -> None:
    assert [row["type"] for row in TargetingSearch.search(params={"q": word, "type": kind})] == [type_of_row]


def test_interests_and_places_are_searched(account: AdAccount) -> None:
    interests = TargetingSearch.search(params={"q": "run", "type": "adinterest"})
    places = TargetingSearch.search(
        params={"q": "san", "type": TargetingSearch.TargetingSearchTypes.geolocation, "location_types": ["city"]}
    )
    assert interests[0]["name"] == "Running"
    assert places[0]["name"] == "San Francisco"
    assert account.get_targeting_search(params={"q": "run"})[0]["name"] == "Running"
    events = TargetingSearch.search(params={"type": "adTargetingCategory", "class": "life_events"})
    assert {event["type"] for event in events} == {"life_events"}


_TARGETING = {"geo_locations": {"countries": ["US"]}, "age_min": 20, "age_max": 35}


def test_reach_and_delivery_are_estimated(account: AdAccount, ad: Ad) -> None:
    reach = account.get_reach_estimate(params={"targeting_spec": _TARGETING})[0]
    delivery = account.get_delivery_estimate(params={"targeting_spec": _TARGETING, "optimization_goal": "LINK_CLICKS"})[
        0
    ]
    own = AdSet(ad.api_get(fields=["adset_id"])["adset_id"]).get_delivery_estimate()[0]
    assert 0 < reach["users_lower_bound"] < reach["users_upper_bound"]
    assert delivery["estimate_mau_upper_bound"] < own["estimate_mau_upper_bound"], "fewer ages, fewer people"


def test_a_targeting_is_told_in_sentences(account: AdAccount, ad: Ad) -> None:
    (told,) = account.get_targeting_sentence_lines(params={"targeting_spec": _TARGETING})
    lines = {line["content"]: line["children"] for line in told["targetingsentencelines"]}
    assert lines == {"Location:": ["United States"], "Age:": ["20 - 35"]}
    (own,) = AdSet(ad.api_get(fields=["adset_id"])["adset_id"]).get_targeting_sentence_lines()
    assert own["targetingsentencelines"][1] == {"content": "Age:", "children": ["18 - 65+"]}


def test_options_of_a_targeting_are_validated(account: AdAccount) -> None:
    running = TargetingSearch.search(params={"q": "run", "type": "adinterest"})[0]["id"]
    asked = {"targeting_list": [{"type": "interests", "id": running}, {"type": "interests", "id": "1"}]}
    by_id = account.get_targeting_valid_a_t_i_on(params=asked)
    by_name = account.get_targeting_valid_a_t_i_on(params={"name_list": ["Hiking", "Nonsense"]})
    assert [row["valid"] for row in (*by_id, *by_name)] == [True, False, True, False]

"""The official Google Ads client's own example scripts, unmodified, pointed at the sandbox by its JSON line alone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox

_STRANGER = Path(__file__).with_name("google_stranger.py")


class Stranger:
    """A process with the official client, a configuration file and two environment variables."""

    def __init__(self, address: dict[str, str], folder: Path) -> None:
        self.customer, self.manager = address["customer_id"], address["login_customer_id"]
        configuration = folder / "google-ads.yaml"
        configuration.write_text(
            f"json_key_file_path: {address['service_account_file']}\n"
            f"endpoint: {address['endpoint']}\n"
            f"login_customer_id: '{self.manager}'\n"
            "developer_token: any\n"
            "use_proto_plus: True\n",
            encoding="utf-8",
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, _STRANGER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {
                "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": address["ca_file"],
                "GOOGLE_ADS_CONFIGURATION_FILE_PATH": str(configuration),
            },
        )

    def leave(self) -> None:
        self._process.communicate(timeout=20)

    def tries(self, example: str, **options: object) -> dict[str, Any]:
        given = {"customer_id": self.customer} | options
        arguments = [part for name, value in given.items() if value is not None for part in (f"--{name}", str(value))]
        return self._ask({"example": example, "arguments": arguments})

    def runs(self, example: str, **options: object) -> str:
        """What the example says; it must end well."""
        outcome = self.tries(example, **options)
        assert outcome["status"] == 0, outcome["said"]
        said: str = outcome["said"]
        return said

    def makes(self, example: str, **options: object) -> str:
        """The id of the last resource that the example says it made."""
        found: list[str] = re.findall(r"customers/\d+/\w+/(?:\d+~)?(\d+)", self.runs(example, **options))
        return found[-1]

    def asks(self, query: str) -> list[dict[str, Any]]:
        outcome = self._ask({"query": query, "customer_id": self.customer})
        assert outcome["status"] == 0, outcome["said"]
        rows: list[dict[str, Any]] = outcome["found"]
        return rows

    def changes(self, operation: dict[str, Any]) -> dict[str, Any]:
        """What the one operation of a GoogleAdsService.Mutate comes to."""
        outcome = self._ask({"mutate": operation, "customer_id": self.customer})
        assert outcome["status"] == 0, outcome["said"]
        slot: dict[str, Any] = outcome["found"]["mutate_operation_responses"][0]
        return slot

    def adds_an_ad(self, ad_group: str) -> str:
        ad = {
            "final_urls": ["https://shop.example"],
            "responsive_search_ad": {
                "headlines": [{"text": text} for text in ("One", "Two", "Three")],
                "descriptions": [{"text": text} for text in ("Four", "Five")],
            },
        }
        group = f"customers/{self.customer}/adGroups/{ad_group}"
        made = self.changes({"ad_group_ad_operation": {"create": {"ad_group": group, "ad": ad}}})
        return str(made["ad_group_ad_result"]["resource_name"]).rpartition("~")[2]

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def newcomer(ads_sandbox_of_session: AdsSandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    stranger = Stranger(ads_sandbox_of_session.address.google_ads, tmp_path_factory.mktemp("stranger"))
    yield stranger
    stranger.leave()


@pytest.fixture
def stranger(newcomer: Stranger, ads_sandbox: AdsSandbox) -> Stranger:
    assert ads_sandbox.address.google_ads["customer_id"] == newcomer.customer
    return newcomer


@pytest.mark.parametrize(
    "example",
    [
        "basic_operations/add_campaigns.py",
        "basic_operations/get_campaigns.py",
        "basic_operations/get_responsive_search_ads.py",
        "asyncio/async_add_campaigns.py",
        "asyncio/async_search.py",
        "asyncio/async_search_stream.py",
        "advanced_operations/add_app_campaign.py",
        "advanced_operations/add_dynamic_search_ads.py",
        "advanced_operations/use_portfolio_bidding_strategy.py",
        "assets/add_hotel_callout.py",
        "assets/add_prices.py",
        "campaign_management/add_complete_campaigns_using_batch_job.py",
        "remarketing/add_conversion_action.py",
        "remarketing/add_custom_audience.py",
        "remarketing/add_flexible_rule_user_list.py",
        "remarketing/set_up_advanced_remarketing.py",
    ],
)
def test_an_example_of_the_client_runs_as_it_stands(stranger: Stranger, example: str) -> None:
    stranger.runs("basic_operations/add_campaigns.py")
    language = {"language_code": "en"} if "callout" in example else {}
    assert stranger.runs(example, **language)


@pytest.mark.parametrize(
    ("example", "options"),
    [
        ("advanced_operations/add_dynamic_page_feed_asset.py", {}),
        ("basic_operations/add_ad_groups.py", {}),
        ("basic_operations/update_campaign.py", {}),
        ("basic_operations/remove_campaign.py", {}),
        ("advanced_operations/create_and_attach_shared_keyword_set.py", {}),
        ("assets/add_lead_form_asset.py", {}),
        ("assets/add_sitelinks.py", {}),
        ("campaign_management/get_all_disapproved_ads.py", {}),
        ("error_handling/handle_partial_failure.py", {}),
        ("shopping_ads/add_listing_scope.py", {}),
        ("targeting/add_campaign_targeting_criteria.py", {"keyword_text": "mars", "location_id": "2840"}),
    ],
)
def test_an_example_about_a_campaign_runs_as_it_stands(
    stranger: Stranger, example: str, options: dict[str, str]
) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")
    assert stranger.runs(example, campaign_id=campaign, **options)


@pytest.mark.parametrize(
    ("example", "options"),
    [
        ("advanced_operations/add_ad_customizer.py", {}),
        ("advanced_operations/add_ad_group_bid_modifier.py", {}),
        ("basic_operations/update_ad_group.py", {"cpc_bid_micro_amount": "2000000"}),
        ("error_handling/handle_keyword_policy_violations.py", {"keyword_text": "medication"}),
        ("error_handling/handle_rate_exceeded_error.py", {}),
        ("shopping_ads/add_shopping_product_listing_group_tree.py", {}),
        ("targeting/add_demographic_targeting_criteria.py", {}),
        ("travel/add_hotel_listing_group_tree.py", {"percent_cpc_bid_micro_amount": "1000000"}),
    ],
)
def test_an_example_about_an_ad_group_runs_as_it_stands(
    stranger: Stranger, example: str, options: dict[str, str]
) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")
    ad_group = stranger.makes("basic_operations/add_ad_groups.py", campaign_id=campaign)
    assert stranger.runs(example, ad_group_id=ad_group, **options)


@pytest.mark.parametrize(
    ("example", "options"),
    [
        (
            "advanced_operations/add_bidding_data_exclusion.py",
            {"start_date_time": "2026-11-01 00:00:00", "end_date_time": "2026-11-02 00:00:00"},
        ),
        ("remarketing/add_customer_match_user_list.py", {"run_job": "True"}),
        ("shopping_ads/add_shopping_product_ad.py", {"merchant_center_account_id": "5"}),
        ("travel/add_hotel_ad.py", {"cpc_bid_ceiling_micro_amount": "1000000", "hotel_center_account_id": "5"}),
        ("travel/add_things_to_do_ad.py", {"things_to_do_center_account_id": "5"}),
    ],
)
def test_an_example_with_options_of_its_own_runs_as_it_stands(
    stranger: Stranger, example: str, options: dict[str, str]
) -> None:
    assert stranger.runs(example, **options)


def test_a_strategy_of_the_manager_is_lent_to_a_campaign(stranger: Stranger) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")

    said = stranger.runs(
        "advanced_operations/use_cross_account_bidding_strategy.py",
        manager_customer_id=stranger.manager,
        campaign_id=campaign,
    )

    assert f"Owner customer ID: {stranger.manager}" in said


def test_the_accounts_are_found_and_one_more_is_made(stranger: Stranger) -> None:
    assert f"customers/{stranger.manager}" in stranger.runs(
        "account_management/list_accessible_customers.py", customer_id=None
    )
    made = stranger.runs(
        "account_management/create_customer.py", customer_id=None, manager_customer_id=stranger.manager
    )
    assert "Customer created with resource name" in made


def test_the_full_search_ad_needs_the_declaration_that_its_example_leaves_out(stranger: Stranger) -> None:
    refused = stranger.tries("advanced_operations/add_responsive_search_ad_full.py")

    assert refused["status"] == 1
    assert "Declare CONTAINS_EU_POLITICAL_ADVERTISING" in refused["said"]


def test_an_ad_is_paused_and_rewritten_by_the_examples(stranger: Stranger) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")
    ad_group = stranger.makes("basic_operations/add_ad_groups.py", campaign_id=campaign)
    ad = {"ad_id": stranger.adds_an_ad(ad_group)}

    stranger.runs("basic_operations/pause_ad.py", ad_group_id=ad_group, **ad)
    stranger.runs("basic_operations/update_responsive_search_ad.py", **ad)

    told = stranger.asks("SELECT ad_group_ad.status, ad_group_ad.ad.final_urls FROM ad_group_ad")[0]["ad_group_ad"]
    assert (told["status"], told["ad"]["final_urls"]) == ("PAUSED", ["https://www.example.com"])


def test_labels_are_put_on_campaigns_by_the_example(stranger: Stranger) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")
    label = stranger.changes({"label_operation": {"create": {"name": "Stranger"}}})["label_result"]

    stranger.runs(
        "campaign_management/add_campaign_labels.py",
        campaign_ids=campaign,
        label_id=label["resource_name"].rpartition("/")[2],
    )

    labelled = f"SELECT campaign.id FROM campaign WHERE campaign.labels CONTAINS ANY ('{label['resource_name']}')"  # noqa: S608 - GAQL is no SQL
    assert [row["campaign"]["id"] for row in stranger.asks(labelled)] == [campaign]


def test_a_conversion_is_uploaded_once_and_taken_back(stranger: Stranger, ads_sandbox: AdsSandbox) -> None:
    action = stranger.makes("remarketing/add_conversion_action.py")
    then = f"{ads_sandbox.control.now() - timedelta(days=1):%Y-%m-%d %H:%M:%S}+00:00"
    conversion = {"conversion_action_id": action, "conversion_date_time": then, "conversion_value": "12"}
    click = {"gclid": "Cj0KCQ" + "a" * 30, "order_id": "order-1"}

    first = stranger.runs("remarketing/upload_offline_conversion.py", **conversion, **click)
    again = stranger.runs("remarketing/upload_offline_conversion.py", **conversion, **click)
    taken_back = stranger.runs(
        "remarketing/upload_conversion_adjustment.py",
        conversion_action_id=action,
        adjustment_type="RETRACTION",
        order_id="order-1",
        adjustment_date_time=then,
    )

    assert "Cj0KCQ" in first
    assert 'occurred at ""' in again, "a repetition is refused: its result is empty"
    assert "order-1" in taken_back


def test_what_changed_is_told_by_event_and_by_status(stranger: Stranger, ads_sandbox: AdsSandbox) -> None:
    campaign = stranger.makes("basic_operations/add_campaigns.py")
    stranger.runs("basic_operations/update_campaign.py", campaign_id=campaign)
    today = ads_sandbox.control.now().date()
    span = f"BETWEEN '{today - timedelta(days=2)}' AND '{today + timedelta(days=2)}'"

    events = stranger.asks(
        "SELECT change_event.resource_change_operation, change_event.changed_fields, change_event.old_resource, "  # noqa: S608 - GAQL is no SQL
        "change_event.new_resource, campaign.id FROM change_event WHERE change_event.change_resource_type = 'CAMPAIGN' "
        f"AND change_event.change_date_time {span} ORDER BY change_event.change_date_time LIMIT 5"
    )
    statuses = stranger.asks(
        "SELECT change_status.resource_status, change_status.campaign FROM change_status "  # noqa: S608 - GAQL is no SQL
        f"WHERE change_status.last_change_date_time {span} AND change_status.resource_type = 'CAMPAIGN' LIMIT 5"
    )

    assert [row["change_event"]["resource_change_operation"] for row in events] == ["CREATE", "UPDATE"]
    assert events[1]["change_event"]["old_resource"]["campaign"]["status"] == "PAUSED"
    assert [row["change_status"]["resource_status"] for row in statuses] == ["CHANGED"]


def test_a_quota_of_three_operations_is_spent_by_the_fourth(stranger: Stranger, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.set_quota("google_ads.daily_operations", 3)
    for _ in range(3):
        stranger.asks("SELECT customer.id FROM customer")

    refused = stranger.tries("basic_operations/get_campaigns.py")
    ads_sandbox.control.set_quota("google_ads.daily_operations", None)

    assert "RESOURCE_EXHAUSTED" in refused["said"]
    assert stranger.runs("basic_operations/get_campaigns.py") == ""


def test_a_place_is_found_by_its_name(stranger: Stranger) -> None:
    assert "Paris" in stranger.runs("targeting/get_geo_target_constants_by_names.py", customer_id=None)


def test_what_is_not_implemented_answers_as_a_method_unknown(stranger: Stranger) -> None:
    assert stranger.tries("planning/generate_keyword_ideas.py", keyword_texts="mars")["status"] == (
        "MethodNotImplemented"
    )


_CONNECTOR_QUERIES = [
    (
        "SELECT customer.id, segments.date, segments.ad_network_type, metrics.cost_micros FROM customer "
        "WHERE segments.date DURING LAST_7_DAYS"
    ),
    "SELECT ad_group_ad.ad.id, segments.date, metrics.impressions FROM ad_group_ad WHERE segments.date DURING TODAY",
    (
        "SELECT search_term_view.search_term, segments.date, metrics.clicks FROM search_term_view "
        "WHERE segments.date DURING LAST_7_DAYS"
    ),
    (
        "SELECT geographic_view.country_criterion_id, campaign.id, metrics.clicks FROM geographic_view "
        "WHERE segments.date DURING LAST_7_DAYS"
    ),
    (
        "SELECT user_location_view.country_criterion_id, metrics.clicks FROM user_location_view "
        "WHERE segments.date DURING LAST_7_DAYS"
    ),
    "SELECT click_view.gclid, ad_group.name, segments.click_type FROM click_view WHERE segments.date = '2026-11-01'",
    "SELECT ad_group_ad_asset_view.field_type, asset.id, metrics.clicks FROM ad_group_ad_asset_view",
    "SELECT ad_group_criterion.gender.type, metrics.clicks FROM gender_view",
    "SELECT bidding_strategy.name, metrics.clicks FROM bidding_strategy",
    "SELECT label.name FROM label",
    "SELECT customer_user_access.email_address FROM customer_user_access",
    "SELECT landing_page_view.unexpanded_final_url, metrics.clicks FROM landing_page_view",
]


@pytest.mark.parametrize("query", _CONNECTOR_QUERIES, ids=lambda query: query.partition("FROM ")[2].split()[0])
def test_what_connectors_ask_for_is_answered(stranger: Stranger, query: str) -> None:
    assert isinstance(stranger.asks(query), list)

"""Rules of the rules library. Typed in from the official SDK's documentation."""

from facebook_business.adobjects.adaccount import AdAccount

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS

pytestmark = SDK_WARNS


def test_a_rule_of_the_rules_library_is_kept(account: AdAccount) -> None:
    filters = [{"field": "impressions", "value": 8000, "operator": "GREATER_THAN"}]
    rule = account.create_ad_rules_library(
        params={
            "name": "Rule 1",
            "schedule_spec": {"schedule_type": "SEMI_HOURLY"},
            "evaluation_spec": {"evaluation_type": "SCHEDULE", "filters": filters},
            "execution_spec": {"execution_type": "PAUSE"},
        }
    )
    rule.api_update(params={"status": "DISABLED"})
    read = rule.api_get(fields=["name", "status", "evaluation_spec"])
    assert (read["name"], read["status"]) == ("Rule 1", "DISABLED")
    assert read["evaluation_spec"]["filters"][0]["value"] == 8000
    assert [one["id"] for one in account.get_ad_rules_library()] == [rule["id"]]
    rule.api_delete()
    assert not account.get_ad_rules_library()

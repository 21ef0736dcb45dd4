from uuid import UUID, uuid5

from domain.shared.ids import OrganizationId, ad_account_id, discovered_campaign_id, performance_feed_id
from tests.builders import ORGANIZATION

OTHER = OrganizationId(uuid5(ORGANIZATION, "another organization"))


def test_an_external_account_has_one_id_in_an_organization() -> None:
    assert ad_account_id(ORGANIZATION, "google-ads", "1") == UUID("052b6352-a4ca-532c-bba8-7778dc0a6b53")


def test_another_organization_platform_or_account_has_another_id() -> None:
    ids = {
        ad_account_id(organization, platform, external_id)
        for organization in (ORGANIZATION, OTHER)
        for platform in ("google-ads", "meta-ads")
        for external_id in ("1", "2")
    }
    assert len(ids) == 8


def test_an_accounts_month_has_one_feed() -> None:
    account = ad_account_id(ORGANIZATION, "google-ads", "1")
    assert performance_feed_id(account, "2026-11") == performance_feed_id(account, "2026-11")
    assert performance_feed_id(account, "2026-11") != performance_feed_id(account, "2026-12")


def test_a_campaign_that_we_met_is_told_from_the_feed_of_that_name() -> None:
    account = ad_account_id(ORGANIZATION, "google-ads", "1")
    assert discovered_campaign_id(account, "2026-11") != performance_feed_id(account, "2026-11")

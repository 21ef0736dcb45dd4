"""Identities, and the rules by which some of them follow from others.

A derived id (UUIDv5) makes "the same thing twice" impossible: one ad account per
(organization, platform, external account), one feed per (account, month).
"""

from typing import NewType
from uuid import UUID, uuid5

OrganizationId = NewType("OrganizationId", UUID)
UserId = NewType("UserId", UUID)
CampaignId = NewType("CampaignId", UUID)
AdGroupId = NewType("AdGroupId", UUID)
CreativeId = NewType("CreativeId", UUID)
AdAccountId = NewType("AdAccountId", UUID)
CredentialId = NewType("CredentialId", UUID)
RuleId = NewType("RuleId", UUID)
PerformanceFeedId = NewType("PerformanceFeedId", UUID)
CommandId = NewType("CommandId", UUID)
FactId = NewType("FactId", UUID)


def ad_account_id(organization: OrganizationId, platform: str, external_id: str) -> AdAccountId:
    """The one id that an external account can have in an organization."""
    return AdAccountId(uuid5(organization, f"ad_account|{platform}|{external_id}"))


def performance_feed_id(account: AdAccountId, month: str) -> PerformanceFeedId:
    """The feed of an account's month, `month` as `YYYY-MM`."""
    return PerformanceFeedId(uuid5(account, f"performance_feed|{month}"))


def discovered_campaign_id(account: AdAccountId, external_id: str) -> CampaignId:
    """The id of a campaign that we met on a platform and did not draft ourselves."""
    return CampaignId(uuid5(account, f"campaign|{external_id}"))

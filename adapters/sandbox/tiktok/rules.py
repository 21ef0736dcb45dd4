"""What TikTok refuses, manual and Smart+. Source of each row: platforms.md 4.1."""

from adapters.sandbox.rules import Rule
from adapters.sandbox.tiktok.ad_rules import AD_RULES
from adapters.sandbox.tiktok.adgroup_rules import ADGROUP_RULES
from adapters.sandbox.tiktok.campaign_rules import CAMPAIGN_RULES

RULES: tuple[Rule, ...] = (*CAMPAIGN_RULES, *ADGROUP_RULES, *AD_RULES)

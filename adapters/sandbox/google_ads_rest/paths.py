"""Which method a path means.

Google's protos say it in each method's `google.api.http`, but the client packages hold no such options. Nearly all
mutates follow from their names; the rest stands here as the protos have it (googleapis/googleapis,
google/ads/googleads/v26/services/*.proto).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from adapters.sandbox.google_ads.coverage import coverage_of
from adapters.sandbox.google_ads.services import METHODS
from adapters.sandbox.google_ads.wire import Method, Wire, find_method

OTHERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "CustomerService/ListAccessibleCustomers": ("GET", "customers:listAccessibleCustomers"),
        "CustomerService/MutateCustomer": ("POST", "customers/{customer_id=*}:mutate"),
        "CustomerService/CreateCustomerClient": ("POST", "customers/{customer_id=*}:createCustomerClient"),
        "GoogleAdsService/Search": ("POST", "customers/{customer_id=*}/googleAds:search"),
        "GoogleAdsService/SearchStream": ("POST", "customers/{customer_id=*}/googleAds:searchStream"),
        "GoogleAdsService/Mutate": ("POST", "customers/{customer_id=*}/googleAds:mutate"),
        "BatchJobService/AddBatchJobOperations": ("POST", "{resource_name=customers/*/batchJobs/*}:addOperations"),
        "BatchJobService/RunBatchJob": ("POST", "{resource_name=customers/*/batchJobs/*}:run"),
        "BatchJobService/ListBatchJobResults": ("GET", "{resource_name=customers/*/batchJobs/*}:listResults"),
        "Operations/GetOperation": ("GET", "{name=customers/*/operations/*}"),
        "ConversionUploadService/UploadClickConversions": ("POST", "customers/{customer_id=*}:uploadClickConversions"),
        "ConversionUploadService/UploadCallConversions": ("POST", "customers/{customer_id=*}:uploadCallConversions"),
        "ConversionAdjustmentUploadService/UploadConversionAdjustments": (
            "POST",
            "customers/{customer_id=*}:uploadConversionAdjustments",
        ),
        "GoogleAdsFieldService/GetGoogleAdsField": ("GET", "{resource_name=googleAdsFields/*}"),
        "GoogleAdsFieldService/SearchGoogleAdsFields": ("POST", "googleAdsFields:search"),
        "GeoTargetConstantService/SuggestGeoTargetConstants": ("POST", "geoTargetConstants:suggest"),
        # These alone begin with a capital letter.
        "AdGroupCriterionCustomizerService/MutateAdGroupCriterionCustomizers": (
            "POST",
            "customers/{customer_id=*}/AdGroupCriterionCustomizers:mutate",
        ),
        "CustomerCustomizerService/MutateCustomerCustomizers": (
            "POST",
            "customers/{customer_id=*}/CustomerCustomizers:mutate",
        ),
        "CampaignGoalConfigService/MutateCampaignGoalConfigs": (
            "POST",
            "customers/{customer_id=*}/CampaignGoalConfigs:mutate",
        ),
        "GoalService/MutateGoals": ("POST", "customers/{customer_id=*}/Goals:mutate"),
        "OfflineUserDataJobService/CreateOfflineUserDataJob": (
            "POST",
            "customers/{customer_id=*}/offlineUserDataJobs:create",
        ),
        "OfflineUserDataJobService/AddOfflineUserDataJobOperations": (
            "POST",
            "{resource_name=customers/*/offlineUserDataJobs/*}:addOperations",
        ),
        "OfflineUserDataJobService/RunOfflineUserDataJob": (
            "POST",
            "{resource_name=customers/*/offlineUserDataJobs/*}:run",
        ),
        "UserDataService/UploadUserData": ("POST", "customers/{customer_id=*}:uploadUserData"),
        "KeywordPlanIdeaService/GenerateKeywordIdeas": ("POST", "customers/{customer_id=*}:generateKeywordIdeas"),
        "RecommendationService/ApplyRecommendation": ("POST", "customers/{customer_id=*}/recommendations:apply"),
        "RecommendationService/DismissRecommendation": ("POST", "customers/{customer_id=*}/recommendations:dismiss"),
    }
)
_VARIABLE = re.compile(r"\{(\w+)=([^}]+)\}")
_MUTATE = re.compile(r"\w+/Mutate([A-Z])(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A method in a version; `fields` are those of its request that stand in the path."""

    wire: Wire
    method: Method
    fields: Mapping[str, str]


def find(verb: str, version: str, path: str) -> Found | None:
    """Return the method behind `verb` and the path after the version, or None for one that is not served."""
    for route, asked, pattern in _patterns():
        if asked == verb and (match := pattern.fullmatch(path)):
            found = find_method(_rpc_path(version, route))
            return Found(wire=found[0], method=found[1], fields=match.groupdict()) if found else None
    return None


def is_unserved(verb: str, version: str, path: str) -> bool:
    """Say whether the platform has a method there that the sandbox has not."""
    return any(asked == verb and pattern.fullmatch(path) for asked, pattern in _unserved(version))


def template_of(route: str) -> tuple[str, str] | None:
    """Return verb and path of a method such as `CampaignService/MutateCampaigns`, or None if nobody told it."""
    if route in OTHERS:
        return OTHERS[route]
    mutate = _MUTATE.fullmatch(route)
    if mutate is None:
        return None
    initial, rest = mutate.groups()
    plural = rest if rest.endswith(("s", "eria")) else f"{rest}s"
    return "POST", f"customers/{{customer_id=*}}/{initial.lower()}{plural}:mutate"


def _rpc_path(version: str, route: str) -> str:
    if route == "Operations/GetOperation":
        return "/google.longrunning.Operations/GetOperation"
    return f"/google.ads.googleads.{version}.services.{route}"


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(_compiled())


@cache
def _unserved(version: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    routes = (path.rpartition(".")[2] for path, standing in coverage_of(version) if standing == "not implemented")
    told = (template for route in routes if (template := template_of(route)) is not None)
    return tuple((verb, re.compile(_VARIABLE.sub(_group, path))) for verb, path in told)


def _compiled() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    for route in METHODS:
        if (told := template_of(route)) is not None:
            yield route, told[0], re.compile(_VARIABLE.sub(_group, told[1]))


def _group(variable: re.Match[str]) -> str:
    name, steps = variable.groups()
    return f"(?P<{name}>{steps.replace('*', '[^/:]+')})"

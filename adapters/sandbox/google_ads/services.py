"""Every method that the sandbox serves, and what answers it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads import batch_jobs, conversion_uploads, customers, field_service, places, user_data_jobs
from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.mutate_services import mutate_ads, mutate_any_kind, mutate_one_kind
from adapters.sandbox.google_ads.query_services import search, search_stream
from adapters.sandbox.google_ads.quota import spend
from adapters.sandbox.google_ads.wire import Method, Proto

METHODS: Mapping[str, Callable[[Call], Iterator[Proto]]] = MappingProxyType(
    {
        "CustomerService/ListAccessibleCustomers": customers.list_accessible_customers,
        "CustomerService/MutateCustomer": customers.mutate_customer,
        "CustomerService/CreateCustomerClient": customers.create_customer_client,
        "GoogleAdsService/Search": search,
        "GoogleAdsService/SearchStream": search_stream,
        "GoogleAdsService/Mutate": mutate_any_kind,
        **{kind.method: mutate_one_kind for kind in KINDS.values()},
        "AdService/MutateAds": mutate_ads,
        "BatchJobService/MutateBatchJob": batch_jobs.mutate_batch_job,
        "BatchJobService/AddBatchJobOperations": batch_jobs.add_operations,
        "BatchJobService/RunBatchJob": batch_jobs.run,
        "BatchJobService/ListBatchJobResults": batch_jobs.list_results,
        "OfflineUserDataJobService/CreateOfflineUserDataJob": user_data_jobs.create,
        "OfflineUserDataJobService/AddOfflineUserDataJobOperations": user_data_jobs.add_operations,
        "OfflineUserDataJobService/RunOfflineUserDataJob": user_data_jobs.run,
        "Operations/GetOperation": batch_jobs.get_operation,
        "ConversionUploadService/UploadClickConversions": conversion_uploads.upload_click_conversions,
        "ConversionUploadService/UploadCallConversions": conversion_uploads.upload_call_conversions,
        "ConversionAdjustmentUploadService/UploadConversionAdjustments": conversion_uploads.upload_adjustments,
        "GoogleAdsFieldService/GetGoogleAdsField": field_service.get_field,
        "GoogleAdsFieldService/SearchGoogleAdsFields": field_service.search_fields,
        "GeoTargetConstantService/SuggestGeoTargetConstants": places.suggest,
    }
)


def answer(call: Call) -> Iterator[Proto]:
    """Yield the messages that answer a call: one, or the batches of a stream; raises RefusedError."""
    with call.sandbox.lock:
        call.sandbox.delivery.accrue()
        spend(call)
        messages = list(METHODS[call.method.route](call))
    yield from messages


def is_served(method: Method) -> bool:
    """Return whether the sandbox knows what to do for a method of the API."""
    return method.route in METHODS

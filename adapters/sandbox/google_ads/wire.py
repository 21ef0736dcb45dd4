"""The message types of every method served, found in the official client itself.

The client package holds no service descriptors and no server stubs, only the channel calls its
transports make. A recording channel given to a transport shows them: path, request and response.

Google hardly ever changes the number or the type of a field between versions, so the messages of one version
read and write the bytes of all: only the names in paths, keys and type addresses differ. A test holds the
versions against each other, field by field, and names the one exception.
"""

import importlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self, TypeAlias

import grpc
from google.longrunning import operations_pb2

# Protobuf's messages are built at run time from descriptors: no static type describes their fields.
Proto: TypeAlias = Any

VERSIONS = ("v26", "v25", "v24", "v23")
"""The versions answered, the newest first; its messages serve them all."""
_MESSAGES = VERSIONS[0]

SERVICES = frozenset(
    {
        "AdGroupAdLabelService",
        "AdGroupAdService",
        "AdGroupAssetService",
        "AdGroupBidModifierService",
        "AdGroupCriterionCustomizerService",
        "AdGroupCriterionLabelService",
        "AdGroupCriterionService",
        "AdGroupCustomizerService",
        "AdGroupLabelService",
        "AdGroupService",
        "AdParameterService",
        "AdService",
        "AssetGroupAssetService",
        "AssetGroupListingGroupFilterService",
        "AssetGroupService",
        "AssetGroupSignalService",
        "AssetService",
        "AssetSetAssetService",
        "AssetSetService",
        "BatchJobService",
        "BiddingDataExclusionService",
        "BiddingSeasonalityAdjustmentService",
        "BiddingStrategyService",
        "CampaignAssetService",
        "CampaignAssetSetService",
        "CampaignBudgetService",
        "CampaignCriterionService",
        "CampaignCustomizerService",
        "CampaignLabelService",
        "CampaignService",
        "CampaignSharedSetService",
        "ConversionActionService",
        "ConversionAdjustmentUploadService",
        "ConversionUploadService",
        "CustomAudienceService",
        "CustomerAssetService",
        "CustomerCustomizerService",
        "CustomerNegativeCriterionService",
        "CustomerService",
        "CustomizerAttributeService",
        "GeoTargetConstantService",
        "GoogleAdsFieldService",
        "GoogleAdsService",
        "LabelService",
        "OfflineUserDataJobService",
        "SharedCriterionService",
        "SharedSetService",
        "UserListService",
    }
)
_PATH = re.compile(r"/google\.ads\.googleads\.(v\d+)\.services\.(\w+)/(\w+)")
_GET_OPERATION = "/google.longrunning.Operations/GetOperation"
# Two threads must not run the same module at once, and proto-plus counts its messages without a lock.
_LOADING = threading.RLock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One RPC: `service` and `name` as in `CampaignService`/`MutateCampaigns`, and its message classes."""

    service: str
    name: str
    request: Proto
    response: Proto
    streams: bool

    @property
    def route(self) -> str:
        """Return what a fault rule matches, like `CampaignService/MutateCampaigns`."""
        return f"{self.service}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One API version as its clients speak it: its names, its fields, and the messages that carry them.

    `row_fields` describes a row as this version has it: other versions have more fields, or fewer.
    `parsed` are entities as messages, by kind and id, each with the fields that it was made of.
    """

    version: str
    row: Proto
    row_fields: Proto
    failure: Proto
    parsed: dict[tuple[str, str], tuple[object, Proto]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def package(self) -> str:
        """Return what every name of this version begins with."""
        return f"google.ads.googleads.{self.version}"

    @property
    def failure_key(self) -> str:
        """Return the trailing metadata key under which a failure of this version travels."""
        return f"{self.package}.errors.googleadsfailure-bin"

    def resource_type(self, root: str) -> Proto:
        """Return the message class behind a root of a row, as `campaign` or `ad_group_ad`."""
        return type(getattr(self.row(), root))

    def service_type(self, module: str, name: str) -> Proto:
        """Return the message class `name` of the service module `module`, as `google_ads_service`."""
        return _type(_MESSAGES, f"services.types.{module}", name)


@cache
def load_wire(version: str) -> Wire:
    """Return API `version`, one of VERSIONS."""
    return Wire(
        version=version,
        row=_row(_MESSAGES),
        row_fields=_row(version).DESCRIPTOR,
        failure=_type(_MESSAGES, "errors.types.errors", "GoogleAdsFailure"),
    )


def find_method(path: str) -> tuple[Wire, Method] | None:
    """Return what the gRPC path names and the version it is called in, or None for one not served at all."""
    if path == _GET_OPERATION:
        return load_wire(_MESSAGES), _GET_OPERATION_METHOD
    found = _PATH.fullmatch(path)
    if found is None or found[1] not in VERSIONS or found[2] not in SERVICES:
        return None
    method = methods_of(found[2]).get(found[3])
    return (load_wire(found[1]), method) if method else None


_GET_OPERATION_METHOD = Method(
    service="Operations",
    name="GetOperation",
    request=operations_pb2.GetOperationRequest,
    response=operations_pb2.Operation,
    streams=False,
)


@cache
def methods_of(service: str, version: str = _MESSAGES) -> dict[str, Method]:
    """Return the methods of a service by name, read from the installed client, with a version's own messages."""
    with _LOADING:
        return {method.name: method for method in _record(version, service)}


def _row(version: str) -> Proto:
    return _type(version, "services.types.google_ads_service", "GoogleAdsRow")


@cache
def _type(version: str, module: str, name: str) -> Proto:
    with _LOADING:
        return getattr(importlib.import_module(f"google.ads.googleads.{version}.{module}"), name).pb()


class _Recorder(grpc.Channel):  # type: ignore[misc]  # grpc ships no types
    """A channel that opens nothing and remembers what was asked of it."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Proto, Proto, bool]] = []

    def unary_unary(
        self, path: str, request_serializer: Proto, response_deserializer: Proto, *_: object, **__: object
    ) -> None:
        self.calls.append((path, _message(request_serializer), _message(response_deserializer), False))

    def unary_stream(
        self, path: str, request_serializer: Proto, response_deserializer: Proto, *_: object, **__: object
    ) -> None:
        self.calls.append((path, _message(request_serializer), _message(response_deserializer), True))

    def stream_unary(self, *_: object, **__: object) -> None: ...
    def stream_stream(self, *_: object, **__: object) -> None: ...
    def subscribe(self, *_: object, **__: object) -> None: ...
    def unsubscribe(self, *_: object, **__: object) -> None: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def _message(codec: Proto) -> Proto:
    """Return the plain message class behind a bound `serialize`, `deserialize` or `FromString`."""
    owner = codec.__self__
    return owner.pb() if hasattr(owner, "pb") else owner


def snake_case(service: str) -> str:
    """Return `campaign_service` for `CampaignService`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in service).lstrip("_")


def _record(version: str, service: str) -> Iterator[Method]:
    snake = snake_case(service)
    module = f"google.ads.googleads.{version}.services.services.{snake}.transports.grpc"
    transport_type = getattr(importlib.import_module(module), f"{service}GrpcTransport")
    recorder = _Recorder()
    # Its constructor wraps and prepares every call for real use; the properties need only these two.
    transport = transport_type.__new__(transport_type)
    transport._logged_channel, transport._stubs = recorder, {}  # noqa: SLF001  # the only seam there is
    for name, member in vars(transport_type).items():
        if isinstance(member, property) and name not in {"grpc_channel", "operations_client"}:
            getattr(transport, name)
    for path, request, response, streams in recorder.calls:
        method = path.rpartition("/")[2]
        yield Method(service=service, name=method, request=request, response=response, streams=streams)

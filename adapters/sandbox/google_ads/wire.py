"""The message types of every method served, found in the official client itself.

The client package holds no service descriptors and no server stubs, only the channel calls its
transports make. A recording channel given to a transport shows them: path, request and response.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, TypeAlias

import grpc

# Protobuf's messages are built at run time from descriptors: no static type describes their fields.
Proto: TypeAlias = Any

SERVICES = (
    "AdGroupAdService",
    "AdGroupCriterionService",
    "AdGroupService",
    "CampaignBudgetService",
    "CampaignCriterionService",
    "CampaignService",
    "CustomerService",
    "GoogleAdsService",
)


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
    """One API version as the client speaks it: its methods by gRPC path, its row and failure messages."""

    version: str
    methods: dict[str, Method]
    row: Proto
    failure: Proto

    @property
    def failure_key(self) -> str:
        """Return the trailing metadata key under which a failure of this version travels."""
        return f"google.ads.googleads.{self.version}.errors.googleadsfailure-bin"

    def resource_type(self, root: str) -> Proto:
        """Return the message class behind a root of a row, as `campaign` or `ad_group_ad`."""
        return type(getattr(self.row(), root))


@cache
def load_wire(version: str, services: tuple[str, ...] = SERVICES) -> Wire:
    """Read the methods of `services` in API `version` (`v26`) from the installed client."""
    methods = {path: method for service in services for path, method in _record(version, service)}
    types = importlib.import_module(f"google.ads.googleads.{version}.services.types.google_ads_service")
    errors = importlib.import_module(f"google.ads.googleads.{version}.errors.types.errors")
    return Wire(version=version, methods=methods, row=types.GoogleAdsRow.pb(), failure=errors.GoogleAdsFailure.pb())


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


def _record(version: str, service: str) -> Iterator[tuple[str, Method]]:
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in service).lstrip("_")
    module = f"google.ads.googleads.{version}.services.services.{snake}.transports.grpc"
    transport_type = getattr(importlib.import_module(module), f"{service}GrpcTransport")
    recorder = _Recorder()
    # Its constructor wraps and prepares every call for real use; the properties need only these two.
    transport = transport_type.__new__(transport_type)
    transport._logged_channel, transport._stubs = recorder, {}  # noqa: SLF001  # the only seam there is
    for name, member in vars(transport_type).items():
        if isinstance(member, property) and name != "grpc_channel":
            getattr(transport, name)
    for path, request, response, streams in recorder.calls:
        method = path.rpartition("/")[2]
        yield path, Method(service=service, name=method, request=request, response=response, streams=streams)

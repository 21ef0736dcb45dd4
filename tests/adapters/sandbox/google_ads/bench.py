"""A Google Ads sandbox of a test's own, and the official client's services pointed at it."""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import grpc
from google.ads.googleads.client import GoogleAdsClient
from google.ads.googleads.errors import GoogleAdsException
from google.ads.googleads.interceptors import ExceptionInterceptor, MetadataInterceptor
from google.oauth2.credentials import Credentials

from adapters.sandbox.google_ads import world
from adapters.sandbox.google_ads.access import ADWORDS_SCOPE, directly_accessible
from adapters.sandbox.google_ads.further_kinds import OF_ITS_OWN_SERVICE
from adapters.sandbox.google_ads.kind import Kind
from adapters.sandbox.google_ads.server import start_google_ads
from adapters.sandbox.google_ads.wire import VERSIONS
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

START = datetime(2026, 10, 1, 12, tzinfo=UTC)
MANAGER, CUSTOMER, EUROPE = "1000000001", "1000000002", "1000000003"
TIMEOUT = 20


class Bench:
    def __init__(self, folder: Path) -> None:
        self.sandbox = Sandbox(start=START)
        world.plant(self.sandbox)
        self.sandbox.clock.freeze()
        self.server = start_google_ads(self.sandbox, 0, folder)
        self._channels: list[Any] = []

    def close(self) -> None:
        for channel in self._channels:
            channel.close()
        self.server.stop(0)

    def token(self) -> str:
        """An access token that outlives every clock move of a test."""
        return self.sandbox.tokens.issue(
            platform=GOOGLE_ADS,
            kind="access",
            client_id="test",
            user_id="test",
            account_ids=directly_accessible(self.sandbox),
            scopes=(ADWORDS_SCOPE,),
        ).value

    def service(
        self, name: str, *, login: str | None = MANAGER, token: str | None = None, version: str = VERSIONS[0]
    ) -> Any:  # noqa: ANN401 - the client is untyped
        """The official client's service, over a channel that trusts the sandbox's authority."""
        module = importlib.import_module(f"google.ads.googleads.{version}.services.services.{_snake(name)}")
        client = getattr(module, f"{name}Client")
        credentials = grpc.composite_channel_credentials(
            grpc.ssl_channel_credentials(self.server.ca_file.read_bytes()),
            grpc.access_token_call_credentials(token or self.token()),
        )
        channel = grpc.secure_channel(f"localhost:{self.server.port}", credentials)
        self._channels.append(channel)
        intercepted = grpc.intercept_channel(
            channel, MetadataInterceptor(None, login), ExceptionInterceptor(version, use_proto_plus=True)
        )
        return client(transport=client.get_transport_class()(channel=intercepted))

    def client(self, version: str = VERSIONS[0]) -> GoogleAdsClient:
        """The official client as its examples make it, but for the credentials, which need no OAuth here."""
        credentials = Credentials(self.token())  # type: ignore[no-untyped-call]  # as shipped
        endpoint = f"localhost:{self.server.port}"
        return GoogleAdsClient(
            credentials, endpoint=endpoint, login_customer_id=MANAGER, version=version, use_proto_plus=True
        )

    def mutate(self, *operations: dict[str, Any], customer: str = CUSTOMER, **options: object) -> list[str]:
        """Send operations in one GoogleAdsService.Mutate; the resource names, "" where one was refused.

        Those that it does not know go to the service of their own.
        """
        first = next(iter(operations[0]), "") if operations else ""
        own = next((kind for kind in OF_ITS_OWN_SERVICE if kind.operation == first), None)
        if own is not None:
            sent = [each[first] for each in operations]
            return self.mutate_own(own, sent, options={"customer_id": customer, **options})
        request = {"customer_id": customer, "mutate_operations": list(operations), **options}
        answer = self.service("GoogleAdsService").mutate(request=request, timeout=TIMEOUT)
        return [_result_name(slot) for slot in answer.mutate_operation_responses]

    def mutate_own(
        self,
        kind: Kind,
        operations: Sequence[Any],
        *,
        version: str = VERSIONS[0],
        options: Mapping[str, object] = MappingProxyType({}),
    ) -> list[str]:
        """Send operations to the service of their kind."""
        service, _, method = kind.method.partition("/")
        request = {"customer_id": CUSTOMER, "operations": operations, **options}
        answer = getattr(self.service(service, version=version), _snake(method))(request=request, timeout=TIMEOUT)
        return [result.resource_name for result in answer.results]

    def query(self, query: str, customer: str = CUSTOMER) -> list[Any]:
        """The rows of a SearchStream."""
        batches = self.service("GoogleAdsService").search_stream(customer_id=customer, query=query, timeout=TIMEOUT)
        return [row for batch in batches for row in batch.results]


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _result_name(slot: Any) -> str:  # noqa: ANN401 - the client is untyped
    field = type(slot).pb(slot).WhichOneof("response")
    return str(getattr(slot, field).resource_name) if field else ""


def gaql(select: str, resource: str, where: str = "") -> str:
    """A query put together from its parts."""
    return f"SELECT {select} FROM {resource} {where}"  # noqa: S608 - GAQL is no SQL


def codes(error: GoogleAdsException) -> list[str]:
    """The refusals of an exception, as `campaign_error.DUPLICATE_CAMPAIGN_NAME`."""
    return [code_of(item) for item in error.failure.errors]


def code_of(item: Any) -> str:  # noqa: ANN401 - the client is untyped
    raw = type(item).pb(item).error_code
    kind = raw.WhichOneof("error_code")
    return f"{kind}.{getattr(item.error_code, kind).name}"


def place_of(item: Any) -> str:  # noqa: ANN401 - the client is untyped
    """Where a refusal points, as `mutate_operations[0].campaign_operation.create.name`."""
    return ".".join(_steps(item.location.field_path_elements))


def _steps(elements: Iterable[Any]) -> Iterable[str]:
    for element in elements:
        indexed = type(element).pb(element).HasField("index")
        yield f"{element.field_name}[{element.index}]" if indexed else element.field_name

"""One call to Google Ads at a time: its time limit, its outcome in the log, its failure in our words.

The official client over one channel of our own for all accounts; who asks travels with each call. The client is
synchronous (its asynchronous twin loses failures of streams), so calls run in a few threads.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import structlog

from adapters.google_ads.config import GoogleAdsConfig
from adapters.google_ads.errors import translate
from adapters.google_ads.failures import failure_of
from adapters.google_ads.operation import Operation
from adapters.google_ads.query import Query, Row
from adapters.google_ads.rows import plain_row

Answer = TypeVar("Answer")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a person's access token, and the manager account to log in by, if any."""

    access_token: str
    login_customer_id: str | None = None

    def __repr__(self) -> str:
        return f"Caller(login_customer_id={self.login_customer_id})"

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What the headers of a call say of them."""
        login = (("login-customer-id", self.login_customer_id),) if self.login_customer_id else ()
        return (("authorization", f"Bearer {self.access_token}"), *login)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """The official client's methods that we use, by name; all take the same arguments."""

    methods: Mapping[str, Callable[..., Any]]
    request_id: Callable[[], str | None]
    close: Callable[[], None]


class GoogleAdsGateway:
    """Raises only the errors of `application.platforms.errors`. The size of `threads` bounds the calls in flight."""

    def __init__(self, config: GoogleAdsConfig, threads: ThreadPoolExecutor) -> None:
        self._config = config
        self._threads = threads
        self._opening = threading.Lock()
        self._opened: _Client | None = None

    async def mutate(self, caller: Caller, customer_id: str, operations: Sequence[Operation]) -> None:
        """Carry all operations out, or none of them."""
        request = {"customer_id": customer_id, "mutate_operations": [each.as_wire() for each in operations]}
        await self._call("mutate", caller, request, _nothing, operations)

    async def rows(self, caller: Caller, customer_id: str, query: Query) -> list[Row]:
        """Every row that answers the query."""

        def read(batches: Any) -> list[Row]:  # noqa: ANN401 - the client's own type
            return [plain_row(type(row).pb(row), query.select) for batch in batches for row in batch.results]

        return await self._call("search_stream", caller, {"customer_id": customer_id, "query": str(query)}, read)

    async def accessible_customers(self, caller: Caller) -> list[str]:
        """Ids of the accounts, managers among them, that the caller was invited to."""

        def read(answer: Any) -> list[str]:  # noqa: ANN401 - the client's own type
            return [name.rpartition("/")[2] for name in answer.resource_names]

        return await self._call("list_accessible_customers", caller, {}, read)

    def close(self) -> None:
        """Release the connection; what is under way is cut off."""
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    async def _call(
        self,
        method: str,
        caller: Caller,
        request: Mapping[str, object],
        read: Callable[[Any], Answer],
        operations: Sequence[Operation] = (),
    ) -> Answer:
        """Call in a thread; `read` runs there too, for a stream fails while it is read."""

        def call(client: _Client) -> Answer:
            timeout = self._config.timeout_seconds
            return read(client.methods[method](request=request, timeout=timeout, metadata=caller.metadata))

        log = _log.bind(method=method, customer_id=request.get("customer_id"), operations=len(operations))
        timed = partial(self._timed, call, operations, log)
        return await asyncio.get_running_loop().run_in_executor(self._threads, timed)

    def _timed(
        self,
        call: Callable[[_Client], Answer],
        operations: Sequence[Operation],
        log: structlog.typing.FilteringBoundLogger,
    ) -> Answer:
        from google.api_core.exceptions import GoogleAPICallError  # noqa: PLC0415 - heavy to import

        client, started = self._client(), time.monotonic()
        try:
            answer = call(client)
        except GoogleAPICallError as error:
            problem = translate(failure_of(error), operations)
            log.warning(
                "google_ads.call",
                outcome=problem.kind.value,
                code=problem.code,
                request_id=problem.request_id,
                seconds=_seconds_since(started),
            )
            raise problem from None  # what the client raised is read; its chain would only repeat it
        log.info("google_ads.call", outcome="ok", request_id=client.request_id(), seconds=_seconds_since(started))
        return answer

    def _client(self) -> _Client:
        """The client, opened by the first call: a channel must not be opened before a process forks."""
        with self._opening:
            if self._opened is None:
                self._opened = _open(self._config)
            return self._opened


def _nothing(_: object) -> None:
    """The answer to a change says only what the request said."""


def _seconds_since(started: float) -> float:
    return round(time.monotonic() - started, 3)


def _open(config: GoogleAdsConfig) -> _Client:
    import grpc  # noqa: PLC0415 - heavy to import, and so are the services
    from google.ads.googleads.v26.services.services.customer_service import (  # noqa: PLC0415 - see above
        CustomerServiceClient,
    )
    from google.ads.googleads.v26.services.services.customer_service.transports import (  # noqa: PLC0415 - see above
        CustomerServiceGrpcTransport,
    )
    from google.ads.googleads.v26.services.services.google_ads_service import (  # noqa: PLC0415 - see above
        GoogleAdsServiceClient,
    )
    from google.ads.googleads.v26.services.services.google_ads_service.transports import (  # noqa: PLC0415 - see above
        GoogleAdsServiceGrpcTransport,
    )

    from adapters.google_ads.request_ids import RequestIds  # noqa: PLC0415 - it needs grpc

    authority = config.ca_file.read_bytes() if config.ca_file else None
    unlimited = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    channel = grpc.secure_channel(config.endpoint, grpc.ssl_channel_credentials(authority), options=unlimited)
    request_ids = RequestIds()
    watched = grpc.intercept_channel(channel, request_ids)
    google_ads = GoogleAdsServiceClient(transport=GoogleAdsServiceGrpcTransport(channel=watched))
    customer = CustomerServiceClient(transport=CustomerServiceGrpcTransport(channel=watched))
    return _Client(
        methods={
            "mutate": google_ads.mutate,
            "search_stream": google_ads.search_stream,
            "list_accessible_customers": customer.list_accessible_customers,
        },
        request_id=request_ids.of_last_call,
        close=channel.close,
    )

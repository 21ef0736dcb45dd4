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
class _Services:
    google_ads: Any
    customer: Any
    request_id: Callable[[], str | None]
    close: Callable[[], None]


class GoogleAdsGateway:
    """Raises only the errors of `application.platforms.errors`. The size of `threads` bounds the calls in flight."""

    def __init__(self, config: GoogleAdsConfig, threads: ThreadPoolExecutor) -> None:
        self._config = config
        self._threads = threads
        self._opening = threading.Lock()
        self._opened: _Services | None = None

    async def mutate(self, caller: Caller, customer_id: str, operations: Sequence[Operation]) -> None:
        """Carry all operations out, or none of them."""
        request = {"customer_id": customer_id, "mutate_operations": [each.as_wire() for each in operations]}
        await self._call("mutate", caller, customer_id, operations, lambda ask: ask("google_ads", "mutate", request))

    async def rows(self, caller: Caller, customer_id: str, query: Query) -> list[Row]:
        """Every row that answers the query."""
        request = {"customer_id": customer_id, "query": str(query)}

        def read(ask: "_Ask") -> list[Row]:
            batches = ask("google_ads", "search_stream", request)
            return [plain_row(type(row).pb(row), query.select) for batch in batches for row in batch.results]

        return await self._call("search_stream", caller, customer_id, (), read)

    async def accessible_customers(self, caller: Caller) -> list[str]:
        """Ids of the accounts, managers among them, that the caller was invited to."""

        def read(ask: "_Ask") -> list[str]:
            names = ask("customer", "list_accessible_customers", {}).resource_names
            return [name.rpartition("/")[2] for name in names]

        return await self._call("list_accessible_customers", caller, "", (), read)

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
        customer_id: str,
        operations: Sequence[Operation],
        carry_out: Callable[["_Ask"], Answer],
    ) -> Answer:
        run = partial(self._timed, method, caller, customer_id, operations, carry_out)
        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def _timed(
        self,
        method: str,
        caller: Caller,
        customer_id: str,
        operations: Sequence[Operation],
        carry_out: Callable[["_Ask"], Answer],
    ) -> Answer:
        from google.api_core.exceptions import GoogleAPICallError  # noqa: PLC0415 - heavy to import

        log = _log.bind(method=method, customer_id=customer_id, operations=len(operations))
        services, started = self._services(), time.monotonic()
        ask = _Ask(services=services, metadata=caller.metadata, timeout=self._config.timeout_seconds)
        try:
            answer = carry_out(ask)
        except GoogleAPICallError as error:
            problem = translate(failure_of(error), operations)
            seconds = round(time.monotonic() - started, 3)
            log.warning(
                "google_ads.call",
                outcome=problem.kind.value,
                code=problem.code,
                request_id=problem.request_id,
                seconds=seconds,
            )
            raise problem from None  # what the client raised is read; its chain would only repeat it
        seconds, request_id = round(time.monotonic() - started, 3), services.request_id()
        log.info("google_ads.call", outcome="ok", request_id=request_id, seconds=seconds)
        return answer

    def _services(self) -> _Services:
        """The client's services, opened by the first call: a channel must not be opened before a process forks."""
        with self._opening:
            if self._opened is None:
                self._opened = _open(self._config)
            return self._opened


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """Calls a method of a service as the caller."""

    services: _Services
    metadata: tuple[tuple[str, str], ...]
    timeout: float

    def __call__(self, service: str, method: str, request: Mapping[str, object]) -> Any:  # noqa: ANN401 - the client's own types
        call = getattr(getattr(self.services, service), method)
        return call(request=request, timeout=self.timeout, metadata=self.metadata)


def _open(config: GoogleAdsConfig) -> _Services:
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
    return _Services(
        google_ads=GoogleAdsServiceClient(transport=GoogleAdsServiceGrpcTransport(channel=watched)),
        customer=CustomerServiceClient(transport=CustomerServiceGrpcTransport(channel=watched)),
        request_id=request_ids.of_last_call,
        close=channel.close,
    )

"""One call to Meta: in a thread, timed, logged without secrets, its failure in our words."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import structlog

from adapters.meta_ads.config import MetaAdsConfig
from adapters.meta_ads.errors import translated
from adapters.meta_ads.redaction import hide_secrets
from adapters.meta_ads.trouble import GraphTrouble
from domain.shared.platform import Platform

if TYPE_CHECKING:
    from adapters.meta_ads.graph import Graph

T = TypeVar("T")

_log = structlog.get_logger(__name__)
_IDLE_CONNECTIONS = 32


class MetaGateway:
    """Runs calls in `executor`; keeps some idle clients, each bound to one token, for their open connections."""

    def __init__(self, config: MetaAdsConfig, executor: ThreadPoolExecutor) -> None:
        hide_secrets()
        self.config = config
        self._executor = executor
        self._idle: list[tuple[str | None, Graph]] = []
        self._lock = Lock()

    async def run(
        self, operation: str, access_token: str | None, call: "Callable[[Graph], T]", *, writes: bool = False
    ) -> T:
        """The call's answer. Raises the errors of `application.platforms.errors` alone."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, self._timed, operation, access_token, call, writes)

    def close(self) -> None:
        """Release the connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, graph in idle:
            graph.close()

    def _timed(self, operation: str, access_token: str | None, call: "Callable[[Graph], T]", writes: bool) -> T:
        started = time.monotonic()
        log = _log.bind(platform=Platform.META_ADS.value, operation=operation)
        try:
            answer = self._leased(access_token, call)
        except GraphTrouble as trouble:
            error = translated(trouble, writes=writes)
            log.warning(
                "platform call failed",
                outcome=error.kind.value,
                code=error.code,
                request_id=error.request_id,
                seconds=round(time.monotonic() - started, 3),
            )
            raise error from None
        log.debug("platform call", outcome="ok", seconds=round(time.monotonic() - started, 3))
        return answer

    def _leased(self, access_token: str | None, call: "Callable[[Graph], T]") -> T:
        graph = self._take(access_token)
        try:
            return call(graph)
        finally:
            self._give_back(access_token, graph)

    def _take(self, access_token: str | None) -> "Graph":
        with self._lock:
            for index, (token, graph) in enumerate(self._idle):
                if token == access_token:
                    del self._idle[index]
                    return graph
        from adapters.meta_ads.graph import Graph  # noqa: PLC0415 - the client is slow to import: not at API start-up

        return Graph(self.config, access_token)

    def _give_back(self, access_token: str | None, graph: "Graph") -> None:
        with self._lock:
            self._idle.append((access_token, graph))
            surplus = [self._idle.pop(0)[1]] if len(self._idle) > _IDLE_CONNECTIONS else []
        for old in surplus:
            old.close()

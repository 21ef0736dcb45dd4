"""A client that never loses its calm: it repeats a command under the same key until it gets an answer."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

PATIENCE: Final = 180.0
"""Seconds for an API that listens. One that is down has all the time that whoever killed it gives it to come back."""

_LONGEST_PAUSE: Final = 0.5
_NOBODY_THERE: Final = "nobody there"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What was asked under a key, and the answer."""

    key: str
    method: str
    path: str
    body: Json | None
    answer: Json


class Client:
    """Commands and reads over REST. `commands` holds every command with its answer, `repeats` counts what was lost."""

    def __init__(self, base_url: str, api_key: str, dice: random.Random) -> None:
        headers = {"Authorization": f"Bearer {api_key}"}
        self._http = httpx.AsyncClient(base_url=f"{base_url}/v1", headers=headers, timeout=10, trust_env=False)
        self._dice = dice
        self.commands: list[Command] = []
        self.repeats = 0

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def command(self, method: str, path: str, key: str, body: Json | None = None) -> Json:
        """The answer to a command, however often it must be repeated."""
        answer = await self._until_answered(method, path, body, {"Idempotency-Key": key})
        self.commands.append(Command(key=key, method=method, path=path, body=body, answer=answer))
        return answer

    async def ask(self, method: str, path: str) -> Json:
        """The answer to what is no command, such as a read."""
        return await self._until_answered(method, path, None, {})

    async def _until_answered(self, method: str, path: str, body: Json | None, headers: Mapping[str, str]) -> Json:
        patience = PATIENCE
        while True:
            said, asked = "no answer", time.monotonic()
            try:
                answer = await self._http.request(method, path, json=body, headers=headers)
            except httpx.ConnectError:
                said = _NOBODY_THERE
            except httpx.TransportError:
                pass
            else:
                if answer.is_success:
                    found: Json = answer.json()
                    return found
                said = f"{answer.status_code} {answer.text}"
                assert _may_be_repeated(answer), f"{method} {path}: {said}"
            self.repeats += 1
            await asyncio.sleep(self._dice.uniform(0, _LONGEST_PAUSE))
            if said != _NOBODY_THERE:
                patience -= time.monotonic() - asked
            assert patience > 0, f"{method} {path}: after {PATIENCE:.0f} s still {said}"


def _may_be_repeated(answer: httpx.Response) -> bool:
    """Whether the server is at fault, or somebody else changed the campaign at that very moment."""
    if answer.is_server_error:
        return True
    return answer.status_code == httpx.codes.CONFLICT and answer.json()["type"] == "/problems/version-conflict"

"""The demo's REST client: what any client of AdScale would write, with repeats that are safe."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from interfaces.demo.errors import StepFailedError

PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.1


class ApiClient:
    """Calls the API as one organization. A write is named, so that a second demo repeats it without doing it twice."""

    def __init__(self, base_url: str, key: str) -> None:
        self._http = httpx.Client(
            base_url=f"{base_url}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
        )

        self._position = 0

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 - JSON
        """The body of a read that has seen our own writes."""
        return self._checked(self._http.get(path, params={"after": self._position, **query}))

    def write(self, method: str, path: str, name: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """The answer to a command, carried out once under its name."""
        headers = {"Idempotency-Key": f"demo/{name}"}
        answer = self._checked(self._http.request(method, path, json=body, headers=headers))
        self._position = max(self._position, answer.get("position", 0))
        return answer

    def follow(self, address: str) -> Any:  # noqa: ANN401 - JSON
        """Do what a browser does on a consent page: follow the redirects, to our own callback in the end."""
        with httpx.Client(follow_redirects=True, timeout=30, trust_env=False) as browser:
            return self._checked(browser.get(address, headers={"Accept": "application/json"}))

    def until(self, what: str, look: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Look again and again until there is something to see. Raises `StepFailedError` after a minute."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (seen := look()):
            if time.monotonic() > deadline:
                raise StepFailedError(f"After {PATIENCE_SECONDS:.0f} seconds there was still no {what}.")
            time.sleep(_PAUSE_SECONDS)
        return seen

    @staticmethod
    def _checked(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
        if answer.is_error:
            raise StepFailedError(
                f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
            )
        return answer.json()

"""The control API as tests speak to it."""

from datetime import datetime
from typing import Any

import httpx


class ControlDesk:
    """Wraps a client whose base address is the sandbox's `control_url`."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def now(self) -> datetime:
        return datetime.fromisoformat(self.client.get("/clock").json()["now"])

    def pass_days(self, days: float) -> None:
        self.client.post("/clock", json={"advance_days": days}).raise_for_status()

    def pass_hours(self, hours: float) -> None:
        self.client.post("/clock", json={"advance_hours": hours}).raise_for_status()

    def break_calls(self, platform: str, route: str, kind: str, **more: Any) -> None:  # noqa: ANN401 - JSON
        rule = {"platform": platform, "route": route, "kind": kind, **more}
        self.client.post("/faults", json=rule).raise_for_status()

    def clear_faults(self) -> None:
        self.client.delete("/faults").raise_for_status()

    def mutations(self, **query: str | int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/mutations", params=query).json()["mutations"]
        return found

    def named(self, name: str) -> list[dict[str, Any]]:
        return [mutation for mutation in self.mutations() if mutation["name"] == name]

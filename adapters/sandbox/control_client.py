"""The control API from Python, on the standard library alone: for the command line and other people's tests."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

_SECONDS = 60


class ControlRefusedError(RuntimeError):
    """The sandbox refused the order, or does not answer; the message says why."""


class ControlClient:
    """Speaks to the `control_url` of a sandbox's address line; each method raises `ControlRefusedError`."""

    def __init__(self, control_url: str) -> None:
        self._url = control_url.rstrip("/")

    def state(self) -> dict[str, Any]:
        """Return the time, the number of objects held by platform and kind, of mutations, and the faults."""
        return self.call("GET", "/state")

    def now(self) -> datetime:
        """Return the sandbox's time."""
        return datetime.fromisoformat(self.call("GET", "/clock")["now"])

    def advance(self, *, days: float = 0, hours: float = 0, seconds: float = 0) -> datetime:
        """Let time pass, and ads deliver; returns the new time."""
        order = {"advance_days": days, "advance_hours": hours, "advance_seconds": seconds}
        return self._clock({name: amount for name, amount in order.items() if amount})

    def jump_to(self, moment: datetime) -> datetime:
        """Move time forward to an aware moment."""
        return self._clock({"set": moment.isoformat()})

    def freeze(self) -> datetime:
        """Let time stand still."""
        return self._clock({"freeze": True})

    def run(self, speed: float = 1) -> datetime:
        """Let time run on, `speed` sandbox seconds a real second: 3600 is an hour a second."""
        return self._clock({"run": speed})

    def _clock(self, order: Mapping[str, Any]) -> datetime:
        return datetime.fromisoformat(self.call("POST", "/clock", order)["now"])

    def break_calls(self, platform: str, route: str, kind: str, **more: float | None) -> str:
        """Put a fault in force; returns its id.

        `more`: count, probability, delay_seconds, retry_after_seconds, after.
        """
        rule = {"platform": platform, "route": route, "kind": kind, **more}
        return str(self.call("POST", "/faults", rule)["id"])

    def faults(self) -> list[dict[str, Any]]:
        """Return the faults in force, with how many calls each has seen and struck."""
        return _rows(self.call("GET", "/faults"), "faults")

    def clear_faults(self, fault_id: str | None = None) -> int:
        """Lift one fault, or all; returns how many were lifted."""
        path = f"/faults/{quote(fault_id)}" if fault_id else "/faults"
        return int(self.call("DELETE", path)["cleared"])

    def play(self, scenario: str, platform: str | None = None, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Bring a scenario about, on all platforms if none is named; returns what happened, by platform."""
        where = {"platform": platform} if platform else {}
        happened: dict[str, Any] = self.call("POST", "/scenarios", {"name": scenario, **where, **options})["happened"]
        return happened

    def scenarios(self) -> list[dict[str, Any]]:
        """Return every scenario with its name, what it is about, and its options."""
        return _rows(self.call("GET", "/scenarios"), "scenarios")

    def reinstate(self) -> None:
        """Approve every disapproved ad and reopen every suspended account."""
        self.call("DELETE", "/reviews")

    def rules(self, platform: str | None = None) -> list[dict[str, Any]]:
        """Return every rule that can be switched, with its source and whether it is in force."""
        return _rows(self.call("GET", "/rules", query={"platform": platform} if platform else {}), "rules")

    def relax(self, *names: str) -> None:
        """Switch rules off by their names."""
        self.call("POST", "/rules", {"relax": names})

    def enforce(self, *names: str) -> None:
        """Switch rules on by their names."""
        self.call("POST", "/rules", {"enforce": names})

    def quotas(self) -> dict[str, int | None]:
        """Return the quotas of a size of one's own by their names, None where none is set."""
        found: dict[str, int | None] = self.call("GET", "/quotas")["quotas"]
        return found

    def set_quota(self, name: str, size: int | None) -> None:
        """Give a quota a size, `google_ads.daily_operations` among them; None lifts it."""
        self.call("POST", "/quotas", {name: size})

    def take_snapshot(self, name: str | None = None) -> str:
        """Put the present world aside; returns the snapshot's name."""
        return str(self.call("POST", "/snapshots", {"name": name} if name else {})["name"])

    def snapshots(self) -> list[str]:
        """Return the names of the worlds put aside, oldest first."""
        found: list[str] = self.call("GET", "/snapshots")["snapshots"]
        return found

    def restore(self, name: str) -> datetime:
        """Bring a world back as it was, time included; returns that time."""
        return datetime.fromisoformat(self.call("POST", f"/snapshots/{quote(name, safe='')}/restore")["now"])

    def drop_snapshot(self, name: str) -> None:
        """Forget a world put aside."""
        self.call("DELETE", f"/snapshots/{quote(name, safe='')}")

    def mutations(self, **query: str | int) -> list[dict[str, Any]]:
        """Return the mutating calls received, in order; `query`: platform, account_id, kind, after."""
        return _rows(self.call("GET", "/mutations", query=query), "mutations")

    def objects(self, **query: str) -> list[dict[str, Any]]:
        """Return the objects held; `query`: platform, account_id, kind."""
        return _rows(self.call("GET", "/objects", query=query), "objects")

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str | int] | None = None,
    ) -> dict[str, Any]:
        """Send any order of the control API."""
        address = f"{self._url}{path}{'?' + urlencode(query) if query else ''}"
        if not address.startswith("http"):
            raise ControlRefusedError(f"{self._url!r} is no control address: give the address line's control_url")
        content = json.dumps(body or {}).encode() if method == "POST" else None
        request = Request(address, content, {"Content-Type": "application/json"}, method=method)  # noqa: S310 - http only
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            raise ControlRefusedError(_reason(error)) from error
        except URLError as error:
            raise ControlRefusedError(f"no sandbox answers at {self._url}: {error.reason}") from error


def _rows(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer[name]
    return found


def _reason(error: HTTPError) -> str:
    with error:
        try:
            return str(json.load(error)["error"]["message"])
        except (ValueError, KeyError, TypeError):
            return f"{error.url} answers {error.code} {error.reason}"

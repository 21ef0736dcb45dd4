"""Every order of the control API can be given over HTTP, from Python and from a shell."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from typer.testing import CliRunner

from adapters.sandbox import control
from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.sandbox import Sandbox
from interfaces.cli.sandbox_control import app

Order = tuple[str, str]
ROWS = ("faults", "scenarios", "rules", "snapshots", "mutations", "objects")
NOW = datetime(2027, 1, 1, tzinfo=UTC)


class Desk(BaseHTTPRequestHandler):
    """Answers any order with something of every shape, and remembers it."""

    heard: ClassVar[list[Order]] = []

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.heard.append((self.command, self.path.partition("?")[0]))
        rows: dict[str, list[str]] = {name: [] for name in ROWS}
        body = json.dumps(
            {"now": NOW.isoformat(), "id": "1", "name": "one", "cleared": 1, "happened": {}, "quotas": {}, **rows}
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def desk() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Desk) as server:
        Desk.heard.clear()
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/control"
        server.shutdown()
        thread.join()


def orders() -> set[Order]:
    """Every order there is, with `1` for a fault's id and `one` for a snapshot's name."""
    return {
        (method, route.path.replace("{id}", "1").replace("{name}", "one"))
        for route in control.routes(Sandbox())
        for method in (route.methods or ())
        if method != "HEAD"
    }


CALLS: tuple[Callable[[ControlClient], object], ...] = (
    ControlClient.state,
    ControlClient.now,
    lambda client: client.advance(days=1),
    lambda client: client.jump_to(NOW),
    ControlClient.freeze,
    lambda client: client.run(3600),
    ControlClient.faults,
    lambda client: client.break_calls("meta", "*", "slow"),
    lambda client: client.clear_faults("1"),
    ControlClient.clear_faults,
    ControlClient.scenarios,
    lambda client: client.play("outage"),
    ControlClient.reinstate,
    ControlClient.rules,
    lambda client: client.relax("one"),
    ControlClient.quotas,
    lambda client: client.set_quota("google_ads.daily_operations", 100),
    lambda client: client.take_snapshot("one"),
    ControlClient.snapshots,
    lambda client: client.restore("one"),
    lambda client: client.drop_snapshot("one"),
    ControlClient.mutations,
    ControlClient.objects,
)


def test_every_order_can_be_given_from_python() -> None:
    with desk() as url:
        for call in CALLS:
            call(ControlClient(url))
    assert set(Desk.heard) == orders()


LINES = """
state
clock
clock --speed 3600
faults
fault meta * slow
clear-faults 1
clear-faults
scenarios
play outage
reinstate
rules
rules --relax one
quotas
quotas google_ads.daily_operations=100
snapshot one
snapshots
restore one
drop-snapshot one
mutations
objects
"""


def test_every_order_can_be_given_from_a_shell() -> None:
    with desk() as url:
        for line in LINES.split("\n")[1:-1]:
            told = CliRunner().invoke(app, ["--url", url, *line.split()])
            assert told.exit_code == 0, (line, told.output)
    assert set(Desk.heard) == orders()


@pytest.mark.parametrize("line", ["clock --speed 60", "clock --advance-seconds 1.5", "clock --freeze", "clock --run"])
def test_a_shell_moves_the_clock_by_one_order(line: str) -> None:
    with desk() as url:
        assert CliRunner().invoke(app, ["--url", url, *line.split()]).exit_code == 0
    assert Desk.heard == [("POST", "/control/clock")]

"""Versions live and end by the sandbox's own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox

AFTER_THE_END_OF_24 = datetime(2026, 11, 20, tzinfo=UTC)
BEFORE_IT = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=[BEFORE_IT, AFTER_THE_END_OF_24], ids=["alive", "ended"])
def dated(request: pytest.FixtureRequest) -> Iterator[tuple[SandboxAddress, bool]]:
    with running_sandbox(SandboxOptions(start=request.param)) as address:
        yield address, request.param is AFTER_THE_END_OF_24


def asked(address: SandboxAddress, version: str, edge: str = "") -> httpx.Response:
    where = f"{address.meta['graph_url']}/{version}/{address.meta['ad_account_id']}{edge}"
    return httpx.get(where, params={"access_token": address.meta["access_token"]})


@pytest.mark.parametrize("version", ["v26.0", "v25.0"])
def test_the_living_versions_answer_alike(dated: tuple[SandboxAddress, bool], version: str) -> None:
    answer = asked(dated[0], version, "/campaigns")
    assert (answer.status_code, answer.headers["facebook-api-version"]) == (200, version)
    assert "x-ad-api-version-warning" not in answer.headers


def test_an_ended_version_is_refused_where_the_next_one_changed(dated: tuple[SandboxAddress, bool]) -> None:
    address, ended = dated
    answer = asked(address, "v24.0", "/campaigns")
    assert answer.status_code == (400 if ended else 200)
    assert answer.json().get("error", {}).get("code") == (2635 if ended else None)


def test_an_ended_version_is_lifted_to_the_next_where_nothing_changed(dated: tuple[SandboxAddress, bool]) -> None:
    address, ended = dated
    answer = asked(address, "v24.0")
    assert answer.status_code == 200
    assert ("x-ad-api-version-warning" in answer.headers) is ended
    assert answer.headers["facebook-api-version"] == ("v25.0" if ended else "v24.0")


def test_logging_in_outlives_the_marketing_part(dated: tuple[SandboxAddress, bool]) -> None:
    address, _ = dated
    token = {"access_token": address.meta["access_token"]}
    answer = httpx.get(f"{address.meta['graph_url']}/v24.0/me", params=token)
    assert (answer.status_code, "x-ad-api-version-warning" in answer.headers) == (200, False)


def test_a_version_of_long_ago_is_refused(dated: tuple[SandboxAddress, bool]) -> None:
    assert asked(dated[0], "v19.0").json()["error"]["code"] == 2635

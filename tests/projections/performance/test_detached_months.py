"""Figures are built only while every observation behind them is there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.codec import decode
from adapters.postgres.schema import OWNER_ROLE
from domain.shared.ids import OrganizationId
from projections.desk import ProjectionDesk
from projections.performance.projector import PerformanceProjector
from projections.performance.table import DAILY
from projections.rebuilding import Rebuild
from projections.versions import VersionError
from tests.projections.running import catch_up, rows_of
from tests.projections.stories import Story, observation

MONTH, DAY = date(2024, 1, 1), date(2024, 1, 31)


@contextmanager
def detached(owner_url: str) -> Iterator[None]:
    """The month's one observation is away."""
    with psycopg.connect(owner_url, autocommit=True, options=f"-c role={OWNER_ROLE}") as owner:
        owner.execute("SELECT performance.detach_month(%s, %s)", (MONTH, json.dumps({"rows": 1})))
        try:
            yield
        finally:
            owner.execute("SELECT performance.attach_month(%s)", (MONTH,))


async def test_figures_are_not_built_without_a_detached_month(conninfo: str, owner_url: str, story: Story) -> None:
    await story.hears(await story.connects(), observation(DAY, "c-1"))
    rebuild = Rebuild(conninfo, PerformanceProjector(), decode)
    with detached(owner_url):
        for organization in (None, story.organization):
            with pytest.raises(VersionError, match="adscale observations attach --month 2024-01"):
                await rebuild.build(organization)
    await rebuild.build()


async def test_what_was_built_is_not_served_once_a_month_has_left(conninfo: str, owner_url: str, story: Story) -> None:
    await story.hears(await story.connects(), observation(DAY, "c-1"))
    rebuild = Rebuild(conninfo, PerformanceProjector(), decode)
    await rebuild.build()
    with detached(owner_url), pytest.raises(VersionError, match="figures of 2024-01 are detached"):
        await rebuild.swap()
    assert (await rebuild.swap()).place == "live"


async def test_an_organization_without_figures_in_a_detached_month_is_built(
    conninfo: str, owner_url: str, story: Story
) -> None:
    await story.hears(await story.connects(), observation(DAY, "c-1"))
    with detached(owner_url):
        stranger = OrganizationId(uuid4())
        assert (await Rebuild(conninfo, PerformanceProjector(), decode).build(stranger)).organization == stranger


async def test_what_was_not_counted_before_its_month_left_waits_until_it_is_back(
    conninfo: str, owner_url: str, story: Story
) -> None:
    await story.hears(await story.connects(), observation(DAY, "c-1"))
    with detached(owner_url):
        await catch_up(conninfo, [PerformanceProjector()])
        assert await rows_of(conninfo, DAILY, story.organization) == []
        (still,) = await desk(conninfo).redrive("performance")
        assert "adscale observations attach --month 2024-01" in str(still.error)
    (driven,) = await desk(conninfo).redrive("performance")
    assert (driven.facts, driven.error) == (1, None)
    assert len(await rows_of(conninfo, DAILY, story.organization)) == 1


async def test_what_was_counted_is_passed_over_when_it_is_replayed_without_its_month(
    conninfo: str, owner_url: str, story: Story
) -> None:
    await story.hears(await story.connects(), observation(DAY, "c-1"))
    await catch_up(conninfo, [PerformanceProjector()])
    before = await rows_of(conninfo, DAILY, story.organization)
    with detached(owner_url):
        async with await AsyncConnection.connect(conninfo) as connection:
            await connection.execute("UPDATE work.checkpoints SET position = 0")
        await catch_up(conninfo, [PerformanceProjector()])
        assert await desk(conninfo).parked("performance") == []
    assert await rows_of(conninfo, DAILY, story.organization) == before


def desk(conninfo: str) -> ProjectionDesk:
    return ProjectionDesk(conninfo=conninfo, decode=decode, projectors=[PerformanceProjector()])

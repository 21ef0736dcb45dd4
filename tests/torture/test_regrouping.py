"""While the shards are grouped anew writers wait, and afterwards none of them waits for another in a circle."""

import asyncio
from typing import Any
from uuid import uuid4

from psycopg import AsyncConnection

from adapters.postgres.ledger import append_request, stored_fact
from domain.shared.ids import OrganizationId
from tests.contracts.frames import frame
from tests.torture.trial import a_database


async def in_groups(connection: AsyncConnection[Any], of_three: int, of_four: int) -> OrganizationId:
    """An organization that is in these groups while there are three, and when there are four."""
    while True:
        organization = OrganizationId(uuid4())
        cursor = await connection.execute("SELECT ledger.shard_of(%s)", (organization,))
        ((shard,),) = await cursor.fetchall()
        if (shard % 3, shard % 4) == (of_three, of_four):
            return organization


async def appended(url: str, organization: OrganizationId) -> str:
    fact = stored_fact("campaign.renamed", 1, {"name": "Summer"})
    request = append_request(frame(organization), "campaign", uuid4(), 0, [fact])
    async with await AsyncConnection.connect(url, autocommit=True) as writer:
        cursor = await writer.execute("SELECT status FROM ledger.append(%s::jsonb)", (request,))
        ((status,),) = await cursor.fetchall()
        return str(status)


async def test_writers_that_wait_for_a_regrouping_do_not_wait_for_each_other(postgres_url: str) -> None:
    with a_database(postgres_url) as url:
        async with (
            await AsyncConnection.connect(url, autocommit=True) as connection,
            await AsyncConnection.connect(url) as owner,
        ):
            await connection.execute("SELECT ledger.change_shard_groups(3::smallint)")
            crossing = [await in_groups(connection, 2, 1), await in_groups(connection, 1, 2)]
            await owner.execute("SELECT ledger.change_shard_groups(4::smallint)")
            waiting = [asyncio.create_task(appended(url, organization)) for organization in crossing]
            await asyncio.sleep(0.3)
            await owner.commit()
            assert await asyncio.gather(*waiting) == ["appended", "appended"]

import asyncio
import signal
import sys
from uuid import uuid4

from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from adapters.postgres.schema import APPLICATION_ROLE

PROGRAM = """
import sys
from adapters.postgres.codec import decode
from interfaces.projector.main import main
from projections.campaigns.projector import CampaignsProjector
from projections.runner import ProjectionRunner

projector = CampaignsProjector()
projector.name = sys.argv[2]
main(ProjectionRunner(sys.argv[1], [projector], decode))
"""


async def test_the_process_works_until_sigterm_and_then_ends_with_status_0(postgres_url: str) -> None:
    conninfo, name = make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}"), f"campaigns-{uuid4()}"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, conninfo, name)
    async with await AsyncConnection.connect(conninfo, autocommit=True) as connection, asyncio.timeout(20):
        while True:
            seen = await connection.execute("SELECT 1 FROM work.checkpoints WHERE projection = %s", (name,))
            if await seen.fetchone():
                break
            await asyncio.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0

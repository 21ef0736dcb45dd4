"""Playing the demo: everything is started, the story is told, and it stays up until Ctrl-C unless told to leave."""

import asyncio
import shutil
import signal
from pathlib import Path

import httpx
from pydantic import SecretStr

from application.identity.commands import CreateOrganization, create_organization
from interfaces import bootstrap
from interfaces.demo.client import ApiClient
from interfaces.demo.errors import DemoError
from interfaces.demo.stage import Stage
from interfaces.demo.story import STEPS, Story
from interfaces.demo.tell import Teller, console
from interfaces.processes import kept_addresses
from interfaces.settings import Settings
from interfaces.supervisor.supervisor import Supervisor

SLUG = "demo"


def play(*, leave: bool, fresh: bool) -> int:
    """Play the demo; the process's exit status: 0 only if every step held."""
    home = Settings().home / "demo"
    if fresh:
        shutil.rmtree(home, ignore_errors=True)
    stage = Stage(home)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Teller(STEPS).telling() as teller:
            teller.begin("Starting Postgres, Valkey, the sandbox, the API, the projector, a worker and the scheduler")
            with Supervisor(stage.children(), logs=stage.home / "logs").running():
                held = _tell(stage, teller)
                if not leave:
                    _stay(stage, teller)
    except KeyboardInterrupt:
        console.print("Stopped. The data stays; the next start finds it again.")
        return 130
    if leave:
        console.print("Everything is stopped. The data stays; the next start finds it again.")
    return 0 if held else 1


def _tell(stage: Stage, teller: Teller) -> bool:
    if stage.played_before:
        teller.say("Found the data of an earlier demo; what was done then is not done twice.")
    teller.done("Everything runs on this machine: an embedded Postgres and Valkey, and a sandbox of the platforms.")
    if stage.script.api_key is None:
        stage.keep(api_key=asyncio.run(_create_organization(stage)))
    teller.done("Created the organization “demo” with its first user and an API key.")
    api = ApiClient(stage.settings.base_url, str(stage.script.api_key))
    try:
        Story(api, teller, stage.address(), stage.script.starts_on).play()
    except (DemoError, httpx.HTTPError) as error:
        teller.say(f"[red]✗[/red] {error}")
        teller.say(f"The logs are in {stage.home / 'logs'}.")
        return False
    finally:
        api.close()
    return True


async def _create_organization(stage: Stage) -> str:
    database_url = SecretStr(kept_addresses(stage.home)["DATABASE_URL"])
    settings = stage.settings.model_copy(update={"database_url": database_url})
    command = CreateOrganization(
        name="Demo Shop", slug=SLUG, owner_email="owner@shop.example.com", owner_name="Demo Owner"
    )
    async with bootstrap.open_services(settings) as services:
        return (await create_organization(services.ledger, services.identities, command, services.now())).key


def _stay(stage: Stage, teller: Teller) -> None:
    base, key_file = stage.settings.base_url, _key_file(stage)
    teller.say("")
    teller.say(f"Still running. API: {base}/v1   interactive docs: {base}/docs   Ctrl-C stops everything.")
    teller.say(f"Three things to try (the API key is in {key_file}):")
    authorization = f'-H "Authorization: Bearer $(cat {key_file})"'
    teller.say(f"  curl {authorization} {base}/v1/campaigns")
    teller.say(f"  curl {authorization} '{base}/v1/performance?by=platform'")
    teller.say(f"  curl {authorization} {base}/v1/accounts")
    signal.sigwait({signal.SIGINT, signal.SIGTERM})


def _key_file(stage: Stage) -> Path:
    file = stage.home / "api-key"
    file.touch(mode=0o600)
    file.write_text(str(stage.script.api_key), encoding="ascii")
    return file

"""All of AdScale under its real supervisor, on embedded servers, pointed at a sandbox that nobody kills: the judge."""

import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from adapters.embedded.folder import PORTS, is_free
from application.identity.commands import CreateOrganization, IssuedKey, create_organization
from interfaces import bootstrap
from interfaces.demo.stage import SandboxEnvironment
from interfaces.processes import command, kept_addresses, local_children
from interfaces.services import Services
from interfaces.settings import Settings
from interfaces.supervisor.child import ChildProcess
from interfaces.supervisor.supervisor import Supervisor

LONGEST_DELAY = 0.2
"""Seconds from a death to the next start, so that hundreds of deaths fit into minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The processes that run now, and where the judge sits."""

    settings: Settings
    supervisor: Supervisor
    children: Mapping[str, ChildProcess]
    logs: Path
    sandbox: Mapping[str, Any]

    def log_of(self, child: str) -> str:
        """All that a child has printed."""
        return (self.logs / f"{child}.log").read_text(encoding="utf-8")

    def mutations(self, *, after: int = 0) -> list[dict[str, Any]]:
        """What was changed on the platforms, but for the first few changes."""
        return self._control("mutations", after=after)

    def objects(self) -> list[dict[str, Any]]:
        """What the platforms hold."""
        return self._control("objects")

    def _control(self, what: str, **query: int) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.sandbox['control_url']}/{what}", params=query, timeout=30, trust_env=False)
        found: list[dict[str, Any]] = answer.raise_for_status().json()[what]
        return found


@contextmanager
def running_house(home: Path) -> Iterator[House]:
    """Everything up, the API on a free port; all of it stopped at the end."""
    settings = Settings(
        home=home, host="127.0.0.1", port=_free_port(), database_url=SecretStr(""), redis_url=SecretStr("")
    )
    address_file = home / "sandbox" / "address.json"
    sandbox = ChildProcess(
        name="sandbox",
        argv=command("sandbox", "--state", str(address_file.parent)),
        ready=address_file.exists,
        restart=False,
    )
    children = (sandbox, *local_children(settings, SandboxEnvironment(address_file)))
    supervisor = Supervisor(children, logs=home / "logs", longest_delay=LONGEST_DELAY)
    with supervisor.running():
        address = json.loads(address_file.read_text(encoding="utf-8"))
        yield House(
            settings=settings,
            supervisor=supervisor,
            children={child.name: child for child in children},
            logs=home / "logs",
            sandbox=address,
        )


@asynccontextmanager
async def open_services(home: Path) -> AsyncIterator[Services]:
    """The services of a house, in this process."""
    addresses = {name.lower(): SecretStr(url) for name, url in kept_addresses(home).items()}
    settings = Settings(home=home).model_copy(update=addresses)
    async with bootstrap.open_services(settings) as services:
        yield services


async def founded(home: Path) -> IssuedKey:
    """The key of a new organization."""
    founding = CreateOrganization(
        name="Torture", slug="torture", owner_email="owner@shop.example.com", owner_name="Owner"
    )
    async with open_services(home) as services:
        return await create_organization(services.ledger, services.identities, founding, services.now())


def _free_port() -> int:
    # Outside the ports of outgoing connections: one of those could take it while the API is down.
    while not is_free(port := secrets.choice(PORTS), patience=0):
        pass
    return port

"""Which processes make up AdScale, and how one machine runs them all: the same commands that production runs."""

import json
import os
import socket
import sys
from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from pydantic import SecretStr

from interfaces import bootstrap
from interfaces.settings import Settings
from interfaces.supervisor.child import ChildProcess

PROCESSES = ("api", "projector", "worker", "scheduler")
"""The processes by their commands, in the order in which they start: each of them keeps a core busy for a second or
two, so the one that somebody waits for comes first and alone."""

_DIRECTLY = build_opener(ProxyHandler({}))
"""No proxy of the environment's stands between us and our own machine."""


class PortTakenError(Exception):
    """Another program listens where the API is to listen."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is taken. Stop what listens there, or set ADSCALE_PORT to another port.")
        self.port = port


def command(*arguments: str) -> tuple[str, ...]:
    """The command line of one of our own commands, in this very installation."""
    return (sys.executable, "-P", "-m", "interfaces.cli.main", *arguments)


def local_children(settings: Settings, extra: MutableMapping[str, str]) -> tuple[ChildProcess, ...]:
    """Everything on this machine: embedded servers for what no address is configured for, then our processes.

    Raises `PortTakenError` before anything is begun.
    """
    _must_be_free(settings)
    home = settings.home.resolve()
    servers: list[ChildProcess] = []
    environment = {"ADSCALE_HOME": str(home), "ADSCALE_HOST": settings.host, "ADSCALE_PORT": str(settings.port)}
    postgres, valkey = bootstrap.embedded_servers(home)
    for name, configured, server in (
        ("DATABASE_URL", settings.database_url, postgres),
        ("REDIS_URL", settings.redis_url, valkey),
    ):
        if configured.get_secret_value():
            environment[name] = configured.get_secret_value()
        else:
            server.prepare()
            environment[name] = server.url
            servers.append(ChildProcess.serving(server))
    keep_addresses(home, environment)
    # What comes from outside may be known only when a child starts, so it is looked up then.
    combined = ChainMap(environment, extra)
    database = settings.model_copy(update={"database_url": SecretStr(environment["DATABASE_URL"])})
    api, *others = (ChildProcess(name=name, argv=command(name), env=combined) for name in PROCESSES)
    # A process of its own would load for a second what this one has loaded already.
    api = replace(api, ready=lambda: answers(settings), before_start=lambda: bootstrap.migrate(database))
    return (*servers, api, *others)


def _must_be_free(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTakenError(settings.port) from error


def answers(settings: Settings) -> bool:
    """Whether the API answers on its port at all."""
    try:
        with _DIRECTLY.open(f"http://{settings.host}:{settings.port}/v1/health", timeout=2):
            return True
    except HTTPError as refusal:
        refusal.close()
        return True
    except (URLError, OSError):
        return False


def keep_addresses(home: Path, environment: Mapping[str, str]) -> None:
    """Write down where the servers are, readable by us alone, so that other commands find them."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: environment[name] for name in ("DATABASE_URL", "REDIS_URL")}
    descriptor = os.open(home / "addresses.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(kept, file)


def kept_addresses(home: Path) -> dict[str, str]:
    """The addresses that `keep_addresses` wrote; empty where nothing was ever started here."""
    try:
        kept: dict[str, str] = json.loads((home / "addresses.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept

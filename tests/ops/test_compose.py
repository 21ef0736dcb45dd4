"""What production is started with is held against the code: commands, settings, ports, files and processes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import typer
import yaml
from pydantic_settings import BaseSettings

from interfaces.cli.main import app
from interfaces.processes import PROCESSES
from interfaces.settings import GoogleAdsSettings, MetaAdsSettings, Settings, TikTokAdsSettings

CHECKOUT: Final = Path(__file__).parents[2]
COMPOSE: Final[dict[str, Any]] = yaml.safe_load((CHECKOUT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
DOCKERFILE: Final = (CHECKOUT / "ops/images/Dockerfile").read_text(encoding="utf-8")
CADDYFILE: Final = (CHECKOUT / "ops/images/Caddyfile").read_text(encoding="utf-8")
OURS: Final = {name: service for name, service in SERVICES.items() if service["image"].startswith("adscale:")}

DOCUMENTED_BY_IMAGES: Final = {
    "postgres": {"POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB"},
    "valkey": {"VALKEY_PASSWORD"},
    "caddy": {"ADSCALE_DOMAIN"},
}
"""What the images of others are told: Postgres' own names, and what our command, health check and Caddyfile read."""

REQUIRED_IN_PRODUCTION: Final = {"DATABASE_URL", "REDIS_URL", "ADSCALE_PUBLIC_URL", "ADSCALE_VAULT_KEYS"}
BUILT_IN: Final = {"PATH", "PYTHONUNBUFFERED"}


def settings_names() -> set[str]:
    """Every environment variable that our settings read."""
    platforms: tuple[type[BaseSettings], ...] = (GoogleAdsSettings, MetaAdsSettings, TikTokAdsSettings)
    prefixed = {
        f"{settings.model_config['env_prefix']}{name}".upper()
        for settings in platforms
        for name in settings.model_fields
    }
    aliases = {field.validation_alias for field in Settings.model_fields.values()}
    return prefixed | {alias for alias in aliases if isinstance(alias, str)}


def image_settings() -> dict[str, str]:
    """What the image itself sets."""
    lines = re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def commands() -> set[str]:
    """What can stand behind `adscale`."""
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # an app with many commands is a group


@pytest.mark.parametrize("name", OURS)
def test_each_of_our_services_runs_a_command_that_there_is(name: str) -> None:
    assert OURS[name]["command"][0] in commands()
    assert 'ENTRYPOINT ["adscale"]' in DOCKERFILE


def test_every_process_of_ours_is_a_service_and_so_is_the_migration() -> None:
    assert {service["command"][0] for service in OURS.values()} == {*PROCESSES, "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_each_setting_of_our_services_is_one_that_we_read(name: str) -> None:
    assert OURS[name]["environment"].keys() - settings_names() == set()


def test_each_setting_of_our_image_is_one_that_we_read() -> None:
    assert image_settings().keys() - settings_names() - BUILT_IN == set()


@pytest.mark.parametrize("name", OURS)
def test_what_production_cannot_do_without_is_set(name: str) -> None:
    assert OURS[name]["environment"].keys() >= REQUIRED_IN_PRODUCTION


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - OURS.keys()))
def test_the_images_of_others_are_told_what_they_know(name: str) -> None:
    assert SERVICES[name].get("environment", {}).keys() <= DOCUMENTED_BY_IMAGES[name]


def test_a_secret_that_is_missing_stops_the_start_instead_of_being_empty() -> None:
    secrets = set(re.findall(r"\$\{(\w*(?:PASSWORD|VAULT_KEYS))\b", (CHECKOUT / "compose.yaml").read_text("utf-8")))
    assert secrets == {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "ADSCALE_VAULT_KEYS"}
    for name in secrets:
        assert not re.search(rf"\$\{{{name}(?!:\?)", (CHECKOUT / "compose.yaml").read_text("utf-8"))


def test_caddy_sends_to_the_port_on_which_the_api_listens() -> None:
    port = OURS["api"]["environment"]["ADSCALE_PORT"]
    assert OURS["api"]["expose"] == [port]
    assert re.findall(r"reverse_proxy (\S+)", CADDYFILE) == [f"api:{port}"]
    assert f"127.0.0.1:{port}/v1/health" in " ".join(OURS["api"]["healthcheck"]["test"])


def test_caddy_reads_no_variable_that_it_is_not_given() -> None:
    assert set(re.findall(r"\{\$(\w+)", CADDYFILE)) <= SERVICES["caddy"]["environment"].keys()


def test_only_caddy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]


def test_every_volume_that_is_mounted_exists() -> None:
    sources = {mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    named = {source for source in sources if not source.startswith(".")}
    assert named == COMPOSE["volumes"].keys()
    assert [source for source in sources - named if not (CHECKOUT / source).exists()] == []


@pytest.mark.parametrize(
    "image", [*(s["image"] for s in SERVICES.values()), *re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)]
)
def test_every_image_of_others_is_pinned_to_a_major_version(image: str) -> None:
    if not image.startswith("adscale:"):
        assert re.fullmatch(r"[a-z/]+:\d+(\.\d+)*(-slim)?", image)


def copied() -> Iterator[str]:
    """What the Dockerfile copies out of the checkout."""
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        yield from sources.split()


@pytest.mark.parametrize("source", [*copied()])
def test_what_the_image_copies_exists_and_is_not_ignored(source: str) -> None:
    assert (CHECKOUT / source).exists()
    ignored = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").split()
    assert source not in ignored


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_is_a_service_that_can_come_to_that(name: str) -> None:
    for other, wish in SERVICES[name].get("depends_on", {}).items():
        if wish["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other]["restart"] == "no"


def test_valkey_keeps_its_queue_and_throws_nothing_away() -> None:
    told = " ".join(SERVICES["valkey"]["command"])
    assert "--appendonly yes" in told
    assert "--maxmemory-policy noeviction" in told

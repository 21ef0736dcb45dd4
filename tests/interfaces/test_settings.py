"""Settings come from our own names in the environment, never from a shell's."""

from pathlib import Path

import pytest

from interfaces.settings import Settings


def test_a_shells_own_variables_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ADSCALE_HOME", "ADSCALE_PORT", "ADSCALE_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/elsewhere", "HOST": "elsewhere", "PORT": "1"}.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.home, settings.host, settings.port) == (Path(".adscale"), "127.0.0.1", 8000)


def test_our_own_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADSCALE_HOME", "/ours")
    assert Settings().home == Path("/ours")


def test_code_may_name_a_field() -> None:
    assert Settings(home=Path("/given")).home == Path("/given")

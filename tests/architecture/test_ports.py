"""Every port has a fake, and the fake has the port's own shape."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import pytest

APPLICATION, FAKES = (Path(__file__).parents[2] / folder for folder in ("application", "tests/fakes"))


def ports() -> Iterator[type]:
    """Every protocol in a port module of the application."""
    for path in sorted(APPLICATION.rglob("port*.py")):
        module = import_module(".".join(path.relative_to(APPLICATION.parent).with_suffix("").parts))
        for member in vars(module).values():
            if isinstance(member, type) and Protocol in member.__bases__ and member.__module__ == module.__name__:
                yield member


def fakes() -> dict[str, Any]:
    """Every fake by its name."""
    loaded = (import_module(f"tests.fakes.{path.stem}") for path in FAKES.glob("*.py") if path.stem != "__init__")
    return {name: member for module in loaded for name, member in vars(module).items() if name.startswith("Fake")}


def methods(of: type) -> dict[str, list[tuple[str, object]]]:
    """The public methods, each with its parameters' names and kinds."""
    return {
        name: [(parameter.name, parameter.kind) for parameter in inspect.signature(member).parameters.values()]
        for name, member in vars(of).items()
        if inspect.isfunction(member) and not name.startswith("_")
    }


def test_the_ports_are_found() -> None:
    assert {"Ledger", "Vault", "AdPlatform", "ReactionBook"} <= {port.__name__ for port in ports()}


@pytest.mark.parametrize("port", [*ports()], ids=lambda port: port.__name__)
def test_every_port_has_a_fake_of_its_shape(port: type) -> None:
    fake = fakes()[f"Fake{port.__name__}"]
    assert methods(port).items() <= methods(fake).items()

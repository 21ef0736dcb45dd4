"""The console script: `adscale sandbox` starts without loading the rest of AdScale, which need not be installed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_OURS = ("domain", "application", "projections", "adapters", "interfaces")


def main() -> None:
    """Run `adscale`; where an extra is not installed, leave with one sentence that names it."""
    if sys.argv[1:2] == ["sandbox"]:
        with _told_what_to_install("sandbox"):
            from interfaces.cli.sandbox import app as sandbox  # noqa: PLC0415 - either this or all the rest

            sandbox(sys.argv[2:], prog_name="adscale sandbox")
    else:
        with _told_what_to_install("service"):
            from interfaces.cli.main import main as everything  # noqa: PLC0415 - as above
        everything()


@contextmanager
def _told_what_to_install(extra: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in _OURS:
            raise
        sandbox_is_there = " (`adscale sandbox` runs without it.)" if extra == "service" else ""
        sys.exit(_missing(error.name, extra) + sandbox_is_there)


def _missing(module: str | None, extra: str) -> str:
    asked = " ".join(["adscale", *sys.argv[1:2]])
    return f"`{asked}` needs {module}, which is not installed: pip install 'adscale[{extra}]'"

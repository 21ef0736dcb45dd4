"""The console script: `adscale sandbox` starts without loading the rest of AdScale, which need not be installed."""

import sys


def main() -> None:
    """Run `adscale`."""
    if sys.argv[1:2] == ["sandbox"]:
        from interfaces.cli.sandbox import app as sandbox  # noqa: PLC0415 - either this or all the rest

        sandbox(sys.argv[2:], prog_name="adscale sandbox")
    else:
        from interfaces.cli.main import main as everything  # noqa: PLC0415 - as above

        everything()

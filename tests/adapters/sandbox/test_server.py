import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

PROGRAM = """
import sys
from pathlib import Path
from adapters.sandbox.server import SandboxOptions, serve
serve(SandboxOptions(state=Path(sys.argv[1])))
"""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_sandbox_prints_one_line_serves_and_stops_cleanly(tmp_path: Path, sent: signal.Signals) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())
        published = tmp_path / "address.json"
        assert json.loads(published.read_text()) == address
        assert published.stat().st_mode & 0o777 == 0o600
        assert httpx.get(f"{address['control_url']}/state").status_code == 200
        os.kill(process.pid, sent)
        assert process.wait(timeout=10) == 0
        assert process.stdout.read() == ""
    assert not published.exists()

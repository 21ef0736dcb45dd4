import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from adapters.sandbox.google_ads.oauth import routes
from adapters.sandbox.google_ads.service_account import write_service_account
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, MANAGER, Bench

_WALK = Path(__file__).with_name("official_walk.py")


@contextmanager
def _token_endpoint(bench: Bench) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(Starlette(routes=routes(bench.sandbox)), ws="none", log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/google/oauth2/token"
        server.should_exit = True
        thread.join()


def test_the_unmodified_client_walks_the_whole_way_with_a_key_file_and_a_ca(bench: Bench, tmp_path: Path) -> None:
    with _token_endpoint(bench) as token_uri:
        client = {
            "json_key_file_path": str(write_service_account(bench.sandbox, tmp_path, token_uri)),
            "endpoint": f"localhost:{bench.server.port}",
            "login_customer_id": MANAGER,
            "use_proto_plus": True,
        }
        told = subprocess.run(  # noqa: S603 - our own program, our own arguments
            [sys.executable, _WALK, json.dumps({"client": client, "customer_id": CUSTOMER})],
            env=os.environ | {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(bench.server.ca_file)},
            capture_output=True,
            check=False,
            timeout=60,
        )

    assert told.returncode == 0, told.stderr.decode()
    walk = json.loads(told.stdout)
    assert walk["accessible"] == [f"customers/{MANAGER}", f"customers/{CUSTOMER}"]
    assert walk["read"] == [["Walk", "PAUSED", "0"]]
    assert walk["changed"] == [["", "ENABLED", "30000000"]]

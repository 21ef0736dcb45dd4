"""The API process: uvicorn over the application, until SIGTERM or SIGINT."""

import gc

import uvicorn
from fastapi import FastAPI

from interfaces import bootstrap
from interfaces.logs import configure_logs
from interfaces.rest.app import create_app
from interfaces.settings import Settings


def main(settings: Settings) -> None:
    """Serve the API."""
    configure_logs(settings)
    serve(create_app(lambda: bootstrap.open_services(settings)), settings.host, settings.port)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve an app that is whole: nothing of it is garbage before the end, so the collector need not look at it.

    Nor does it look often: what a request leaves behind is freed by its reference counts.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )

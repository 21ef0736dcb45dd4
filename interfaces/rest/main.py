"""The API process: uvicorn over the application, until SIGTERM or SIGINT."""

import uvicorn
from fastapi import FastAPI

from interfaces import bootstrap
from interfaces.garbage import collect_rarely
from interfaces.logs import configure_logs
from interfaces.rest.app import create_app
from interfaces.rest.one_write import OneWrite
from interfaces.settings import Settings


def main(settings: Settings) -> None:
    """Serve the API."""
    configure_logs(settings)
    serve(create_app(lambda: bootstrap.open_services(settings)), settings.host, settings.port)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve an app that is whole."""
    collect_rarely()
    uvicorn.run(
        app,
        host=host,
        port=port,
        http=OneWrite,
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )

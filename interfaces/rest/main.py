"""The API process: uvicorn over the application, until SIGTERM or SIGINT."""

import uvicorn

from interfaces import bootstrap
from interfaces.logs import configure_logs
from interfaces.rest.app import create_app
from interfaces.settings import Settings


def main(settings: Settings) -> None:
    """Serve the API."""
    configure_logs(settings)
    uvicorn.run(
        create_app(lambda: bootstrap.open_services(settings)),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
    )

"""The API as it is, with two references beside it on the same worker: a no-op, and the library's own way to save.

Run as a process of its own by `commands.py`, with the address of the database and the port as arguments.
"""

import os
import sys
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from fastapi import FastAPI
from pydantic import BaseModel, SecretStr

from interfaces import bootstrap
from interfaces.rest import main
from interfaces.rest.app import create_app
from interfaces.settings import Settings


class NoOp(BaseModel):
    """A body of six fields, and the same as the answer."""

    name: str
    amount: str
    currency: str
    kind: str
    count: int
    flag: bool


class Budget(Aggregate):
    """The library's aggregate, for its own `save`."""

    def __init__(self) -> None:
        self.amount = ""

    @event("Changed")
    def change(self, amount: str) -> None:
        """Change the budget."""
        self.amount = amount


def serve_with_references(database_url: str, port: int) -> None:
    """Serve until killed."""
    settings = Settings(database_url=SecretStr(database_url))
    app = create_app(lambda: bootstrap.open_services(settings))
    add_references(app)
    main.serve(app, "127.0.0.1", port)


def add_references(app: FastAPI) -> None:
    """Add the library's save, and the no-op where no route is tried before it."""
    library: Application[UUID] = Application(env=os.environ)

    @app.post("/bench/library")
    def save(body: NoOp) -> NoOp:
        budget = Budget()
        budget.change(body.amount)
        library.save(budget)
        return body

    @app.post("/bench/noop")
    async def noop(body: NoOp) -> NoOp:
        return body

    app.router.routes.insert(0, app.router.routes.pop())


if __name__ == "__main__":
    serve_with_references(sys.argv[1], int(sys.argv[2]))

"""A job that is made pending, given its operations, and run."""

from dataclasses import dataclass

from google.protobuf.json_format import ParseDict

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.store import Entity


@dataclass(frozen=True, slots=True)
class StoredJob:
    """One job as it is kept, and the call that is about it."""

    call: Call
    account: ReadyAccount
    entity: Entity

    @property
    def message(self) -> Proto:
        """Return the job in the version of the call."""
        return ParseDict(self.entity.fields, self.call.wire.resource_type(self.entity.kind)())

    @property
    def is_pending(self) -> bool:
        """Return whether it has not been run."""
        return enum_name(self.message, "status") == "PENDING"

    @property
    def place(self) -> str:
        """Return where the sandbox remembers what was added to it."""
        return f"google_ads.{self.entity.kind}.{self.entity.id}"

"""What a rule looks at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A resource as a create or an update would leave it; `before` is None for a create."""

    held: Held
    before: Proto
    workspace: Workspace

    @property
    def message(self) -> Proto:
        """Return the resource itself."""
        return self.held.message

    def enum(self, field: str) -> str:
        """Return the name of the value of an enumerated field of the resource."""
        names = self.message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
        number = getattr(self.message, field)
        return names[number].name if number in names else "UNKNOWN"

    def changes(self, field: str) -> bool:
        """Return whether the request sets `field` to something new."""
        return self.before is None or getattr(self.before, field) != getattr(self.message, field)

    def local_now(self) -> datetime:
        """Return the present moment in the account's time zone, without the zone, as the API writes times."""
        return self.workspace.now.astimezone(ZoneInfo(self.workspace.account.time_zone)).replace(tzinfo=None)


Check = Callable[[Proto, Candidate], bool]

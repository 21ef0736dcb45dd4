"""One call as it came in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.sandbox.google_ads.access import account_for, caller
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.google_ads.wire import Method, Proto, Wire
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request message, by which method and in which version it came; `metadata` by lower-case name."""

    sandbox: Sandbox
    wire: Wire
    method: Method
    request: Proto
    metadata: Mapping[str, str]
    request_id: str

    def token(self) -> Token:
        """Return the caller's access token; raises RefusedError when it is not good."""
        return caller(self.sandbox, self.metadata)

    def account(self) -> ReadyAccount:
        """Return the account that the request names; raises RefusedError when the caller cannot act on it."""
        return account_for(self.sandbox, self.token(), self.metadata, self.request.customer_id)

    def account_of(self, name: str) -> ReadyAccount:
        """Return the account that owns the resource `name`; raises RefusedError as `account` does."""
        found = re.match(r"customers/(\d+)/\w+/", name)
        if found is None:
            raise refused(
                "request_error.RESOURCE_NAME_MALFORMED",
                f"Resource name '{name}' is malformed.",
                "resource_name",
                trigger=name,
            )
        return account_for(self.sandbox, self.token(), self.metadata, found[1])

    def enum(self, field: str) -> str:
        """Return the name of the value that an enumerated field of the request has."""
        values = self.request.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
        number = getattr(self.request, field)
        return str(values[number].name) if number in values else "UNKNOWN"

    def wants_whole_resources(self) -> bool:
        """Return whether the request asks for the resources themselves; links of labels have no such choice."""
        field = "response_content_type"
        return field in self.request.DESCRIPTOR.fields_by_name and self.enum(field) == "MUTABLE_RESOURCE"

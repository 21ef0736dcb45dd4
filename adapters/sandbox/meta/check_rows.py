"""The form of a check: what Meta refuses in a call, as a row that says where it is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row: the error a broken check answers with; the words in braces of `message` are told by the call.

    `source` as in `Rule.source`: D vendor's documentation, C official client's code, S secondary, K unchecked.
    """

    name: str
    code: int = 100
    subcode: int | None = None
    message: str
    source: str
    status: int = 400
    kind: str = "OAuthException"

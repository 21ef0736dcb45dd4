"""TikTok's return codes: an HTTP 200 whose `code` is not 0. Source: platforms.md 4.3."""

from dataclasses import dataclass
from typing import Any

from adapters.sandbox.rules import Rule

OK = 0
PARTIAL_SUCCESS = 20001
NO_PERMISSION = 40001
BAD_PARAMETER = 40002
NO_SUCH_OBJECT = 40007
NOT_IMPLEMENTED = 40008
RATE_LIMITED = 40100
BAD_CREDENTIALS = 40101
TOKEN_EXPIRED = 40102
TOKEN_EMPTY = 40104
TOKEN_INVALID = 40105
CODE_SPENT = 40110
NOT_ON_ALLOW_LIST = 40118
DUPLICATED_REQUEST = 40050
TASK_ERROR = 40200
TASK_NOT_READY = 40201
NO_SUCH_ADVERTISER = 40300
ENDPOINT_OFFLINE = 41001
SYSTEM_ERROR = 50000


class TikTokError(Exception):
    """A refusal as TikTok puts it; `field` is what it blames, if it blames one."""

    def __init__(self, code: int, message: str, field: str | None = None) -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.code = code
        self.field = field


class NoSuchPathError(Exception):
    """The path is unknown, or lacks its trailing slash: TikTok's gateway answers 404 without an envelope."""


class NothingToDoError(Exception):
    """A call names nothing that it could act on, and the rule on that is relaxed: it is answered with nothing."""


@dataclass(frozen=True, slots=True)
class PartialSuccess:
    """An answer of which some is an error: code 20001, with data."""

    data: dict[str, Any]


def bad_parameter(field: str, message: str) -> TikTokError:
    """Return code 40002, naming the field."""
    return TikTokError(BAD_PARAMETER, message, field)


def missing(field: str) -> TikTokError:
    """Return code 40002 for a field that is not there."""
    return bad_parameter(field, "Missing data for required field.")


def rule_broken(rule: Rule) -> TikTokError:
    """Return the error a row of the rules table names."""
    return TikTokError(rule.code, rule.message, rule.field)

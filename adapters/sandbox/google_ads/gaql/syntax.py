"""The parts of a query, as they were written: nothing here knows which fields exist."""

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """The comparisons of GAQL (reference: Google Ads Query Language Grammar)."""

    EQUAL = "="
    NOT_EQUAL = "!="
    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    IN = "IN"
    NOT_IN = "NOT IN"
    LIKE = "LIKE"
    NOT_LIKE = "NOT LIKE"
    CONTAINS_ANY = "CONTAINS ANY"
    CONTAINS_ALL = "CONTAINS ALL"
    CONTAINS_NONE = "CONTAINS NONE"
    IS_NULL = "IS NULL"
    IS_NOT_NULL = "IS NOT NULL"
    DURING = "DURING"
    BETWEEN = "BETWEEN"
    REGEXP_MATCH = "REGEXP_MATCH"
    NOT_REGEXP_MATCH = "NOT REGEXP_MATCH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison of a WHERE clause; two values for BETWEEN, none for IS NULL."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """One field of an ORDER BY clause."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A whole query; its conditions all hold (GAQL has no OR)."""

    select: tuple[str, ...]
    resource: str
    where: tuple[Condition, ...] = ()
    order_by: tuple[Ordering, ...] = ()
    limit: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field named anywhere in the query."""
        return (*self.select, *(c.field for c in self.where), *(o.field for o in self.order_by))

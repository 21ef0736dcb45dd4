"""The `fields` parameter: names, and in braces what to read of the objects behind them."""

import re
from dataclasses import dataclass, field

from adapters.sandbox.meta.errors import GraphError, invalid_parameter
from adapters.sandbox.meta.loose_json import read_json

_MODIFIER = re.compile(r"\.(\w+)\(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One name with its modifiers, as in `adsets.limit(5){id}`, and what is chosen inside."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    inner: tuple["Selection", ...] = ()

    def text(self) -> str:
        """Return the name as `fields` would ask for it."""
        modifiers = "".join(f".{name}({value})" for name, value in self.modifiers.items())
        inner = ",".join(one.text() for one in self.inner)
        return f"{self.name}{modifiers}" + (f"{{{inner}}}" if inner else "")


def selections(raw: str | None) -> tuple[Selection, ...]:
    """Read a `fields` parameter, comma-separated or JSON."""
    if not raw:
        return ()
    if raw.lstrip().startswith("["):
        try:
            raw = ",".join(str(name) for name in read_json(raw))
        except ValueError as error:
            raise invalid_parameter(
                "Param fields must be a list of names, comma-separated or JSON", "fields"
            ) from error
    reader = _Reader(re.sub(r"\s+", "", raw))
    found = reader.names()
    if reader.rest:
        raise _syntax_error(reader.rest)
    return found


def _syntax_error(where: str) -> GraphError:
    return GraphError(f'Syntax error "Expected end of string instead of "{where[:1]}"."', code=2500, field="fields")


class _Reader:
    def __init__(self, text: str) -> None:
        self.rest = text

    def names(self) -> tuple[Selection, ...]:
        found: list[Selection] = []
        while self.rest and not self.rest.startswith("}"):
            if self._take(","):
                continue
            found.append(self._one())
        return tuple(found)

    def _one(self) -> Selection:
        match = re.match(r"\w+", self.rest)
        if match is None:
            raise _syntax_error(self.rest)
        self.rest = self.rest[match.end() :]
        modifiers = self._modifiers()
        inner: tuple[Selection, ...] = ()
        if self._take("{"):
            inner = self.names()
            if not self._take("}"):
                raise GraphError('Syntax error "Expected "}" at end of string."', code=2500, field="fields")
        return Selection(name=match[0], modifiers=modifiers, inner=inner)

    def _modifiers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while match := _MODIFIER.match(self.rest):
            self.rest = self.rest[match.end() :]
            found[match[1]] = self._until_closed()
        return found

    def _until_closed(self) -> str:
        depth = 1
        for position, character in enumerate(self.rest):
            depth += (character == "(") - (character == ")")
            if depth == 0:
                value, self.rest = self.rest[:position], self.rest[position + 1 :]
                return value
        raise GraphError('Syntax error "Expected ")" at end of string."', code=2500, field="fields")

    def _take(self, mark: str) -> bool:
        if not self.rest.startswith(mark):
            return False
        self.rest = self.rest[len(mark) :]
        return True

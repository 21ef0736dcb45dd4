"""Text to tokens. Keywords are told from names by the parser, for GAQL lets a field be called `type`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from adapters.sandbox.google_ads.refusals import refused


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token and its text; a string's text is without quotes and with its escapes undone."""

    kind: Kind
    text: str

    def is_word(self, word: str) -> bool:
        """Return whether this is the keyword `word`, in any case."""
        return self.kind is Kind.WORD and self.text.upper() == word


_PATTERN = re.compile(
    r"""\s*(?:
        (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?![\w/-]))
      | (?P<word>[A-Za-z_][\w.]*|customers/[\w/~-]+)
      | (?P<symbol>!=|<=|>=|[=<>(),*])
      | (?P<bare>[\w/~.-]+)
      | (?P<end>$)
    )""",
    re.VERBOSE | re.DOTALL,
)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`, the last of them an END.

    Raises RefusedError (query_error) for an unclosed string or a symbol GAQL does not know.
    """
    tokens: list[Token] = []
    position = 0
    while not tokens or tokens[-1].kind is not Kind.END:
        found = _PATTERN.match(text, position)
        if found is None:
            raise _unreadable(text[position:].lstrip())
        tokens.append(_token(found))
        position = found.end()
    return tokens


def _token(found: re.Match[str]) -> Token:
    name, raw = str(found.lastgroup), str(found[str(found.lastgroup)])
    if name == "string":
        return Token(kind=Kind.STRING, text=re.sub(r"\\(.)", r"\1", raw[1:-1]))
    return Token(kind=Kind.WORD if name == "bare" else Kind(name), text=raw)


def _unreadable(rest: str) -> Exception:
    if rest[0] in "'\"":
        return refused("query_error.STRING_NOT_TERMINATED", f"The string starting at {rest[:20]} has no closing quote.")
    return refused("query_error.BAD_SYMBOL", f"Error in query: unexpected symbol {rest[0]!r}.", trigger=rest[0])

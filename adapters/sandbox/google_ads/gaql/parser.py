"""Tokens to a query, by recursive descent over the published grammar."""

from collections.abc import Callable
from typing import TypeVar

from adapters.sandbox.google_ads.gaql.syntax import Condition, Operator, Ordering, Query
from adapters.sandbox.google_ads.gaql.tokens import Kind, Token, tokenize
from adapters.sandbox.google_ads.refusals import RefusedError, refused

T = TypeVar("T")

_CLAUSES = {"FROM", "WHERE", "ORDER", "LIMIT", "PARAMETERS"}
_SYMBOLS = {
    operator.value: operator
    for operator in (
        Operator.EQUAL,
        Operator.NOT_EQUAL,
        Operator.GREATER,
        Operator.AT_LEAST,
        Operator.LESS,
        Operator.AT_MOST,
    )
}
_WORDS = {
    tuple(operator.value.split()): operator for operator in Operator if operator.value.replace(" ", "").isidentifier()
}
_LISTS = {
    Operator.IN,
    Operator.NOT_IN,
    Operator.CONTAINS_ANY,
    Operator.CONTAINS_ALL,
    Operator.CONTAINS_NONE,
}


def parse(text: str) -> Query:
    """Return the query that `text` writes; raises RefusedError (query_error) where the grammar is broken."""
    return _Parser(tokenize(text)).query()


def parse_fields(text: str) -> Query:
    """Return the query about fields that `text` writes: like any other, but without FROM."""
    return _Parser(tokenize(text)).query(of_fields=True)


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    def query(self, *, of_fields: bool = False) -> Query:
        self._expect("SELECT", "query_error.EXPECTED_SELECT")
        select = self._separated(self._name)
        query = Query(
            select=tuple(dict.fromkeys(select)),
            resource=self._no_from() if of_fields else self._from(),
            where=tuple(self._conditions()) if self._take("WHERE") else (),
            order_by=tuple(self._orderings()) if self._take("ORDER") else (),
            limit=self._limit() if self._take("LIMIT") else None,
            parameters=tuple(self._separated(self._parameter)) if self._take("PARAMETERS") else (),
        )
        if self._next.kind is not Kind.END:
            raise self._unexpected()
        return query

    def _from(self) -> str:
        self._expect("FROM", "query_error.EXPECTED_FROM")
        return self._name()

    def _no_from(self) -> str:
        if self._next.is_word("FROM"):
            raise refused("query_error.UNEXPECTED_FROM_CLAUSE", "A query about fields has no FROM clause.")
        return "google_ads_field"

    def _conditions(self) -> list[Condition]:
        found = [self._condition()]
        while self._take("AND"):
            found.append(self._condition())
        return found

    def _condition(self) -> Condition:
        field, operator = self._name(), self._operator()
        if operator in {Operator.IS_NULL, Operator.IS_NOT_NULL}:
            return Condition(field=field, operator=operator)
        if operator in _LISTS:
            return Condition(field=field, operator=operator, values=self._list())
        if operator is Operator.BETWEEN:
            low = self._value()
            self._expect("AND", "query_error.EXPECTED_AND")
            return Condition(field=field, operator=operator, values=(low, self._value()))
        return Condition(field=field, operator=operator, values=(self._value(),))

    def _operator(self) -> Operator:
        if self._next.kind is Kind.SYMBOL and self._next.text in _SYMBOLS:
            return _SYMBOLS[self._advance().text]
        for length in (3, 2, 1):
            ahead = self._tokens[self._position : self._position + length]
            words = tuple(token.text.upper() for token in ahead if token.kind is Kind.WORD)
            if len(words) == length and words in _WORDS:
                self._position += length
                return _WORDS[words]
        raise refused("query_error.BAD_OPERATOR", f"Expected an operator but found {self._shown}.")

    def _list(self) -> tuple[str, ...]:
        self._symbol("(", "query_error.EXPECTED_LIST")
        if self._next.text == ")" and self._next.kind is Kind.SYMBOL:
            raise refused("query_error.PROHIBITED_EMPTY_LIST_IN_CONDITION", "A list in a condition cannot be empty.")
        values = self._separated(self._value)
        self._symbol(")", "query_error.UNEXPECTED_INPUT")
        return tuple(values)

    def _orderings(self) -> list[Ordering]:
        self._expect("BY", "query_error.EXPECTED_BY")
        return self._separated(self._ordering)

    def _ordering(self) -> Ordering:
        field = self._name()
        descending = self._take("DESC")
        if not descending:
            self._take("ASC")
        return Ordering(field=field, descending=descending)

    def _limit(self) -> int:
        token = self._advance()
        if token.kind is not Kind.NUMBER or not token.text.lstrip("-").isdigit():
            raise refused("query_error.BAD_LIMIT_VALUE", f"LIMIT takes a whole number, not {token.text!r}.")
        if int(token.text) < 1:
            raise refused("query_error.LIMIT_VALUE_TOO_LOW", f"LIMIT must be at least 1, not {token.text}.")
        return int(token.text)

    def _parameter(self) -> tuple[str, str]:
        name = self._name()
        self._symbol("=", "query_error.BAD_OPERATOR")
        return name, self._value()

    def _name(self) -> str:
        if self._next.kind is not Kind.WORD or self._next.text.upper() in _CLAUSES:
            raise self._unexpected()
        return self._advance().text

    def _value(self) -> str:
        if self._next.kind in {Kind.STRING, Kind.NUMBER, Kind.WORD}:
            return self._advance().text
        raise self._unexpected()

    def _separated(self, item: Callable[[], T]) -> list[T]:
        found = [item()]
        while self._next.kind is Kind.SYMBOL and self._next.text == ",":
            self._advance()
            found.append(item())
        return found

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    @property
    def _shown(self) -> str:
        return "the end of the query" if self._next.kind is Kind.END else repr(self._next.text)

    def _advance(self) -> Token:
        token = self._next
        self._position += token.kind is not Kind.END
        return token

    def _take(self, word: str) -> bool:
        taken = self._next.is_word(word)
        self._position += taken
        return taken

    def _expect(self, word: str, code: str) -> None:
        if not self._take(word):
            raise refused(code, f"Error in query: expected {word} but found {self._shown}.")

    def _symbol(self, symbol: str, code: str) -> None:
        if self._next.kind is not Kind.SYMBOL or self._next.text != symbol:
            raise refused(code, f"Error in query: expected {symbol!r} but found {self._shown}.")
        self._advance()

    def _unexpected(self) -> RefusedError:
        ended = self._next.kind is Kind.END
        code = "query_error.UNEXPECTED_END_OF_QUERY" if ended else "query_error.UNEXPECTED_INPUT"
        return refused(code, f"Error in query: unexpected input {self._shown}.", trigger=self._next.text)

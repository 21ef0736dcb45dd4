"""Batches: up to fifty calls in one, which may refer to each other's answers by name.

`{result=create:$.id}` in a path, a query or a body stands for what the JSONPath finds in the answer of the call
named `create`. A call that others refer to is answered with null unless it says `omit_response_on_success: false`.
Null for another reason means that the call was not run and may be sent again. Source: vendor's documentation.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.meta.errors import GraphError
from adapters.sandbox.meta.forms import Files
from adapters.sandbox.meta.parameters import json_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.wire import Answer

MAX_BATCH = 50
_REFERENCE = re.compile(r"\{result=([^:{}]+):(\$[^{}]*)\}")
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|(\.\*|\[\*\])|\['([^']+)'\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """One call of a batch, its references not yet put in."""

    method: str
    relative_url: str
    body: str = ""
    name: str | None = None
    depends_on: str | None = None
    omit_response: bool | None = None
    attached: tuple[str, ...] = ()
    referred_to: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerCall:
    """One call of a batch as it is run."""

    method: str
    path: str
    params: dict[str, str]
    files: Files


Run = Callable[[InnerCall, FaultRule | None], Answer]
Strike = Callable[[InnerCall], FaultRule | None]


def inner_calls(params: Mapping[str, str], name: str, switches: RuleSwitches) -> list[Inner]:
    """Read the `batch` parameter, or another of its form by its `name`."""
    wanted = "a list of {method, relative_url}"
    found = json_of(params, name, switches, fits=_are_calls, wanted=wanted, otherwise=[])
    if len(found) > MAX_BATCH:
        refuse(switches, "meta.a_batch_has_at_most_50_calls")
    return [_inner(one) for one in found]


def _are_calls(found: object) -> bool:
    wanted = {"method", "relative_url"}
    return isinstance(found, list) and all(isinstance(one, dict) and wanted <= one.keys() for one in found)


def _inner(one: Mapping[str, Any]) -> Inner:
    url, body = str(one["relative_url"]), str(one.get("body") or "")
    decoded = " ".join(value for _, value in parse_qsl(body)) + " " + _unquoted(url)
    return Inner(
        method=str(one["method"]).upper(),
        relative_url=url,
        body=body,
        name=one.get("name"),
        depends_on=one.get("depends_on"),
        omit_response=one.get("omit_response_on_success"),
        attached=tuple(part for part in str(one.get("attached_files") or "").split(",") if part),
        referred_to=frozenset(name for name, _ in _REFERENCE.findall(decoded)),
    )


def _unquoted(url: str) -> str:
    split = urlsplit(url)
    return " ".join([split.path, *(value for _, value in parse_qsl(split.query))])


def whole_call(inner: Inner, shared: Mapping[str, str]) -> InnerCall:
    """Return a call that refers to no other as it is run."""
    url = urlsplit("/" + inner.relative_url.lstrip("/"))
    query, body = (dict(parse_qsl(part, keep_blank_values=True)) for part in (url.query, inner.body))
    return InnerCall(method=inner.method, path=url.path, params={**shared, **query, **body}, files={})


class Batch:
    """Runs the calls of one batch in order."""

    def __init__(self, calls: list[Inner], shared: Mapping[str, str], files: Files, switches: RuleSwitches) -> None:
        self._calls = calls
        self._shared = shared
        self._files = files
        self._switches = switches
        self._answers: dict[str, Answer | None] = {}

    def run(self, run: Run, strike: Strike) -> list[dict[str, Any] | None]:
        """Return the answers in Graph's form; null for a call that was not run."""
        wanted = frozenset(name for call in self._calls for name in call.referred_to)
        return [self._one(call, run, strike, wanted) for call in self._calls]

    def _one(self, inner: Inner, run: Run, strike: Strike, wanted: frozenset[str]) -> dict[str, Any] | None:
        try:
            call = self._call(inner)
        except GraphError as error:
            return _enveloped(Answer(body=error.as_json(), status=error.status))
        rule = strike(call)
        if rule is not None and rule.kind in (FaultKind.DROPPED, FaultKind.BATCH_NULL):
            return None
        answer = run(call, rule)
        if inner.name:
            self._answers[inner.name] = answer
        if rule is not None and rule.kind is FaultKind.APPLIED_UNANSWERED:
            return None
        omitted = inner.name in wanted if inner.omit_response is None else inner.omit_response
        return None if omitted and inner.name and answer.status < 400 else _enveloped(answer)  # noqa: PLR2004 - HTTP's own bound

    def _call(self, inner: Inner) -> InnerCall:
        for name in {*inner.referred_to, *([inner.depends_on] if inner.depends_on else [])}:
            before = self._answers.get(name)
            if before is None or before.status >= 400:  # noqa: PLR2004 - HTTP's own bound
                refuse(self._switches, "meta.a_call_of_a_batch_depends_on_one_that_succeeds", call=name)
        url = urlsplit("/" + inner.relative_url.lstrip("/"))
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        body = dict(parse_qsl(inner.body, keep_blank_values=True))
        return InnerCall(
            method=inner.method,
            path=self._filled(url.path),
            params={**self._shared, **{name: self._filled(value) for name, value in (query | body).items()}},
            files={name: self._files[name] for name in inner.attached if name in self._files},
        )

    def _filled(self, text: str) -> str:
        return _REFERENCE.sub(lambda match: self._found(match[1], match[2]), text)

    def _found(self, name: str, path: str) -> str:
        answer = self._answers.get(name)
        values = _at(answer.body if answer else None, path)
        if not values:
            refuse(self._switches, "meta.a_reference_of_a_batch_finds_something", call=name, path=path)
        return ",".join(value if isinstance(value, str) else json.dumps(value) for value in values)


def _at(body: object, path: str) -> list[Any]:
    """Return what a JSONPath of names, numbers and stars finds."""
    values: list[Any] = [body]
    for name, index, star, quoted in _STEP.findall(path[1:]):
        values = [found for value in values for found in _step(value, name or quoted, index, star)]
    return values


def _step(value: Any, name: str, index: str, star: str) -> list[Any]:  # noqa: ANN401 - any JSON
    if star:
        return list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, list) else []
    if index:
        return [value[int(index)]] if isinstance(value, list) and int(index) < len(value) else []
    return [value[name]] if isinstance(value, dict) and name in value else []


def _enveloped(answer: Answer) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in answer.headers.items()]
    return {"code": answer.status, "headers": headers, "body": json.dumps(answer.body)}


def half_run(answers: list[dict[str, Any] | None]) -> list[dict[str, Any] | None]:
    """Return what a batch that ran out of time answers: the later half is null."""
    kept = len(answers) // 2
    return [*answers[:kept], *(None for _ in answers[kept:])]

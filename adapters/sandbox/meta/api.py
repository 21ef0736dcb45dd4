"""The Graph API as one function from call to answer: versions, tokens, nodes, edges, batches and multiple ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.meta.auth import require
from adapters.sandbox.meta.batches import Batch, InnerCall, half_run, inner_calls
from adapters.sandbox.meta.delivery_lines import delivery_lines
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import GraphError, missing_object, unknown_path, unserved
from adapters.sandbox.meta.faults import faulty_answer
from adapters.sandbox.meta.forms import Files, read
from adapters.sandbox.meta.limits import Usage
from adapters.sandbox.meta.nodes import Site
from adapters.sandbox.meta.routes import ROUTES, Route
from adapters.sandbox.meta.schema import calls_of
from adapters.sandbox.meta.sessions import start_sessions
from adapters.sandbox.meta.stored_files import STEP, stored_picture
from adapters.sandbox.meta.switches import refuse, register
from adapters.sandbox.meta.targeting_search import search
from adapters.sandbox.meta.versions import check_version, split_version
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, Call

_NODE_KINDS = (
    *("campaign", "adset", "ad", "adcreative", "page", "pixel", "video", "image", "audience", "run"),
    *("label", "conversion", "business", "session", "adrule", "budget_schedule"),
)
# They strike the run that a call starts, not the call.
_OF_RUNS = frozenset({FaultKind.STUCK_RUN, FaultKind.FAILED_RUN})
_METHODS = frozenset({"GET", "POST", "DELETE"})
_MOST_IDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """One call with its parts told apart."""

    method: str
    version: str
    steps: list[str]
    params: dict[str, str]
    files: Files
    base_url: str
    run_fault: FaultKind | None = None
    background: bool = False

    def address(self) -> str:
        return "/".join([self.base_url, self.version, *self.steps])


class GraphApi:
    """Meta's side of the HTTP listener."""

    platform = META

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._desk = Desk(sandbox)
        self._usage = Usage(sandbox)
        register(sandbox)
        sandbox.delivery.register(META, lambda: delivery_lines(sandbox, self._desk.nodes))

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return e.g. `POST /act_1/campaigns`; the token endpoint also goes by `token`."""
        return _names(call.method, call.path)

    def faulty(self, rule: FaultRule, call: Call) -> Answer:
        """Answer in Graph's form of this fault."""
        _, steps = split_version(call.path)
        if rule.kind in _OF_RUNS and call.method == "POST" and steps[-1:] == ["insights"]:
            return self._handle(call, run_fault=rule.kind)
        if rule.kind is FaultKind.BATCH_NULL and not steps:
            answer = self._handle(call)
            return Answer(body=half_run(answer.body)) if isinstance(answer.body, list) else answer
        return self._broken(rule, steps)

    def _broken(self, rule: FaultRule, steps: list[str]) -> Answer:
        account_id = steps[0].removeprefix("act_") if steps else self._sandbox.seed.meta_account_id
        return faulty_answer(rule, account_id, insights="insights" in steps)

    def handle(self, call: Call) -> Answer:
        """Answer one call."""
        return self._handle(call)

    def _handle(self, call: Call, *, run_fault: FaultKind | None = None) -> Answer:
        try:
            params, files = read(call)
        except GraphError as error:
            return _refusal(error)
        version, steps = split_version(call.path)
        if steps[:1] == [STEP] and call.method == "GET":
            return stored_picture(self._sandbox, steps[1:])
        method = params.pop("method", call.method).upper() if call.method == "POST" else call.method
        question = _Question(
            method=method,
            version=version,
            steps=steps,
            params=params,
            files=files,
            base_url=call.base_url,
            run_fault=run_fault,
        )
        return self._answered(question)

    def _answered(self, question: _Question) -> Answer:
        try:
            with self._sandbox.lock:
                headers = self._check_version(question)
                answer = self._answer(question)
        except GraphError as error:
            return _refusal(error)
        versioned = {"facebook-api-version": question.version, **answer.headers, **headers}
        return Answer(body=answer.body, status=answer.status, headers=versioned, location=answer.location)

    def _check_version(self, question: _Question) -> dict[str, str]:
        steps = question.steps
        touched = steps[1] if len(steps) > 1 else self._kind_of(steps[0]) if steps else ""
        return check_version(question.version, steps, touched, self._sandbox.clock.now(), self._sandbox.rules)

    def _kind_of(self, object_id: str) -> str:
        entity = self._find(object_id)
        return entity.kind if entity is not None else ""

    def _answer(self, question: _Question) -> Answer:
        login = self._desk.login
        without_token = {
            "dialog/oauth": login.dialog,
            "oauth/access_token": login.access_token,
            "debug_token": login.debug_token,
        }.get("/".join(question.steps))
        if without_token is not None:
            return without_token(question.params)
        token = login.authenticate(question.params)
        if question.method not in _METHODS:
            raise GraphError(f"Unsupported {question.method.lower()} request.", code=100, kind="GraphMethodException")
        if not question.steps and question.method == "POST":
            return self._async_batch(question) if "asyncbatch" in question.params else self._batch(question)
        if "ids" in question.params and question.method == "GET" and len(question.steps) <= 1:
            return self._several(question, token)
        if question.steps[0:1] == ["search"]:
            return Answer(body={"data": search(question.params, self._sandbox.rules)})
        if not question.steps:
            raise GraphError("Unsupported get request.", code=100, kind="GraphMethodException")
        return self._one(question, token)

    def _one(self, question: _Question, token: Token) -> Answer:
        subject, *rest = question.steps
        visit = self._visit(question, token, subject)
        self._desk.nodes.site = Site(
            address=f"{question.base_url}/{question.version}",
            storage=f"{question.base_url}/{STEP}",
            params=_access(question),
        )
        route = _route(visit.kind, question.method, rest)
        self._permit(visit, route)
        # Counted before it is done: a call beyond the quota must change nothing.
        account = visit.ready_account
        headers = self._usage.headers(account.id, route.usage) if account is not None else {}
        return Answer(body=route.respond(self._desk, visit), headers=headers)

    def _permit(self, visit: Visit, route: Route) -> None:
        if route.scope == "read":
            require(visit.token, "ads_read", "ads_management")
        if route.scope != "manage":
            return
        require(visit.token, "ads_management")
        reason = self._sandbox.standing.suspended(META, visit.account.id)
        if reason:
            refuse(self._sandbox.rules, "meta.a_disabled_account_takes_no_changes", reason=reason)

    def _visit(self, question: _Question, token: Token, subject: str) -> Visit:
        account: ReadyAccount | None = None
        entity: Entity | None = None
        if subject in ("me", token.user_id):
            kind = "user"
        elif subject.startswith("act_"):
            kind, account = "account", self._reachable(token, subject)
        else:
            entity, account = self._known(token, subject, question.method)
            kind = entity.kind
        return Visit(
            kind=kind,
            token=token,
            params=question.params,
            address=question.address(),
            files=question.files,
            ready_account=account,
            object=entity,
            run_fault=question.run_fault,
            background=question.background,
        )

    def _reachable(self, token: Token, name: str) -> ReadyAccount:
        account = self._sandbox.seed.account(META, name.removeprefix("act_"))
        if account is None:
            raise missing_object(name)
        if account.id not in token.account_ids:
            raise GraphError(
                "(#200) Ad account owner has NOT grant ads_management or ads_read permission", code=200, status=403
            )
        return account

    def _known(self, token: Token, object_id: str, method: str) -> tuple[Entity, ReadyAccount | None]:
        entity = self._find(object_id)
        if entity is None or entity.removed:
            raise missing_object(object_id, method.lower())
        account = self._sandbox.seed.account(META, entity.account_id) if entity.account_id else None
        if entity.account_id and (account is None or account.id not in token.account_ids):
            raise missing_object(object_id, method.lower())
        return entity, account

    def _find(self, object_id: str) -> Entity | None:
        found = (self._sandbox.store.get(META, kind, object_id) for kind in _NODE_KINDS)
        return next((entity for entity in found if entity is not None), None)

    def _several(self, question: _Question, token: Token) -> Answer:
        ids = [one for one in question.params["ids"].strip("[]").replace('"', "").split(",") if one]
        if not ids:
            refuse(self._sandbox.rules, "meta.a_read_by_ids_names_one", "ids")
        if len(ids) > _MOST_IDS:
            refuse(self._sandbox.rules, "meta.at_most_50_ids_are_read_at_once", "ids")
        params = {name: value for name, value in question.params.items() if name != "ids"}
        body: dict[str, Any] = {}
        headers: dict[str, str] = {}
        for one in ids:
            steps = [one, *question.steps]
            try:
                answer = self._one(_with(question, steps=steps, params=params), token)
            except GraphError as error:
                if error.subcode == 33:  # noqa: PLR2004 - the subcode of a missing object
                    raise GraphError(
                        f"(#803) Some of the aliases you requested do not exist: {one}", code=803, status=404
                    ) from error
                raise
            body[one], headers = answer.body, dict(answer.headers)
        return Answer(body=body, headers=headers)

    def _batch(self, question: _Question) -> Answer:
        calls = inner_calls(question.params, "batch", self._sandbox.rules)
        batch = Batch(calls, _access(question), question.files, self._sandbox.rules)
        answers = batch.run(lambda call, rule: self._run(question, call, rule), self._struck)
        if question.params.get("include_headers", "").lower() == "false":
            answers = [answer and {name: answer[name] for name in ("code", "body")} for answer in answers]
        return Answer(body=answers)

    def _async_batch(self, question: _Question) -> Answer:
        calls = inner_calls(question.params, "asyncbatch", self._sandbox.rules)

        def run(call: InnerCall) -> Answer:
            return self._run(question, call, None, background=True)

        return Answer(body=start_sessions(self._sandbox, calls, _access(question), run))

    def _struck(self, call: InnerCall) -> FaultRule | None:
        return self._sandbox.faults.take(META, *_names(call.method, call.path))

    def _run(self, question: _Question, call: InnerCall, rule: FaultRule | None, *, background: bool = False) -> Answer:
        version, steps = split_version(call.path)
        inner = _Question(
            method=call.method,
            version=version if call.path.startswith(f"/{version}") else question.version,
            steps=steps,
            params=call.params,
            files=call.files,
            base_url=question.base_url,
            run_fault=rule.kind if rule is not None and rule.kind in _OF_RUNS else None,
            background=background,
        )
        if rule is None or rule.kind in {FaultKind.SLOW, *_OF_RUNS}:
            return self._answered(inner)
        if rule.kind is FaultKind.APPLIED_UNANSWERED:
            with self._sandbox.mutations.unanswered():
                return self._answered(inner)
        return self._broken(rule, steps)


def _with(question: _Question, *, steps: list[str], params: dict[str, str]) -> _Question:
    return _Question(
        method=question.method,
        version=question.version,
        steps=steps,
        params=params,
        files=question.files,
        base_url=question.base_url,
    )


def _access(question: _Question) -> dict[str, str]:
    return {name: value for name, value in question.params.items() if name in ("access_token", "appsecret_proof")}


def _names(method: str, path: str) -> tuple[str, ...]:
    _, steps = split_version(path)
    route = f"{method} /{'/'.join(steps)}"
    return (route, "token") if steps == ["oauth", "access_token"] else (route,)


def _route(kind: str, method: str, rest: list[str]) -> Route:
    """Find what answers a call; what the client knows and the sandbox lacks is told apart from what nobody knows."""
    edge = "/".join(rest)
    call = f"{method} {edge}".strip()
    table: Mapping[str, Route] = ROUTES[kind]
    if call in table:
        return table[call]
    if call in calls_of(kind):
        raise unserved(f"{call} on {kind}")
    if not edge or any(known.partition(" ")[2] == edge for known in (*table, *calls_of(kind))):
        raise missing_object(edge or kind, method.lower())
    raise unknown_path(edge)


def _refusal(error: GraphError) -> Answer:
    return Answer(body=error.as_json(), status=error.status, headers=error.headers)

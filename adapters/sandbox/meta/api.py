"""The Graph API as one function from call to answer: versions, tokens, nodes, edges and batches."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from adapters.sandbox.faults import FaultRule
from adapters.sandbox.meta.auth import Login, Params, require
from adapters.sandbox.meta.delivery_lines import delivery_lines
from adapters.sandbox.meta.edges import Filter, page_of
from adapters.sandbox.meta.errors import GraphError, invalid_parameter, missing_object
from adapters.sandbox.meta.faults import faulty_answer
from adapters.sandbox.meta.fields import requested
from adapters.sandbox.meta.insights import Insights
from adapters.sandbox.meta.limits import Usage
from adapters.sandbox.meta.nodes import Nodes, chosen
from adapters.sandbox.meta.writes import Writes
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tokens import Token
from adapters.sandbox.wire import Answer, Call

VERSIONS = ("v26.0", "v25.0")
MAX_BATCH = 50
_EDGES = {
    "campaigns": "campaign",
    "adsets": "adset",
    "ads": "ad",
    "adcreatives": "adcreative",
    "adspixels": "pixel",
    "advideos": "video",
    "adimages": "image",
}
_CREATED_HERE = ("campaigns", "adsets", "ads", "adcreatives")
_CHILDREN = {("campaign", "adsets"), ("campaign", "ads"), ("adset", "ads")}
_KINDS = ("campaign", "adset", "ad", "adcreative", "page", "pixel", "video")
_DELETABLE = ("campaign", "adset", "ad", "adcreative")


class GraphApi:
    """Meta's side of the HTTP listener."""

    platform = META

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._login = Login(sandbox)
        self._nodes = Nodes(sandbox)
        self._writes = Writes(sandbox, self._nodes)
        self._insights = Insights(sandbox, self._nodes)
        self._usage = Usage(sandbox)
        sandbox.delivery.register(META, lambda: delivery_lines(sandbox, self._nodes))

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return e.g. `POST /act_1/campaigns`; the token endpoint also goes by `token`."""
        path = "/".join(_steps(call.path))
        route = f"{call.method} /{path}"
        return (route, "token") if path == "oauth/access_token" else (route,)

    def faulty(self, rule: FaultRule, call: Call) -> Answer:
        """Answer in Graph's form of this fault."""
        steps = _steps(call.path)
        account_id = steps[0].removeprefix("act_") if steps else self._sandbox.seed.meta_account_id
        return faulty_answer(rule, account_id, insights="insights" in steps)

    def handle(self, call: Call) -> Answer:
        """Answer one call."""
        try:
            _check_version(call.path)
            params = _params(call)
            with self._sandbox.lock:
                return self._answer(call, _steps(call.path), params)
        except GraphError as error:
            return Answer(body=error.as_json(), status=error.status)

    def _answer(self, call: Call, steps: list[str], params: Params) -> Answer:
        without_token = {
            "dialog/oauth": self._login.dialog,
            "oauth/access_token": self._login.access_token,
            "debug_token": self._login.debug_token,
        }.get("/".join(steps))
        if without_token is not None:
            return without_token(params)
        token = self._login.authenticate(params)
        match call.method, steps:
            case "POST", []:
                return self._batch(call, params)
            case _, ["me" | token.user_id, *rest]:
                return self._me(call, token, rest, params)
            case _, [name, *rest] if name.startswith("act_"):
                return self._account(call, token, self._reachable(token, name), rest, params)
            case _, [object_id, *rest]:
                return self._node(call, token, object_id, rest, params)
            case _:
                raise GraphError("Unsupported get request.", code=100, kind="GraphMethodException")

    def _reachable(self, token: Token, name: str) -> ReadyAccount:
        account = self._sandbox.seed.account(META, name.removeprefix("act_"))
        if account is None:
            raise missing_object(name)
        if account.id not in token.account_ids:
            raise GraphError(
                "(#200) Ad account owner has NOT grant ads_management or ads_read permission", code=200, status=403
            )
        return account

    def _me(self, call: Call, token: Token, rest: list[str], params: Params) -> Answer:
        names = requested(params.get("fields"))
        match call.method, rest:
            case "GET", []:
                user = {"id": token.user_id, "name": "Sandbox User"}
                return Answer(body=chosen("user", user, names or ["name", "id"]))
            case "DELETE", ["permissions"]:
                return self._login.revoke(token)
            case "GET", ["permissions"]:
                return Answer(body={"data": [{"permission": s, "status": "granted"} for s in token.scopes]})
            case "GET", ["adaccounts"]:
                require(token, "ads_read", "ads_management")
                found = [a for a in self._sandbox.seed.accounts_of(META) if a.id in token.account_ids]
                wanted = names or ["account_id", "id"]
                return self._list(call, [self._nodes.account(account, wanted) for account in found], params)
            case "GET", ["accounts"]:
                pages = self._sandbox.store.select(META, None, "page")
                wanted = names or ["name", "id", "category", "tasks"]
                return self._list(call, [self._shown(page, wanted) for page in pages], params)
            case _:
                raise missing_object("/".join(["me", *rest]), call.method.lower())

    def _account(self, call: Call, token: Token, account: ReadyAccount, rest: list[str], params: Params) -> Answer:
        match call.method, rest:
            case "GET", []:
                require(token, "ads_read", "ads_management")
                body = self._nodes.account(account, requested(params.get("fields")))
                return self._counted(Answer(body=body), account.id)
            case "GET", ["insights"]:
                require(token, "ads_read", "ads_management")
                rows = self._insights.rows(account, None, params)
                return self._counted(self._list(call, rows, params), account.id, "ads_insights")
            case "GET", [edge] if edge in _EDGES:
                require(token, "ads_read", "ads_management")
                found = self._sandbox.store.select(META, account.id, _EDGES[edge])
                return self._counted(self._entities(call, found, params), account.id)
            case "POST", [edge] if edge in _CREATED_HERE:
                require(token, "ads_management")
                body = self._writes.create(_EDGES[edge], account, params)
                return self._counted(Answer(body=body), account.id)
            case _:
                raise missing_object("/".join([f"act_{account.id}", *rest]), call.method.lower())

    def _node(self, call: Call, token: Token, object_id: str, rest: list[str], params: Params) -> Answer:
        entity = self._find(object_id, call.method)
        shared = not entity.account_id
        account = None if shared else self._sandbox.seed.account(META, entity.account_id)
        if not shared and (account is None or account.id not in token.account_ids):
            raise missing_object(object_id, call.method.lower())
        names = requested(params.get("fields"))
        match call.method, rest:
            case "GET", []:
                return self._counted(Answer(body=self._shown(entity, names)), entity.account_id)
            case "POST", [] if account and entity.kind in _DELETABLE:
                require(token, "ads_management")
                return self._counted(Answer(body=self._writes.update(entity, account, params)), account.id)
            case "DELETE", [] if account and entity.kind in _DELETABLE:
                require(token, "ads_management")
                return self._counted(Answer(body=self._writes.delete(entity)), account.id)
            case "GET", ["insights"] if account and entity.kind in _DELETABLE[:3]:
                rows = self._insights.rows(account, entity, params)
                return self._counted(self._list(call, rows, params), account.id, "ads_insights")
            case "GET", [edge] if (entity.kind, edge) in _CHILDREN:
                return self._counted(self._entities(call, self._children(entity, edge), params), entity.account_id)
            case _:
                raise missing_object("/".join([object_id, *rest]), call.method.lower())

    def _find(self, object_id: str, method: str) -> Entity:
        for kind in _KINDS:
            entity = self._sandbox.store.get(META, kind, object_id)
            if entity is not None:
                return entity
        raise missing_object(object_id, method.lower())

    def _children(self, entity: Entity, edge: str) -> list[Entity]:
        below = self._sandbox.store.select(
            META, entity.account_id, "adset" if entity.kind == "campaign" else "ad", entity.id
        )
        if (entity.kind, edge) != ("campaign", "ads"):
            return below
        return [ad for adset in below for ad in self._sandbox.store.select(META, entity.account_id, "ad", adset.id)]

    def _shown(self, entity: Entity, names: list[str]) -> dict[str, Any]:
        if entity.kind in _DELETABLE:
            return self._nodes.show(entity, names)
        whole = {"id": entity.id, **entity.fields}
        return {"id": entity.id} | chosen(entity.kind, whole, names)

    def _entities(self, call: Call, found: list[Entity], params: Params) -> Answer:
        admits = Filter(self._nodes, params).admits
        names = requested(params.get("fields"))
        return self._list(call, [entity for entity in found if admits(entity)], params, names)

    def _list(self, call: Call, items: list[Any], params: Params, names: list[str] | None = None) -> Answer:
        page, paging = page_of(items, params, f"{call.base_url}{call.path}")
        data = [self._shown(item, names or []) if isinstance(item, Entity) else item for item in page]
        body: dict[str, Any] = {"data": data}
        if paging:
            body["paging"] = paging
        if params.get("summary", "").lower() == "true" and "insights" not in call.path:
            body["summary"] = {"total_count": len(items)}
        return Answer(body=body)

    def _counted(self, answer: Answer, account_id: str, kind: str = "ads_management") -> Answer:
        return Answer(body=answer.body, status=answer.status, headers=self._usage.headers(account_id, kind))

    def _batch(self, call: Call, params: Params) -> Answer:
        inner = _calls(params.get("batch", ""))
        if len(inner) > MAX_BATCH:
            raise GraphError(f"Too many requests in batch message. Maximum batch size is {MAX_BATCH}", code=100)
        return Answer(body=[self._batched(call, params, one) for one in inner])

    def _batched(self, call: Call, params: Params, one: Mapping[str, Any]) -> dict[str, Any]:
        url = urlsplit("/" + str(one["relative_url"]).lstrip("/"))
        shared = {name: params[name] for name in ("access_token", "appsecret_proof") if name in params}
        answer = self.handle(
            Call(
                method=str(one["method"]).upper(),
                path=url.path,
                query=shared | dict(parse_qsl(url.query, keep_blank_values=True)),
                headers={"content-type": "application/x-www-form-urlencoded"},
                body=str(one.get("body", "")).encode(),
                base_url=call.base_url,
            )
        )
        headers = [{"name": name, "value": value} for name, value in answer.headers.items()]
        return {"code": answer.status, "headers": headers, "body": json.dumps(answer.body)}


def _calls(raw: str) -> list[dict[str, Any]]:
    try:
        inner = json.loads(raw)
    except ValueError:
        inner = None
    wanted = {"method", "relative_url"}
    if not isinstance(inner, list) or not all(isinstance(one, dict) and wanted <= one.keys() for one in inner):
        raise invalid_parameter("Param batch must be a list of {method, relative_url}", "batch")
    return inner


def _steps(path: str) -> list[str]:
    steps = [step for step in path.split("/") if step]
    return steps[1:] if steps and re.fullmatch(r"v\d+\.\d+", steps[0]) else steps


def _check_version(path: str) -> None:
    found = re.match(r"/+(v\d+\.\d+)(/|$)", path)
    if found and found[1] not in VERSIONS:
        raise GraphError(
            "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version: v26.0.",
            code=2635,
        )


def _params(call: Call) -> dict[str, str]:
    """Return query and body as one map; a JSON body's values are put back into the text a form would carry."""
    params = dict(call.query)
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme in ("Bearer", "OAuth"):
        params.setdefault("access_token", token)
    if not call.body:
        return params
    if call.headers.get("content-type", "").startswith("application/json"):
        try:
            sent = json.loads(call.body)
        except ValueError as error:
            raise invalid_parameter("The request body is not valid JSON") from error
        return params | {name: v if isinstance(v, str) else json.dumps(v) for name, v in sent.items()}
    return params | dict(parse_qsl(call.body.decode(), keep_blank_values=True))

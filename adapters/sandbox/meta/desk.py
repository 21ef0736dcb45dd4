"""What the edges work with: one visit to a node, and the services that answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.sandbox.faults import FaultKind
from adapters.sandbox.meta.auth import Login
from adapters.sandbox.meta.edges import Filter
from adapters.sandbox.meta.errors import missing_object
from adapters.sandbox.meta.forms import Files
from adapters.sandbox.meta.insights import Insights
from adapters.sandbox.meta.media import Media
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.paging import counts, page_of
from adapters.sandbox.meta.selection import Selection, selections
from adapters.sandbox.meta.writes import Writes
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One call on one node; `address` is its URL without the query, `run_fault` what befalls a run.

    `background` says that nobody waits for the answer: it comes in an asynchronous batch.
    """

    kind: str
    token: Token
    params: Mapping[str, str]
    address: str
    files: Files
    ready_account: ReadyAccount | None = None
    object: Entity | None = None
    run_fault: FaultKind | None = None
    background: bool = False

    @property
    def account(self) -> ReadyAccount:
        """The account that is visited or that the object belongs to."""
        if self.ready_account is None:
            raise missing_object(self.address.rpartition("/")[2])
        return self.ready_account

    @property
    def entity(self) -> Entity:
        """The object that is visited."""
        if self.object is None:
            raise missing_object(self.address.rpartition("/")[2])
        return self.object

    @property
    def choose(self) -> tuple[Selection, ...]:
        """What the `fields` parameter asks for."""
        return selections(self.params.get("fields"))


class Desk:
    """The services of one sandbox's Graph; the caller holds the sandbox's lock."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.login = Login(sandbox)
        self.nodes = Nodes(sandbox)
        self.writes = Writes(sandbox, self.nodes)
        self.media = Media(sandbox, self.writes)
        self.insights = Insights(sandbox, self.nodes)
        self.nodes.insights = self.insights.rows
        self.nodes.filtered = lambda params: Filter(self.nodes, params, sandbox.rules).admits

    def listed(self, visit: Visit, kind: str, found: Sequence[Entity]) -> dict[str, Any]:
        """Return one page of the objects of a kind that the filters admit, each as `fields` asks."""
        self.nodes.known(kind, visit.choose)
        admits = Filter(self.nodes, visit.params, self.sandbox.rules).admits
        return self.paged(visit, [entity for entity in found if admits(entity)])

    def paged(self, visit: Visit, items: Sequence[Any], *, summed: bool = True) -> dict[str, Any]:
        """Return one page of objects or finished rows, with `summary` if that was asked for."""
        page, paging = page_of(items, visit.params, visit.address, self.sandbox.rules)
        data = [self.nodes.show(item, visit.choose) if isinstance(item, Entity) else item for item in page]
        body: dict[str, Any] = {"data": data}
        if paging:
            body["paging"] = paging
        if summed and counts(visit.params):
            body["summary"] = {"total_count": len(items)}
        return body

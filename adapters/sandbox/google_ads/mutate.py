"""A whole mutate request: all of its operations or none, or (partial failure) each for itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.sandbox.google_ads.asset_minimums import lacking_assets
from adapters.sandbox.google_ads.kinds import MANAGED
from adapters.sandbox.google_ads.operations import Operation, Temporaries, apply
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError
from adapters.sandbox.google_ads.request_rules import (
    MANY_OPERATIONS,
    MOST_OPERATIONS,
    NO_OPERATIONS,
    OF_MANAGER,
    SAME_RESOURCE_TWICE,
    SUSPENDED,
)
from adapters.sandbox.google_ads.wire import Wire
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.mutations import Operation as Logged
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a request: a resource by operation (None where refused), and the refusals."""

    held: Sequence[Held | None]
    refusals: Sequence[Refusal]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutateCall:
    """A mutate request, whichever service it came to; `in_batch` lifts what holds for single requests only."""

    account: ReadyAccount
    operations: Sequence[Operation]
    partial_failure: bool
    validate_only: bool
    request_id: str
    in_batch: bool = False


def mutate(sandbox: Sandbox, wire: Wire, call: MutateCall) -> Outcome:
    """Apply a request; raises RefusedError with every broken rule unless the request allows partial failure.

    What was applied and what was refused goes to the mutation log, one entry an operation; a request that
    only validates leaves no trace.
    """
    _check_whole(call, sandbox.rules)
    if sandbox.standing.suspended(GOOGLE_ADS, call.account.id):
        SUSPENDED.refuse(sandbox.rules)
    workspace, temporaries = Workspace(sandbox, wire, call.account), Temporaries()
    attempts = [_attempt(operation, workspace, temporaries) for operation in call.operations]
    if not call.partial_failure:
        attempts = _judged_together(call.operations, attempts, workspace)
    refusals = [refusal for _, refused_for in attempts for refusal in refused_for]
    applies = not refusals or call.partial_failure
    if not call.validate_only:
        _log(sandbox, call, attempts, applied=applies)
        if applies:
            workspace.commit()
    if not applies:
        raise RefusedError(*refusals)
    return Outcome(held=[held for held, _ in attempts], refusals=refusals)


_Attempt = tuple[Held | None, tuple[Refusal, ...]]


def _attempt(operation: Operation, workspace: Workspace, temporaries: Temporaries) -> _Attempt:
    try:
        return apply(operation, workspace, temporaries), ()
    except RefusedError as error:
        return None, tuple(_placed(operation, refusal) for refusal in error.refusals)


def _judged_together(operations: Sequence[Operation], attempts: list[_Attempt], workspace: Workspace) -> list[_Attempt]:
    """Refuse what only all operations together show to be wrong; in partial failure each stands for itself."""
    judged = list(attempts)
    for index, refusal in lacking_assets(operations, [held for held, _ in attempts], workspace):
        judged[index] = None, (*judged[index][1], _placed(operations[index], refusal))
    return judged


def _placed(operation: Operation, refusal: Refusal) -> Refusal:
    """Lead a refusal from the request to its field; masks and removes stand beside the resource, not in it."""
    beside = refusal.path and refusal.path[0][0] in {"update_mask", "remove"}
    inner = () if beside or operation.verb in {None, "remove"} else ((str(operation.verb), None),)
    return replace(refusal, path=(*operation.path, *inner, *refusal.path))


def _check_whole(call: MutateCall, switches: RuleSwitches) -> None:
    name = call.operations[0].path[0][0] if call.operations else "operations"
    if call.account.manager and not all(operation.root in MANAGED for operation in call.operations):
        OF_MANAGER.refuse(switches)
    if call.in_batch:
        return
    if not call.operations:
        NO_OPERATIONS.refuse(switches, (name, None))
    if len(call.operations) > MOST_OPERATIONS:
        MANY_OPERATIONS.refuse(switches, (name, None))
    _check_no_resource_twice(call.operations, switches)


def _check_no_resource_twice(operations: Sequence[Operation], switches: RuleSwitches) -> None:
    seen: set[str] = set()
    for operation in operations:
        if operation.verb in {"update", "remove"} and operation.target:
            if operation.target in seen:
                SAME_RESOURCE_TWICE.refuse(switches, *operation.path, trigger=operation.target)
            seen.add(operation.target)


def _log(sandbox: Sandbox, call: MutateCall, attempts: Sequence[_Attempt], *, applied: bool) -> None:
    first_code = next((refusals[0].code for _, refusals in attempts if refusals), None)
    for operation, (held, refusals) in zip(call.operations, attempts, strict=True):
        counts = applied and held is not None
        sandbox.mutations.record(
            platform=GOOGLE_ADS,
            account_id=call.account.id,
            operation=_logged(operation),
            kind=operation.root,
            entity_id=_id(operation, held if counts else None),
            name=operation.name() or (_name(held) if held else None),
            fields=operation.received(),
            request_id=call.request_id,
            at=sandbox.clock.now(),
            outcome="applied" if counts else "refused",
            error_code=None if counts else refusals[0].code if refusals else first_code,
        )


def _logged(operation: Operation) -> Logged:
    if operation.verb == "update" and set(operation.message.update_mask.paths) - {"resource_name"} == {"status"}:
        return "status"
    return operation.verb or "update"


def _id(operation: Operation, held: Held | None) -> str | None:
    if held is not None:
        return held.id
    return (operation.target.rpartition("/")[2] or None) if operation.verb != "create" else None


def _name(held: Held) -> str | None:
    return str(getattr(held.message, "name", "")) or None

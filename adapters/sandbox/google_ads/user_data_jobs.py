"""Jobs that bring customers' data to user lists: made, filled over several calls, run once.

A job runs within the call that starts it. Who is on a list is remembered by digests, of which a list tells the number
as Google does: nothing below a thousand, and two digits of anything above.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from google.longrunning import operations_pb2
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict, ParseDict

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.enums import set_enum
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError, refused
from adapters.sandbox.google_ads.stored_job import StoredJob
from adapters.sandbox.google_ads.user_data_rules import (
    JOB_STARTED,
    NO_OPERATIONS,
    NO_TYPE,
    NOT_ALLOWED,
    ODD_LIST,
    ODD_LIST_TYPE,
    RUN_TWICE,
    broken_by,
    is_of_customers,
)
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity

KIND = "offline_user_data_job"
_FEWEST_TOLD = 1_000
_FULL_MATCH = 100


@dataclass(frozen=True, slots=True)
class _Job(StoredJob):
    @property
    def operations(self) -> tuple[bytes, ...]:
        kept: tuple[bytes, ...] = self.call.sandbox.memory.get(self.place, ())
        return kept

    def keep(self, operations: Sequence[bytes]) -> None:
        self.call.sandbox.memory[self.place] = (*self.operations, *operations)


def create(call: Call) -> Iterator[Proto]:
    """Answer OfflineUserDataJobService.CreateOfflineUserDataJob."""
    account, job, rules = call.account(), call.request.job, call.sandbox.rules
    if not job.type_:
        NO_TYPE.refuse(rules, ("job", None), ("type", None))
    elif enum_name(job, "type_") not in {"CUSTOMER_MATCH_USER_LIST", "CUSTOMER_MATCH_WITH_ATTRIBUTES"}:
        NOT_ALLOWED.refuse(rules, ("job", None), ("type", None))
    _check_list(call, account, job.customer_match_user_list_metadata.user_list)
    response = call.method.response()
    if not call.request.validate_only:
        response.resource_name = _make(call, account, job)
    yield response


def _check_list(call: Call, account: ReadyAccount, name: str) -> None:
    held = Workspace(call.sandbox, call.wire, account).by_name("user_list", name)
    path = (("job", None), ("customer_match_user_list_metadata", None), ("user_list", None))
    if held is None or held.removed:
        ODD_LIST.refuse(call.sandbox.rules, *path, trigger=name)
    elif not is_of_customers(held.message):
        ODD_LIST_TYPE.refuse(call.sandbox.rules, *path, trigger=name)


def _make(call: Call, account: ReadyAccount, sent: Proto) -> str:
    job_id = str(call.sandbox.store.next_id())
    job = call.wire.resource_type(KIND)()
    job.CopyFrom(sent)
    job.resource_name, job.id = f"customers/{account.id}/offlineUserDataJobs/{job_id}", int(job_id)
    set_enum(job, "status", "PENDING")
    fields, now = MessageToDict(job, preserving_proto_field_name=True), call.sandbox.clock.now()
    call.sandbox.store.add(platform=GOOGLE_ADS, account_id=account.id, kind=KIND, id=job_id, fields=fields, at=now)
    call.sandbox.mutations.record(
        platform=GOOGLE_ADS,
        account_id=account.id,
        operation="create",
        kind=KIND,
        entity_id=job_id,
        name=None,
        fields=fields,
        request_id=call.request_id,
        at=now,
    )
    return str(job.resource_name)


def add_operations(call: Call) -> Iterator[Proto]:
    """Answer OfflineUserDataJobService.AddOfflineUserDataJobOperations: all of them or (partial failure) the good."""
    job, request, rules = _job(call), call.request, call.sandbox.rules
    if not job.is_pending:
        JOB_STARTED.refuse(rules, ("resource_name", None))
    if not request.operations:
        NO_OPERATIONS.refuse(rules, ("operations", None))
    kept, refusals = list[bytes](), list[Refusal]()
    for index, operation in enumerate(request.operations):
        rule = broken_by(operation, index + len(job.operations))
        if rule is not None and rules.holds(rule.name):
            refusals.append(rule.refusal(("operations", index)))
        else:
            kept.append(operation.SerializeToString())
    if refusals and not request.enable_partial_failure:
        raise RefusedError(*refusals)
    if not request.validate_only:
        job.keep(kept)
    response = call.method.response()
    if refusals:
        response.partial_failure_error.CopyFrom(partial_failure_of(refusals, call.wire, call.request_id))
    yield response


def run(call: Call) -> Iterator[Proto]:
    """Answer OfflineUserDataJobService.RunOfflineUserDataJob with the operation that stands for the job."""
    job = _job(call)
    if not job.is_pending:
        RUN_TWICE.refuse(call.sandbox.rules, ("resource_name", None))
    if not call.request.validate_only:
        _carry_out(job)
    yield operation_of(call, job.entity, job.account, done=False)


def _carry_out(job: _Job) -> None:
    sandbox, message = job.call.sandbox, job.message
    name = str(message.customer_match_user_list_metadata.user_list)
    operation_type = job.call.wire.service_type("offline_user_data_job_service", "OfflineUserDataJobOperation")
    place = f"google_ads.members_of.{name}"
    members: frozenset[str] = sandbox.memory.get(place, frozenset())
    for each in job.operations:
        members = _after(operation_type.FromString(each), members)
    sandbox.memory[place] = members
    entity = sandbox.store.get(GOOGLE_ADS, "user_list", name.rpartition("/")[2])
    if entity is not None:
        told = {"size_for_display": str(_told(len(members))), "size_for_search": str(_told(len(members)))}
        sandbox.store.change(entity, {**told, "match_rate_percentage": _FULL_MATCH}, sandbox.clock.now())
    sandbox.store.change(job.entity, {"status": "SUCCESS"}, sandbox.clock.now())


def _after(operation: Proto, members: frozenset[str]) -> frozenset[str]:
    kind = operation.WhichOneof("operation")
    if kind in {None, "remove_all"}:
        return frozenset() if kind else members
    person = {hashlib.sha256(getattr(operation, kind).user_identifiers[0].SerializeToString()).hexdigest()}
    return members | person if kind == "create" else members - person


def _told(members: int) -> int:
    if members < _FEWEST_TOLD:
        return 0
    step: int = 10 ** (len(str(members)) - 2)
    return members // step * step


def operation_of(call: Call, job: Entity, account: ReadyAccount, *, done: bool) -> Proto:
    """Return the long-running operation that stands for a job."""
    operation = operations_pb2.Operation(name=f"customers/{account.id}/operations/{job.id}", done=done)
    message = ParseDict(job.fields, call.wire.resource_type(KIND)())
    operation.metadata.CopyFrom(
        AnyMessage(
            type_url=f"type.googleapis.com/{call.wire.package}.resources.OfflineUserDataJobMetadata",
            value=message.operation_metadata.SerializeToString(),
        )
    )
    if done:
        operation.response.Pack(Empty())
    return operation


def _job(call: Call) -> _Job:
    name = call.request.resource_name
    account = call.account_of(name)
    found = re.fullmatch(rf"customers/{account.id}/offlineUserDataJobs/(\d+)", name)
    entity = call.sandbox.store.get(GOOGLE_ADS, KIND, found[1]) if found else None
    if entity is None:
        raise refused("mutate_error.RESOURCE_NOT_FOUND", "There is no such job.", "resource_name", trigger=name)
    return _Job(call, account, entity)

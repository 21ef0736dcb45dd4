"""Batch jobs: operations handed in over several calls, run once, their results read afterwards.

A job runs within the call that starts it, for the sandbox has nothing to wait for; only the long-running
operation that stands for it tells of its end at the next time it is asked. What a job has to remember besides
its resource stands in the sandbox's memory, in values that are replaced, never changed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from google.longrunning import operations_pb2
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.mutate import MutateCall, mutate
from adapters.sandbox.google_ads.mutate_services import tell_result, unwrapped
from adapters.sandbox.google_ads.pages import next_page_token, page_end, page_start
from adapters.sandbox.google_ads.refusals import Refusal, refused
from adapters.sandbox.google_ads.request_rules import (
    JOB_HAS_RUN,
    JOB_HAS_STARTED,
    MOST_RESULTS,
    NO_RESULTS_YET,
    NOTHING_TO_ADD,
    NOTHING_TO_RUN,
    ODD_SEQUENCE,
    RESULTS_PAGE_SIZE,
)
from adapters.sandbox.google_ads.stored_job import StoredJob
from adapters.sandbox.google_ads.times import DATE_TIME
from adapters.sandbox.google_ads.user_data_jobs import KIND as USER_DATA_JOB
from adapters.sandbox.google_ads.user_data_jobs import operation_of
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.mutations import Operation
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount

_KIND = "batch_job"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What came of one operation: a resource of kind `root`, or refusals."""

    root: str
    id: str | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """The MutateOperations of a job as bytes, and after its run their results, in the same order.

    `package` names the version in which it was run: the polls of its long-running operation do not say theirs.
    """

    operations: tuple[bytes, ...] = ()
    results: tuple[_Result, ...] = ()
    package: str = ""


@dataclass(frozen=True, slots=True)
class _Job(StoredJob):
    @property
    def contents(self) -> _Contents:
        kept: _Contents = self.call.sandbox.memory.get(self.place, _Contents())
        return kept

    def keep(self, contents: _Contents) -> None:
        self.call.sandbox.memory[self.place] = contents

    def write(self, message: Proto) -> None:
        self.entity.fields = MessageToDict(message, preserving_proto_field_name=True)
        self.call.sandbox.store.change(self.entity, {}, self.call.sandbox.clock.now())


def mutate_batch_job(call: Call) -> Iterator[Proto]:
    """Make a job, or remove one that has not run."""
    account, operation = call.account(), call.request.operation
    match operation.WhichOneof("operation"):
        case "create":
            name = _create(call, account)
        case "remove":
            name = _remove(call, operation.remove)
        case _:
            raise refused("request_error.OPERATION_REQUIRED", "The operation must be create or remove.", "operation")
    response = call.method.response()
    response.result.resource_name = name
    yield response


def _create(call: Call, account: ReadyAccount) -> str:
    job_id = str(call.sandbox.store.next_id())
    name = f"customers/{account.id}/batchJobs/{job_id}"
    job = call.wire.resource_type(_KIND)(resource_name=name, id=int(job_id), status="PENDING")
    job.metadata.creation_date_time = _local_now(call, account)
    call.sandbox.store.add(
        platform=GOOGLE_ADS,
        account_id=account.id,
        kind=_KIND,
        id=job_id,
        fields=MessageToDict(job, preserving_proto_field_name=True),
        at=call.sandbox.clock.now(),
    )
    _log(call, account, "create", job_id)
    return name


def _remove(call: Call, name: str) -> str:
    job = _job(call, name)
    if not job.is_pending:
        JOB_HAS_RUN.refuse(call.sandbox.rules, ("operation", None), ("remove", None))
    call.sandbox.store.remove(job.entity, call.sandbox.clock.now())
    _log(call, job.account, "remove", job.entity.id)
    return name


def _log(call: Call, account: ReadyAccount, operation: Operation, job_id: str) -> None:
    call.sandbox.mutations.record(
        platform=GOOGLE_ADS,
        account_id=account.id,
        operation=operation,
        kind=_KIND,
        entity_id=job_id,
        name=None,
        fields={},
        request_id=call.request_id,
        at=call.sandbox.clock.now(),
    )


def add_operations(call: Call) -> Iterator[Proto]:
    """Take further operations; every call but the first names the token that the one before gave."""
    job, request = _job(call, call.request.resource_name), call.request
    _refuse_started(job)
    if not request.mutate_operations:
        NOTHING_TO_ADD.refuse(call.sandbox.rules, ("mutate_operations", None))
    message, contents = job.message, job.contents
    if request.sequence_token != message.next_add_sequence_token:
        ODD_SEQUENCE.refuse(call.sandbox.rules, ("sequence_token", None), trigger=request.sequence_token)
    unwrapped(request.mutate_operations)
    added = tuple(operation.SerializeToString() for operation in request.mutate_operations)
    job.keep(replace(contents, operations=contents.operations + added))
    total = len(contents.operations) + len(added)
    message.next_add_sequence_token, message.metadata.operation_count = f"after-{total}", total
    job.write(message)
    yield call.method.response(total_operations=total, next_sequence_token=message.next_add_sequence_token)


def run(call: Call) -> Iterator[Proto]:
    """Run the job, every operation for itself, and answer with the operation that stands for it."""
    job = _job(call, call.request.resource_name)
    _refuse_started(job)
    if not job.contents.operations:
        NOTHING_TO_RUN.refuse(call.sandbox.rules, ("resource_name", None))
    job.keep(replace(job.contents, results=tuple(_results(job)), package=call.wire.package))
    message, now = job.message, _local_now(call, job.account)
    message.long_running_operation = f"customers/{job.account.id}/operations/{job.entity.id}"
    message.ClearField("next_add_sequence_token")
    metadata = message.metadata
    metadata.start_date_time = metadata.completion_date_time = now
    metadata.estimated_completion_ratio, metadata.executed_operation_count = 1.0, metadata.operation_count
    message.status = message.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_name["DONE"].number
    job.write(message)
    yield _operation(job, done=False)


def _results(job: _Job) -> Iterator[_Result]:
    operation_type = job.call.wire.service_type("google_ads_service", "MutateOperation")
    operations = unwrapped([operation_type.FromString(each) for each in job.contents.operations])
    outcome = mutate(
        job.call.sandbox,
        job.call.wire,
        MutateCall(
            account=job.account,
            operations=operations,
            partial_failure=True,
            validate_only=False,
            request_id=job.call.request_id,
            in_batch=True,
        ),
    )
    by_operation = _by_operation(outcome.refusals)
    for index, (operation, held) in enumerate(zip(operations, outcome.held, strict=True)):
        yield _Result(root=operation.root, id=held.id if held else None, refusals=tuple(by_operation.get(index, ())))


def _by_operation(refusals: Sequence[Refusal]) -> dict[int, list[Refusal]]:
    found: dict[int, list[Refusal]] = {}
    for refusal in refusals:
        found.setdefault(refusal.path[0][1] or 0, []).append(refusal)
    return found


def list_results(call: Call) -> Iterator[Proto]:
    """Yield one page of a finished job's results."""
    job, request = _job(call, call.request.resource_name), call.request
    if job.is_pending:
        NO_RESULTS_YET.refuse(call.sandbox.rules, ("resource_name", None))
    if not 0 <= request.page_size <= MOST_RESULTS:
        RESULTS_PAGE_SIZE.refuse(call.sandbox.rules, ("page_size", None))
    results = job.contents.results
    start = page_start(request.page_token, len(results))
    end = page_end(start, request.page_size, MOST_RESULTS)
    response = call.method.response(next_page_token=next_page_token(end, len(results)))
    workspace = Workspace(call.sandbox, call.wire, job.account)
    for index, result in enumerate(results[start:end], start):
        _tell(call, response.results.add(operation_index=index), result, workspace)
    yield response


def _tell(call: Call, slot: Proto, result: _Result, workspace: Workspace) -> None:
    held = workspace.find(result.root, result.id) if result.id else None
    if held is not None:
        whole = call.wants_whole_resources()
        tell_result(slot.mutate_operation_response, held, whole=whole)
    if result.refusals:
        slot.status.CopyFrom(partial_failure_of(result.refusals, call.wire, call.request_id))


def get_operation(call: Call) -> Iterator[Proto]:
    """Answer the poll of a long-running operation: its job is done."""
    name = call.request.name
    found = re.fullmatch(r"customers/(\d+)/operations/(\d+)", name)
    if found is None:
        raise refused("request_error.RESOURCE_NAME_MALFORMED", f"Operation name '{name}' is malformed.", "name")
    of_users = call.sandbox.store.get(GOOGLE_ADS, USER_DATA_JOB, found[2])
    if of_users is not None:
        yield operation_of(call, of_users, call.account_of(name), done=True)
        return
    yield _operation(_job(call, f"customers/{found[1]}/batchJobs/{found[2]}"), done=True)


def _operation(job: _Job, *, done: bool) -> operations_pb2.Operation:
    message = job.message
    operation = operations_pb2.Operation(name=message.long_running_operation, done=done)
    operation.metadata.CopyFrom(
        AnyMessage(
            type_url=f"type.googleapis.com/{job.contents.package}.resources.BatchJob.BatchJobMetadata",
            value=message.metadata.SerializeToString(),
        )
    )
    if done:
        operation.response.Pack(Empty())
    return operation


def _job(call: Call, name: str) -> _Job:
    account = call.account_of(name)
    job_id = name.rpartition("/")[2]
    entity = call.sandbox.store.get(GOOGLE_ADS, _KIND, job_id)
    if entity is None or entity.removed or name != f"customers/{account.id}/batchJobs/{job_id}":
        raise refused("request_error.RESOURCE_NOT_FOUND", "There is no such batch job.", "resource_name", trigger=name)
    return _Job(call, account, entity)


def _refuse_started(job: _Job) -> None:
    if not job.is_pending:
        JOB_HAS_STARTED.refuse(job.call.sandbox.rules, ("resource_name", None))


def _local_now(call: Call, account: ReadyAccount) -> str:
    return call.sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).strftime(DATE_TIME)

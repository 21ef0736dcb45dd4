"""The services that change resources: each of one kind, and GoogleAdsService.Mutate of any."""

from collections.abc import Iterator, Sequence

from google.protobuf.field_mask_pb2 import FieldMask

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.failures import partial_failure_of
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.mutate import MutateCall, mutate
from adapters.sandbox.google_ads.operations import Operation
from adapters.sandbox.google_ads.refusals import RefusedError, refused
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


def mutate_one_kind(call: Call) -> Iterator[Proto]:
    """Answer the Mutate method of a kind's own service."""
    root = next(kind.root for kind in KINDS.values() if kind.method == call.method.route)
    operations = [
        Operation(root=root, message=operation, path=(("operations", index),))
        for index, operation in enumerate(call.request.operations)
    ]
    response = call.method.response()
    for held in _applied(call, operations, response):
        result = response.results.add(resource_name=held.name if held else "")
        if held and call.wants_whole_resources():
            getattr(result, root).CopyFrom(held.message)
    yield response


def mutate_any_kind(call: Call) -> Iterator[Proto]:
    """Answer GoogleAdsService.Mutate."""
    operations = unwrapped(call.request.mutate_operations)
    whole = call.wants_whole_resources()
    response = call.method.response()
    for held in _applied(call, operations, response):
        slot = response.mutate_operation_responses.add()
        if held:
            tell_result(slot, held, whole=whole)
    yield response


def tell_result(slot: Proto, held: Held, *, whole: bool) -> None:
    """Fill a MutateOperationResponse: the resource's name, and the `whole` resource where it is asked for."""
    result = getattr(slot, KINDS[held.root].result)
    result.resource_name = held.name
    if whole:
        getattr(result, held.root).CopyFrom(held.message)


def unwrapped(wrapped: Sequence[Proto]) -> list[Operation]:
    """Return the operations that MutateOperations hold; raises RefusedError for one of no kind served."""
    return [_unwrapped(index, each) for index, each in enumerate(wrapped)]


def _unwrapped(index: int, wrapped: Proto) -> Operation:
    field = wrapped.WhichOneof("operation")
    root = str(field).removesuffix("_operation")
    if root not in KINDS:
        what = f"'{field}' is not served by the sandbox" if field else "no operation is set"
        error = refused("request_error.OPERATION_REQUIRED", f"Mutate operation {index}: {what}.")
        raise RefusedError(*(refusal.within(("mutate_operations", index)) for refusal in error.refusals))
    return Operation(root=root, message=getattr(wrapped, field), path=(("mutate_operations", index), (field, None)))


def mutate_ads(call: Call) -> Iterator[Proto]:
    """Answer AdService.MutateAds: the one way to change the ad inside an ad group ad."""
    workspace = Workspace(call.sandbox, call.wire, call.account())
    operations = [_of_ad(call, index, each, workspace) for index, each in enumerate(call.request.operations)]
    response = call.method.response()
    for held in _applied(call, operations, response):
        result = response.results.add(resource_name=held.message.ad.resource_name if held else "")
        if held and call.wants_whole_resources():
            result.ad.CopyFrom(held.message.ad)
    yield response


def _of_ad(call: Call, index: int, operation: Proto, workspace: Workspace) -> Operation:
    """Return the change of an ad as a change of the ad group ad that holds it."""
    name = operation.update.resource_name
    holder = next((held.name for held in workspace.all("ad_group_ad") if held.message.ad.resource_name == name), "")
    if not holder:
        error = refused("mutate_error.RESOURCE_NOT_FOUND", "Resource was not found.", trigger=name)
        raise RefusedError(*(refusal.within(("operations", index)) for refusal in error.refusals))
    message = call.wire.service_type("ad_group_ad_service", "AdGroupAdOperation")()
    message.update.resource_name = holder
    message.update.ad.CopyFrom(operation.update)
    paths = [f"ad.{path}" for path in operation.update_mask.paths if path != "resource_name"]
    message.update_mask.CopyFrom(FieldMask(paths=paths))
    return Operation(root="ad_group_ad", message=message, path=(("operations", index),), opened=frozenset({"ad"}))


def _applied(call: Call, operations: list[Operation], response: Proto) -> Sequence[Held | None]:
    """Return what each operation came to, None where it was refused; nothing when they are only validated."""
    request = call.request
    # Not every service lets a request fail in part.
    partly = "partial_failure" in request.DESCRIPTOR.fields_by_name and request.partial_failure
    outcome = mutate(
        call.sandbox,
        call.wire,
        MutateCall(
            account=call.account(),
            operations=operations,
            partial_failure=partly,
            validate_only=request.validate_only,
            request_id=call.request_id,
        ),
    )
    if outcome.refusals:
        response.partial_failure_error.CopyFrom(partial_failure_of(outcome.refusals, call.wire, call.request_id))
    return () if request.validate_only else outcome.held

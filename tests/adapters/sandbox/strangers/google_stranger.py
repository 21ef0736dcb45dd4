"""Somebody who knows the official Google Ads client and an address, and runs the examples that the client ships.

A program of its own, for gRPC reads the variable that names its authority with the first channel a process opens. It
takes orders line by line: `{"example": path, "arguments": [...]}` or `{"query": GAQL, "customer_id": ...}`,
or `"mutate"` in place of the query, for what no example does.
"""

import contextlib
import io
import json
import logging
import os
import runpy
import sys
import traceback
from collections.abc import Iterator
from importlib.metadata import files
from typing import Any

import grpc
from google.ads.googleads.client import GoogleAdsClient
from google.protobuf.json_format import MessageToDict

_WIDTH = 20_000


def main() -> None:
    logging.disable(logging.CRITICAL)
    _keep_channels()
    answers = sys.stdout
    for line in sys.stdin:
        order = json.loads(line)
        with _told() as told:
            status: object = 0
            try:
                found = _obey(order)
            except SystemExit as stop:
                found, status = None, stop.code or 0
            except Exception as error:  # noqa: BLE001 - whatever an example ends with is its outcome
                found, status = None, type(error).__name__
                traceback.print_exc()
        answers.write(json.dumps({"status": status, "said": told.getvalue()[-_WIDTH:], "found": found}) + "\n")
        answers.flush()
    # Nor at the end is a channel to be destroyed.
    os._exit(0)


def _keep_channels() -> None:
    """Let no channel be destroyed while others work: once in a few thousand, gRPC's core then stands still for ever."""
    opened, kept = grpc.secure_channel, list[grpc.Channel]()

    def secure_channel(*given: object, **options: object) -> grpc.Channel:
        kept.append(opened(*given, **options))
        return kept[-1]

    grpc.secure_channel = secure_channel


@contextlib.contextmanager
def _told() -> Iterator[io.StringIO]:
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        yield told


def _obey(order: dict[str, Any]) -> object:
    if "query" in order:
        return _rows(order["query"], order["customer_id"])
    if "mutate" in order:
        return _mutated(order["mutate"], order["customer_id"])
    shipped = next(file for file in files("google-ads") or () if str(file) == f"examples/{order['example']}")
    path = str(shipped.locate())
    sys.argv = [path, *order["arguments"]]
    runpy.run_path(path, run_name="__main__")
    return None


def _rows(query: str, customer_id: str) -> list[dict[str, Any]]:
    service = GoogleAdsClient.load_from_storage(version="v26").get_service("GoogleAdsService")
    batches = service.search_stream(customer_id=customer_id, query=query)
    return [MessageToDict(row._pb, preserving_proto_field_name=True) for batch in batches for row in batch.results]  # noqa: SLF001 - the examples' own idiom


def _mutated(operation: dict[str, Any], customer_id: str) -> object:
    service = GoogleAdsClient.load_from_storage(version="v26").get_service("GoogleAdsService")
    request = {"customer_id": customer_id, "mutate_operations": [operation]}
    return MessageToDict(service.mutate(request=request)._pb, preserving_proto_field_name=True)  # noqa: SLF001 - as above


if __name__ == "__main__":
    main()

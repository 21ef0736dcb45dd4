"""The gRPC listener: every call's way from the wire to its service and back."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.delivery_lines import delivery_lines
from adapters.sandbox.google_ads.failures import failure_of, status_of
from adapters.sandbox.google_ads.faults import BrokenConnectionError, answer_under, wait_for
from adapters.sandbox.google_ads.quota import offer_quotas
from adapters.sandbox.google_ads.refusals import RefusedError
from adapters.sandbox.google_ads.rules.table import register_rules
from adapters.sandbox.google_ads.services import answer, is_served
from adapters.sandbox.google_ads.wire import VERSIONS, Method, Proto, Wire, find_method, load_wire
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.tls import TlsFiles, tls_files

_THREADS = 16
_LARGEST_MESSAGE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAdsServer:
    """A running listener on 127.0.0.1; clients reach it as `localhost:port` and trust `ca_file`."""

    port: int
    ca_file: Path
    # grpc stops a server that nothing refers to any more.
    server: grpc.Server = field(repr=False)

    def stop(self, grace: float = 1.0) -> None:
        """Take no more calls, give running ones `grace` seconds, and return when all is over."""
        self.server.stop(grace).wait()


def start_google_ads(sandbox: Sandbox, port: int, folder: Path) -> GoogleAdsServer:
    """Serve `sandbox` over gRPC and TLS on `port` (0: any free one), with the TLS files kept in `folder`."""
    load_wire(VERSIONS[0])  # The first caller must not wait for half a second of imports.
    files = tls_files(folder)
    register_rules(sandbox)
    offer_quotas(sandbox)
    sandbox.delivery.register(GOOGLE_ADS, lambda: delivery_lines(sandbox))
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="google-ads"),
        handlers=(_Handler(sandbox),),
        options=(
            ("grpc.so_reuseport", 0),
            ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
            ("grpc.max_send_message_length", _LARGEST_MESSAGE),
        ),
    )
    bound = server.add_secure_port(f"127.0.0.1:{port}", _credentials(files))
    server.start()
    return GoogleAdsServer(port=bound, ca_file=files.ca_file, server=server)


def _credentials(files: TlsFiles) -> grpc.ServerCredentials:
    pair = (files.key_file.read_bytes(), files.certificate_file.read_bytes())
    return grpc.ssl_server_credentials([pair])


class _Handler(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc ships no types
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        found = find_method(details.method)
        if found is None or not is_served(found[1]):
            return None
        wire, method = found
        serve = self._stream(wire, method) if method.streams else self._unary(wire, method)
        handler = grpc.unary_stream_rpc_method_handler if method.streams else grpc.unary_unary_rpc_method_handler
        return handler(
            serve,
            request_deserializer=method.request.FromString,
            response_serializer=method.response.SerializeToString,
        )

    def _unary(self, wire: Wire, method: Method) -> Proto:
        return lambda request, context: next(self._serve(wire, method, request, context))

    def _stream(self, wire: Wire, method: Method) -> Proto:
        return lambda request, context: self._serve(wire, method, request, context)

    def _serve(self, wire: Wire, method: Method, request: Proto, context: grpc.ServicerContext) -> Iterator[Proto]:
        call = Call(
            sandbox=self._sandbox,
            wire=wire,
            method=method,
            request=request,
            metadata={key: value for key, value in context.invocation_metadata() if isinstance(value, str)},
            request_id=secrets.token_urlsafe(16),
        )
        try:
            rule = self._sandbox.faults.take(GOOGLE_ADS, method.route)
            messages = answer_under(rule, call, lambda s: wait_for(s, context)) if rule else answer(call)
            context.set_trailing_metadata((("request-id", call.request_id),))
            yield from messages
        except RefusedError as error:
            self._refuse(error, call, context)
        except BrokenConnectionError as error:
            context.set_trailing_metadata(())
            context.abort(error.status, error.sentence)

    def _refuse(self, error: RefusedError, call: Call, context: grpc.ServicerContext) -> None:
        status, sentence = status_of(error.refusals)
        failure = failure_of(error.refusals, call.wire, call.request_id)
        context.set_trailing_metadata(
            ((call.wire.failure_key, failure.SerializeToString()), ("request-id", call.request_id))
        )
        context.abort(status, sentence)

"""Google's id of a call that went well, which the client keeps to itself; its support asks for it."""

import threading

import grpc


class RequestIds(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[misc] # grpc ships no types
    grpc.UnaryStreamClientInterceptor,  # type: ignore[misc] # the same
):
    """Remembers each thread's last call, whose trailing metadata holds the id once the answer is read."""

    def __init__(self) -> None:
        self._last = threading.local()

    def intercept_unary_unary(self, continuation, client_call_details, request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102 - grpc's own signature
        self._last.call = continuation(client_call_details, request)
        return self._last.call

    def intercept_unary_stream(self, continuation, client_call_details, request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201, D102 - grpc's own signature
        self._last.call = continuation(client_call_details, request)
        return self._last.call

    def of_last_call(self) -> str | None:
        """The id of the calling thread's last call."""
        return dict(self._last.call.trailing_metadata() or ()).get("request-id")

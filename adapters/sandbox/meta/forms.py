"""What a call carries: query, form, JSON or multipart body, all as one map of text, and the files beside it."""

import json
from urllib.parse import parse_qsl

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.multipart import Upload, form_of
from adapters.sandbox.wire import Call

# name of the part -> (name of the file, content)
Files = dict[str, tuple[str, bytes]]


def read(call: Call) -> tuple[dict[str, str], Files]:
    """Return the call's parameters and files; a JSON body's values are put back into the text a form would carry."""
    params = dict(call.query)
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme in ("Bearer", "OAuth"):
        params.setdefault("access_token", token)
    if not call.body:
        return params, {}
    kind = call.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        fields, files = _multipart(kind, call.body)
        return params | fields, files
    if kind.startswith("application/json"):
        return params | _json(call.body), {}
    return params | dict(parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True)), {}


def _json(body: bytes) -> dict[str, str]:
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise invalid_parameter("The request body is not valid JSON") from error
    if not isinstance(sent, dict):
        raise invalid_parameter("The request body must be a JSON object")
    return {name: v if isinstance(v, str) else json.dumps(v) for name, v in sent.items()}


def _multipart(kind: str, body: bytes) -> tuple[dict[str, str], Files]:
    try:
        form = form_of(kind, body)
    except ValueError as error:
        raise invalid_parameter("The request body is not valid multipart/form-data") from error
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    files = {name: (value.file_name, value.content) for name, value in form.items() if isinstance(value, Upload)}
    return fields, files

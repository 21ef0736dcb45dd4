"""JSON to messages and back, each version by its own names.

The sandbox's messages are those of the newest version, and read the bytes of all.
"""

import importlib
import json
import re
from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict, ParseError

from adapters.sandbox.google_ads.wire import SERVICES, Method, Proto, Wire, methods_of
from adapters.sandbox.google_ads_rest.errors import BadPayloadError
from adapters.sandbox.google_ads_rest.paths import Found

# Google takes these in the query of every call, whatever the method. Source: Google APIs, "System parameters".
_OF_EVERY_CALL = frozenset(
    {"access_token", "alt", "callback", "fields", "key", "oauth_token", "prettyPrint", "quotaUser", "$.xgafv"}
)
_WITHIN = re.compile(r"Failed to parse \w+ field: ")
_UNKNOWN = re.compile(r'has no field named "(?P<name>[^"]*)" at "\w+\.?(?P<path>[^"]*)"')
_ENUM = re.compile(r"Invalid enum value (?P<value>.*) for enum type (?P<type>[\w.]+?)(?: at \w+\.(?P<path>.*?))?\.*$")
_TWICE = re.compile(r'multiple "(?P<name>\w+)" oneof fields at "\w+\.?(?P<path>[^"]*)"')


def request_of(found: Found, query: Mapping[str, str], body: bytes) -> Proto:
    """Return the request that path, query and JSON body make; raises BadPayloadError."""
    own = _own(found.wire, found.method).request()
    asked = {name: value for name, value in query.items() if name not in _OF_EVERY_CALL}
    try:
        ParseDict(asked | _json_of(body), own)
    except ParseError as error:
        raise BadPayloadError(*_as_google_says(str(error))) from error
    for name, value in found.fields.items():
        setattr(own, name, value)
    return found.method.request.FromString(own.SerializeToString())


def as_json(wire: Wire, method: Method, answer: Proto) -> dict[str, Any]:
    """Return an answer's fields in camel case, numbers of 64 bits as strings, enumerations by name."""
    _know_details(wire)
    own = _own(wire, method).response.FromString(answer.SerializeToString())
    return MessageToDict(own)


def failure_as_json(wire: Wire, failure: Proto) -> dict[str, Any]:
    """Return a GoogleAdsFailure as a detail of an error."""
    own = _know_details(wire).FromString(failure.SerializeToString())
    return {"@type": f"type.googleapis.com/{wire.package}.errors.GoogleAdsFailure", **MessageToDict(own)}


def _own(wire: Wire, method: Method) -> Method:
    """Return the method with the messages of the version that it is called in."""
    return methods_of(method.service, wire.version)[method.name] if method.service in SERVICES else method


def _know_details(wire: Wire) -> Proto:
    """Return the version's GoogleAdsFailure; once imported, it is also shown where it stands within an Any."""
    module = importlib.import_module(f"google.ads.googleads.{wire.version}.errors.types.errors")
    return module.GoogleAdsFailure.pb()


def _json_of(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        told = json.loads(body)
    except ValueError as error:
        raise BadPayloadError(f"Invalid JSON payload received. {error}") from error
    if not isinstance(told, dict):
        raise BadPayloadError('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return told


def _as_google_says(told: str) -> tuple[str, str]:
    """Return the sentence for what protobuf refuses, and the path of the field that it is about."""
    if unknown := _UNKNOWN.search(told):
        at = f" at '{unknown['path']}'" if unknown["path"] else ""
        sentence = f'Invalid JSON payload received. Unknown name "{unknown["name"]}"{at}: Cannot find field.'
        return sentence, unknown["path"]
    if enum := _ENUM.search(told):
        path = enum["path"] or ""
        return f"Invalid value at '{path}' (type.googleapis.com/{enum['type']}), \"{enum['value']}\"", path
    if twice := _TWICE.search(told):
        return f"Invalid value at '{twice['path']}' (oneof), oneof field '{twice['name']}' is already set.", twice[
            "path"
        ]
    return f"Invalid JSON payload received. {_WITHIN.sub('', told).rstrip('.')}.", ""

"""Assets are kept once: who makes one that the account has already is given the one there is.

Source: Google Ads API, guide "Assets", on assets of the same content. What an asset was made of is remembered by its
digest, for the bytes of an image are not kept.
"""

import hashlib
from collections.abc import Mapping

from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace

_MADE_OF = "google_ads.assets_made_of"


def content_of(asset: Held) -> str:
    """Return a digest of what the asset is made of, as it was sent, without its name."""
    kind = asset.message.WhichOneof("asset_data") or ""
    data = _data(getattr(asset.message, kind)) if kind else b""
    told = "\0".join((kind, *asset.message.final_urls, *asset.message.final_mobile_urls))
    return hashlib.sha256(told.encode() + b"\0" + data).hexdigest()


def _data(inner: Proto) -> bytes:
    """Return what it is made of: of a file its bytes, whatever the caller says of it beside."""
    is_file = "data" in inner.DESCRIPTOR.fields_by_name
    return bytes(inner.data if is_file else inner.SerializeToString(deterministic=True))


def twin_of(content: str, workspace: Workspace) -> Held | None:
    """Return the account's asset of this content, or None."""
    known = _known(workspace).get((workspace.account.id, content))
    return workspace.find("asset", known) if known else None


def remember(content: str, asset: Held, workspace: Workspace) -> None:
    """Keep in mind what a new asset is made of; that it was never stored in the end does no harm."""
    place = (workspace.account.id, content)
    workspace.sandbox.memory[_MADE_OF] = {**_known(workspace), place: asset.id}


def _known(workspace: Workspace) -> Mapping[tuple[str, str], str]:
    found: Mapping[tuple[str, str], str] = workspace.sandbox.memory.get(_MADE_OF, {})
    return found

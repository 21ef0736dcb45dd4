"""Meta's objects that exist from the start: the token, a page, a business; a pixel, a video, an image per account."""

from adapters.sandbox.meta.account_fields import BUSINESS
from adapters.sandbox.meta.auth import DEFAULT_SCOPES
from adapters.sandbox.meta.stored_files import STORAGE, image_addresses
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META


def plant(sandbox: Sandbox) -> None:
    """Put the ready objects into a new sandbox."""
    seed, now = sandbox.seed, sandbox.clock.now()
    accounts = seed.accounts_of(META)
    sandbox.tokens.issue(
        platform=META,
        kind="access",
        client_id=seed.meta_app_id,
        user_id=seed.meta_user_id,
        account_ids=tuple(account.id for account in accounts),
        scopes=DEFAULT_SCOPES,
        value=seed.meta_access_token,
    )
    page = {
        "name": "Sandbox Shop",
        "category": "Shopping & retail",
        "tasks": ["ADVERTISE", "ANALYZE"],
        "picture": {"data": {"url": f"{STORAGE}/{seed.meta_page_id}", "width": 50, "height": 50}},
        "access_token": seed.meta_access_token,
    }
    sandbox.store.add(platform=META, account_id="", kind="page", id=seed.meta_page_id, fields=page, at=now)
    named = {"name": BUSINESS["name"], "verification_status": "verified"}
    sandbox.store.add(platform=META, account_id="", kind="business", id=BUSINESS["id"], fields=named, at=now)
    for offset, account in enumerate(accounts):
        ready = {
            "pixel": (
                str(int(seed.meta_pixel_id) + offset),
                {"name": f"{account.name} pixel", "is_unavailable": False},
            ),
            "video": (str(int(seed.meta_video_id) + offset), {"title": "Sandbox video", "length": 15.0}),
            "image": (
                f"{account.id}:{seed.meta_image_hash}",
                {
                    "hash": seed.meta_image_hash,
                    "name": "sandbox.png",
                    "width": 1200,
                    "height": 628,
                    "status": "ACTIVE",
                    **image_addresses(seed.meta_image_hash),
                },
            ),
        }
        for kind, (object_id, fields) in ready.items():
            sandbox.store.add(platform=META, account_id=account.id, kind=kind, id=object_id, fields=fields, at=now)

"""TikTok's objects that exist from the start: the token, an identity, a video, a pixel and a button portfolio."""

from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.auth import SCOPES


def plant(sandbox: Sandbox) -> None:
    """Put the ready objects into a new sandbox; all advertisers share them."""
    seed, now = sandbox.seed, sandbox.clock.now()
    ids = [account.id for account in seed.accounts_of(TIKTOK)]
    sandbox.tokens.issue(
        platform=TIKTOK,
        kind="access",
        client_id=seed.tiktok_app_id,
        user_id=seed.tiktok_user_id,
        account_ids=tuple(ids),
        scopes=SCOPES,
        value=seed.tiktok_access_token,
    )
    ready: dict[str, tuple[str, dict[str, Any]]] = {
        "identity": (
            seed.tiktok_identity_id,
            {"identity_type": "TT_USER", "display_name": "sandbox.shop", "available_status": "AVAILABLE"},
        ),
        "video": (
            seed.tiktok_video_id,
            {
                "file_name": "sandbox.mp4",
                "duration": 15.0,
                "width": 1080,
                "height": 1920,
                "displayable": True,
                "material_id": "7800000000000000001",
            },
        ),
        "pixel": (
            seed.tiktok_pixel_id,
            {"pixel_name": "Sandbox Shop pixel", "pixel_code": "CSANDBOX01", "activity_status": "ACTIVE"},
        ),
        "portfolio": (
            seed.tiktok_call_to_action_id,
            {
                "creative_portfolio_type": "CTA",
                "portfolio_content": [{"asset_content": "Shop now", "asset_ids": ["201535"]}],
            },
        ),
    }
    for kind, (object_id, fields) in ready.items():
        sandbox.store.add(
            platform=TIKTOK,
            account_id=ids[0],
            kind=kind,
            id=object_id,
            fields=fields | {"shared_with": ids},
            at=now,
        )

"""What a new sandbox's Google accounts hold from the start."""

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS


def plant(sandbox: Sandbox) -> None:
    """Give every client account the one conversion action that its conversions count under."""
    for account in sandbox.seed.accounts_of(GOOGLE_ADS):
        if account.manager:
            continue
        action_id = str(sandbox.store.next_id())
        sandbox.store.add(
            platform=GOOGLE_ADS,
            account_id=account.id,
            kind="conversion_action",
            id=action_id,
            at=sandbox.clock.now(),
            fields={
                "resource_name": f"customers/{account.id}/conversionActions/{action_id}",
                "id": action_id,
                "name": "Purchase",
                "status": "ENABLED",
                "type_": "WEBPAGE",
                "category": "PURCHASE",
                "owner_customer": f"customers/{account.id}",
                "primary_for_goal": True,
                "include_in_conversions_metric": True,
            },
        )

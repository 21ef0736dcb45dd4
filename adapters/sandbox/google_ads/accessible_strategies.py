"""The portfolio bidding strategies that an account may use: its own, and those that its manager lends it.

Source: Google Ads API, guide "Cross-account bidding strategies".
"""

from collections.abc import Iterator
from itertools import chain

from adapters.sandbox.google_ads.accounts import find_account
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace


def accessible_strategies(workspace: Workspace) -> Iterator[Proto]:
    """Yield them as `accessible_bidding_strategy` resources, the account's own first."""
    own = (held for held in workspace.all("bidding_strategy") if not held.removed)
    for held in chain(own, workspace.lent("bidding_strategy")):
        yield _told(workspace, held.message)


def _told(workspace: Workspace, strategy: Proto) -> Proto:
    message = workspace.wire.resource_type("accessible_bidding_strategy")()
    owner_id = str(strategy.resource_name).split("/")[1]
    owner = find_account(workspace.sandbox, owner_id)
    message.resource_name = f"customers/{workspace.account.id}/accessibleBiddingStrategies/{strategy.id}"
    message.id, message.name, message.type_ = strategy.id, strategy.name, strategy.type_
    message.owner_customer_id = int(owner_id)
    message.owner_descriptive_name = owner.name if owner else ""
    scheme = strategy.WhichOneof("scheme")
    if scheme and scheme in message.DESCRIPTOR.fields_by_name:
        _take_over(getattr(message, scheme), getattr(strategy, scheme))
    return message


def _take_over(told: Proto, kept: Proto) -> None:
    """Copy what both have: the bounds of bids are told to the owner alone."""
    told.SetInParent()
    for field, value in kept.ListFields():
        if field.name in told.DESCRIPTOR.fields_by_name:
            setattr(told, field.name, value)

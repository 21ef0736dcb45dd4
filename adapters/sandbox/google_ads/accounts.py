"""The accounts of the sandbox: those it begins with, and those that were made in it since."""

from dataclasses import replace

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity

CUSTOMER = "customer"
"""The kind under which the store keeps new accounts, and what was changed about the others."""
_FIRST_NEW_ID = 2_000_000_001


def accounts(sandbox: Sandbox) -> list[ReadyAccount]:
    """Return all accounts, the manager first."""
    ready = sandbox.seed.accounts_of(GOOGLE_ADS)
    known = {account.id for account in ready}
    made = (e for e in sandbox.store.select(GOOGLE_ADS, None, CUSTOMER) if e.id not in known)
    return [_as_it_is_now(sandbox, account) for account in ready] + [_made(entity) for entity in made]


def find_account(sandbox: Sandbox, account_id: str) -> ReadyAccount | None:
    """Return one account, or None."""
    ready = sandbox.seed.account(GOOGLE_ADS, account_id)
    if ready is not None:
        return _as_it_is_now(sandbox, ready)
    entity = sandbox.store.get(GOOGLE_ADS, CUSTOMER, account_id)
    return _made(entity) if entity else None


def new_account_id(sandbox: Sandbox) -> str:
    """Return ten digits that no account has."""
    return str(_FIRST_NEW_ID + len(sandbox.store.select(GOOGLE_ADS, None, CUSTOMER)))


def _as_it_is_now(sandbox: Sandbox, account: ReadyAccount) -> ReadyAccount:
    changed = sandbox.store.get(GOOGLE_ADS, CUSTOMER, account.id)
    if changed is None:
        return account
    return replace(
        account,
        name=str(changed.fields.get("descriptive_name", account.name)),
        currency=str(changed.fields.get("currency_code", account.currency)),
        time_zone=str(changed.fields.get("time_zone", account.time_zone)),
    )


def _made(entity: Entity) -> ReadyAccount:
    return ReadyAccount(
        platform=GOOGLE_ADS,
        id=entity.id,
        name=str(entity.fields.get("descriptive_name", "")),
        currency=str(entity.fields["currency_code"]),
        time_zone=str(entity.fields["time_zone"]),
    )

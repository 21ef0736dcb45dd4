"""Who calls, and what they may touch: bearer tokens, the login customer, the accounts under a manager."""

import re
from collections.abc import Mapping

from adapters.sandbox.google_ads.accounts import find_account
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.tokens import Token

ADWORDS_SCOPE = "https://www.googleapis.com/auth/adwords"

_UNUSABLE = {
    "expired": ("authentication_error.OAUTH_TOKEN_EXPIRED", "OAuth token is expired."),
    "revoked": ("authentication_error.OAUTH_TOKEN_REVOKED", "OAuth token has been revoked."),
    "used": ("authentication_error.OAUTH_TOKEN_INVALID", "OAuth token is invalid."),
}


def directly_accessible(sandbox: Sandbox) -> tuple[str, ...]:
    """Return the accounts that the sandbox's users were invited to; any other is reached through its manager."""
    return (sandbox.seed.google_login_customer_id, sandbox.seed.google_customer_id)


def caller(sandbox: Sandbox, metadata: Mapping[str, str]) -> Token:
    """Return the access token of a call; raises RefusedError (authentication_error) for none or an unusable one."""
    header = metadata.get("authorization", "")
    if not header:
        raise refused("authentication_error.AUTHENTICATION_ERROR", "Authentication of the request failed.")
    scheme, _, value = header.partition(" ")
    if scheme != "Bearer" or not value:
        raise refused("authentication_error.OAUTH_TOKEN_HEADER_INVALID", "Expected: Bearer and an access token.")
    token = sandbox.tokens.find(GOOGLE_ADS, value)
    if token is None or token.kind != "access":
        raise refused("authentication_error.OAUTH_TOKEN_INVALID", "OAuth token is invalid.")
    if (state := sandbox.tokens.state(token)) != "valid":
        raise refused(*_UNUSABLE[state])
    if ADWORDS_SCOPE not in token.scopes:
        raise refused("authorization_error.ACTION_NOT_PERMITTED", f"The token lacks the scope {ADWORDS_SCOPE}.")
    return token


def account_for(sandbox: Sandbox, token: Token, metadata: Mapping[str, str], customer_id: str) -> ReadyAccount:
    """Return the account `customer_id`; raises RefusedError when the caller cannot act on it this way."""
    if not re.fullmatch(r"\d{1,10}", customer_id):
        raise refused(
            "request_error.INVALID_CUSTOMER_ID", f"Invalid customer ID '{customer_id}': ten digits, no dashes."
        )
    login = metadata.get("login-customer-id")
    if login is not None and not re.fullmatch(r"\d{10}", login):
        raise refused("header_error.INVALID_LOGIN_CUSTOMER_ID", "The login customer ID is ten digits.")
    account = find_account(sandbox, customer_id)
    if account is None:
        raise refused("authentication_error.CUSTOMER_NOT_FOUND", "No customer found for the provided customer ID.")
    if (login or customer_id) not in token.account_ids or not _reaches(sandbox, login, account):
        raise refused(
            "authorization_error.USER_PERMISSION_DENIED",
            "User doesn't have permission to access customer. Note: If you're accessing a client customer, "
            "the manager's customer id must be set in the 'login-customer-id' header.",
        )
    return account


def _reaches(sandbox: Sandbox, login: str | None, account: ReadyAccount) -> bool:
    """Return whether the login customer is the account or its manager; there is one manager, over all."""
    return login in {None, account.id, sandbox.seed.google_login_customer_id}

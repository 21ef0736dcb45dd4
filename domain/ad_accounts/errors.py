"""Why an ad account refuses a verb.

StateForbidsError
├── AccountDisconnectedError
└── AccountNotConnectedError
"""

from domain.errors import StateForbidsError


class AccountDisconnectedError(StateForbidsError):
    """The account is disconnected. Connect it again first."""


class AccountNotConnectedError(StateForbidsError):
    """The account was never connected by consent; it is only known from imports. Connect it first."""

"""Why a rule refuses a verb.

StateForbidsError
└── RuleNotActiveError
"""

from domain.errors import StateForbidsError


class RuleNotActiveError(StateForbidsError):
    """The rule is not active. Activate it first."""

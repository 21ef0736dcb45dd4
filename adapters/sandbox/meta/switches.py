"""What Meta insists on outside the rules of objects, by name, so that a sandbox can be told to relax it.

Rules of objects are rows of `rules.RULES`; a check is a row of one of the tables here, and can be broken only through
`refuse`. Once it is relaxed, what broke it is taken as it stands, counts as not sent, or is left out, as the place
that asks says. The switches are off until they are enforced.
"""

from adapters.sandbox.meta.call_checks import CALL_CHECKS
from adapters.sandbox.meta.check_rows import Check
from adapters.sandbox.meta.errors import GraphError
from adapters.sandbox.meta.insight_checks import INSIGHT_CHECKS
from adapters.sandbox.meta.object_checks import OBJECT_CHECKS
from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META

USAGE_LIMITS = "meta.usage_limits"
LIMITED_ACCESS = "meta.limited_access"
APPSECRET_PROOF = "meta.appsecret_proof"
# name -> what it does once it is on
SWITCHES = {
    USAGE_LIMITS: "Calls beyond an account's hourly quota are refused with 80004 or 80000",
    LIMITED_ACCESS: "The app has limited access: 300 + 40 per active ad instead of 100,000 calls an hour",
    APPSECRET_PROOF: "A call without appsecret_proof is refused, as an app's 'Require app secret' does",
}
CHECKS: tuple[Check, ...] = (*CALL_CHECKS, *OBJECT_CHECKS, *INSIGHT_CHECKS)
_BY_NAME = {check.name: check for check in CHECKS}


def refuse(switches: RuleSwitches, name: str, field: str | None = None, /, **told: object) -> None:
    """Say that the check of this name is broken by `field`: raises GraphError unless it is relaxed.

    `told` are the words in braces of the check's message; `{field}` is there by itself.
    """
    check = _BY_NAME[name]
    if switches.holds(name):
        message = check.message.format(field=field, **told)
        raise GraphError(
            f"(#{check.code}) {message}" if check.subcode is None else message,
            code=check.code,
            subcode=check.subcode,
            field=field,
            status=check.status,
            kind=check.kind,
        )


def register(sandbox: Sandbox) -> None:
    """Make every name known that can be relaxed or enforced."""
    sandbox.rules.register(META, RULES)
    sandbox.rules.register(META, CHECKS)
    for name, message in SWITCHES.items():
        sandbox.rules.offer(META, name, message, "D")

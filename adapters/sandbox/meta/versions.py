"""The versions of the Marketing API and when each ends. Source: platforms.md 1 and 3 (vendor's change log)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

CURRENT = "v26.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version: when its Marketing API part ends, and which of its edges the next version changed."""

    name: str
    ends: datetime | None
    changed_next: frozenset[str] = frozenset()
    upgrades_to: str | None = None


# v25 closed Advantage+ shopping in campaigns and gave asynchronous runs their error fields.
VERSIONS: Mapping[str, Version] = {
    version.name: version
    for version in (
        Version(name="v26.0", ends=None),
        Version(name="v25.0", ends=None),
        Version(
            name="v24.0",
            ends=datetime(2026, 10, 6, tzinfo=UTC),
            changed_next=frozenset({"campaigns", "insights", "campaign", "run"}),
            upgrades_to="v25.0",
        ),
    )
}
# These are the Graph API's own, not the Marketing API's: they outlive it in every version that is still known.
_NOT_MARKETING = frozenset({"oauth/access_token", "dialog/oauth", "debug_token", "me", "me/permissions", "me/accounts"})


def split_version(path: str) -> tuple[str, list[str]]:
    """Return the version of a path, the current one if it names none, and the steps after it."""
    steps = [step for step in path.split("/") if step]
    if steps and re.fullmatch(r"v\d+\.\d+", steps[0]):
        return steps[0], steps[1:]
    return CURRENT, steps


def check_version(name: str, steps: list[str], touched: str, now: datetime, switches: RuleSwitches) -> dict[str, str]:
    """Refuse an ended version, or return the headers of a silent upgrade.

    `touched` is the edge or the kind of node that is called: an ended version goes on where the next one is alike.
    """
    version = VERSIONS.get(name)
    if version is not None and (version.ends is None or now < version.ends or "/".join(steps) in _NOT_MARKETING):
        return {}
    if version is None or touched in version.changed_next:
        refuse(switches, "meta.an_ended_version_is_refused", current=CURRENT)
        return {}
    warning = f"The call has been auto-upgraded to {version.upgrades_to} as {version.name} has been deprecated."
    return {"x-ad-api-version-warning": warning, "facebook-api-version": str(version.upgrades_to)}

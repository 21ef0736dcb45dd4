"""Quotas of a size of one's own, set by the control API where a platform's own sizes are too large for a test."""

from collections.abc import Mapping
from typing import Any

GOOGLE_DAILY_OPERATIONS = "google_ads.daily_operations"
QUOTAS = (GOOGLE_DAILY_OPERATIONS,)
"""Every quota that can be set, by its name and its place in the sandbox's memory; None or nothing there: no such quota.

A quota enforced by its rule holds as well: the lower one refuses first.
"""


def quotas_in(memory: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the size of each quota by its name, None where none was set."""
    return {name: memory.get(name) for name in QUOTAS}

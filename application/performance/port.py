"""What performance needs from outside: the observations that are known so far."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from domain.performance.observation import Grain, Observation, ObservationKey
from domain.shared.ids import AdAccountId, OrganizationId


class ObservationStore(Protocol):
    """Every observation ever made; only the latest of each key counts."""

    async def latest(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, since: date, until: date
    ) -> Mapping[ObservationKey, Observation]:
        """The latest observation of each key in a window, both days included, of one grain."""
        ...

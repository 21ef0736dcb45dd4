"""The channels that a batch of facts may concern, found by campaign and by account."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

Channel = tuple[UUID, UUID]
"""Campaign and account."""


class Channels:
    """An organization's channels, as far as a batch of facts has to know them."""

    def __init__(self, known: Iterable[Channel] = ()) -> None:
        self._of_campaign: dict[UUID, set[Channel]] = defaultdict(set)
        self._of_account: dict[UUID, set[Channel]] = defaultdict(set)
        for channel in known:
            self.add(channel)

    def add(self, channel: Channel) -> None:
        """Know of one more."""
        self._of_campaign[channel[0]].add(channel)
        self._of_account[channel[1]].add(channel)

    def discard(self, channel: Channel) -> None:
        """Forget one."""
        self._of_campaign[channel[0]].discard(channel)
        self._of_account[channel[1]].discard(channel)

    def of_campaign(self, campaign_id: UUID) -> set[Channel]:
        """All of a campaign."""
        return self._of_campaign.get(campaign_id, set())

    def of_account(self, account_id: UUID) -> set[Channel]:
        """All on an account."""
        return self._of_account.get(account_id, set())

    def all(self) -> set[Channel]:
        """All of them."""
        return set().union(*self._of_campaign.values())

"""The advertising platforms that we drive, and the wider set that we only read about."""

from enum import StrEnum
from typing import NewType


class Platform(StrEnum):
    """A platform on which AdScale can run a campaign."""

    GOOGLE_ADS = "google-ads"
    META_ADS = "meta-ads"
    TIKTOK_ADS = "tiktok-ads"


PlatformName = NewType("PlatformName", str)
"""A `Platform`'s value, or the label of a network whose figures are only imported, such as `display`."""


class Delivery(StrEnum):
    """Whether something may spend money on its platform."""

    ENABLED = "enabled"
    PAUSED = "paused"

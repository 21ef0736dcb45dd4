"""Why a campaign refuses a verb.

Refusal
├── StateForbidsError
│   ├── CampaignNotDraftError
│   ├── CampaignNotRunningError
│   ├── CampaignNotPausedError
│   ├── CampaignEndedError
│   ├── CampaignObservedError
│   └── CampaignNotReadyError     (with a violation for each thing that is missing)
└── NotThereError
    ├── ChannelNotFoundError
    ├── AdGroupNotFoundError
    └── CreativeNotFoundError
"""

from domain.errors import NotThereError, StateForbidsError


class CampaignNotDraftError(StateForbidsError):
    """The campaign was launched; this can be changed only while it is a draft. Draft a new campaign instead."""


class CampaignNotRunningError(StateForbidsError):
    """The campaign is not running. Launch or resume it first."""


class CampaignNotPausedError(StateForbidsError):
    """The campaign is not paused, so it cannot be resumed."""


class CampaignEndedError(StateForbidsError):
    """The campaign is completed or archived, and that is final. Draft a new campaign instead."""


class CampaignObservedError(StateForbidsError):
    """The campaign was only imported for reporting. Change it on its platform, or draft a new one here."""


class CampaignNotReadyError(StateForbidsError):
    """The campaign is not ready to launch."""


class ChannelNotFoundError(NotThereError):
    """The campaign has no channel on this ad account."""


class AdGroupNotFoundError(NotThereError):
    """The campaign has no such ad group."""


class CreativeNotFoundError(NotThereError):
    """The ad group has no such creative."""

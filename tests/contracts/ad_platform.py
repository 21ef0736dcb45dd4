"""What every `AdPlatform` must do, whichever platform is behind it."""

from tests.contracts.campaigns_contract import CampaignsContract
from tests.contracts.faults_contract import FaultsContract
from tests.contracts.figures_contract import FiguresContract


class AdPlatformContract(CampaignsContract, FiguresContract, FaultsContract):
    """The whole suite. Subclasses are called `Test...` and override the fixture `bench`."""

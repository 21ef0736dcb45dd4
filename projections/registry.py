"""Every projection that there is. A new one is a folder and a line here."""

from projections.ad_accounts.projector import AdAccountsProjector
from projections.audit_trail.projector import AuditTrailProjector
from projections.campaigns.projector import CampaignsProjector
from projections.performance.projector import PerformanceProjector
from projections.projector import Projector
from projections.reactions.projector import Enqueue, ReactionsDispatcher
from projections.rules.projector import RulesProjector

READ_MODELS: tuple[Projector, ...] = (
    AdAccountsProjector(),
    CampaignsProjector(),
    PerformanceProjector(),
    RulesProjector(),
    AuditTrailProjector(),
)
"""What people read."""


def projectors(enqueue: Enqueue) -> tuple[Projector, ...]:
    """What the runner starts: the read models, and the dispatcher that rings the queue."""
    return (*READ_MODELS, ReactionsDispatcher(enqueue))

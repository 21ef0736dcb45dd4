"""Dead letters: what was given up after many tries, and having it tried again."""

from uuid import UUID

from application.reactions.dead_letters import dead_letters, redrive
from application.reactions.port import ReactionEntry
from interfaces.rest.access import CampaignsReader, CampaignsSender
from interfaces.rest.dead_letters_models import DeadLetterAnswer, Redriven
from interfaces.rest.documented import LIST, READ
from interfaces.rest.features import feature
from interfaces.rest.freshness import LARGEST_POSITION
from interfaces.rest.opened import OpenServices
from interfaces.rest.pages import USUAL_ITEMS, AfterPair, Limit, Page, page, pair_cursor

router = feature("Dead letters")


@router.get("/dead-letters", operation_id="list_dead_letters", responses=LIST)
async def overview(
    *, holder: CampaignsReader, services: OpenServices, after_pair: AfterPair, limit: Limit = USUAL_ITEMS
) -> Page[DeadLetterAnswer]:
    """List what was given up in the last 7 days, the newest cause first."""
    after = None if after_pair is None else (min(after_pair[0].int, LARGEST_POSITION), after_pair[1])
    entries = await dead_letters(services.reaction_desk, holder.organization, after=after, limit=limit + 1)
    return page(entries, limit, DeadLetterAnswer.of, _cursor)


@router.post("/dead-letters/{key}/redrive", status_code=202, operation_id="redrive_dead_letter", responses=READ)
async def again(holder: CampaignsSender, services: OpenServices, key: UUID) -> Redriven:
    """Have a dead letter tried again, as if for the first time. A repeat changes nothing."""
    entry = await redrive(services.reaction_desk, services.queue, holder.organization, key)
    return Redriven(key=entry.key, state=entry.state)


def _cursor(entry: ReactionEntry) -> str:
    return pair_cursor(UUID(int=entry.cause_position), entry.key)

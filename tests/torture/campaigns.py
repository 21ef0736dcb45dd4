"""The campaigns of the torture: what is asked of each, step by step, and so what must be true of it in the end."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.shared.platform import Delivery, Platform
from interfaces.demo import plan
from tests.torture.client import Client, Json

Accounts = Mapping[Platform, Json]
Pause = Callable[[], Awaitable[None]]


class Ending(StrEnum):
    """How a campaign ends up."""

    RUNNING = "running"
    ONE_CHANNEL_PAUSED = "one_channel_paused"
    PAUSED = "paused"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is done with a campaign: its number gives it a budget of its own, `falters` the channel that is paused."""

    number: int
    ending: Ending
    falters: Platform

    @property
    def budgets(self) -> tuple[int, int]:
        """The daily budget before and after its change, in whole dollars, a multiple of the channels."""
        return 3 * (100 + self.number), 3 * (200 + self.number)

    def delivery(self, platform: Platform) -> Delivery:
        """Whether a channel runs in the end."""
        halted = self.ending in {Ending.PAUSED, Ending.COMPLETED}
        faltered = self.ending is Ending.ONE_CHANNEL_PAUSED and platform is self.falters
        return Delivery.PAUSED if halted or faltered else Delivery.ENABLED

    def facts(self) -> Counter[str]:
        """How often each topic must stand in the campaign's stream, its platforms' answers aside."""
        said = Counter(
            {
                "campaign.drafted": 1,
                "campaign.channel_added": 3,
                "campaign.ad_group_added": 3,
                "campaign.creative_added": 3,
                "campaign.launch_requested": 1,
                "campaign.launched": 1,
                "campaign.budget_changed": 1,
                "campaign.channel_paused": 1,
            }
        )
        match self.ending:
            case Ending.RUNNING:
                said["campaign.channel_resumed"] = 1
            case Ending.PAUSED:
                said["campaign.paused"] = 1
            case Ending.COMPLETED:
                said["campaign.completed"] = 1
        return said


@dataclass(slots=True, kw_only=True)
class Made:
    """A campaign as it was made: our ids, by platform."""

    plan: Plan
    campaign_id: UUID
    ad_groups: dict[Platform, UUID] = field(default_factory=dict)
    creatives: dict[Platform, UUID] = field(default_factory=dict)


def plans(count: int, dice: random.Random) -> list[Plan]:
    """So many campaigns, of every ending."""
    endings = list(Ending)
    return [
        Plan(number=number, ending=endings[number % len(endings)], falters=dice.choice(list(Platform)))
        for number in range(count)
    ]


async def carried_out(client: Client, accounts: Accounts, plan_: Plan, pause: Pause) -> Made:
    """A campaign brought through its life, with a pause of any length before each step."""
    await pause()
    made = await _drafted(client, accounts, plan_)
    path, name = f"/campaigns/{made.campaign_id}", f"campaign-{plan_.number}"
    await pause()
    await asyncio.gather(*(_furnished(client, accounts[platform], made, platform) for platform in accounts))
    await pause()
    await client.command("POST", f"{path}/launch", f"{name}/launch")
    await pause()
    await client.command("PUT", f"{path}/budget", f"{name}/budget", {"amount": _dollars(plan_.budgets[1])})
    await pause()
    channel = {"account_id": accounts[plan_.falters]["account_id"]}
    faltered = await client.command("POST", f"{path}/pause", f"{name}/falter", channel)
    await pause()
    match plan_.ending:
        case Ending.RUNNING:
            await client.command("POST", f"{path}/resume", f"{name}/recover", channel)
        case Ending.PAUSED:
            await client.command("POST", f"{path}/pause", f"{name}/pause")
        case Ending.COMPLETED:
            await _settled(client, f"{path}?after={faltered['position']}")
            await client.command("POST", f"{path}/complete", f"{name}/complete")
    return made


async def _drafted(client: Client, accounts: Accounts, plan_: Plan) -> Made:
    starts_on = datetime.now(UTC).date()
    body: dict[str, Any] = plan.campaign({str(platform): account for platform, account in accounts.items()}, starts_on)
    body["name"] = f"Campaign {plan_.number}"
    body["budget"] = {"kind": "daily", "amount": _dollars(plan_.budgets[0])}
    body["flight"] = {"starts_on": str(starts_on), "ends_on": str(starts_on + timedelta(days=60))}
    drafted = await client.command("POST", "/campaigns", f"campaign-{plan_.number}/draft", body)
    return Made(plan=plan_, campaign_id=UUID(drafted["id"]))


async def _furnished(client: Client, account: Json, made: Made, platform: Platform) -> None:
    path, name = f"/campaigns/{made.campaign_id}/ad-groups", f"campaign-{made.plan.number}/{platform}"
    group = await client.command("POST", path, f"{name}/ad-group", plan.ad_group(account))
    made.ad_groups[platform] = UUID(group["ad_group_id"])
    there = f"{path}/{group['ad_group_id']}/creatives"
    creative = await client.command("POST", there, f"{name}/creative", plan.creative(account))
    made.creatives[platform] = UUID(creative["creative_id"])


async def _settled(client: Client, path: str) -> None:
    """Wait until every platform has acknowledged the campaign, so that each of them has it before it is over."""
    while True:
        campaign = await client.ask("GET", path)
        if all(channel["settled"] for channel in campaign["channels"]):
            return
        await asyncio.sleep(0.5)


def _dollars(amount: int) -> dict[str, str]:
    return {"amount": f"{amount}.00", "currency": plan.CURRENCY}

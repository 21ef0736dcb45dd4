"""Organizations and campaigns for the benchmarks, made by the use cases themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from pydantic import SecretStr

from application.campaigns.commands import ChannelPlan, DraftCampaign, draft_campaign
from application.context import CommandContext
from application.handling import begin
from application.identity.commands import CreateOrganization, create_organization
from application.ids import uuid7
from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.channel import Declarations
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CommandId, CredentialId, OrganizationId, ad_account_id
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform, PlatformName
from interfaces import bootstrap
from interfaces.services import Services
from interfaces.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchOrganization:
    """A tenant with a key and a connected account."""

    services: Services
    organization: OrganizationId
    key: str
    account: AdAccountId

    def context(self) -> CommandContext:
        """The frame of a new command."""
        return CommandContext(
            organization=self.organization,
            actor=Actor(kind=ActorKind.SYSTEM, id="bench"),
            now=datetime.now(UTC),
            command_id=CommandId(uuid7()),
            correlation_id=uuid7(),
        )


@asynccontextmanager
async def an_organization(url: str) -> AsyncIterator[BenchOrganization]:
    """A new tenant, with the services open."""
    async with bootstrap.open_services(Settings(database_url=SecretStr(url))) as services:
        command = CreateOrganization(
            name="Bench", slug=f"bench-{uuid4().hex[:12]}", owner_email="bench@example.com", owner_name="Bench"
        )
        issued = await create_organization(services.ledger, services.identities, command, services.now())
        platform = PlatformName(Platform.GOOGLE_ADS.value)
        account = ad_account_id(issued.organization, platform, "1")
        bench = BenchOrganization(services=services, organization=issued.organization, key=issued.key, account=account)
        facts = AdAccount.connect(
            None,
            account_id=account,
            platform=platform,
            external_id="1",
            login_external_id=None,
            profile=AccountProfile(name="Shop", currency=Currency("USD"), time_zone="UTC"),
            credential_id=CredentialId(uuid4()),
        )
        await begin(services.ledger, bench.context(), AdAccount, account, facts)
        yield bench


async def a_campaign(bench: BenchOrganization) -> UUID:
    """A draft on the tenant's account."""
    draft = DraftCampaign(
        name="Bench",
        objective=Objective.SALES,
        budget=Budget(kind=BudgetKind.DAILY, amount=Money.of("100", "USD")),
        flight=Flight(starts_on=date(2026, 1, 1)),
        declarations=Declarations(),
        channels=(ChannelPlan(account_id=bench.account),),
    )
    return (await draft_campaign(bench.services.ledger, bench.context(), draft)).stream_id

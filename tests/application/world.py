"""A whole application in memory: every port is a fake, every use case is the real one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from application.connections.commands import Connections
from application.context import CommandContext
from application.handling import AggregateType, State, change, load
from application.performance.recording import Recording
from application.platforms.port import Credential, PlatformAccess, RemoteAccount
from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount
from domain.shared.facts import Actor, ActorKind, Fact
from domain.shared.ids import (
    AdAccountId,
    CampaignId,
    CommandId,
    CredentialId,
    OrganizationId,
    ad_account_id,
)
from domain.shared.platform import Platform
from tests.builders import CAMPAIGN, CREDENTIAL, GOOGLE, NOW, ORGANIZATION, a_launched_campaign, a_profile, an_account
from tests.fakes.ad_platform import FakeAdPlatform
from tests.fakes.connections import FakeAccountDirectory, FakeStateSeal, FakeVault
from tests.fakes.ledger import FakeLedger, FakeObservationStore
from tests.fakes.platform_consent import FakePlatformConsent

OTHER_TENANT = OrganizationId(UUID("0190d1c0-0000-7000-8000-0000000000ff"))


@dataclass(slots=True, kw_only=True)
class World:
    """One organization, and a consent and a platform for each of the three names."""

    organization: OrganizationId = ORGANIZATION
    now: datetime = NOW
    ledger: FakeLedger = field(default_factory=FakeLedger)
    vault: FakeVault = field(default_factory=FakeVault)
    seal: FakeStateSeal = field(default_factory=FakeStateSeal)
    consents: dict[Platform, FakePlatformConsent] = field(init=False)
    campaigns: dict[Platform, FakeAdPlatform] = field(init=False)

    def __post_init__(self) -> None:
        self.consents = {platform: FakePlatformConsent(platform, []) for platform in Platform}
        self.campaigns = {
            platform: FakeAdPlatform(platform, today=self.now.date(), accepts=self.consents[platform].accepts)
            for platform in Platform
        }

    @property
    def connections(self) -> Connections:
        """What connections and pushes work with."""
        return Connections(
            ledger=self.ledger,
            vault=self.vault,
            seal=self.seal,
            accounts=FakeAccountDirectory(self.ledger),
            platforms={
                platform: PlatformAccess(consent=self.consents[platform], campaigns=self.campaigns[platform])
                for platform in Platform
            },
        )

    @property
    def recording(self) -> Recording:
        """What figures are recorded with."""
        return Recording(ledger=self.ledger, observations=FakeObservationStore(self.ledger))

    def context(self, **changes: Any) -> CommandContext:  # noqa: ANN401 - handed on to replace
        """The frame of a new command."""
        context = CommandContext(
            organization=self.organization,
            actor=Actor(kind=ActorKind.USER, id="ada"),
            now=self.now,
            command_id=CommandId(uuid4()),
            correlation_id=uuid4(),
        )
        return replace(context, **changes)

    async def told(self, aggregate: AggregateType[State], stream_id: UUID, facts: Sequence[Fact]) -> None:
        """Record a history that a builder tells."""
        await self.ledger.append(
            self.context(), stream_type=aggregate.stream_type, stream_id=stream_id, expected_version=0, facts=facts
        )

    async def decided(
        self, aggregate: AggregateType[State], stream_id: UUID, verb: Callable[[State], Sequence[Fact]]
    ) -> None:
        """Let a verb of an aggregate happen."""
        await change(self.ledger, self.context(), aggregate, stream_id, verb)

    async def state(self, aggregate: AggregateType[State], stream_id: UUID) -> State:
        """The present state of an aggregate."""
        return await load(self.ledger, self.organization, aggregate, stream_id)

    async def facts(self, stream_id: UUID) -> list[Fact]:
        """All facts of a stream."""
        return [recorded.fact for recorded in await self.ledger.load(self.organization, stream_id)]

    async def topics(self, stream_id: UUID) -> list[str]:
        """What has happened to a stream, by the last words of its topics."""
        return [fact.topic.partition(".")[2] for fact in await self.facts(stream_id)]

    async def credential(
        self, platform: Platform, *, lives: timedelta | None = None, credential_id: CredentialId = CREDENTIAL
    ) -> Credential:
        """A live token in the vault."""
        consent = self.consents[platform]
        issued = await consent.exchange(code=consent.approve(), redirect_uri="", verifier="")
        kept = replace(issued, expires_at=None if lives is None else self.now + lives)
        await self.vault.put(self.organization, credential_id, kept)
        return kept

    async def account(
        self,
        account: ChannelAccount = GOOGLE,
        *,
        lives: timedelta | None = None,
        profile: AccountProfile | None = None,
    ) -> AdAccountId:
        """A connected account with a live token."""
        credential_id = CredentialId(uuid4())
        facts = an_account(
            account.platform,
            account.external_id,
            profile=profile or a_profile(account.name),
            credential_id=credential_id,
        )
        await self.credential(account.platform, lives=lives, credential_id=credential_id)
        account_id = ad_account_id(self.organization, account.platform, account.external_id)
        await self.told(AdAccount, account_id, facts)
        return account_id

    async def launched(self, *accounts: ChannelAccount) -> CampaignId:
        """A campaign that was asked to run on connected accounts."""
        for account in accounts or (GOOGLE,):
            await self.account(account)
        await self.told(Campaign, CAMPAIGN, a_launched_campaign(*accounts))
        return CAMPAIGN


def remote(external_id: str, *, name: str = "Shop", obstacle: str | None = None) -> RemoteAccount:
    """An account that a consent reaches."""
    return RemoteAccount(
        external_id=external_id, login_external_id="manager-1", profile=a_profile(name), obstacle=obstacle
    )

"""The fakes are held to the contract that the real adapters are held to."""

from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

from application.platforms.port import AccountSession, AdPlatform, RemoteAccount
from domain.ad_accounts.ad_account import AccountProfile, Asset, AssetKind
from domain.shared.money import Currency
from domain.shared.platform import Platform
from tests.contracts.ad_platform import AdPlatformContract
from tests.contracts.bench import ERRORS_ON_CREATE, ERRORS_ON_READ, Bench, Fault, Step
from tests.contracts.platform_consent import PlatformConsentContract
from tests.fakes.ad_platform import FakeAdPlatform, FakeCall, PlannedFailure
from tests.fakes.platform_consent import FakePlatformConsent

APPLIED = (Fault.APPLIED_UNANSWERED, Fault.SLOW)
WAIT = timedelta(seconds=30)


def an_account(external_id: str, currency: str, time_zone: str) -> RemoteAccount:
    assets = (
        Asset(kind=AssetKind.IDENTITY, id="identity-1", name="Shop"),
        Asset(kind=AssetKind.VIDEO, id="video-1", name="Boots"),
        Asset(kind=AssetKind.PIXEL, id="pixel-1", name="Shop"),
    )
    profile = AccountProfile(name="Shop", currency=Currency(currency), time_zone=time_zone, assets=assets)
    return RemoteAccount(external_id=external_id, login_external_id=None, profile=profile)


class FakeBench(Bench):
    platform: ClassVar[Platform] = Platform.META_ADS

    def __init__(self) -> None:
        accounts = [an_account("1", "USD", "America/New_York"), an_account("2", "JPY", "Asia/Tokyo")]
        self.fake_consent = FakePlatformConsent(self.platform, accounts)
        self.fake = FakeAdPlatform(self.platform, accepts=self.fake_consent.accepts)
        self.consent = self.fake_consent
        self.campaigns = self.fake

    def impatient(self) -> AdPlatform:
        return self.fake

    async def visit(self, consent_url: str, *, approve: bool = True) -> dict[str, str]:
        state = dict(parse_qsl(urlsplit(consent_url).query))["state"]
        return {"state": state} | ({"code": self.fake_consent.approve()} if approve else {"error": "access_denied"})

    async def strike(self, fault: Fault, step: Step, *, count: int = 1) -> None:
        if step is Step.TOKEN:
            self.fake_consent.fail_next_exchange(ERRORS_ON_READ[fault]("Down.", platform=self.platform))
            return
        errors = ERRORS_ON_READ if step in (Step.READ_CAMPAIGN, Step.REPORT) else ERRORS_ON_CREATE
        error = errors[fault](str(fault), platform=self.platform, retry_after=WAIT)
        for _ in range(count):
            self.fake.fail_next(PlannedFailure(call=FakeCall(step.value), error=error, applied=fault in APPLIED))

    async def calm(self) -> None:
        self.fake.calm()

    async def pass_days(self, days: int) -> None:
        self.fake.pass_days(days)

    async def today(self, time_zone: str) -> date:  # noqa: ARG002 - the fake has one day for the whole world
        return self.fake.today

    async def creations_of(self, id_: UUID) -> int:
        return self.fake.creations.count(id_)

    async def remove_campaign(self, session: AccountSession, external_id: str) -> None:  # noqa: ARG002 - ids are unique
        self.fake.remove(external_id)


class TestFakeAdPlatform(AdPlatformContract):
    @pytest.fixture
    async def bench(self) -> Bench:
        return FakeBench()


class TestFakePlatformConsent(PlatformConsentContract):
    @pytest.fixture
    async def bench(self) -> Bench:
        return FakeBench()

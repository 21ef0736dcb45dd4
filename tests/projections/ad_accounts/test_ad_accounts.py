from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.shared.platform import Platform
from projections.ad_accounts.queries import ad_account, connected_accounts, list_ad_accounts, using_credential
from tests.projections.running import catch_up
from tests.projections.stories import EUR, Story


async def test_an_account_is_shown_as_the_platform_describes_it(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    account_id = await story.connects("m-1", platform=Platform.META_ADS, currency=EUR)
    await catch_up(conninfo)
    async with engine.connect() as connection:
        account = await ad_account(connection, story.organization, account_id)
    assert account is not None
    assert (account.platform, account.external_id, account.status) == ("meta-ads", "m-1", AccountStatus.CONNECTED)
    assert (account.profile.name, account.profile.currency) == ("Shop m-1", EUR)


async def test_the_scheduler_sees_the_connected_accounts_of_everybody(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    other = Story(ledger=story.ledger)
    ours, theirs, lost = await story.connects("g-1"), await other.connects("g-1"), await story.connects("g-2")
    await story.goes_on(AdAccount, lost, lambda a: a.lose_consent("Password changed."))
    await catch_up(conninfo)
    async with engine.connect() as connection:
        connected = await connected_accounts(connection)
    assert {(row.organization, row.account_id) for row in connected} == {
        (story.organization, ours),
        (other.organization, theirs),
    }
    assert {row.time_zone for row in connected} == {"Europe/Berlin"}


async def test_a_disconnected_account_uses_no_credential(conninfo: str, engine: AsyncEngine, story: Story) -> None:
    account_id = await story.connects()
    await catch_up(conninfo)
    async with engine.connect() as connection:
        account = await ad_account(connection, story.organization, account_id)
        assert account is not None
        assert account.credential_id is not None
        assert await using_credential(connection, story.organization, account.credential_id) == [account_id]
        await story.goes_on(AdAccount, account_id, lambda a: a.disconnect("Asked to."))
        await catch_up(conninfo)
        assert await using_credential(connection, story.organization, account.credential_id) == []


async def test_accounts_are_listed_newest_first_and_narrowed_by_status(
    conninfo: str, engine: AsyncEngine, story: Story
) -> None:
    first, second = await story.connects("g-1"), await story.connects("g-2")
    await story.goes_on(AdAccount, first, lambda a: a.disconnect("Asked to."))
    await catch_up(conninfo)
    async with engine.connect() as connection:
        everyone = await list_ad_accounts(connection, story.organization)
        gone = await list_ad_accounts(connection, story.organization, status=AccountStatus.DISCONNECTED)
        after = await list_ad_accounts(connection, story.organization, after=second)
    assert [row.account_id for row in everyone] == [second, first]
    assert [row.account_id for row in gone] == [row.account_id for row in after] == [first]

from domain.shared.platform import Platform
from tests.interfaces.rest.bench import Office, a_campaign, a_creative, an_ad_group


async def test_a_draft_is_created_at_an_address_and_can_be_read_there_at_once(office: Office) -> None:
    account_id = await office.connect()

    created = await office.client.post("/v1/campaigns", json=a_campaign(account_id))
    shown = await office.client.get(created.headers["Location"], params={"after": created.json()["position"]})

    assert created.status_code == 201
    assert created.headers["ETag"] == '"2"'
    assert shown.status_code == 200
    assert shown.headers["ETag"] == '"2"'
    assert shown.json()["status"] == "draft"
    assert shown.json()["budget"] == {"kind": "daily", "amount": {"amount": "120.00", "currency": "USD"}}
    assert [channel["account_id"] for channel in shown.json()["channels"]] == [account_id]


async def test_a_draft_is_revised_where_something_is_said_and_stays_as_it_was_elsewhere(office: Office) -> None:
    campaign_id = await office.draft(await office.connect())

    revised = await office.client.patch(f"/v1/campaigns/{campaign_id}", json={"name": "Winter shoes"})
    shown = await office.client.get(f"/v1/campaigns/{campaign_id}", params={"after": revised.json()["position"]})

    assert revised.status_code == 200
    assert shown.json()["name"] == "Winter shoes"
    assert shown.json()["objective"] == "sales"


async def test_ad_groups_and_creatives_come_back_as_they_were_sent(office: Office) -> None:
    account_id = await office.connect()
    address = f"/v1/campaigns/{await office.draft(account_id)}"

    group = await office.client.post(f"{address}/ad-groups", json=an_ad_group(account_id))
    assert group.status_code == 201, group.text
    group_address = f"{address}/ad-groups/{group.json()['ad_group_id']}"
    creative = await office.client.post(f"{group_address}/creatives", json=a_creative())
    better = a_creative() | {"headlines": ["Run faster", "Light shoes", "Made to last"]}
    revised = await office.client.put(f"{group_address}/creatives/{creative.json()['creative_id']}", json=better)
    shown = await office.client.get(address, params={"after": revised.json()["position"]})

    assert (group.status_code, creative.status_code, revised.status_code) == (201, 201, 200)
    (ad_group,) = shown.json()["ad_groups"]
    assert ad_group["content"]["targeting"] == {"countries": ["US"], "age_min": 18, "age_max": 65}
    assert ad_group["creatives"][0]["version"] == 2
    assert ad_group["creatives"][0]["content"]["headlines"] == better["headlines"]


async def test_a_campaign_lives_from_launch_to_archive(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft_ready_to_launch()}"

    steps = [
        await office.client.post(f"{address}/{verb}") for verb in ("launch", "pause", "resume", "complete", "archive")
    ]
    shown = await office.client.get(address, params={"after": steps[-1].json()["position"]})

    assert [step.status_code for step in steps] == [200] * 5
    assert shown.json()["status"] == "archived"


async def test_a_launched_campaign_is_listed_as_unsettled_until_its_platform_answers(office: Office) -> None:
    campaign_id = await office.draft_ready_to_launch()
    launched = await office.client.post(f"/v1/campaigns/{campaign_id}/launch")

    unsettled = await office.client.get("/v1/channels/unsettled", params={"after": launched.json()["position"]})

    assert [channel["campaign_id"] for channel in unsettled.json()["items"]] == [campaign_id]


async def test_a_budget_changes_by_its_amount(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    changed = await office.client.put(f"{address}/budget", json={"amount": {"amount": "99.90", "currency": "USD"}})
    shown = await office.client.get(address, params={"after": changed.json()["position"]})

    assert shown.json()["budget"]["amount"] == {"amount": "99.90", "currency": "USD"}


async def test_a_launch_without_an_ad_group_is_refused_with_what_is_missing(office: Office) -> None:
    address = f"/v1/campaigns/{await office.draft(await office.connect())}"

    refused = await office.client.post(f"{address}/launch")

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/campaign-not-ready"
    assert refused.json()["errors"][0]["field"] == "ad_groups"


async def test_pages_go_through_all_campaigns_once_newest_first(office: Office) -> None:
    account_id = await office.connect()
    drafted = [await office.draft(account_id, name=f"Campaign {number}") for number in range(5)]
    newest = await office.client.patch(f"/v1/campaigns/{drafted[-1]}", json={"name": "The newest"})

    listed: list[str] = []
    query = {"limit": "2", "after": str(newest.json()["position"])}
    while True:
        page = (await office.client.get("/v1/campaigns", params=query)).json()
        listed += [item["campaign_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]

    assert listed == drafted[::-1]


async def test_the_list_shows_only_what_the_filters_let_through(office: Office) -> None:
    account_id = await office.connect()
    archived, _ = [await office.draft(account_id) for _ in range(2)]
    written = await office.client.post(f"/v1/campaigns/{archived}/archive")

    query = {"status": "archived", "platform": "google-ads", "account_id": account_id}
    page = await office.client.get("/v1/campaigns", params=query | {"after": str(written.json()["position"])})
    none = await office.client.get("/v1/campaigns", params={"platform": "meta-ads"})

    assert [item["campaign_id"] for item in page.json()["items"]] == [archived]
    assert none.json() == {"items": [], "next_cursor": None}


async def test_a_channel_comes_into_a_draft_and_leaves_it(office: Office) -> None:
    google, meta = await office.connect(), await office.connect(Platform.META_ADS)
    address = f"/v1/campaigns/{await office.draft(google)}"

    added = await office.client.post(f"{address}/channels", json={"account_id": meta, "weight": 2})
    both = await office.client.get(address, params={"after": added.json()["position"]})
    removed = await office.client.delete(f"{address}/channels/{meta}")
    one = await office.client.get(address, params={"after": removed.json()["position"]})

    assert added.status_code == 201
    assert {channel["account_id"] for channel in both.json()["channels"]} == {google, meta}
    assert [channel["account_id"] for channel in one.json()["channels"]] == [google]

"""Pixels, the events that a shop sends them, and conversions. Typed in from the official SDK's documentation."""

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adspixel import AdsPixel
from facebook_business.adobjects.serverside.action_source import ActionSource
from facebook_business.adobjects.serverside.event import Event
from facebook_business.adobjects.serverside.event_request import EventRequest
from facebook_business.adobjects.serverside.user_data import UserData

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS

pytestmark = SDK_WARNS


@pytest.mark.usefixtures("account")
def test_a_shop_s_server_sends_events(ads_sandbox: AdsSandbox) -> None:
    pixel_id, now = ads_sandbox.address.meta["pixel_id"], int(ads_sandbox.control.now().timestamp())
    user = UserData(email="joe@eg.com", client_user_agent="Mozilla/5.0")
    event = Event(event_name="Purchase", event_time=now, user_data=user, action_source=ActionSource.WEBSITE)
    answer = EventRequest(pixel_id=pixel_id, events=[event]).execute()
    assert (answer.events_received, answer.messages) == (1, [])
    assert AdsPixel(pixel_id).api_get(fields=["last_fired_time"])["last_fired_time"]
    (hour,) = AdsPixel(pixel_id).get_stats(params={"aggregation": "event"})
    assert [dict(one) for one in hour["data"]] == [{"value": "Purchase", "count": 1}]


def test_a_pixel_and_a_conversion_are_made(account: AdAccount) -> None:
    pixel = account.create_ads_pixel(params={AdsPixel.Field.name: "Mine"})
    rule = '{"and":[{"url":{"i_contains":"thanks"}}]}'
    conversion = account.create_custom_conversion(
        params={"name": "Thanks", "rule": rule, "event_source_id": pixel["id"], "custom_event_type": "PURCHASE"}
    )
    assert pixel["id"] in [one["id"] for one in account.get_ads_pixels()]
    assert [one["id"] for one in account.get_custom_conversions(fields=["name"])] == [conversion["id"]]

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from application.context import CommandContext
from application.ids import uuid7
from application.rules.commands import DefineRule, define_rule
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId
from interfaces.rest.rules_models import RuleBody
from tests.interfaces.rest.bench import Office, a_rule


async def test_a_rule_is_defined_inactive_and_comes_back_as_it_was_sent(office: Office) -> None:
    body = a_rule(await office.draft(await office.connect()))

    defined = await office.client.post("/v1/rules", json=body)
    shown = await office.client.get(defined.headers["Location"], params={"after": defined.json()["position"]})

    assert defined.status_code == 201
    assert shown.json()["status"] == "inactive"
    assert shown.json()["condition"] == body["condition"]
    assert shown.json()["action"] == {"kind": "pause"}


async def test_a_rule_that_is_not_active_is_not_evaluated(office: Office) -> None:
    rule_id = await office.define_rule(await office.draft(await office.connect()))

    refused = await office.client.post(f"/v1/rules/{rule_id}/evaluate")

    assert refused.status_code == 409
    assert refused.json()["type"] == "/problems/rule-not-active"


async def test_an_active_rule_without_figures_holds_back_and_says_why(office: Office) -> None:
    address = f"/v1/rules/{await office.define_rule(await office.draft(await office.connect()))}"
    await office.client.post(f"{address}/activate")

    evaluated = await office.client.post(f"{address}/evaluate")
    activity = await office.client.get(f"{address}/activity", params={"after": evaluated.json()["position"]})

    (line,) = activity.json()["items"]
    assert evaluated.status_code == 200
    assert line["outcome"] == "held_back"
    assert "No figures" in line["reason"]
    assert [reading["truth"] for reading in line["readings"]] == ["unknown"] * 3


async def test_a_rule_is_revised_paused_and_listed(office: Office) -> None:
    campaign_id = await office.draft(await office.connect())
    address = f"/v1/rules/{await office.define_rule(campaign_id)}"

    await office.client.post(f"{address}/activate")
    await office.client.put(address, json=a_rule(campaign_id) | {"name": "Another name"})
    paused = await office.client.post(f"{address}/pause")
    query = {"after": paused.json()["position"], "status": "inactive", "campaign_id": campaign_id}
    listed = await office.client.get("/v1/rules", params=query)

    assert [item["name"] for item in listed.json()["items"]] == ["Another name"]


async def test_a_rule_on_a_campaign_that_is_not_there_is_not_defined(office: Office) -> None:
    refused = await office.client.post("/v1/rules", json=a_rule("01936b5e-7c1a-7000-8000-3f1f4b3a52a5"))

    assert refused.status_code == 404


async def test_a_threshold_below_zero_is_refused_by_its_field(office: Office) -> None:
    body = a_rule(await office.draft(await office.connect()))
    body["condition"]["threshold"] = "-1"

    refused = await office.client.post("/v1/rules", json=body)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "condition.threshold"


async def test_a_rule_that_another_way_in_defined_more_finely_than_rest_takes_is_shown_all_the_same(
    office: Office,
) -> None:
    definition = RuleBody.model_validate(a_rule(await office.draft(await office.connect()))).definition()
    fine = replace(definition, condition=replace(definition.condition, threshold=Decimal("0.123456789")))
    context = CommandContext(
        organization=office.organization,
        actor=Actor(kind=ActorKind.USER, id=str(UUID(int=1))),
        now=office.services.now(),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )
    receipt = await define_rule(office.services.ledger, context, DefineRule(definition=fine))

    shown = await office.client.get(f"/v1/rules/{receipt.stream_id}", params={"after": receipt.position})

    assert shown.status_code == 200
    assert shown.json()["condition"]["threshold"] == "0.123456789"

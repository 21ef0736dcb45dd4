"""The document: every operation is named and explained, every body and answer has an example that is true."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Targeting
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.channel import Declarations
from domain.rules.conditions import Condition
from domain.rules.rule import RuleScope
from interfaces.rest.ad_groups_models import AdGroupContentBody, CreativeContentBody, TargetingBody
from interfaces.rest.campaigns_models import BudgetBody, DeclarationsBody, FlightBody
from interfaces.rest.rules_models import ConditionBody, RuleScopeBody

Operation = dict[str, Any]


def _operations(app: FastAPI) -> Iterator[tuple[str, Operation]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def _bodies(operation: Operation) -> Iterator[dict[str, Any]]:
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for response in operation["responses"].values():
        yield from response.get("content", {}).values()


def test_every_operation_has_a_name_of_its_own_a_tag_and_a_summary(app: FastAPI) -> None:
    operations = dict(_operations(app))

    assert len({operation["operationId"] for operation in operations.values()}) == len(operations)
    assert all(
        operation["tags"] and operation["summary"] and operation["description"] for operation in operations.values()
    )


def test_every_body_and_every_answer_has_an_example(app: FastAPI) -> None:
    bare = [name for name, operation in _operations(app) for body in _bodies(operation) if not body.get("example")]

    assert bare == []


def test_every_example_is_what_its_schema_says(app: FastAPI) -> None:
    document = app.openapi()
    for _, operation in _operations(app):
        for body in _bodies(operation):
            schema = body["schema"] | {"components": document["components"]}
            jsonschema_rs.validate(schema, body["example"])


def test_all_but_the_open_operations_name_the_api_key(app: FastAPI) -> None:
    without = {name for name, operation in _operations(app) if not operation.get("security")}

    assert without == {"get /v1/health", "get /v1/connections/callback"}


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (AdGroupContent, AdGroupContentBody),
        (Targeting, TargetingBody),
        (CreativeContent, CreativeContentBody),
        (Budget, BudgetBody),
        (Flight, FlightBody),
        (Declarations, DeclarationsBody),
        (Condition, ConditionBody),
        (RuleScope, RuleScopeBody),
    ],
)
def test_whatever_the_domain_can_say_can_be_said_over_rest(said: type, body: type[BaseModel]) -> None:
    assert {field.name for field in fields(said)} == set(body.model_fields)

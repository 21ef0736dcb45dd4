import json

from adapters.sandbox.meta.coverage import coverage
from adapters.sandbox.meta.routes import ROUTES
from adapters.sandbox.meta.schema import calls_of
from adapters.sandbox.meta.sdk_schema import SCHEMA_FILE, read_from_sdk


def test_the_schema_is_what_the_installed_client_says() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == read_from_sdk()


def test_every_call_of_the_client_on_a_served_node_is_told_of() -> None:
    told = {(row.group, row.method, row.path.rpartition("/")[2]) for row in coverage()}
    for kind, routes in ROUTES.items():
        for call in {*calls_of(kind), *routes}:
            method, _, edge = call.partition(" ")
            assert any(row[:2] == (kind, method) and (not edge or row[2] == edge) for row in told)


def test_what_is_told_to_be_implemented_is_in_the_table_that_answers() -> None:
    done = [row for row in coverage() if row.state == "implemented" and row.group in ROUTES]
    assert len(done) == sum(len(routes) for routes in ROUTES.values())

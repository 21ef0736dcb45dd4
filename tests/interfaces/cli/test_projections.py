import psycopg
import pytest

from application.identity.commands import organization_id
from tests.interfaces.cli.console import Console

_TAKEN_TWICE = (
    "INSERT INTO work.projections (projection, place, version, shape) VALUES (%s, 'live', 1, 1) ON CONFLICT DO NOTHING",
    (
        "INSERT INTO work.checkpoints (projection, version, shard_group, position) VALUES (%s, 1, 0, 0)"
        " ON CONFLICT DO NOTHING"
    ),
    (
        "INSERT INTO work.processed SELECT projection, version, 63, 0, 1 FROM work.projections"
        " WHERE place = 'live' AND projection = %s"
    ),
)


def read(console: Console) -> None:
    """Have the projections read all that there is."""
    assert console.reports("--format", "json", "--from", "2026-11-01", "--to", "2026-11-02").exit_code == 0


def test_each_projection_is_listed(console: Console) -> None:
    read(console)
    listed = console.run("projections", "list")
    assert listed.exit_code == 0, listed.output
    assert all(name in listed.output for name in ("campaigns", "audit_trail", "performance"))


def test_a_projection_is_built_anew_swapped_and_swapped_back(console: Console) -> None:
    read(console)
    for command, answer in (("rebuild", "is built"), ("swap", "is served"), ("rollback", "again")):
        done = console.run("projections", command, "audit_trail")
        assert done.exit_code == 0, done.output
        assert answer in done.output


def test_one_organization_is_built_anew(console: Console) -> None:
    read(console)
    done = console.run("projections", "rebuild", "campaigns", "--organization", console.slug, "--swap")
    assert done.exit_code == 0, done.output


def test_there_are_no_gaps(console: Console) -> None:
    read(console)
    done = console.run("projections", "gaps", "audit_trail")
    assert done.exit_code == 0, done.output
    assert "No gaps" in done.output


@pytest.mark.parametrize(
    ("projection", "remedy"),
    [("audit_trail", "adscale projections rebuild audit_trail --swap"), ("reactions", "cannot be built anew")],
)
def test_a_gap_is_told_with_what_to_do_about_it(
    console: Console, console_database: str, projection: str, remedy: str
) -> None:
    read(console)
    with psycopg.connect(console_database, autocommit=True) as connection:
        for statement in _TAKEN_TWICE:
            connection.execute(statement, (projection,))
        found = console.run("projections", "gaps", projection)
        connection.execute("DELETE FROM work.processed WHERE shard_group = 63")
    assert found.exit_code == 1
    assert "positions 0 to 999" in found.output
    assert remedy in found.stderr


def test_a_stream_is_parked_and_driven_again(console: Console) -> None:
    read(console)
    stream = str(organization_id(console.slug))
    options = ("--organization", console.slug, "--stream", stream, "--reason", "to be looked at")
    assert console.run("projections", "park", "campaigns", *options).exit_code == 0
    assert stream in console.run("projections", "list").output
    assert stream in console.run("projections", "redrive", "campaigns").output


def test_a_name_that_is_none_is_refused_with_those_that_are(console: Console) -> None:
    refused = console.run("projections", "rebuild", "campaign")
    assert refused.exit_code == 1
    assert "audit_trail" in refused.stderr


def test_a_stream_that_is_not_there_or_a_reason_that_is_none_is_refused(console: Console) -> None:
    nobodys, own = "018f0000-0000-7000-8000-000000000001", str(organization_id(console.slug))
    for stream, reason in ((nobodys, "to be looked at"), (own, " ")):
        options = ("--organization", console.slug, "--stream", stream, "--reason", reason)
        assert console.run("projections", "park", "campaigns", *options).exit_code == 1

"""The ledger's shard groups, as the command line shows and changes them."""

from tests.interfaces.cli.console import Console


def test_a_ledger_begins_with_one_group(console: Console) -> None:
    assert console.run("ledger", "groups").stdout == "Shard groups: 1\n"


def test_the_number_of_groups_is_changed_while_everything_runs(console: Console) -> None:
    assert console.run("ledger", "groups", "8").stdout == "Shard groups: 8, was 1\n"
    assert console.run("ledger", "groups", "1").stdout == "Shard groups: 1, was 8\n"


def test_more_groups_than_shards_are_refused(console: Console) -> None:
    refused = console.run("ledger", "groups", "65")
    assert refused.exit_code == 2
    assert "64" in refused.stderr

"""How many groups the ledger's 64 shards form: appends of one group wait for each other, and its facts stand in line.

One group is the default and serves one writing process best. More let several writers commit side by side. A change
is online: it waits for the appends under way, and everybody asks for the number again.
"""

import psycopg


class ShardGroups:
    """The number of groups, read and changed in the name of the ledger's owner."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo

    def count(self) -> int:
        """How many there are."""
        with psycopg.connect(self._conninfo) as connection:
            ((groups,),) = connection.execute("SELECT shard_groups FROM ledger.settings").fetchall()
        return int(groups)

    def change(self, groups: int) -> None:
        """Have so many from now on, 1 to 64."""
        with psycopg.connect(self._conninfo) as connection:
            connection.execute("SELECT ledger.change_shard_groups(%s::smallint)", (groups,))

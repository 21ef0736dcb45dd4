"""A writer of the ledger that lives to be killed: `python -m tests.torture.writer HOME NAME ours|library`.

It appends to streams of its own and to streams that others append to as well, repeats what was answered, and after
its death what was not. All that it is told goes into its diary. It writes until the file `enough` is in its home.
"""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

from application.errors import VersionConflictError
from tests.torture import diary
from tests.torture.books import OurBook, TheLibrarysBook, UnavailableError
from tests.torture.deeds import Deed, Part, common, deed, shared
from tests.torture.diary import Answer, Diary

HANDS: Final = 4
LONGEST_PAUSE: Final = 0.15
IN_COMMON: Final = 0.2
REPEATED: Final = 0.1
IN_TWO_STREAMS: Final = 0.15
WRITES: Final = "writer writes"
RESTS: Final = "writer rests"
ENOUGH: Final = "enough"
_MOMENT: Final = 0.02


class Book(Protocol):
    """A ledger, as far as a writer knows it. Both raise `UnavailableError` where the same may be tried again."""

    answers_repeats: bool

    async def head(self, part: Part) -> int:
        """The version of the part's stream."""
        ...

    async def append(self, deed: Deed, versions: Sequence[int]) -> Answer:
        """Record the deed, each part at its version. Raises `VersionConflictError`."""
        ...


class Writer:
    """Several hands that write at the same time through one book."""

    def __init__(self, book: Book, home: Path, name: str) -> None:
        self._book = book
        self._name = name
        self._enough = home / ENOUGH
        self._pages = diary.read(diary_of(home, name))
        self._diary = Diary(diary_of(home, name))
        self._heads: dict[UUID, int] = {}
        self._turn = sum(key.startswith("common-") for key in self._pages.asked)
        self._answered = list({answer.key for answer in self._pages.answers})
        # Another life, other moments.
        self._dice = random.Random(f"{name} {len(self._pages.asked)}")  # noqa: S311 - moments, not secrets

    async def write(self) -> None:
        """Ask again what was not answered, then write until it is enough."""
        await asyncio.gather(*(self._ask(key) for key in self._pages.unanswered))
        print(WRITES, flush=True)  # noqa: T201 - the log tells the killer that there is something to kill
        await asyncio.gather(*(self._use(f"{self._name}/hand-{hand}") for hand in range(HANDS)))
        print(RESTS, flush=True)  # noqa: T201 - the same

    async def _use(self, place: str) -> None:
        number = sum(key.startswith(f"{place}/") for key in self._pages.asked)
        if self._book.answers_repeats:
            await self._ask(f"{shared(place)}/0")
        while not self._enough.exists():
            chance = self._dice.random()
            if self._book.answers_repeats and chance < IN_COMMON:
                self._turn += 1
                await self._ask(common(self._turn - 1))
            elif self._book.answers_repeats and chance < IN_COMMON + REPEATED and self._answered:
                await self._ask(self._dice.choice(self._answered))
            else:
                also = self._book.answers_repeats and number > 0 and chance > 1 - IN_TWO_STREAMS
                number += 1
                await self._ask(f"{place}/{number - 1}{'+' if also else ''}")
            await asyncio.sleep(self._dice.uniform(0, LONGEST_PAUSE))

    async def _ask(self, key: str) -> None:
        """Send a command until it is answered, each time at the versions that its streams then have."""
        wanted = deed(key)
        self._diary.asked(key)
        while True:
            try:
                answer = await self._book.append(wanted, await self._versions(wanted))
            except VersionConflictError:
                for part in wanted.parts:
                    self._heads.pop(part.stream_id, None)
            except UnavailableError:
                await asyncio.sleep(_MOMENT * self._dice.uniform(1, 5))
            else:
                first, *also = (part.stream_id for part in wanted.parts)
                self._heads[first] = max(answer.version, self._heads.get(first, 0))
                for stream_id in also:
                    self._heads.pop(stream_id, None)
                self._diary.answered(answer)
                self._answered.append(key)
                return

    async def _versions(self, wanted: Deed) -> list[int]:
        if wanted.begins:
            return [0]
        versions = [self._heads.get(part.stream_id) or await self._book.head(part) for part in wanted.parts]
        if 0 in versions:  # somebody else's draft is still under way
            raise UnavailableError
        return versions


def diary_of(home: Path, name: str) -> Path:
    """Where a writer keeps its diary."""
    return home / f"{name}.diary"


async def main(home: Path, name: str, kind: str) -> None:
    """Write, then wait for the end: whoever ends by itself is started again."""
    url = os.environ["DATABASE_URL"]
    book: AbstractAsyncContextManager[Book] = TheLibrarysBook(url) if kind == "library" else OurBook(url)
    async with book as opened:
        await Writer(opened, home, name).write()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))

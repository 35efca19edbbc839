"""A journal's file, the clock of the first JRU 3 shift, and events to put in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event, Unlisted
from jru_tui.journal.protocol import Journal
from jru_tui.journal.sqlite.journal import SqliteJournal, open_journal
from tests.journal.stores import SHIFT_START, JournalPlace, PostgresPlace, SqlitePlace
from tests.nights import nights

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
"""The moment at which journals of several nights end."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jru" / "journal.db"


@pytest.fixture
async def written(path: Path) -> list[Event]:
    """A journal of four nights that no board is open on."""
    events = nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append(events)
    return events


@pytest.fixture
def opened() -> Callable[..., Awaitable[SqliteJournal]]:
    """`open_journal` as SC 100, at the start of the shift."""
    return partial(open_journal, by="SC 100", clock=lambda: SHIFT_START)


@pytest.fixture
def event() -> Callable[[int], Event]:
    """The feed's nth word: call K-n is no longer listed."""

    def build(number: int) -> Event:
        moment = SHIFT_START + timedelta(seconds=number)
        fact = Unlisted(subject="call", id=f"K-{number}")
        return Event(id=f"e{number}", at=moment, recorded_at=moment, source="feed", fact=fact)

    return build


@pytest.fixture
def note() -> Callable[[str], Event]:
    """A note that SC 200 wrote on call K-1, with that id."""

    def build(id_: str) -> Event:
        return Event(
            id=id_,
            at=SHIFT_START,
            recorded_at=SHIFT_START,
            source="supervisor",
            by="SC 200",
            fact=Commanded(Note(text="Ambulance asked for", call="K-1")),
        )

    return build


LASTING = ["in a file", "in PostgreSQL"]


@pytest.fixture(params=[*LASTING, "in memory"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[JournalPlace]:
    """Each store in turn."""
    async with AsyncExitStack() as stack:
        yield await _place(request, tmp_path, stack)


@pytest.fixture(params=LASTING)
async def lasting_place(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[JournalPlace]:
    """Each store that is there when it is opened again, and that others can look into."""
    async with AsyncExitStack() as stack:
        yield await _place(request, tmp_path, stack)


async def _place(
    request: pytest.FixtureRequest, folder: Path, stack: AsyncExitStack
) -> JournalPlace:
    if request.param == "in PostgreSQL":
        found = PostgresPlace(request.getfixturevalue("database"), stack)
        await found.create()
        return found
    return SqlitePlace(folder if request.param == "in a file" else None, stack)


@pytest.fixture
async def journal(place: JournalPlace) -> Journal:
    """A new journal, of each store in turn."""
    return await place.open()

"""A board on a server's journal goes on from a checkpoint of its own: no start reads it all."""

import stat
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from jru_tui.board.archive import Closing, TimeSpan
from jru_tui.board.board import Board
from jru_tui.board.events import CallReported, Event
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.desk.checkpoints import FEW, Checkpoints
from jru_tui.desk.desk import Desk
from jru_tui.journal.backends import load
from jru_tui.journal.board_loader import board_from_checkpoint, checkpoint_home, position_of
from jru_tui.journal.checkpoint import Checkpoint, checkpoint_file
from jru_tui.journal.postgres.journal import PostgresJournal
from jru_tui.journal.protocol import JournalError
from jru_tui.settings import JournalServer
from tests.journal.postgres.conftest import Opened
from tests.nights import nights

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules()
EVENTS = nights(4, NOW)

Kept = Callable[[], Awaitable[Desk]]


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def desk_on(journal: PostgresJournal, board: Board | None = None) -> Desk:
    clock = lambda: NOW  # noqa: E731 - it stands
    return Desk(board=board or Board(RULES), journal=journal, clock=clock, by="1", shared=True)


@pytest.fixture
def kept(boards: Opened, server: JournalServer) -> Kept:
    """Fill the journal, and leave a board's checkpoint of it."""

    async def keep() -> Desk:
        journal = await boards()
        assert await journal.take_lease("1", "a session")
        await journal.append(EVENTS)
        desk = desk_on(journal)
        await desk.catch_up()
        await Checkpoints(desk, server, lambda: NOW).take()
        return desk

    return keep


async def test_the_next_start_reads_only_what_came_since(
    kept: Kept, server: JournalServer, boards: Opened, note: Callable[[str], Event]
) -> None:
    assert len(EVENTS) >= FEW
    first = await kept()
    assert position_of(first.board.storage.archive) == len(EVENTS)
    await first.recorder._journal.append([note("n1")])

    board = board_from_checkpoint(server, RULES)
    assert board is not None
    assert board.events == len(EVENTS)  # of all that it folds only the note is left to be read
    desk = desk_on(await boards(), board)
    await desk.catch_up()
    whole = Board(RULES)
    whole.fold([event for _, event in load(server)])
    assert desk.board.events == whole.events == len(EVENTS) + 1
    assert [*desk.board.open_calls()] == [*whole.open_calls()]
    assert desk.board.vehicles == whole.vehicles


async def test_calls_of_a_day_are_found_in_it_and_on_a_board_without_one(
    kept: Kept, server: JournalServer, boards: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sought by its date on a server's journal: calls long closed, and one since then."""
    first = await kept()
    opened_at = NOW - timedelta(days=3, hours=1)
    late = CallRecord(
        "K-LATE", opened_at, updated_at=NOW, state="closed", summary="a zebra", closed_at=NOW
    )
    event = Event("late", NOW, NOW, "feed", CallReported(late))
    await first.recorder._journal.append([event])

    spans: list[TimeSpan | None] = []
    find = Checkpoint.find

    def noted(
        checkpoint: Checkpoint, words: str, most: int, span: TimeSpan | None = None
    ) -> list[Closing]:
        spans.append(span)
        return find(checkpoint, words, most, span)

    monkeypatch.setattr(Checkpoint, "find", noted)
    again = desk_on(await boards(), board_from_checkpoint(server, RULES))
    await again.catch_up()
    whole = Board(RULES)
    whole.fold([event for _, event in load(server)])
    assert whole.storage.archive is None
    day = f"{NOW - timedelta(days=3):%d/%m/%Y}"
    of_that_day = {
        call.id
        for call in whole.newest_calls()
        if any(
            at is not None and f"{at:%d/%m/%Y}" == day for at in (call.opened_at, call.closed_at)
        )
    }
    assert {"K-LATE"} < of_that_day
    for sought in (day, f"{day} zebra", "oct 2020", f"..{day}", f"{NOW:%Y-%m-%d}", "nov 2020"):
        found = [call.id for call in find_calls(again.board, sought)]
        assert found == [call.id for call in find_calls(whole, sought)], sought
        assert found or sought == "nov 2020"
    assert {call.id for call in find_calls(again.board, day)} == of_that_day
    assert [call.id for call in find_calls(again.board, f"{day} zebra")] == ["K-LATE"]
    assert None not in spans
    assert spans


async def test_it_is_for_the_eyes_of_its_user_alone(kept: Kept, server: JournalServer) -> None:
    await kept()
    file = checkpoint_file(checkpoint_home(server))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_that_of_another_journal_by_the_same_name_is_of_no_use(
    kept: Kept, server: JournalServer
) -> None:
    await kept()
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("ALTER TABLE jru.event DISABLE TRIGGER ALL")
        connection.execute(
            "UPDATE jru.event SET hash = sha256(hash) WHERE position = %s", (len(EVENTS),)
        )
    assert board_from_checkpoint(server, RULES) is None


async def test_of_a_journal_that_begins_anew_there_is_none(
    kept: Kept, server: JournalServer
) -> None:
    await kept()
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("ALTER TABLE jru.event DISABLE TRIGGER ALL")
        connection.execute("DELETE FROM jru.event")
    assert board_from_checkpoint(server, RULES) is None


async def test_another_force_has_another(server: JournalServer) -> None:
    homes = {
        checkpoint_home(server),
        checkpoint_home(replace(server, force="essex")),
        checkpoint_home(replace(server, name="another server/shifts")),
    }
    assert len(homes) == 3


async def test_one_that_was_damaged_is_of_no_use(kept: Kept, server: JournalServer) -> None:
    await kept()
    file = checkpoint_file(checkpoint_home(server))
    file.write_bytes(b"x" * file.stat().st_size)
    assert board_from_checkpoint(server, RULES) is None


async def test_what_is_shown_and_not_kept_is_in_none(
    monkeypatch: pytest.MonkeyPatch, boards: Opened, server: JournalServer
) -> None:
    journal = await boards()
    assert await journal.take_lease("1", "a session")
    await journal.append(EVENTS)
    desk = desk_on(journal)
    await desk.catch_up()

    async def gone(*_: object) -> None:
        raise JournalError("The journal's server does not answer.")

    monkeypatch.setattr(journal, "append", gone)
    heard = replace(EVENTS[-1], id="not kept")
    await desk.writer.show([(NOW, heard.fact)], "feed", NOW)
    assert desk.recorder.unsaved
    await Checkpoints(desk, server, lambda: NOW).take()
    assert not checkpoint_file(checkpoint_home(server)).exists()


async def test_without_a_place_for_it_the_board_goes_on(
    kept: Kept, server: JournalServer, state: Path
) -> None:
    state.mkdir()
    (state / "jru-tui").write_text("in the way")
    desk = await kept()
    assert desk.board.events == len(EVENTS)
    assert board_from_checkpoint(server, RULES) is None

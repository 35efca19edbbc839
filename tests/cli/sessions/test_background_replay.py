"""The running shift of a long journal is shown first; then the board goes on from all of it."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import Result
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.decisions.refusal import Refusal
from jru_tui.board.events import Event, Viewed
from jru_tui.board.projection.fact_handlers import FactHandlers
from jru_tui.board.rules import Rules, ShiftHours
from jru_tui.board.shifts import shift_at
from jru_tui.board.views import Change
from jru_tui.cli.sessions import background_replay
from jru_tui.cli.sessions.background_replay import UNREAD, look_past, read_past
from jru_tui.cli.sessions.live_session import PastDamagedError
from jru_tui.desk.desk import Desk
from jru_tui.journal import board_loader, checkpoint_process, long_journal
from jru_tui.journal.board_loader import board_from_checkpoint, recent_board
from jru_tui.journal.checkpoint_process import checkpoint_beside
from jru_tui.journal.long_journal import advance_checkpoint
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite.journal import open_journal
from tests.nights import nights

Jru = Callable[..., Result]

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules(hours=ShiftHours(start="17:00", end="03:00"))


def folded(events: list[Event]) -> Board:
    board = Board(RULES)
    board.fold(events)
    return board


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jru" / "journal.db"


@pytest.fixture
async def written(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """A journal of six nights that counts as a long one, without a checkpoint."""
    monkeypatch.setattr(board_loader, "SOON_READ", 600)
    events = nights(6, NOW)
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        await journal.append(events)
    return events


def answers(board: Board) -> object:
    """Something of everything that a board is asked."""
    calls = [call for shift in board.past_shifts() for call in board.calls_of(shift)]
    return (
        calls,
        dict(board.vehicles),
        [call.id for call in board.open_calls()],
        [board.shift_log(shift) for shift in board.past_shifts()],
        board.total(),
        board.last_order(),
        board.events,
    )


def test_the_running_shift_and_the_last_are_as_on_the_board_of_all(
    path: Path, written: list[Event]
) -> None:
    board, whole = recent_board(path, RULES), folded(written)
    assert board is not None
    assert board.events == len(written)
    running = shift_at(RULES.hours, NOW)
    assert [*board.calls_of(running)] == [*whole.calls_of(running)] != []
    assert board.shift_log(running) == whole.shift_log(running)
    assert {**board.vehicles} == {**whole.vehicles}
    assert board.last_order() == whole.last_order()
    assert len(board.past_shifts()) == 2 < len(whole.past_shifts())


def test_it_costs_what_two_shifts_cost_however_long_the_journal_is(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Event] = []
    take = FactHandlers.handle

    def count(handlers: FactHandlers, event: Event) -> object:
        taken.append(event)
        return take(handlers, event)

    monkeypatch.setattr(FactHandlers, "handle", count)
    assert recent_board(path, RULES) is not None
    first = shift_at(RULES.hours, shift_at(RULES.hours, NOW).starts_at).starts_at
    assert {event.recorded_at >= first.replace(day=first.day - 1) for event in taken} == {True}
    assert 0 < len(taken) < len(written) / 2


@pytest.mark.usefixtures("written")
def test_a_journal_that_is_soon_read_is_read_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_loader, "SOON_READ", 20_000)
    assert recent_board(path, RULES) is None
    assert recent_board(path.with_name("none"), RULES) is None


async def test_commands_wait_for_it_and_then_the_board_is_that_of_all(
    path: Path, written: list[Event]
) -> None:
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        recent = recent_board(path, RULES)
        assert recent is not None
        desk = Desk(board=recent, journal=journal, clock=lambda: NOW, by="SC 1")
        desk.unread = UNREAD
        said: list[str] = []
        changes: list[Change] = []

        def listen(change: Change) -> None:
            said.append(desk.held_up)
            changes.append(change)

        desk.subscribe(listen)
        await desk.catch_up()
        call = next(iter(recent.open_calls())).id
        refused = await desk.command(Note("he is awake", call=call))
        assert isinstance(refused, Refusal)
        assert "still being read" in refused.reason
        await desk.record_view(call)  # what is written meanwhile is not lost
        await read_past(desk, path)
        assert f"of {len(written) + 1:,} events" in said[-2]
        assert (said[-1], desk.unread) == ("", "")
        assert {each.id for each in desk.board.open_calls()} <= changes[-1].calls
        viewed = await anext(aiter(journal.read(len(written))))
        assert isinstance(viewed[1].fact, Viewed)
        assert answers(desk.board) == answers(folded([*written, viewed[1]]))
        assert desk.board is recent  # whoever holds it sees what it is now
        done = await desk.command(Note("he is awake", call=call))
        assert isinstance(done, Change)
        assert desk.board.events == len(written) + 2


@pytest.mark.usefixtures("written")
async def test_a_process_of_its_own_makes_the_checkpoint_by_the_same_settings(path: Path) -> None:
    beats: list[int] = []
    await checkpoint_beside(path, RULES, beats.append)
    assert board_from_checkpoint(path, RULES) is not None
    assert board_from_checkpoint(path, Rules()) is None
    assert len(beats) == 1  # of all: it tells every ten thousand events


def test_it_is_put_away_on_the_way_and_goes_on_from_where_one_was_left(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that memory has a limit, and whoever stops it loses little."""
    monkeypatch.setattr(board_loader, "_FOLD", 100)
    monkeypatch.setattr(long_journal, "_MEMORY", 300)

    class StoppedError(Exception):
        """It was stopped."""

    def stop(events: int) -> None:
        if events >= 700:
            raise StoppedError

    with pytest.raises(StoppedError):
        advance_checkpoint(path, RULES, stop)
    left = board_from_checkpoint(path, RULES)
    assert left is not None
    assert left.events == 300  # that of 600 was being written, and is thrown away
    beats: list[int] = []
    advance_checkpoint(path, RULES, beats.append)
    assert beats == [*range(400, len(written), 100), len(written)]
    assert not [each for each in path.parent.iterdir() if each.name.startswith(".")]
    made = board_from_checkpoint(path, RULES)
    assert made is not None
    assert answers(made) == answers(folded(written))


def test_a_checkpoint_that_is_far_behind_is_shown_as_none_is(
    path: Path, written: list[Event]
) -> None:
    assert recent_board(path, RULES, len(written) - 599) is None
    assert recent_board(path, RULES, len(written) - 600) is not None


@pytest.mark.usefixtures("written")
async def test_one_that_cannot_read_the_journal_says_why(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"not a journal, " * 400)
    with pytest.raises(JournalError, match="is not a journal"):
        await checkpoint_beside(path, RULES, lambda _: None)
    monkeypatch.setattr(checkpoint_process, "__name__", "jru_tui.no_such_module")
    with pytest.raises(JournalError, match="not read to its end"):
        await checkpoint_beside(path, RULES, lambda _: None)


async def test_a_past_that_is_damaged_is_told_from_a_screen_that_failed(
    path: Path, written: list[Event]
) -> None:
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        desk = Desk(board=folded(written), journal=journal, clock=lambda: NOW)
        desk.unread = UNREAD
        with pytest.raises(PastDamagedError):
            await read_past(desk, path.with_name("none"))


def test_settings_come_through_unchanged_as_text() -> None:
    rules = structs.replace(RULES, vehicles={"JRU1": "JRU 1"}, amber_from=0.5)
    assert msgspec.json.decode(msgspec.json.encode(rules), type=Rules) == rules


async def test_one_who_looks_on_waits_for_the_board_that_writes(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_replay, "_LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(background_replay, "_LOOKS", 6_000)

    async def refuse(*_: object) -> None:
        raise AssertionError("it reads what the other board reads")

    async with (
        await open_journal(path, by="SC 1", clock=lambda: NOW),
        await open_journal(path, by="", clock=lambda: NOW, read_only=True) as journal,
    ):
        recent = recent_board(path, RULES)
        assert recent is not None
        desk = Desk(board=recent, journal=journal, clock=lambda: NOW)
        desk.unread = UNREAD
        await desk.catch_up()
        monkeypatch.setattr(background_replay, "checkpoint_beside", refuse)
        looking = asyncio.create_task(look_past(desk, path))
        await asyncio.sleep(0)
        assert desk.unread
        await asyncio.to_thread(advance_checkpoint, path, RULES, lambda _: None)
        await looking
        assert desk.unread == ""
        assert answers(desk.board) == answers(folded(written))


async def test_one_who_looks_on_reads_all_where_that_board_leaves_no_checkpoint(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It follows other settings: then the look begins again, and reads all of it before."""
    monkeypatch.setattr(background_replay, "_LOOK_EVERY_S", 0.0)
    async with (
        await open_journal(path, by="SC 1", clock=lambda: NOW),
        await open_journal(path, by="", clock=lambda: NOW, read_only=True) as journal,
    ):
        desk = Desk(board=folded(written), journal=journal, clock=lambda: NOW)
        await desk.catch_up()
        with pytest.raises(PastDamagedError, match="no checkpoint"):
            await look_past(desk, path)


@pytest.mark.usefixtures("written")
async def test_one_who_looks_on_alone_reads_all_behind_the_running_shift(path: Path) -> None:
    async with await open_journal(path, by="", clock=lambda: NOW, read_only=True) as journal:
        recent = recent_board(path, RULES)
        assert recent is not None
        desk = Desk(board=recent, journal=journal, clock=lambda: NOW)
        desk.unread = UNREAD
        await desk.catch_up()
        await look_past(desk, path)
        assert desk.unread == ""


MISSING = "only this shift and the one before were read"


class Folded:
    """Counts the events that are folded in."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count = 0
        handle = FactHandlers.handle

        def counted(handlers: FactHandlers, event: Event) -> object:
            self.count += 1
            return handle(handlers, event)

        patch.setattr(FactHandlers, "handle", counted)


@pytest.mark.parametrize("form", ["status", "status --json", "handover", "snapshot -o {}.txt"])
def test_a_page_of_a_long_journal_costs_two_shifts_and_says_what_it_lacks(
    form: str, jru: Jru, path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    folded = Folded(monkeypatch)
    page = path.with_name("page")
    command = (*form.format(page).split(), "--journal", str(path))
    result = jru(*command)
    assert result.exit_code == 0
    told = result.output + (page.with_suffix(".txt").read_text() if "snapshot" in form else "")
    assert MISSING in " ".join(told.split())
    assert 0 < folded.count < len(written) / 2
    result = jru(*command, "--whole")
    told = result.output + (page.with_suffix(".txt").read_text() if "snapshot" in form else "")
    assert MISSING not in " ".join(told.split())
    folded.count = 0
    result = jru(*command)  # it left a checkpoint
    told = result.output + (page.with_suffix(".txt").read_text() if "snapshot" in form else "")
    assert MISSING not in " ".join(told.split())
    assert folded.count <= 3  # who looked, and what was taken


@pytest.mark.parametrize("form", ["status", "handover", "snapshot -o {}.txt"])
def test_a_page_of_a_moment_long_ago_costs_two_shifts(
    form: str, jru: Jru, path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_loader, "SOON_READ", 100)
    folded = Folded(monkeypatch)
    page, moment = path.with_name("page"), NOW - timedelta(days=2)
    command = (*form.format(page).split(), "--journal", str(path), "--at", moment.isoformat())
    told: list[str] = []
    counts: list[int] = []
    for more in ((), ("--whole",)):
        folded.count = 0
        result = jru(*command, *more)
        assert result.exit_code == 0, result.output
        drawn = page.with_suffix(".txt").read_text() if "{}" in form else ""
        told.append(" ".join((result.output + drawn).split()))
        counts.append(folded.count)
    assert 0 < counts[0] < len(written) / 2 < counts[1]
    assert "only the shift of that moment and the one before were read" in told[0]
    assert "only the shift" not in told[1]


def test_the_board_of_a_moment_is_that_of_all_that_was_told_by_then(
    path: Path, written: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_loader, "SOON_READ", 100)
    moment = NOW - timedelta(days=2)
    board = recent_board(path, RULES, until=moment)
    before = [event for event in written if event.recorded_at < moment]
    whole = folded(before)
    assert board is not None
    assert board.events == len(before)
    shift = shift_at(RULES.hours, moment)
    assert [*board.calls_of(shift)] == [*whole.calls_of(shift)] != []
    assert board.shift_log(shift) == whole.shift_log(shift)
    assert {**board.vehicles} == {**whole.vehicles}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("soon", [True, False])
def test_a_page_of_two_shifts_says_whether_the_rest_was_checked(
    jru: Jru, path: Path, monkeypatch: pytest.MonkeyPatch, *, soon: bool
) -> None:
    monkeypatch.setattr(board_loader, "CHECKPOINT_EVERY", 20_000 if soon else 600)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER event_stays_as_written")
        connection.execute("""UPDATE event SET body = replace(body, '"G', '"C')
                WHERE position = (SELECT min(position) FROM event WHERE instr(body, '"G'))""")
        connection.commit()
    result = jru("status", "--journal", str(path))
    assert result.exit_code == (4 if soon else 0)
    assert ("damaged or tampered" in result.output) is soon
    assert (MISSING in " ".join(result.output.split())) is not soon
    assert ("older events were not checked" in " ".join(result.output.split())) is not soon


def test_a_page_of_a_long_journal_with_a_wrong_end_still_says_that_it_is_wrong(
    jru: Jru, path: Path, written: list[Event]
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        last = ("{}", len(written) - 3)
        connection.execute("DROP TRIGGER event_stays_as_written")
        connection.execute("UPDATE event SET body = ? WHERE position = ?", last)
        connection.commit()
    result = jru("status", "--journal", str(path))
    assert result.exit_code == 4
    assert "damaged or tampered" in result.output
    assert MISSING not in result.output

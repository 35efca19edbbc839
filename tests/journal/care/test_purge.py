"""What was said about people is gone from every file, and the chain and the figures still hold."""

import gc
import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from benchmarks import program
from jru_tui.board.board import Board
from jru_tui.board.call_commands import Close, Link, OpenCall
from jru_tui.board.call_views import Call
from jru_tui.board.checkpoint import take_checkpoint
from jru_tui.board.commands import Crew, Note
from jru_tui.board.events import (
    CallReported,
    Commanded,
    Event,
    Fact,
    Held,
    Migrated,
    Purged,
    VehicleReported,
)
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from jru_tui.journal import board_loader, long_journal
from jru_tui.journal.board_loader import board_from_checkpoint, keep_checkpoint
from jru_tui.journal.care.backup import make_backup
from jru_tui.journal.care.migration import migrate_journal, plan_migration
from jru_tui.journal.care.purge import other_copies, purge_journal
from jru_tui.journal.care.restoration import salvage_journal
from jru_tui.journal.care.retention import (
    PurgeChoice,
    PurgeChooser,
    choose_events,
    choose_in_file,
)
from jru_tui.journal.care.transfer import export_lines, import_lines
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import schema
from jru_tui.journal.sqlite.file_access import head_at, load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports.figures.figures import count_figures
from jru_tui.settings.model import Retention
from tests.journal.care.conftest import Opener, rewrite, tamper
from tests.nights import nights

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules()
LATER = NOW + timedelta(days=400)
RETENTION = Retention(days=30)


def planted() -> tuple[list[Event], list[str]]:
    """Four nights in which words were planted, each once, wherever there are words."""
    told = nights(4, NOW)
    words: list[str] = []

    def word() -> str:
        words.append(f"zebra{len(words):06d}x")
        return words[-1]

    def plant(event: Event) -> Event:
        fact = event.fact
        if isinstance(fact, CallReported):
            where = structs.replace(fact.call.where, text=word())
            notes = (NoteRecord("n", event.at, word(), word()),)
            call = structs.replace(
                fact.call, summary=word(), callback=word(), people=3, where=where, notes=notes
            )
            return structs.replace(event, fact=structs.replace(fact, call=call, beyond=word()))
        if isinstance(fact, Commanded) and isinstance(fact.command, Note):
            command = structs.replace(fact.command, text=word())
            return structs.replace(event, fact=structs.replace(fact, command=command))
        return event

    return [plant(event) for event in told], words


EVENTS, WORDS = planted()


def board_of(events: list[Event]) -> Board:
    board = Board(RULES)
    board.fold(events)
    return board


def choice_of(path: Path, retention: Retention = RETENTION, now: datetime = LATER) -> PurgeChoice:
    told = [*load(path)]
    return choose_events(told, board_of([event for _, event in told]), retention, now)


def purge(path: Path, retention: Retention = RETENTION, now: datetime = LATER) -> int:
    return purge_journal(path, choice_of(path, retention, now), by="SC 1", now=now).events


def found_in(folder: Path) -> set[str]:
    """The planted words that stand in any file of a folder, as bytes."""
    content = b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    return {word for word in WORDS if word.encode() in content}


def words_of_open_calls() -> set[str]:
    open_calls = {call.id for call in board_of(EVENTS).open_calls()}
    kept = set()
    for event in EVENTS:
        fact = event.fact
        about = fact.call.id if isinstance(fact, CallReported) else ""
        if isinstance(fact, Commanded):
            about = getattr(fact.command, "call", "")
        if about in open_calls:
            text = program.encoded(event) if hasattr(program, "encoded") else repr(event)
            kept |= {word for word in WORDS if word in text}
    return kept


@pytest.fixture
async def kept(path: Path) -> Path:
    async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
        for start in range(0, len(EVENTS), 50):
            await journal.append(EVENTS[start : start + 50])
    return path


def test_no_word_is_left_in_any_file_and_every_figure_is_the_same(kept: Path) -> None:
    assert len(WORDS) > 1_000
    board = board_of(EVENTS)
    keep_checkpoint(kept, RULES, take_checkpoint(board), head_at(kept, board.events), None)
    assert any(word.encode() in checkpoint_file(kept).read_bytes() for word in WORDS)
    assert len(found_in(kept.parent)) == len(WORDS)
    assert purge(kept) > 500
    assert found_in(kept.parent) == words_of_open_calls()
    after = board_of([event for _, event in load(kept)])
    shifts = board.snapshot().shifts()
    assert count_figures(after.snapshot(), shifts) == count_figures(board.snapshot(), shifts)
    assert after.total() == board.total()
    assert verify_journal(kept).findings == ()


def test_erased_calls_are_found_by_their_day_as_before_and_by_their_words_no_more(
    kept: Path,
) -> None:
    before = board_of(EVENTS)
    call = next(c for c in before.held_calls().values() if c.closed_at and c.summary)
    day = f"{call.opened_at:%Y-%m-%d}"
    of_day = [found.id for found in find_calls(before, day)]
    assert call.id in of_day
    assert [found.id for found in find_calls(before, f"{call.summary} {day}")] == [call.id]
    purge(kept)
    after = board_of([event for _, event in load(kept)])
    keep_checkpoint(kept, RULES, take_checkpoint(after), head_at(kept, after.events), None)
    read = board_from_checkpoint(kept, RULES)
    assert read is not None
    for board in (after, read):
        assert [found.id for found in find_calls(board, day)] == of_day
        assert not find_calls(board, str(call.summary))
        assert not find_calls(board, f"{call.summary} {day}")


def test_what_was_cut_off_while_it_was_written_goes_as_well(kept: Path) -> None:
    """A backup that was killed leaves a file without a name of its own."""
    left = kept.with_name(f".copy{kept.suffix}.0a1b2c3d")
    others = [kept.with_name(name) for name in (".notes", ".copy.txt.0a1b2c3d", "0a1b2c3d")]
    for file in (left, *others):
        file.write_text(WORDS[0])
    assert purge(kept) > 500
    assert not left.exists()
    assert all(file.exists() for file in others)


def test_the_purge_is_an_event_with_who_and_why(kept: Path) -> None:
    choice = choice_of(kept)
    done = purge_journal(kept, choice, by="SC 1", now=LATER, reason="review")
    *_, (position, event) = load(kept)
    assert isinstance(event.fact, Purged)
    assert (event.by, event.fact.reason, event.fact.events) == ("SC 1", "review", done.events)
    assert position == done.head.position == len(EVENTS) + 1


def test_again_it_erases_nothing(kept: Path) -> None:
    assert purge(kept)
    before = verify_journal(kept).head
    assert purge(kept) == 0
    assert verify_journal(kept).head == before


async def test_the_board_goes_on_behind_it(kept: Path, opened: Opener) -> None:
    purge(kept)
    async with await opened(kept) as journal:
        assert not journal.warning
        await journal.verify()
        note = Event("new", LATER, LATER, "supervisor", Commanded(Note("all quiet", vehicle="v")))
        await journal.append([note])
    assert verify_journal(kept).findings == ()


TAMPERED = {
    "a figure of an erased event": "UPDATE event SET body = replace(body, 'G1', 'G2') "
    "WHERE erased IS NOT NULL",
    "an erased event was taken out": "DELETE FROM event WHERE position = "
    "(SELECT min(position) FROM event WHERE erased IS NOT NULL)",
    "its digest": "UPDATE event SET erased = zeroblob(32) WHERE position = "
    "(SELECT min(position) FROM event WHERE erased IS NOT NULL)",
    "whose purge it was": "UPDATE event SET purge = 'x' WHERE erased IS NOT NULL",
    "one that was not erased, as if it had been": "UPDATE event SET erased = zeroblob(32), "
    "salt = NULL, body = '{}' WHERE position = (SELECT max(position) FROM event)",
    "a salt": "UPDATE event SET salt = zeroblob(16) WHERE position = "
    "(SELECT max(position) FROM event)",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_is_changed_behind_it_is_found(kept: Path, statement: str) -> None:
    purge(kept)
    tamper(kept, TAMPERED[statement])
    assert not verify_journal(kept).sound


def test_a_call_that_is_held_or_kept_longer_keeps_its_words(kept: Path) -> None:
    board = board_of(EVENTS)
    closed = [call for call in board.call_views.values() if call.closed_at is not None]
    held = next(call for call in closed if call.outcome != "arrest")
    arrested = next(call for call in closed if call.outcome == "arrest")
    told = [*load(kept)]
    at = LATER - timedelta(days=1)
    hold = Event("h", at, at, "supervisor", Held(held.id, LATER + timedelta(days=9), "inquest"))
    told.append((len(told) + 1, hold))
    board.apply(hold)
    retention = Retention(days=30, outcomes={"arrest": 0})
    choice = choose_events(told, board, retention, LATER)
    reasons = {kept.call: kept.reason for kept in choice.kept}
    assert "held until" in reasons[held.id]
    assert reasons[arrested.id] == "outcome arrest is kept for ever"
    assert not {held.id, arrested.id} & choice.calls
    over = choose_events(told, board, Retention(days=30), LATER + timedelta(days=10))
    assert {held.id, arrested.id} <= over.calls
    lifted = Event("l", LATER, LATER, "supervisor", Held(held.id, None, "over"))
    told.append((len(told) + 1, lifted))
    board.apply(lifted)
    assert held.id in choose_events(told, board, retention, LATER).calls


def aboard(minutes: int, *crew: str) -> tuple[int, Fact]:
    """The report of a minute that names the crew of JRU 1."""
    at = NOW + timedelta(minutes=minutes)
    members = tuple(CrewMember("officer", name) for name in crew)
    return minutes, VehicleReported(VehicleRecord("JRU1", "available", at, "JRU 1", crew=members))


@pytest.mark.parametrize("pages", [1, 100])
def test_a_call_that_is_held_keeps_who_was_on_its_vehicles(pages: int) -> None:
    on = ResponseRecord("JRU1", NOW + timedelta(minutes=10), clear_at=NOW + timedelta(minutes=50))
    over = {"state": "closed", "closed_at": NOW + timedelta(hours=1), "responses": (on,)}
    call = structs.replace(CallRecord("K-1", NOW, summary="fell"), **over)
    told: list[tuple[int, Fact]] = [
        aboard(-900, "yesterday"),
        (-60, Commanded(Crew("JRU1", "by hand"))),
        aboard(-5, "before"),
        (0, CallReported(call)),
        (20, Commanded(Note("left the bag at the scene", vehicle="JRU1"))),
        aboard(30, "at scene"),
        (30, Commanded(Note("about another car", vehicle="JRU2"))),
        aboard(55, "after"),
        (70, Commanded(Note("refuelled", vehicle="JRU1"))),
    ]
    events = [
        (number, Event(f"e{number}", at := NOW + timedelta(minutes=minutes), at, "feed", fact))
        for number, (minutes, fact) in enumerate(told, 1)
    ]
    board = board_of([event for _, event in events])
    without = choose_events(events, board, RETENTION, LATER)
    assert without.positions == tuple(range(1, 10))
    hold = Held("K-1", LATER + timedelta(1), "inquest")
    held = [*events, (10, Event("h", NOW, NOW, "supervisor", hold))]
    chooser = PurgeChooser(Board(RULES), RETENTION, LATER)
    for first in range(0, len(held), pages):
        chooser.take(held[first : first + pages])
    assert chooser.choose().positions == (1, 7, 8, 9)
    told_of_all = board_of([event for _, event in held])
    lapsed = choose_events(held, told_of_all, RETENTION, LATER + timedelta(2))
    assert lapsed.positions == tuple(range(1, 11))


def test_old_calls_that_are_not_over_stay_and_are_named() -> None:
    opened = NOW - timedelta(days=400)
    listed = [CallRecord(name, opened, updated_at=NOW) for name in ("K-1", "K-2", "K-3")]
    young = CallRecord("K-4", LATER - timedelta(days=1))
    told = [
        Event(f"e{number}", NOW, NOW, "feed", CallReported(call))
        for number, call in enumerate([*listed, young])
    ]
    closed = Commanded(Close("K-2", "resolved"))
    told.append(Event("c2", opened, opened, "supervisor", closed, by="SC 1"))
    told.append(Event("c3", NOW, NOW, "supervisor", Commanded(Close("K-3", "resolved")), by="SC 1"))
    choice = choose_events([*enumerate(told, 1)], board_of(told), RETENTION, LATER)
    assert choice.calls == {"K-3"}
    assert {kept.call: kept.reason for kept in choice.kept} == {
        "K-1": f"open since {opened:%Y-%m-%d}; to end that, close it",
        "K-2": "in dispute (we say “closed, resolved”, the feed says “still open”);"
        " to end that, settle it on the board",
    }


@pytest.mark.parametrize("held", ["H-1", "K-1"])
def test_a_call_that_was_opened_by_hand_is_kept_with_the_one_that_it_is(held: str) -> None:
    facts: tuple[Fact, ...] = (
        Commanded(OpenCall("H-1", "fall", Place("Mill Lane"), summary="fell")),
        CallReported(CallRecord("K-1", NOW, where=Place("Mill Lane"), summary="fell")),
        Commanded(Link("H-1", "K-1", merged_from=NOW)),
        Commanded(Close("K-1", "arrest")),
    )
    told = [
        (number, Event(f"e{number}", NOW, NOW, "supervisor", fact, "SC 1"))
        for number, fact in enumerate(facts, 1)
    ]
    board = board_of([event for _, event in told])
    assert choose_events(told, board, RETENTION, LATER).calls == {"H-1", "K-1"}
    for_ever = choose_events(told, board, Retention(days=30, outcomes={"arrest": 0}), LATER)
    assert for_ever.positions == ()
    board.apply(Event("h", NOW, NOW, "supervisor", Held(held, LATER + timedelta(1), "inquest")))
    choice = choose_events(told, board, RETENTION, LATER)
    assert (choice.positions, {kept.call for kept in choice.kept}) == ((), {"H-1", "K-1"})


def test_what_is_young_is_kept(kept: Path) -> None:
    assert choice_of(kept, Retention(days=30), NOW).positions == ()


async def test_not_under_a_board_that_is_open(kept: Path, opened: Opener) -> None:
    async with await opened(kept):
        with pytest.raises(JournalError, match="already open for writing"):
            purge(kept)


def test_a_damaged_journal_is_not_purged(kept: Path) -> None:
    choice = choice_of(kept)
    tamper(kept, rewrite("body", 7))
    with pytest.raises(JournalError, match="damaged or tampered"):
        purge_journal(kept, choice, by="SC 1", now=LATER)


def test_a_purge_that_is_cut_off_erases_nothing_and_the_next_one_all(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("jru_tui.journal.sqlite.writer.insert", full)
        with pytest.raises(JournalError, match="full"):
            purge(kept)
    assert verify_journal(kept).findings == ()
    assert len(found_in(kept.parent)) == len(WORDS)
    with monkeypatch.context() as patch:
        patch.setattr("jru_tui.journal.care.purge._clean", full)
        with pytest.raises(JournalError, match="full") as told:
            purge(kept)
    assert "are erased, but traces of them remain" in str(told.value)
    assert "nothing was written" not in str(told.value)
    purge(kept)
    assert found_in(kept.parent) == words_of_open_calls()
    assert verify_journal(kept).findings == ()


def test_other_copies_are_named(kept: Path, tmp_path: Path) -> None:
    make_backup(kept, tmp_path / "b.sqlite", NOW)
    purge(kept)
    assert [copy.file for copy in other_copies(kept)] == [str(tmp_path / "b.sqlite")]
    assert len(found_in(tmp_path / "jru")) < len(WORDS)


def test_what_was_erased_stays_so_through_export_salvage_and_backup(
    kept: Path, tmp_path: Path
) -> None:
    purge(kept)
    lines = [*export_lines(kept)]
    ways: dict[str, Callable[[Path], object]] = {
        "export": lambda new: import_lines(lines, new),
        "salvage": lambda new: salvage_journal(kept, new),
        "backup": lambda new: make_backup(kept, new, LATER),
    }
    for name, way in ways.items():
        new = tmp_path / name / "new.db"
        way(new)
        assert verify_journal(new).findings == (), name
        assert [*load(new)] == [*load(kept)], name


def unsalted(path: Path, events: list[Event]) -> None:
    """Write a journal as the version before this one did."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(f"{schema.MIGRATIONS[0]} PRAGMA user_version = 1;")
        digest = bytes(32)
        for position, event in enumerate(events, 1):
            body = msgspec.json.encode(event)
            digest = hashlib.sha256(digest + body + event.id.encode()).digest()
            row = (position, event.id, body.decode(), digest)
            connection.execute(
                "INSERT INTO event (position, id, body, hash) VALUES (?, ?, ?, ?)", row
            )
    path.chmod(0o600)


def test_a_journal_of_the_earlier_format_is_read_as_it_is(path: Path) -> None:
    unsalted(path, EVENTS[:60])
    before = path.read_bytes()
    assert verify_journal(path).findings == ()
    assert [event for _, event in load(path)] == EVENTS[:60]
    assert len([*export_lines(path)]) == 62
    assert path.read_bytes() == before


async def test_a_board_goes_on_in_the_earlier_format_and_it_is_migrated_once(
    path: Path, opened: Opener
) -> None:
    unsalted(path, EVENTS)
    async with await opened(path) as journal:
        note = Event("new", NOW, NOW, "supervisor", Commanded(Note("all quiet", vehicle="v")))
        await journal.append([note])
        await journal.verify()
    old = verify_journal(path).head
    assert plan_migration(path).events == len(EVENTS)
    with pytest.raises(JournalError, match="run `jru-tui journal migrate` first"):
        purge(path)
    done = migrate_journal(path, by="SC 1", now=NOW)
    assert done.kept == path.with_name("journal.unsalted-1.db")
    assert verify_journal(path).findings == ()
    assert verify_journal(path, old).findings == ()  # a head that was printed before
    assert [event for _, event in load(path)][:-1] == [*EVENTS, note]
    assert isinstance([*load(path)][-1][1].fact, Migrated)
    assert migrate_journal(path, by="SC 1", now=NOW).events == 0
    done.kept.unlink()
    for file in path.parent.glob("journal.unsalted-1*"):
        file.unlink()
    purge(path)
    assert found_in(path.parent) == words_of_open_calls()


def test_a_damaged_one_is_not_migrated(path: Path) -> None:
    unsalted(path, EVENTS[:60])
    tamper(path, rewrite("body", 7))
    before = path.read_bytes()
    with pytest.raises(JournalError, match="A damaged journal is not migrated"):
        migrate_journal(path, by="SC 1", now=NOW)
    assert path.read_bytes() == before


def test_a_board_that_is_mostly_in_its_checkpoint_gives_the_same_choice(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = choice_of(kept)
    assert expected.positions
    put_away_soon(monkeypatch)
    assert choose_in_file(kept, RULES, RETENTION, LATER, lambda _: None) == expected
    assert board_from_checkpoint(kept, RULES) is not None
    arrests = Retention(days=30, outcomes={"arrest": 0, "conveyed": 900})
    by_outcome = choice_of(kept, arrests)
    assert by_outcome.kept
    assert choose_in_file(kept, RULES, arrests, LATER, lambda _: None) == by_outcome
    assert purge_journal(kept, expected, by="SC 1", now=LATER).events == len(expected.positions)


def put_away_soon(patch: pytest.MonkeyPatch) -> None:
    """Have a board put away every few hundred events, as others are every hundred thousand."""
    patch.setattr(board_loader, "SOON_READ", 100)
    patch.setattr(board_loader, "_FOLD", 100)
    patch.setattr(long_journal, "_MEMORY", 200)


async def test_no_more_events_and_calls_of_a_long_journal_are_in_memory_than_of_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_away_soon(monkeypatch)
    most: list[tuple[int, int]] = []
    for number in (3, 12):
        path = tmp_path / f"{number}.db"
        async with await open_journal(path, by="SC 1", clock=lambda: NOW) as journal:
            await journal.append(nights(number, NOW))
        held: list[tuple[int, int]] = [held_objects()]

        def count(events: int, held: list[tuple[int, int]] = held) -> None:
            if events % 100 == 0:
                held.append(held_objects())

        assert choose_in_file(path, RULES, RETENTION, LATER, count).positions
        (events, calls), *later = held
        most.append(
            (max(each[0] for each in later) - events, max(each[1] for each in later) - calls)
        )
    assert 0 < most[0][0] <= 400
    assert most[1][0] <= most[0][0] + 20
    assert 0 < most[1][1] <= most[0][1] + 20


def held_objects() -> tuple[int, int]:
    """How many events and views of calls are in memory."""
    gc.collect()
    kinds = Counter(type(each) for each in gc.get_objects())
    return kinds[Event], kinds[Call]

"""Does one piece of work on a journal, as a process of its own that can be stopped at any byte.

usage: python work.py WORK JOURNAL LIMIT kill|full

A file that would become longer than LIMIT bytes ends the work: `kill` ends the process in the
middle of the write, so that the write is torn; `full` refuses the write, as a full disk does.
"""

import asyncio
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jru_tui.board.board import Board
from jru_tui.board.checkpoint import take_checkpoint
from jru_tui.board.commands import Note
from jru_tui.board.events import CallReported, Commanded, Event
from jru_tui.board.records import CallRecord
from jru_tui.board.rules import Rules
from jru_tui.journal.atomic_write import NotWrittenError
from jru_tui.journal.board_loader import keep_checkpoint
from jru_tui.journal.care.backup import make_backup
from jru_tui.journal.care.migration import migrate_journal
from jru_tui.journal.care.purge import purge_journal
from jru_tui.journal.care.retention import choose_events
from jru_tui.journal.protocol import JournalError
from jru_tui.journal.sqlite import connections
from jru_tui.journal.sqlite.file_access import head_at, load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.settings.model import Retention
from tests.torture import power_loss

AT = datetime(2020, 10, 30, 20, tzinfo=UTC)
LATER = AT + timedelta(days=400)
WORD = "zebra"
"""Stands in every event that a purge erases."""
CALLS = 150
RULES = Rules()


def events() -> list[Event]:
    """Calls that are closed, each with a note."""
    made = []
    for number in range(CALLS):
        call, words = f"K-{number}", f"{WORD} {number} " + "was said at length " * 20
        record = CallRecord(call, AT, state="closed", closed_at=AT, summary=words)
        made.append(Event(f"c{number}", AT, AT, "feed", CallReported(record)))
        note = Commanded(Note(words, call=call))
        made.append(Event(f"n{number}", AT, AT, "supervisor", note, by="SC 1"))
    return made


async def write(path: Path, new: list[Event]) -> None:
    """Append events in small batches; a line is printed for each that was acknowledged."""
    async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
        for start in range(0, len(new), 5):
            await journal.append(new[start : start + 5])
            print(start + 5, flush=True)  # noqa: T201 - whoever started this reads it


async def acknowledge(path: Path) -> None:
    """Append in small batches; what was acknowledged stands among the writes, for a replay."""
    with path.with_name(power_loss.ACKNOWLEDGED).open("ab", buffering=0) as acknowledged:
        async with await open_journal(path, by="SC 1", clock=lambda: AT) as journal:
            for start in range(0, len(events()), 5):
                batch = [_again(event) for event in events()[start : start + 5]]
                await journal.append(batch)
                acknowledged.write(f"{start + 5}\n".encode())


def append_recorded(path: Path) -> None:
    asyncio.run(acknowledge(path))


def append_unsynced(path: Path) -> None:
    """Wait for no disk, as no journal may: the control."""
    opened = connections.writer

    def careless(path: Path | None) -> sqlite3.Connection:
        connection = opened(path)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    connections.writer = careless
    asyncio.run(acknowledge(path))


def append(path: Path) -> None:
    asyncio.run(write(path, [_again(event) for event in events()]))


def _again(event: Event) -> Event:
    return Event(f"{event.id}+", event.at, event.at, event.source, event.fact, event.by)


def board_of(path: Path) -> Board:
    board = Board(RULES)
    board.fold(event for _, event in load(path))
    return board


def purge(path: Path) -> None:
    choice = choose_events(load(path), board_of(path), Retention(30), LATER)
    purge_journal(path, choice, by="SC 1", now=LATER)


def backup(path: Path) -> None:
    make_backup(path, path.with_name("copy.db"), LATER)


def checkpoint(path: Path) -> None:
    board = board_of(path)
    keep_checkpoint(path, RULES, take_checkpoint(board), head_at(path, board.events), None)


def migrate(path: Path) -> None:
    migrate_journal(path, by="SC 1", now=LATER)


def said_to_be_done(work: Callable[[Path], None]) -> Callable[[Path], None]:
    """Have a work say among the writes that it is done, for a replay."""

    def recorded(path: Path) -> None:
        work(path)
        path.with_name(power_loss.ACKNOWLEDGED).write_bytes(b"1\n")

    return recorded


def backup_unsynced(path: Path) -> None:
    """Copy without waiting for the disk, as no backup may: the control."""
    path.with_name("copy.tmp").write_bytes(path.read_bytes())
    path.with_name("copy.tmp").replace(path.with_name("copy.db"))


def checkpoint_unsynced(path: Path) -> None:
    """Seal a checkpoint that the disk may not have yet: the control."""
    os.fsync = lambda fd: None  # noqa: ARG005
    checkpoint(path)


def careless(path: Path) -> None:
    """Erase event by event without a transaction, as no purge may: the control."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER event_stays_as_written")
        for position in range(1, CALLS):
            connection.execute("UPDATE event SET body = '{}' WHERE position = ?", (position,))


WORKS: dict[str, Callable[[Path], None]] = {
    "append": append,
    "purge": purge,
    "backup": backup,
    "checkpoint": checkpoint,
    "migrate": migrate,
    "careless": careless,
    "append_recorded": append_recorded,
    "append_unsynced": append_unsynced,
    "purge_recorded": said_to_be_done(purge),
    "backup_recorded": said_to_be_done(backup),
    "checkpoint_recorded": said_to_be_done(checkpoint),
    "migrate_recorded": said_to_be_done(migrate),
    "careless_recorded": said_to_be_done(careless),
    "backup_unsynced": said_to_be_done(backup_unsynced),
    "checkpoint_unsynced": said_to_be_done(checkpoint_unsynced),
}


def main() -> None:
    """Do what the arguments say."""
    work, path, limit, how = sys.argv[1:]
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL if how == "kill" else signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    try:
        WORKS[work](Path(path))
    except (JournalError, NotWrittenError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

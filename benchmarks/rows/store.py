"""The journal: one durable event and a thousand at once, beside the same without the program."""

import asyncio
import hashlib
import sqlite3
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks import program
from benchmarks.fleet import Record, new_call, stamp
from benchmarks.lab import Lab, ms
from benchmarks.program import Event
from benchmarks.results import Series

ROWS: Mapping[str, str] = {
    "append": "durable append to the journal",
}

_CASES = (("one", 1, 150, 30), ("bulk of 1,000", 1_000, 20, 4))
"""Case, events in a transaction, and how many transactions in a full and in a quick run."""


class RawStore:
    """SQLite with what every such journal has to do: encode, hash, insert, commit."""

    def __init__(self, path: Path) -> None:
        self._encoder = msgspec.json.Encoder()
        self._digest = bytes(32)
        self._position = 0
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(
            "CREATE TABLE event (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
            "body TEXT NOT NULL, hash BLOB NOT NULL) STRICT"
        )

    def append(self, events: list[Event]) -> None:
        """Write all of them in one durable transaction."""
        rows = []
        for event in events:
            body = self._encoder.encode(event)
            self._digest = hashlib.sha256(self._digest + body).digest()
            self._position += 1
            rows.append((self._position, event.id, body.decode(), self._digest))
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(
            "INSERT INTO event (position, id, body, hash) VALUES (?, ?, ?, ?)", rows
        )
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def measure(lab: Lab) -> Iterator[Series]:
    """Append to the journal and to bare SQLite in turns."""
    lab.say("durable appends")
    yield from asyncio.run(_measured(lab))


async def _measured(lab: Lab) -> list[Series]:
    folder = lab.workspace.new_folder()
    raw = RawStore(folder / "floor.db")
    found = []
    made = 0
    async with await program.opened(folder / "journal.db", lab.workspace.now) as journal:
        for case, batch, full, quick in _CASES:
            samples: list[float] = []
            floor: list[float] = []
            for turn in range(lab.count(full, quick)):
                events = [_event(lab, made + number) for number in range(batch)]
                made += batch
                # Who comes second finds the disk still busy with the first.
                for second in (False, True):
                    start = time.perf_counter()
                    if second == bool(turn % 2):
                        raw.append(events)
                        floor.append(ms(time.perf_counter() - start))
                    else:
                        await journal.append(events)
                        samples.append(ms(time.perf_counter() - start))
            found.append(
                Series(
                    row="append",
                    case=case,
                    samples=samples,
                    floor=floor,
                    beside="SQLite, encode and hash",
                )
            )
    raw.close()
    return found


def _event(lab: Lab, number: int) -> Event:
    """A call that was reported."""
    now = datetime.now(UTC)
    record: Record = {
        "id": f"{lab.random.getrandbits(128):032x}",
        "at": stamp(now),
        "recorded_at": stamp(now),
        "source": "feed",
        "fact": {"kind": "call", "call": new_call(number, now, lab.random)},
    }
    return program.event(record)

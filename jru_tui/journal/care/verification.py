"""Verification of a journal: chain, anchor, index and checkpoint."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs

from jru_tui.board import count
from jru_tui.journal import files
from jru_tui.journal.care.expected_heads import (
    ExpectedHeads,
    HeadsSeen,
    compare_heads,
    known_heads,
)
from jru_tui.journal.care.intact_events import (
    UNREADABLE,
    IntactEvent,
    LostEvent,
    examine_rows,
    find_hidden,
    last_position,
    rows_of_damaged,
)
from jru_tui.journal.care.purge import find_wrong_remains
from jru_tui.journal.care.second_anchor import is_on_chain, judge_by_second_anchor
from jru_tui.journal.checkpoint import checkpoint_file, is_intact
from jru_tui.journal.errors import in_words
from jru_tui.journal.hash_chain import BrokenChainError, ChainRow
from jru_tui.journal.protocol import (
    EMPTY,
    Head,
    JournalBusyError,
    JournalDamagedError,
    JournalError,
    JournalSilentError,
)
from jru_tui.journal.sqlite import reader, schema
from jru_tui.journal.sqlite.anchor import AnchorReading, anchor_file, read_anchor
from jru_tui.journal.sqlite.connections import open_reader
from jru_tui.journal.sqlite.creation import refuse_incomplete
from jru_tui.journal.sqlite.page_scan import scan_rows
from jru_tui.journal.sqlite.time_limits import StepCounter, ask_disk

Part = Literal["file", "chain", "remains", "end", "anchor", "head", "index", "checkpoint"]
"""The part of a journal that a finding is about."""

GRAVE: frozenset[Part] = frozenset(("file", "chain", "remains", "end", "head"))
"""The parts without which a journal cannot be trusted; the others are made anew from it."""

REMAINS = "Erased events are not as the purge {} left them."
"""Says so of a purge, by its id."""

_SALVAGE = "`jru-tui journal salvage` writes a new one of the intact events."
_RESTORE = "`jru-tui journal restore BACKUP` puts a backup in its place"

_MOST = 100
"""Findings about single events that are given; there may be more."""


class JournalFinding(Struct, frozen=True):
    """A fault of a journal, or of what stands beside it.

    Attributes:
        part: what it is about.
        text: what is wrong and what it means, as sentences.
        position: of the first event that it concerns, 0 where it concerns none.
    """

    part: Part
    text: str
    position: int = 0


class Verification(Struct, frozen=True):
    """The result of a verification.

    Attributes:
        events: how many events are as they were written.
        lost: how many are not.
        head: where the journal stands.
        findings: everything that is wrong, the gravest first.
    """

    events: int
    lost: int
    head: Head
    findings: tuple[JournalFinding, ...] = ()

    @property
    def sound(self) -> bool:
        """Tell whether the journal can be trusted."""
        return not any(finding.part in GRAVE for finding in self.findings)

    @property
    def unopened(self) -> bool:
        """Tell whether nothing of the journal could be read."""
        return not (self.events or self.lost or self.head.chain)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Say what makes the journal doubtful, or its anchor, which would tell a cut end."""
        parts = {*GRAVE, "anchor"}
        return tuple(finding.text for finding in self.findings if finding.part in parts)


def verify_journal(
    path: Path,
    expected: Head | None = None,
    on_progress: Callable[[int], None] = lambda _: None,
    *,
    second_anchor: Path | None = None,
) -> Verification:
    """Follow the whole chain of a journal, and look at all that stands beside it.

    Args:
        path: where it is.
        expected: a head that a handover has printed, which has to lie on the chain.
        on_progress: called with the number of events that have been checked.
        second_anchor: see `second_anchor`; None where there is none.

    Raises:
        JournalError: there is no journal, or what is there is none, or cannot be read; see
            `describe_unopened`.
    """
    path = path.resolve()
    try:
        found = _verify_file(path, expected, on_progress)
        judgement = None if second_anchor is None else judge_by_second_anchor(path, second_anchor)
    except JournalDamagedError as error:
        heads = known_heads(path, expected, second_anchor)
        return _verify_pages(path, str(error), heads, on_progress)
    if judgement is None:
        return found
    parts: tuple[tuple[Part, str], ...] = (("head", judgement.damage), ("anchor", judgement.anchor))
    findings = [JournalFinding(part, text) for part, text in parts if text]
    return structs.replace(found, findings=(*findings, *found.findings))


def describe_unopened(
    path: Path, error: JournalError, expected: Head | None, second_anchor: Path | None
) -> Verification | None:
    """Say what is known of a journal of which nothing can be read.

    Args:
        path: where it is, or was.
        error: why nothing can be read.
        expected: a head that a handover has printed; None for none.
        second_anchor: see `second_anchor`; None where there is none.

    Returns:
        None where no anchor and no head tells of a journal, or it can be read soon again.
    """
    path = path.resolve()
    heads = known_heads(path, expected, second_anchor)
    if not heads.heads or isinstance(error, JournalBusyError | JournalSilentError):
        return None
    file = JournalFinding("file", _why_unopened(path, error))
    return Verification(0, 0, Head(0, ""), (file, *_unchecked(heads)))


def _verify_file(
    path: Path, expected: Head | None, on_progress: Callable[[int], None]
) -> Verification:
    beats = StepCounter()
    with in_words(path):
        files.refuse_special(path)

        def verify() -> Verification:
            refuse_incomplete(path)
            schema.refuse_foreign(path)
            # Before the connection: a writer moves the anchor after the journal, never before.
            anchor = read_anchor(path)
            with closing(open_reader(path)) as connection:
                return _verify(
                    connection, path, anchor, expected, partial(_beat, beats, on_progress)
                )

        return ask_disk(path, verify, beats)


def _why_unopened(path: Path, error: JournalError) -> str:
    try:
        is_gone = not path.exists() or (path.is_file() and path.stat().st_size == 0)
    except OSError:
        return str(error)
    return f"The journal {path} is missing, or empty: {_RESTORE}." if is_gone else str(error)


def _unchecked(heads: ExpectedHeads) -> Iterable[JournalFinding]:
    """Say what is known of a journal of which no event can be read."""
    for head, text in compare_heads(heads):
        yield JournalFinding("end" if head.anchored else "head", text, head.head.position)
    yield from (JournalFinding("anchor", text) for text in heads.doubts)


def _verify_pages(
    path: Path, damage: str, heads: ExpectedHeads, on_progress: Callable[[int], None]
) -> Verification:
    """Look for the events of a file that SQLite cannot open.

    Args:
        path: where the journal is.
        damage: why it cannot, and what to do, as sentences.
        heads: that it has to hold.
        on_progress: called with the number of events that have been looked at.
    """
    known = read_anchor(path).position
    seen = HeadsSeen(heads)
    try:
        with in_words(path), rows_of_damaged(path, known) as damaged:
            events, lost = _count(damaged.rows, on_progress, seen.note)
    except JournalError:
        file = JournalFinding("file", f"{damage} No event was found in it: {_RESTORE}.")
        return Verification(0, known, Head(0, ""), (file, *_unchecked(heads)))
    positions = frozenset(event.position for event in lost)
    found = [JournalFinding("file", damage), *_named(lost)]
    for head in heads.heads:
        part: Part = "end" if head.anchored else "head"
        # What an anchor names and is lost was just named.
        named = head.anchored and head.head.position in positions
        if text := "" if named else seen.judge(head, positions):
            found.append(JournalFinding(part, text, head.head.position))
    found += [JournalFinding("anchor", text) for text in heads.doubts]
    return Verification(events, len(lost), Head(0, ""), tuple(found))


def _beat(beats: StepCounter, on_progress: Callable[[int], None], position: int) -> None:
    beats.beat()
    on_progress(position)


def _verify(
    connection: sqlite3.Connection,
    path: Path,
    anchor: AnchorReading,
    expected: Head | None,
    on_progress: Callable[[int], None],
) -> Verification:
    try:
        head = reader.head(connection)
        position, previous = 0, bytes.fromhex(EMPTY.chain)
        while True:
            last, previous = reader.verify(connection, position, previous)
            if last == position:
                break
            position = last
            on_progress(position)
        events, lost = position, 0
        found: list[JournalFinding] = []
    except (BrokenChainError, sqlite3.DatabaseError):
        head = Head(0, "")
        end = last_position(connection, anchor.position)
        events, lost, found = _losses(connection, path, end, on_progress)
    found += _of_anchor(connection, path, anchor, events + lost)
    found += _of_remains(connection)
    if expected is not None:
        found += _of_head(connection, expected)
    found += _of_index(connection)
    if checkpoint_file(path).exists() and not is_intact(path):
        text = "The checkpoint is damaged or incomplete. The next start rebuilds it."
        found.append(JournalFinding("checkpoint", text))
    return Verification(events, lost, head, tuple(found))


def _losses(
    connection: sqlite3.Connection, path: Path, last: int, on_progress: Callable[[int], None]
) -> tuple[int, int, list[JournalFinding]]:
    # What was removed may still lie in the pages: only what cannot be read is looked for there.
    hidden = find_hidden(connection, last, (UNREADABLE,))
    scanned = scan_rows(path, hidden) if hidden else {}
    events, lost = _count(examine_rows(connection, last, scanned), on_progress)
    if lost:
        return events, len(lost), _named(lost)
    if hidden:
        text = (
            f"The file is damaged: {count(len(hidden), 'event')}, from event {min(hidden):,} on, "
            f"can only be found page by page, where they are whole. {_SALVAGE}"
        )
        return events, 0, [JournalFinding("file", text, min(hidden))]
    # Every event is proven by the next: only a stored hash was damaged.
    text = "A stored hash is damaged; the events are whole. `jru-tui journal salvage` repairs it."
    return events, 0, [JournalFinding("chain", text)]


def _count(
    rows: Iterable[IntactEvent | LostEvent],
    on_progress: Callable[[int], None],
    note: Callable[[ChainRow], None] = lambda _: None,
) -> tuple[int, list[LostEvent]]:
    """Count the events that are as they were written, and list the others.

    Args:
        rows: every position once, in order.
        on_progress: called with how many were looked at.
        note: called with each event that is as it was written.
    """
    events, lost = 0, list[LostEvent]()
    for row in rows:
        if isinstance(row, LostEvent):
            lost.append(row)
        else:
            events += 1
            note(row.row)
        if row.position % reader.PAGE == 0:
            on_progress(row.position)
    return events, lost


def _named(lost: list[LostEvent]) -> list[JournalFinding]:
    return [JournalFinding("chain", event.sentence, event.position) for event in lost[:_MOST]]


def _of_anchor(
    connection: sqlite3.Connection, path: Path, anchor: AnchorReading, last: int
) -> list[JournalFinding]:
    name = anchor_file(path).name
    if anchor.acknowledged is None:
        if not anchor.damaged:
            return []
        text = (
            f"The anchor {name} is damaged, so it is not known whether the journal's end was cut "
            "off. "
            "The next board that opens the journal rebuilds it."
        )
        return [JournalFinding("anchor", text)]
    head = anchor.acknowledged.head
    if head.position == 0:
        return []
    found = _hash_at(connection, head.position)
    if found is None and head.position > last:
        text = (
            f"The journal ends at event {last:,}, but {head.position:,} had been saved: the rest "
            "is lost, or an older copy was put back."
        )
        return [JournalFinding("end", text, last + 1)]
    if found is not None and found.hex() != head.chain:
        text = (
            f"Event {head.position:,} is not the one that was saved last: this is another "
            "journal, or one that was rewritten."
        )
        return [JournalFinding("end", text, head.position)]
    if anchor.damaged:
        text = f"Half of the anchor {name} is damaged; the other half is intact and is used."
        return [JournalFinding("anchor", text)]
    return []


def _of_remains(connection: sqlite3.Connection) -> list[JournalFinding]:
    """Check what is left of events that were erased; the chain covers what they were."""
    try:
        wrong = find_wrong_remains(connection)
    except sqlite3.DatabaseError:
        return []  # the chain is broken, which is told
    return [JournalFinding("remains", REMAINS.format(purge)) for purge in wrong]


def _of_head(connection: sqlite3.Connection, expected: Head) -> list[JournalFinding]:
    if is_on_chain(connection, expected):
        return []
    text = (
        f"The journal does not hold event {expected.position:,} with the chain {expected.chain}: "
        "it is not the journal that the head was printed from, or it was rewritten since."
    )
    return [JournalFinding("head", text, expected.position)]


def _of_index(connection: sqlite3.Connection) -> list[JournalFinding]:
    try:
        row = connection.execute("PRAGMA quick_check(1)").fetchone()
        (entries,) = connection.execute("SELECT count(*) FROM event NOT INDEXED").fetchone()
        (indexed,) = connection.execute("SELECT count(id) FROM event").fetchone()
        trouble = "" if row[0] == "ok" else ": ".join(str(row[0]).splitlines())
        if not trouble and entries != indexed:
            trouble = "the index of ids does not hold every event"
    except sqlite3.DatabaseError as error:
        trouble = str(error)
    if not trouble:
        return []
    return [JournalFinding("index", f"The database file is damaged ({trouble}). {_SALVAGE}")]


def _hash_at(connection: sqlite3.Connection, position: int) -> bytes | None:
    try:
        return reader.hash_at(connection, position)
    except (sqlite3.DatabaseError, TypeError):
        return None

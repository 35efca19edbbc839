"""A search of every byte that a purge leaves behind, for ten thousand words that were planted.

The words stand in every field in which somebody can write, and in every file that the program makes
of a journal: also in those that a kill has left half written. The search knows each form in which
a word can stand: as text in several encodings, as JSON and HTML escape it, and compressed.
"""

import asyncio
import os
import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import Result
from msgspec import Struct, structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    GiveDetails,
    Hold,
    Link,
    OpenCall,
    Regrade,
    Relocate,
    RightCare,
)
from jru_tui.board.checkpoint import take_checkpoint
from jru_tui.board.commands import (
    Check,
    Command,
    Crew,
    Dismiss,
    EndMarker,
    HandOver,
    MarkPlace,
    Note,
    Undo,
)
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    Event,
    Exported,
    Fact,
    Held,
    RecordRefused,
    VehicleReported,
)
from jru_tui.board.records import CallRecord, CrewMember, NoteRecord, Place, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.feeds.refused_documents import RefusedDocuments
from jru_tui.journal import command_inbox, export_inbox
from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.board_loader import keep_checkpoint
from jru_tui.journal.care import purge as purges
from jru_tui.journal.care.backup import make_backup
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.command_inbox import CommandRequest
from jru_tui.journal.files import beside, paper_file
from jru_tui.journal.sqlite.file_access import head_at, load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports.figures.figures import count_figures
from jru_tui.reports.pages.page_html import as_html
from jru_tui.reports.paper import make_paper
from jru_tui.settings import paths
from tests.board.test_redaction import record_types

Jru = Callable[..., Result]

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules()
CALLS = 320
"""Calls that are closed, with 32 words each; the control needs fewer."""
FEW = 4

_WORD = re.compile(
    rb"z(?:\xc3\xa9|\xe9|e\xcc\x81|\\u00e9|&#233;|&eacute;|e)([0-9a-f]{12})q", re.IGNORECASE
)
"""A word as it stands in UTF-8, Latin-1, decomposed, in JSON, in HTML, and without its accent."""
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda\xbb\xf9\x20\x7d]")
_GZIP = re.compile(rb"\x1f\x8b\x08")


class Words:
    """Words that are each planted once, and known again in whatever form they stand."""

    def __init__(self) -> None:
        self.planted: set[str] = set()

    def __call__(self) -> str:
        made = sha256(str(len(self.planted)).encode()).hexdigest()[:12]
        self.planted.add(made)
        return f"zé{made}q"


def found_in(*folders: Path) -> dict[str, set[str]]:
    """Find the words in every file of some folders, and name for each file those it holds."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    found = {str(file): {*_words_in(file.read_bytes())} for file in files}
    return {name: words for name, words in found.items() if words}


def _words_in(content: bytes) -> Iterator[str]:
    for form in (content, content.replace(b"\0", b""), *_unpacked(content)):
        yield from (match.decode().lower() for match in _WORD.findall(form))


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Unpack whatever in a file is compressed, also with the dictionary of a checkpoint."""
    dictionary = b""
    if content.startswith(b"SQLite format 3\0"):
        with closing(sqlite3.connect(":memory:")) as connection:
            # What is in a log is a file of its own here.
            connection.deserialize(content[:18] + b"\1\1" + content[20:])
            names = "SELECT name FROM sqlite_master WHERE type = 'table'"
            tables = {name for (name,) in connection.execute(names)}
            if "block" in tables:
                for number, body in connection.execute("SELECT * FROM block ORDER BY number"):
                    packed = zlib.decompressobj(zdict=dictionary if number else b"")
                    unpacked = packed.decompress(body)
                    dictionary = dictionary if number else unpacked
                    yield unpacked
            if "found" in tables:  # an index without its text: its terms are read out of it
                connection.execute(
                    "CREATE VIRTUAL TABLE temp.term USING fts5vocab(main, found, row)"
                )
                tables = tables - {"found"} | {"temp.term"}
            for table in tables:
                for row in connection.execute(f"SELECT * FROM {table}"):
                    yield "\n".join(str(value) for value in row).encode()
    for start, bits in ((_ZLIB, zlib.MAX_WBITS), (_GZIP, zlib.MAX_WBITS | 16)):
        for match in start.finditer(content):
            try:
                yield zlib.decompressobj(bits).decompress(content[match.start() :])
            except zlib.error:
                continue


def planted_call(number: int, word: Words) -> Iterator[tuple[str, datetime, Fact, str]]:
    """Everything that can be written about one call, and about what concerns none beside it.

    Args:
        number: of the call.
        word: gives a word that stands nowhere else.

    Yields:
        the id, the time, what happened, and by whom.
    """
    name, at = f"K-{number}", NOW + timedelta(minutes=number)
    vehicle = f"JRU{number % 3 + 1}"

    def told(what: str, command: Command) -> tuple[str, datetime, Fact, str]:
        return f"{what}{number}", at, Commanded(command), "SC 1"

    call = CallRecord(
        name,
        at,
        summary=word(),
        callback=word(),
        people=2,
        grade="G2",
        type="fall",
        where=Place(word(), 51.1, 1.3, "east"),
        notes=(NoteRecord(f"n{number}", at, word(), word()),),
    )
    yield f"c{number}", at, CallReported(call, beyond=f'{{"caller": "{word()}"}}'), ""
    crew = (CrewMember("officer", word(), (word(),)),)
    report = VehicleRecord(vehicle, "en_route", at, call=name, crew=crew)
    yield f"v{number}", at, VehicleReported(report, beyond=word()), ""
    refused = RecordRefused("call", name, word(), "0" * 64, word())
    yield f"r{number}", at, refused, ""
    yield told("note", Note(word(), call=name))
    yield told("undo", Undo(f"note{number}"))
    yield told("assign", Assign(name, vehicle, word()))
    yield (
        f"answer{number}",
        at,
        CommandAnswered(f"assign{number}", accepted=False, reason=word()),
        "",
    )
    yield told("grade", Regrade(name, "G1", reason=word()))
    yield told("place", Relocate(name, Place(word(), 51.2, 1.4), Place(word())))
    yield told("details", GiveDetails(name, word(), 2, word()))
    yield told("care", RightCare(name, "ambulance", word()))
    yield told("help", BackUp(name, "other", text=word()))
    yield told("alert", Dismiss(("overdue", name, "response"), word(), call=name))
    yield told("hold", Hold(name, at + timedelta(days=9), word()))
    yield f"held{number}", at, Held(name, None, word()), "SC 1"
    hand = f"H-{number}"
    where = Place(word(), 51.1, 1.3)
    yield told("hand", OpenCall(hand, "fall", where, summary=word(), callback=word()))
    yield told("handnote", Note(word(), call=hand))
    yield told("merge", Link(hand, name, merged_from=at))
    yield told("close", Close(name, "resolved", reason=word()))
    yield told("crew", Crew(vehicle, word(), skills=(word(),)))
    yield told("check", Check(vehicle, word()))
    yield told("carnote", Note(word(), vehicle=vehicle))
    until = date(2020, 12, 30)
    marker = MarkPlace(word(), Place(word(), 51.1, 1.3), word(), expires_on=until)
    yield told("mark", marker)
    yield told("unmark", EndMarker(f"mark{number}", word()))
    yield told("over", HandOver(word()))
    yield f"export{number}", at, Exported("disclosure", "folder", word()), "SC 1"


def planted(calls: int) -> tuple[list[Event], set[str]]:
    word = Words()
    events = [
        Event(name, at, at, "supervisor" if by else "feed", fact, by)
        for number in range(calls)
        for name, at, fact, by in planted_call(number, word)
    ]
    return events, word.planted


async def _write(path: Path, events: list[Event], copy: Path) -> None:
    """Write the journal at `copy` first, and copy it while the newest words stand in its log."""
    async with await open_journal(copy, by="SC 1", clock=lambda: NOW) as journal:
        for start in range(0, len(events), 500):
            await journal.append(events[start : start + 500])
        path.parent.mkdir(mode=0o700, exist_ok=True)
        for suffix in ("", "-wal", ".anchor", ".lock", ".verified"):
            if beside(copy, suffix).exists():
                shutil.copy(beside(copy, suffix), beside(path, suffix))


def leave_everything(path: Path, word: Words, backups: Path) -> dict[str, Path]:
    """Leave what the program can leave beside a journal, and name each place of words."""
    board = Board(RULES)
    board.fold(event for _, event in load(path))
    content = as_html(make_paper(board, NOW, as_of=NOW, live=True, marking="OFFICIAL"))
    write_whole(paper_file(path), f"{content}<!-- {word()} -->")
    cut = "0a1b2c3d"
    places = {
        "paper": paper_file(path),
        "a page that was cut off": path.with_name(f".paper.html.{cut}"),
        "a journal that was cut off": path.with_name(f".{path.name}.{cut}"),
        "its log": path.with_name(f".{path.name}.{cut}-wal"),
        "a restored journal": beside(path, ".restored"),
        "a restored journal that was cut off": path.with_name(f".{path.name}.restored.{cut}"),
        "a salvaged journal": beside(path, ".salvaged"),
        "a checkpoint that was cut off": path.with_name(f".{path.name}.checkpoint.{cut}"),
        "a backup that was cut off": backups / f".shift-20201030T224700Z.sqlite.{cut}",
        "a look that was damaged": beside(path, ".word") / "damaged.json",
    }
    make_backup(path, backups / "shift.sqlite", NOW, keep=9)
    for backup in backups.glob("shift-*.sqlite"):
        backup.unlink()  # whoever purges deletes those that are named to him
    look = Event("look", NOW, NOW, "supervisor", Exported("disclosure", "folder", word()), "SC 2")
    export_inbox.leave_export(path, look)
    for name, file in places.items():
        if name != "paper":
            file.write_text(word(), "utf-8")
    command_inbox.leave(path, CommandRequest("late", NOW, "SC 1", f"n k-1 {word()}"))
    folder = beside(path, ".commands")
    places["a command"] = folder / "late.json"
    for name in ("other.claimed", "other.reply", f".other.json.{cut}"):
        places[f"a command: {name}"] = folder / name
        folder.joinpath(name).write_text(word(), "utf-8")
    refused = paths.state_folder() / "refused"
    RefusedDocuments(refused, 7, lambda: NOW).keep(f'{{"feed": "{word()}"'.encode())
    (places["a refused document"],) = refused.iterdir()
    for file in places.values():
        os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    head = head_at(path, board.events)
    keep_checkpoint(path, RULES, take_checkpoint(board), head, None)
    places["checkpoint"] = checkpoint_file(path)
    return places


@pytest.fixture
def make(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], set[str]]:
    """Make a journal of so many calls, with all that can lie beside it; gives the words."""

    def made(calls: int) -> set[str]:
        path, word = home / "journal.sqlite", Words()
        events, word.planted = planted(calls)
        asyncio.run(_write(path, events, tmp_path_factory.mktemp("open") / "journal.sqlite"))
        assert found_in(home)[str(beside(path, "-wal"))]
        places = leave_everything(path, word, home / "backups")
        held = found_in(home)
        assert {name for name, place in places.items() if str(place) not in held} == set()
        assert set[str]().union(*held.values()) == word.planted
        return word.planted

    return made


def purge(jru: Jru) -> str:
    done = jru("journal", "purge", "--days", "30", "--reason", "yearly review")
    assert done.exit_code == 0, done.output
    return done.stdout


def test_none_of_ten_thousand_words_is_left_and_every_figure_is_the_same(
    jru: Jru, home: Path, make: Callable[[int], set[str]]
) -> None:
    words = make(CALLS)
    assert len(words) > 10_000
    path = home / "journal.sqlite"
    before = Board(RULES)
    before.fold(event for _, event in load(path))
    said = purge(jru)
    assert f"{CALLS * 2} calls" in said
    assert "Still holds it" not in said
    assert found_in(home) == {}
    after = Board(RULES)
    after.fold(event for _, event in load(path))
    shifts = before.snapshot().shifts()
    assert count_figures(after.snapshot(), shifts) == count_figures(before.snapshot(), shifts)
    assert verify_journal(path).findings == ()


LEFT_OUT = {
    "the checkpoint": (purges, "remove_checkpoint"),
    "what was cut off": (purges, "remove_leftovers"),
    "a backup that was cut off": (purges, "remove_cut_off_backups"),
    "the commands": (command_inbox, "remove_expired"),
    "what cannot be read": (purges, "_remove_unreadable"),
    "the refused documents": (RefusedDocuments, "expire"),
    "all side files": (purges, "remove_copied_words"),
}


@pytest.mark.parametrize("place", LEFT_OUT)
def test_the_control_finds_the_words_of_a_place_that_is_left_out(
    jru: Jru,
    home: Path,
    make: Callable[[int], set[str]],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    words = make(FEW)
    where, name = LEFT_OUT[place]
    monkeypatch.setattr(where, name, lambda *_, **__: None)
    purge(jru)
    left = set[str]().union(*found_in(home).values())
    assert left
    assert left <= words


def test_the_control_finds_the_words_of_pages_and_of_a_log_that_is_left_out(
    jru: Jru, home: Path, make: Callable[[int], set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make(FEW)
    monkeypatch.setattr(purges, "_clean", lambda _: None)
    # Whoever reads it keeps SQLite from cleaning up behind its last writer.
    with closing(sqlite3.connect(home / "journal.sqlite", isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM event").fetchone()
        purge(jru)
        assert found_in(home)


@pytest.mark.parametrize(
    "form",
    [
        "zé0123456789abq".encode(),
        "zé0123456789abq".encode("latin-1"),
        "zé0123456789abq".encode("utf-16-le"),
        b"ze\xcc\x810123456789abq",
        b'"z\\u00e90123456789abq"',
        b"z&eacute;0123456789abq",
        b"ZE0123456789ABQ",
        b"x" + zlib.compress("zé0123456789abq".encode()),
        zlib.compress("zé0123456789abq".encode(), wbits=zlib.MAX_WBITS | 16),
    ],
)
def test_the_control_knows_a_word_in_every_form(tmp_path: Path, form: bytes) -> None:
    tmp_path.joinpath("file").write_bytes(b"before " + form + b" behind")
    assert found_in(tmp_path) == {str(tmp_path / "file"): {"0123456789ab"}}


def test_a_planted_word_stands_in_every_field_that_a_purge_empties() -> None:
    """Where a field for words is new, a word is to be planted in it here."""
    events, words = planted(1)
    text = "".join(repr(event) for event in events)
    assert {word for word in words if word not in text} == set()
    parts = [part for event in events for part in _parts(event)]
    silent = {
        f"{kind.__name__}.{name}"
        for kind in record_types()
        for name in erased_by(kind)
        if not any(getattr(part, name) for part in parts if type(part) is kind)
    }
    assert silent == NO_WORDS


NO_WORDS = {"Position.lat", "Position.lon", "Position.at", "VehicleRecord.position"}
"""What is erased and is no text, so that no word can be planted in it."""


def erased_by(kind: type) -> tuple[str, ...]:
    names: tuple[str, ...] = getattr(kind, "ERASED", ())
    return names


def _parts(value: object) -> Iterator[object]:
    yield value
    held: tuple[object, ...] = value if isinstance(value, tuple) else ()
    if isinstance(value, Struct):
        held = structs.astuple(value)
    for part in held:
        yield from _parts(part)

"""A damaged schema: SQLite quotes it in its message, which need not be text any more."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from jru_tui.journal.care.restoration import replace_by_salvage, salvage_journal
from jru_tui.journal.care.verification import verify_journal
from jru_tui.journal.database import Database
from jru_tui.journal.protocol import JournalDamagedError, JournalError
from jru_tui.journal.sqlite import schema
from jru_tui.journal.sqlite.file_access import load
from tests.journal.care.conftest import MANY

NO_UTF_8 = 0xF2
NAMES = (b"tableevent", b"indexsqlite_autoindex_event", b"event")


def damaged_at(content: bytes, name: bytes) -> list[int]:
    """The places of a name's letters on the first page, where the schema is."""
    places: list[int] = []
    page = content[:4096]
    at = page.find(name)
    while at >= 0:
        places += range(at, at + len(name))
        at = page.find(name, at + 1)
    return places


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_text_is_a_damage_like_any_other(kept: Path, name: bytes) -> None:
    content = kept.read_bytes()
    places = damaged_at(content, name)
    assert places or name == NAMES[1]
    for at in places[::3]:
        changed = bytearray(content)
        changed[at] = NO_UTF_8
        kept.write_bytes(changed)
        with suppress(JournalError):
            verify_journal(kept)
        with suppress(JournalError):
            load(kept)


def test_python_alone_cannot_read_the_message(kept: Path) -> None:
    """The control: without the class the error is none of SQLite's."""
    content = kept.read_bytes()
    kept.write_bytes(content.replace(b"tableevent", b"table\xf2vent"))
    query = "SELECT position FROM event"
    with closing(sqlite3.connect(kept)) as plain, pytest.raises(UnicodeDecodeError):
        plain.execute(query)
    with (
        closing(sqlite3.connect(kept, factory=Database)) as connection,
        pytest.raises(sqlite3.DatabaseError, match="malformed database schema"),
    ):
        connection.execute(query)


@pytest.mark.parametrize("version", [0, 3, 7, 255, 256, 1 << 31])
def test_a_version_that_was_changed_is_told_from_a_newer_one_and_nothing_is_lost(
    kept: Path, tmp_path: Path, version: int
) -> None:
    events = [*load(kept)]
    change_version(kept, version)
    content = kept.read_bytes()
    with pytest.raises(JournalDamagedError, match="jru-tui journal salvage"):
        [*load(kept)]
    verified = verify_journal(kept)
    assert (verified.events, verified.lost, verified.sound) == (MANY, 0, False)
    [finding] = verified.findings
    assert finding.part == "file"
    assert "its first bytes, which say what it is, were changed" in finding.text
    assert "jru-tui journal salvage" in finding.text
    salvaged = salvage_journal(kept, tmp_path / "whole.db")
    assert salvaged.lost == ()
    assert [event for _, event in load(tmp_path / "whole.db")] == [event for _, event in events]
    assert kept.read_bytes() == content
    done = replace_by_salvage(kept, by="SC 1", now=events[-1][1].at)
    assert (done.lost, done.kept is not None) == ((), True)
    assert len([*load(kept)]) == len(events)


def test_damage_of_the_first_page_is_a_finding_that_agrees_with_what_a_salvage_saves(
    kept: Path, tmp_path: Path
) -> None:
    content = kept.read_bytes()
    schema_at = content[:4096].index(b"CREATE TABLE event")
    found: set[str] = set()
    for at in (0, 16, 18, 28, 60, 68, schema_at, schema_at + 60, content.index(b"tableevent") + 6):
        changed = bytearray(content)
        changed[at] ^= 0x80
        kept.write_bytes(changed)
        verified = verify_journal(kept)
        if verified.sound:
            continue
        new = tmp_path / f"{at}.db"
        assert len(salvage_journal(kept, new).lost) == verified.lost == 0
        assert verified.events == MANY
        assert verified.findings[0].part == "file"
        assert "jru-tui journal salvage" in verified.findings[0].text
        found.add(verified.findings[0].text)
    assert len(found) > 2


@pytest.mark.parametrize("column", ["id", "hash"])
def test_a_column_of_another_type_is_a_finding(kept: Path, column: str) -> None:
    kinds = {
        "id": (b"id       TEXT", b"id       BLOB"),
        "hash": (b"hash     BLOB", b"hash     TEXT"),
    }
    before, after = kinds[column]
    content = kept.read_bytes()
    assert content.count(before) == 1
    kept.write_bytes(content.replace(before, after))
    assert verify_journal(kept).findings


def test_a_file_that_ends_before_its_first_event_is_a_finding_and_says_what_to_do(
    kept: Path,
) -> None:
    kept.write_bytes(kept.read_bytes()[:2048])
    verified = verify_journal(kept)
    assert (verified.events, verified.lost, verified.sound) == (0, MANY, False)
    assert "No event was found in it" in verified.findings[0].text
    assert "jru-tui journal restore" in verified.findings[0].text


def change_version(path: Path, version: int) -> None:
    """Change the version in a file's header."""
    content = bytearray(path.read_bytes())
    content[60:64] = version.to_bytes(4, "big")
    path.write_bytes(content)


def test_each_version_has_a_shape_of_its_own() -> None:
    """The rule for a new version: without it an older program would take it for damage."""
    found = []
    with closing(sqlite3.connect(":memory:")) as connection:
        for script in schema.MIGRATIONS:
            connection.executescript(script)
            found.append(schema.shape_of(connection))
    assert tuple(found) == schema.SHAPES
    assert len({*found}) == len(found) == schema.VERSION

"""The blocks of a checkpoint: whatever was put last at a key is found, alone or in a scan."""

import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.archive import ArchivePiece, MemoryArchive
from jru_tui.journal import checkpoint_blocks
from jru_tui.journal.checkpoint_blocks import SCHEMA, Blocks

SHELVES = ("call", "call.view", "order.standing", "order.given", "press")
KEYS = (
    "K-1",
    "K-2",
    "JRU1\x1f000737729",
    UUID(int=7).hex,
    UUID(int=1 << 127).hex,
    "F" * 32,
    "x" * 32,
)
PIECES = st.builds(
    ArchivePiece,
    st.sampled_from(SHELVES),
    st.sampled_from(KEYS),
    st.none() | st.binary(max_size=40),
    st.sampled_from(("", "K-1", "K-2")),
)
BATCHES = st.lists(st.lists(PIECES, max_size=12), max_size=6)


def blocks(connection: sqlite3.Connection) -> Blocks:
    connection.executescript(SCHEMA)
    return Blocks(connection)


def rows(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many blocks there are beside the dictionary, and how many units."""
    (made,) = connection.execute("SELECT count(*) FROM block WHERE number > 0").fetchone()
    (units,) = connection.execute("SELECT count(*) FROM unit").fetchone()
    return made, units


@given(BATCHES, st.sampled_from((1, 60, 16_000)))
def test_they_answer_as_an_archive_in_memory_does(
    batches: list[list[ArchivePiece]], room: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, closing(sqlite3.connect(":memory:")) as connection:
        patch.setattr(checkpoint_blocks, "_ROOM", room)
        found, expected = blocks(connection), MemoryArchive()
        for batch in batches:
            found.put(batch)
            expected.write(batch)
            for shelf in SHELVES:
                for key in KEYS:
                    assert found.get(shelf, key) == expected.get(shelf, key)
                for first, last in (("", "\U0010ffff"), ("J", "K-2"), ("0", "G")):
                    both = [*expected.scan(shelf, first, last)]
                    assert found.scan(shelf, first, last, newest_first=False) == both
                    assert found.scan(shelf, first, last, newest_first=True) == both[-1:]


def test_what_was_replaced_leaves_nothing_behind() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        found = blocks(connection)
        for number in range(50):
            found.put([ArchivePiece("call", key, b"%d" % number, key) for key in ("K-1", "K-2")])
            assert rows(connection) == (1, 2)
        found.put([ArchivePiece("call", key, None) for key in ("K-1", "K-2")])
        assert rows(connection) == (0, 0)


def test_words_that_are_repeated_beside_a_call_take_little_space() -> None:
    words = " ".join(f"w{number * 7919 % 99_991}" for number in range(200)).encode()
    pieces = [ArchivePiece(shelf, "K-1", words, "K-1") for shelf in ("call", "call.view")]
    orders = [ArchivePiece("order.given", UUID(int=n).hex, words, "K-1") for n in range(5)]
    with closing(sqlite3.connect(":memory:")) as connection:
        blocks(connection).put([*pieces, *orders])
        (size,) = connection.execute("SELECT sum(length(body)) FROM block").fetchone()
        assert size < 2 * len(words)


def test_a_block_that_is_damaged_is_damage_of_the_file() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        found = blocks(connection)
        found.put([ArchivePiece("call", "K-1", b"one", "K-1")])
        assert found.get("call", "K-1") == b"one"
        connection.execute("UPDATE block SET body = x'00' WHERE number > 0")
        with pytest.raises(sqlite3.DatabaseError):
            Blocks(connection).get("call", "K-1")
        connection.execute("DELETE FROM block WHERE number > 0")
        with pytest.raises(sqlite3.DatabaseError):
            Blocks(connection).get("call", "K-1")


def test_a_block_of_small_pieces_does_not_hold_thousands_of_them() -> None:
    """All of a block are decoded to read one: the index of crews has some bytes for each member."""
    with closing(sqlite3.connect(":memory:")) as connection:
        found = blocks(connection)
        found.put(
            ArchivePiece("aboard", f"officer {number}", b"\x91JRU1") for number in range(5_000)
        )
        found.put([ArchivePiece("call.view", f"K-{number}", bytes(900)) for number in range(300)])
        most = max(len(found._read(number)) for number in range(1, rows(connection)[0] + 1))
        assert 300 < most < 700
        assert rows(connection)[0] < 30


def test_a_key_beyond_all_others_of_its_room_is_not_sought() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        found = blocks(connection)
        found.put(ArchivePiece("call", f"K-{number}", b"1") for number in range(10, 20))
        asked: list[str] = []
        for shelf, key in (("call", "K-20"), ("posted", "K-20")):
            assert found.get(shelf, key) is None
        connection.set_trace_callback(asked.append)
        for key in ("K-21", "K-22", "K-0"):
            for shelf in ("call", "call.view", "posted"):
                assert found.get(shelf, key) is None
        assert not asked
        assert found.get("call", "K-19") == b"1"
        assert asked  # the control
        found.put([ArchivePiece("call", "K-20", b"2"), ArchivePiece("posted", "K-20", b"3")])
        assert (found.get("call", "K-20"), found.get("posted", "K-20")) == (b"2", b"3")

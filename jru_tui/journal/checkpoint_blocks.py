"""The blocks of a checkpoint: pieces that are read together, packed and compressed as one.

Pieces with the same key whose shelves are of one room (what stands before the dot of a name) make
a unit, and have one line in the index. Units that are about the same call lie beside each other, as
their words repeat those of the call; the names of fields, which all blocks repeat, stand in a
dictionary. So compressed they take a sixth of what they are.
"""

import sqlite3
import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from sys import intern

import msgspec

from jru_tui.board import ArchivePiece

SCHEMA = """
CREATE TABLE block (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE unit (
    room TEXT NOT NULL, key BLOB NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (room, key)
) WITHOUT ROWID, STRICT;
"""
_FIND = "SELECT block FROM unit WHERE room = ? AND key = ?"
_SCAN = "SELECT key, block FROM unit WHERE room = ? AND key >= ? AND key < ? ORDER BY key"
_ALL = "SELECT key, block FROM unit WHERE room = ?"
_FIRST = "SELECT key FROM unit WHERE room = ? ORDER BY key LIMIT 1"
_LAST = "SELECT key FROM unit WHERE room = ? ORDER BY key DESC LIMIT 1"
_READ = "SELECT body FROM block WHERE number = ?"
_ADD = "INSERT INTO block (body) VALUES (?)"
_DROP = "DELETE FROM block WHERE number = ?"
_PUT = "INSERT INTO unit VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET block = excluded.block"
_REMOVE = "DELETE FROM unit WHERE room = ? AND key = ?"

_ROOM = 32_000
"""Bytes of values in a block. More take less space, and longer to read one of them."""
_PIECE = 48
"""Bytes as which a piece counts besides its value: many small ones take long to read as well."""
_LEVEL = 6
_DICTIONARY = 0
"""The number of the block that is the dictionary of the others: parts of some of the first ones."""
_SAMPLES = 16
_SAMPLE = 2_000
"""Bytes of each part: all of them have room in the window of the compression, which is 32 KiB."""
_HELD = 16
"""Blocks that are held as they were read: what is asked for next often lies beside it."""
_IDS = "order"
"""The room whose keys are ids of events: of hexadecimal digits, which take half as bytes."""
_ID_DIGITS = 32
_ID = b"\xff"
"""Stands before an id that is kept as bytes; no text in UTF-8 holds it."""
_DECODER = msgspec.msgpack.Decoder(list[ArchivePiece])

_Place = tuple[str, bytes]
_Unit = dict[str, ArchivePiece]


class Blocks:
    """The blocks in an open checkpoint. Not re-entrant: callers must serialise calls."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._held: dict[int, dict[tuple[str, str], bytes | None]] = {}
        self._dictionary = b""
        self._ends: dict[str, tuple[bytes, bytes] | None] = {}
        """The first and the last key of each room that was asked; None where it is empty."""

    def get(self, shelf: str, key: str) -> bytes | None:
        """The value at a key; None where there is none.

        Raises:
            sqlite3.DatabaseError: the file is damaged.
        """
        place = _place(shelf, key)
        if not self._is_between_ends(place):
            return None
        row = self._connection.execute(_FIND, place).fetchone()
        return None if row is None else self._block(row[0]).get((shelf, key))

    def _is_between_ends(self, place: _Place) -> bool:
        """Test whether a room can hold a key: a new call's is behind its last one in most cases."""
        room, key = place
        if room not in self._ends:
            first, last = (
                self._connection.execute(query, (room,)).fetchone() for query in (_FIRST, _LAST)
            )
            self._ends[room] = None if first is None else (first[0], last[0])
        ends = self._ends[room]
        return ends is not None and ends[0] <= key <= ends[1]

    def scan(
        self, shelf: str, first: str, last: str, *, newest_first: bool
    ) -> list[tuple[str, bytes]]:
        """Give keys and values of a `shelf` from `first` on and before `last`, in their order.

        With `newest_first` the last one alone.

        Raises:
            sqlite3.DatabaseError: the file is damaged.
        """
        found = []
        keys = self._keys(_room(shelf), first, last, newest_first=newest_first)
        with closing(keys):
            for key, number in keys:
                value = self._block(number).get((shelf, key))
                if value is not None:
                    found.append((key, value))
                    if newest_first:
                        break
        return found

    def put(self, pieces: Iterable[ArchivePiece]) -> None:
        """Replace pieces, and take out those without a value.

        Blocks that hold one of them are packed anew with what else they hold.

        Raises:
            sqlite3.Error: they cannot be written.
        """
        units: dict[_Place, _Unit] = {}
        for piece in pieces:
            units.setdefault(_place(piece.shelf, piece.key), {})[piece.shelf] = piece
        for number in self._blocks_of(units):
            for piece in self._read(number):
                units.setdefault(_place(piece.shelf, piece.key), {}).setdefault(piece.shelf, piece)
            self._connection.execute(_DROP, (number,))
        self._held.clear()
        self._ends.clear()
        left = {place: tuple(_with_values(unit)) for place, unit in units.items()}
        self._connection.executemany(_REMOVE, [place for place in left if not left[place]])
        blocks = [*_parted({place: unit for place, unit in left.items() if unit})]
        self._take_samples(_body(left, places) for places in blocks[:: len(blocks) // _SAMPLES + 1])
        lines: list[tuple[str, bytes, int]] = []
        for places in blocks:
            added = self._connection.execute(_ADD, (self._compressed(_body(left, places)),))
            assert added.lastrowid is not None
            lines += [(*place, added.lastrowid) for place in places]
        self._connection.executemany(_PUT, sorted(lines))

    def _take_samples(self, bodies: Iterable[bytes]) -> None:
        """Make the dictionary of these, unless there is one."""
        if self._read_dictionary():
            return
        self._dictionary = b"".join(body[:_SAMPLE] for body in bodies)
        if self._dictionary:
            row = (_DICTIONARY, zlib.compress(self._dictionary, _LEVEL))
            self._connection.execute("INSERT INTO block VALUES (?, ?)", row)

    def _read_dictionary(self) -> bytes:
        if not self._dictionary:
            row = self._connection.execute(_READ, (_DICTIONARY,)).fetchone()
            self._dictionary = b"" if row is None else zlib.decompress(row[0])
        return self._dictionary

    def _compressed(self, body: bytes) -> bytes:
        compressor = zlib.compressobj(_LEVEL, zdict=self._dictionary)
        return compressor.compress(body) + compressor.flush()

    def _keys(
        self, room: str, first: str, last: str, *, newest_first: bool
    ) -> Generator[tuple[str, int], None, None]:
        """Yield the keys of a room in their order, with their blocks."""
        if room == _IDS:
            rows = self._connection.execute(_ALL, (room,))
            keys = sorted((_unpacked(packed), number) for packed, number in rows)
            keys = [found for found in keys if first <= found[0] < last]
            yield from reversed(keys) if newest_first else keys
            return
        parameters = (room, first.encode(), last.encode())
        query = f"{_SCAN} DESC" if newest_first else _SCAN
        with closing(self._connection.execute(query, parameters)) as rows:
            yield from ((_unpacked(packed), number) for packed, number in rows)

    def _blocks_of(self, places: Iterable[_Place]) -> list[int]:
        if self._connection.execute("SELECT 1 FROM block LIMIT 1").fetchone() is None:
            return []
        found = (self._connection.execute(_FIND, place).fetchone() for place in places)
        return sorted({row[0] for row in found if row is not None})

    def _block(self, number: int) -> dict[tuple[str, str], bytes | None]:
        block = self._held.pop(number, None)
        if block is None:
            read = self._read(number)
            block = {(intern(piece.shelf), piece.key): piece.value for piece in read}
            if len(self._held) >= _HELD:
                del self._held[next(iter(self._held))]
        self._held[number] = block
        return block

    def _read(self, number: int) -> list[ArchivePiece]:
        row = self._connection.execute(_READ, (number,)).fetchone()
        try:
            read = zlib.decompressobj(zdict=self._read_dictionary())
            return _DECODER.decode(read.decompress(row[0]) + read.flush())
        except (TypeError, zlib.error, msgspec.MsgspecError) as error:
            raise sqlite3.DatabaseError(f"block {number} is damaged") from error


def _with_values(unit: _Unit) -> Iterator[ArchivePiece]:
    return (piece for piece in unit.values() if piece.value is not None)


def _body(units: dict[_Place, tuple[ArchivePiece, ...]], places: Sequence[_Place]) -> bytes:
    return msgspec.msgpack.encode([piece for place in places for piece in units[place]])


def _parted(units: dict[_Place, tuple[ArchivePiece, ...]]) -> Iterator[Sequence[_Place]]:
    """Part units into blocks, those beside each other that are about the same."""

    def near(place: _Place) -> tuple[str, _Place]:
        about = next((piece.about for piece in units[place] if piece.about), place[0])
        return about, place

    block: list[_Place] = []
    size = 0
    for place in sorted(units, key=near):
        block.append(place)
        size += sum(_PIECE + len(piece.value or b"") for piece in units[place])
        if size >= _ROOM:
            yield block
            block, size = [], 0
    if block:
        yield block


def _place(shelf: str, key: str) -> _Place:
    room = _room(shelf)
    return room, _packed(key) if room == _IDS else key.encode()


def _room(shelf: str) -> str:
    return shelf.partition(".")[0]


def _packed(key: str) -> bytes:
    if len(key) == _ID_DIGITS:
        try:
            packed = bytes.fromhex(key)
        except ValueError:
            return key.encode()
        if packed.hex() == key:
            return _ID + packed
    return key.encode()


def _unpacked(packed: bytes) -> str:
    return packed[1:].hex() if packed.startswith(_ID) else packed.decode()

"""Size limits of a document, and the errors that name them."""

from msgspec import Struct

_FAIR = 5_000
"""A fair number of calls: a lower cap on them allows for no less of what follows."""
_KEYS_A_RECORD = 100
"""Keys that so many records may have on average: no document with more was made to be read."""
_VALUES_A_RECORD = 200
"""Values that so many records may have on average: lists hold some that have no key."""
_CONTAINERS_A_RECORD = 50
"""Objects and lists that so many records may have on average: each takes 200 bytes of memory."""
_ROWS_A_RECORD = 10
"""Rows that a call may have on average in a foreign document: one for each vehicle sent to it."""
MAX_RECORD_VALUES = 50_000
"""Values that one record may hold: a thousand responses and a thousand notes are 10,000."""
MAX_RECORD_BYTES = 8_000_000
"""Bytes of one record: a summary and a note of two million characters each, which is a book."""
MAX_DEPTH = 32
"""How deeply a document may be nested."""


class Caps(Struct, frozen=True):
    """Caps on what a document may hold, counted before anything is built of it.

    Attributes:
        records: how many calls it may list, and how many vehicles; 0 for a fair number.
    """

    records: int = 0

    @property
    def calls(self) -> int:
        """Calls, and vehicles."""
        return self.records or _FAIR

    @property
    def keys(self) -> int:
        """Named values."""
        return _KEYS_A_RECORD * max(_FAIR, self.records)

    @property
    def values(self) -> int:
        """Values of any kind: objects and lists among them, cells of a table, elements of XML."""
        return _VALUES_A_RECORD * max(_FAIR, self.records)

    @property
    def items(self) -> int:
        """Plain values in a row in one list or object: a list of points has none."""
        return self.values // 10

    @property
    def containers(self) -> int:
        """Objects and lists; in XML elements that have attributes or elements inside."""
        return _CONTAINERS_A_RECORD * max(_FAIR, self.records)

    def allow(self, body: bytes) -> bool:
        """Test whether JSON of that length and with so many brackets cannot hold too much."""
        # A key takes four bytes at least, a container two; of values three take two: `[],`.
        if len(body) > min(4 * self.keys, self.values):
            return False
        containers = self.containers
        return len(body) <= 2 * containers or body.count(b"{") + body.count(b"[") <= containers

    @property
    def rows(self) -> int:
        """Rows of calls, and of vehicles."""
        return _ROWS_A_RECORD * self.calls


def too_many(noun: str, count: int, most: int) -> str:
    """The refusal of a document that holds more of something than `Caps` allow.

    Args:
        noun: the subject, in words.
        count: how many.
        most: how many are allowed.
    """
    return size_error(f"the document has {count:,} {noun}, more", f"{most:,}", "max_records")


def size_error(message: str, most: str, setting: str) -> str:
    """The refusal of what is more than a setting of the feed allows, with the way out.

    Args:
        message: what was found, in words.
        most: what is allowed, in words.
        setting: the key of the setting.
    """
    way_out = f"ask for less in the address, or raise feed.{setting} in the settings"
    return f"{message} than the {most} allowed: {way_out}"

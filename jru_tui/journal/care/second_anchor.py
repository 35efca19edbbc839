"""The second anchor: a file in another folder that tells if the journal was rewritten.

It is one line, as a handover prints the head, with a check of its own behind it: it can be read,
copied and given to `verify --head`. One that is damaged says nothing about the journal.
"""

import re
import sqlite3
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.errors import in_words
from jru_tui.journal.protocol import Head, JournalError
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.connections import Examination, open_reader
from jru_tui.journal.sqlite.time_limits import ask_disk
from jru_tui.settings import JournalServer


def write_second_anchor(file: Path, head: Head) -> None:
    """Write where the journal stands, in place of what the file said.

    Raises:
        NotWrittenError: it cannot be written; what it said before stands.
    """
    line = f"event {head.position}, chain {head.chain}"
    write_whole(file, f"{line}{_CHECK}{_check(line)}\n")


def read_second_anchor(file: Path) -> Head | None:
    """Read where the journal stood; None where the file is not there.

    Raises:
        JournalError: it cannot be read, or holds no head.
    """
    try:
        if file.exists() and not file.is_file():
            raise JournalError(f"{file} is not a file.")
        line = file.read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JournalError(f"{file} cannot be read: {error.strerror}.") from error
    content, is_checked, check = line.partition(_CHECK)
    if is_checked and check != _check(content):  # an earlier version wrote no check
        raise JournalError("Its checksum is wrong.")
    return parse_head(content)


def judge_by_second_anchor(place: Path | JournalServer, file: Path) -> Examination:
    """Say what is wrong with a journal by its second anchor, or with that anchor itself.

    Args:
        place: where the journal is.
        file: where its second anchor is.

    Raises:
        JournalError: the journal cannot be read.
    """
    try:
        head = read_second_anchor(file)
    except JournalError as error:
        return Examination(
            anchor=(
                f"The second anchor {file} is damaged, so it proves nothing about the journal: "
                f"{error}"
            )
        )
    if head is None or head.position == 0 or _holds(place, head):
        return Examination()
    name = place if isinstance(place, Path) else place.name
    return Examination(
        f"The journal {name} does not hold event {head.position:,} as the anchor {file} names it: "
        "its end was cut off, it was rewritten, or it is another one. Keep both; if an older copy "
        f"was put back on purpose, delete {file.name}."
    )


def _holds(place: Path | JournalServer, expected: Head) -> bool:
    if isinstance(place, Path):
        return holds_head(place, expected)
    from jru_tui.journal.postgres import access  # noqa: PLC0415 - seldom needed, and slow to load

    return access.holds_head(place, expected)


def holds_head(path: Path, expected: Head) -> bool:
    """Tell whether a head lies on the chain of a journal, or did before that was made anew.

    Args:
        path: where the journal is.
        expected: the head, perhaps with the first digits of its chain alone.

    Raises:
        JournalError: the file is not a journal, or cannot be read.
    """
    path = path.resolve()

    def look() -> bool:
        with closing(open_reader(path)) as connection:
            return is_on_chain(connection, expected)

    with in_words(path):
        return ask_disk(path, look)


def is_on_chain(connection: sqlite3.Connection, expected: Head) -> bool:
    """Tell the same of a journal that is open."""
    found = None
    if expected.position:
        with suppress(sqlite3.DatabaseError, TypeError):
            found = reader.hash_at(connection, expected.position)
    if found is not None and found.hex().startswith(expected.chain.lower()):
        return True
    return _was_head(connection, expected)


def _was_head(connection: sqlite3.Connection, expected: Head) -> bool:
    """Tell whether the journal stood there before its chain was made anew."""
    query = (
        "SELECT json_extract(body, '$.fact.position'), json_extract(body, '$.fact.chain') "
        "FROM event WHERE json_extract(body, '$.fact.kind') = 'migrated'"
    )
    with suppress(sqlite3.DatabaseError):
        for position, chain in connection.execute(query):
            if position == expected.position and str(chain).startswith(expected.chain.lower()):
                return True
    return False


def parse_head(text: str) -> Head:
    """Read a head as a handover prints it: `event 1,234, chain 9f2c…`, or `1234:9f2c…`.

    The word before it, the end of its sentence and how it is broken into lines do not matter.

    Raises:
        JournalError: it is none.
    """
    digest = "".join(text.casefold().partition(_CHECK)[0].split())
    words = _BEFORE.sub("", digest).replace("event", "").replace("chain", ":").replace(",", "")
    number, _, chain = words.replace("::", ":").partition(":")
    digits = chain.rstrip("….")
    if not number.isdecimal() or len(digits) < _FEWEST or set(digits) - set("0123456789abcdef"):
        raise JournalError(
            f"“{text}” is not a head: write it as a handover prints it, as 1234:9f2c… with at "
            f"least {_FEWEST} digits of the chain."
        )
    return Head(int(number), digits)


def _check(line: str) -> str:
    return sha256(line.encode()).hexdigest()[:_FEWEST]


_CHECK = ", check "
_BEFORE = re.compile("^(journal|head|lasthead)+:")


_FEWEST = 16
"""Digits of a chain that tell it from others."""

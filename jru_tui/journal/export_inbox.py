"""The export inbox: accesses by other processes, to be recorded by the board that writes.

An export that is made beside the board that writes, and who only looked on, is kept in a folder
next to the journal, one file for each, until that board (or the next one) has written it down.
Whoever looks on needs no access to the chain for that. Taking the same word twice changes nothing:
an event is known by its id.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from jru_tui.board import Event, Exported, Viewed, clean_all
from jru_tui.journal.atomic_write import write_whole
from jru_tui.journal.files import beside, read_side_file


def leave_export(path: Path, event: Event) -> None:
    """Keep an export, or a look, for whoever writes the journal at `path`.

    Raises:
        OSError, NotWrittenError: the folder or the file cannot be made.
    """
    file = _file(path, event.id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(file, msgspec.json.encode(event).decode())


def is_left(path: Path, event_id: str) -> bool:
    """Tell whether word with that id waits already."""
    return _file(path, event_id).exists()


def read_inbox(path: Path) -> list[Event]:
    """List the events that were left for the writer of the journal at `path`, oldest first.

    Only exports and looks come this way: a file that holds anything else, or cannot be read,
    stays lying.
    """
    return sorted(_read(path), key=lambda event: event.at)


def remove_imported(path: Path, event: Event) -> None:
    """Delete what is in the journal now."""
    _file(path, event.id).unlink(missing_ok=True)


def list_unreadable(path: Path) -> list[Path]:
    """List the files in the folder that no writer will ever take, oldest first.

    Raises:
        OSError: the folder cannot be read.
    """
    folder = _folder(path)
    if not folder.is_dir():
        return []
    taken = {_file(path, event.id) for event in _read(path)}
    left = (file for file in folder.iterdir() if file.is_file() and file not in taken)
    return sorted(left, key=lambda file: file.stat().st_mtime)


def _folder(path: Path) -> Path:
    return beside(path.resolve(), ".word")


def _file(path: Path, event_id: str) -> Path:
    return _folder(path) / f"{event_id}.json"


def _read(path: Path) -> Iterator[Event]:
    for file in _folder(path).glob("[!.]*.json"):
        try:
            event = msgspec.convert(clean_all(msgspec.json.decode(read_side_file(file))), Event)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OSError):
            continue
        if isinstance(event.fact, Exported | Viewed) and _file(path, event.id) == file:
            yield event

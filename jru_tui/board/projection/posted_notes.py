"""Posted notes that come back: written here, and listed by the dispatch system as its own.

A system that takes a note gives it an id and a time of its own. It is one note all the same: the
supervisor's, which stood first. A note of the feed is taken for such an echo where the command was
posted, nothing else came back for it, and it says the same at that time or later.
"""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from unicodedata import normalize

from msgspec import Struct

from jru_tui.board.commands import Command, Note
from jru_tui.board.events import Commanded, Event
from jru_tui.board.projection.failed_commands import CommandEffect
from jru_tui.board.records import NoteRecord
from jru_tui.board.storage import Lookup, Shelf, Storage

_SKEW = timedelta(minutes=1)
"""How far the clock of the dispatch system may be behind this one."""
_LEAST_CUT = 40
"""Characters that a system which cuts notes leaves of them, at least."""


class _PostedNote(Struct, frozen=True):
    """A note that was posted to the dispatch system: the command's id, when, and its words."""

    id: str
    at: datetime
    text: str


def struck_out(text: str) -> str:
    """Return what the dispatch system is told of a note that was taken back."""
    return f"Struck out: {text}"


class PostedNotes:
    """The notes on calls that were posted, and those of the feed that answer to them.

    Args:
        storage: keeps the notes that were posted.
        commands: the commands that were given, by id.
    """

    def __init__(self, storage: Storage, commands: Lookup[Command]) -> None:
        self._by_call: Shelf[list[_PostedNote]] = storage.shelf("posted", list[_PostedNote])
        self._commands = commands

    def forget(self, hot: AbstractSet[str]) -> None:
        """Let the archive hold the notes on calls that are not hot."""
        self._by_call.keep_only(lambda call_id, _: call_id in hot)

    def put(self, event: Event, effect: CommandEffect) -> None:
        """Take a command in; `effect` is what it asks for in effect."""
        note = effect.command
        if type(note) is not Note or not note.call:
            return
        if type(event.fact) is Commanded and event.fact.post:
            text = struck_out(note.text) if effect.taken_back else note.text
            posted = _PostedNote(event.id, event.at, text)
            self._by_call.setdefault(note.call, []).append(posted)

    def echoes(self, call: str, notes: Sequence[NoteRecord]) -> Collection[str]:
        """The ids of those notes of a call that are the supervisor's own, come back."""
        left = [note for note in notes if note.id not in self._commands]
        found = {note.id for note in notes if note.id in self._commands}
        for posted in self._by_call.get(call, ()):
            if posted.id not in found and (note := _answer(posted, left)) is not None:
                left.remove(note)
                found.add(note.id)
        return found


def _answer(posted: _PostedNote, left: Iterable[NoteRecord]) -> NoteRecord | None:
    text = _spelt(posted.text)
    alike = (
        note
        for note in left
        if note.at >= posted.at - _SKEW and _says_the_same(_spelt(note.text), text)
    )
    return next(alike, None)


def _says_the_same(note: str, text: str) -> bool:
    """Test whether a note is what was said, perhaps cut: then nothing in it is somebody else's."""
    cut = note.rstrip(".…")
    return note == text or (len(cut) >= _LEAST_CUT and text.startswith(cut))


def _spelt(text: str) -> str:
    """The words alone: some systems store capitals only, or other forms of the same letters."""
    return " ".join(normalize("NFKC", text).casefold().split())

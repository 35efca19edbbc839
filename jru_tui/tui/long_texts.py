"""Long texts of a call, which other places cut short.

What draws them and what offers them whole go by the same measures: nothing is cut that could be
read nowhere.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from jru_tui.board import SHOWN, Board, LogEntry, Rules
from jru_tui.tui.layout.line import cut
from jru_tui.tui.phrases import hms, taken_back

DRAWN = 100
"""Entries of a call's log that are drawn beside its facts, the newest ones."""
_TOLD = 60_000
_LEAST = 200
"""Characters of a log that are drawn in full, and those of one entry in a longer log, or in one
that is drawn elsewhere."""
_BY = 40
"""Cells for whoever wrote an entry."""
_TAGS = 12
_TAG = 40
"""How many flags and needs are drawn, and how many cells of each."""


class LongText(NamedTuple):
    """A text that is cut elsewhere.

    Attributes:
        key: what it is found by again: the same note, though it says something else meanwhile.
        name: what it is, in words.
        text: all of it.
    """

    key: tuple[Hashable, ...]
    name: str
    text: str


def long_texts(board: Board, call_id: str) -> Iterator[LongText]:
    """Yield what is cut of a call: summary, flags, needs, and log entries, struck ones too."""
    call, record = board.calls.get(call_id), board.feed_records.call(call_id)
    if call is None or record is None:
        return
    if record.summary and len(record.summary) > SHOWN:
        yield LongText(("Summary", None), "Summary", record.summary)
    for name, tags in (("Flags", call.flags), ("Needs", call.needs)):
        if len(tags) > _TAGS or any(short_tag(tag) != in_words(tag) for tag in tags):
            yield LongText((name, None), name, "\n".join(map(in_words, tags)))
    entries = board.full_log(call_id)
    notes = {(note.at, note.text) for note in record.notes}
    earlier, most = max(0, len(entries) - DRAWN), room_for(entries)
    for place, entry in enumerate(entries):
        _, missing = drawn_text(entry, _LEAST if place < earlier else most)
        by = "" if short_by(entry) == entry.by else f" ({entry.by})"
        if missing or by:
            stands = entry.source != "feed" or (entry.at, entry.full) in notes
            key = (entry.id,) if entry.id and stands else (entry.at, entry.id, entry.full)
            yield LongText(key, _name(entry, board.rules), entry.full + by)


def room_for(entries: Sequence[LogEntry]) -> int:
    """Characters of an entry that are drawn at most, so that the newest can be drawn at once."""
    drawn = entries[-DRAWN:]
    if sum(len(entry.text) for entry in drawn) <= _TOLD:
        return _TOLD
    return max(_LEAST, _TOLD // len(drawn))


def drawn_text(entry: LogEntry, most: int) -> tuple[str, int]:
    """Return what is drawn of an entry, and how many characters of it are missing."""
    # What is cut already is cut once more, without its ellipsis: the number stands there instead.
    text = entry.full[: min(most, SHOWN)] if entry.whole else entry.text[:most]
    return text, len(entry.full) - len(text)


def short_by(entry: LogEntry) -> str:
    """Name the author of an entry in a few cells."""
    return cut(entry.by, _BY)


def short_tags(tags: Sequence[str], between: str) -> str:
    """The first flags or needs, and how many more there are."""
    text = between.join(short_tag(tag) for tag in islice(tags, _TAGS))
    more = len(tags) - _TAGS
    return f"{text}{between}and {more} more" if more > 0 else text


def short_tag(tag: str) -> str:
    """A flag or a need in words and in a few cells."""
    return cut(in_words(tag), _TAG)


def in_words(tag: str) -> str:
    """A flag or a need as words."""
    return tag.replace("_", " ")


def _name(entry: LogEntry, rules: Rules) -> str:
    kind = "Note" if entry.is_note else "Entry"
    return f"{kind} of {hms(entry.at, rules)}{taken_back(entry, rules)}"

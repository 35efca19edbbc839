"""The read state of calls: which were looked at, and what changed since."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from jru_tui.board import Board, Call, Change, Place, Rules, dangers, rank


class CallNews(NamedTuple):
    """The differences in a call since somebody looked at it.

    Attributes:
        words: each thing in a word or two, what matters most first.
        worse: those of them that tell of danger that was not known, or of more urgency.
    """

    words: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()


class ReadState:
    """The calls that were looked at, as they were then.

    A call that nobody has looked at is compared with how it first came on the board.
    """

    def __init__(self, calls: Mapping[str, Call] | None = None) -> None:
        """Start with these calls: whatever they say is nothing new."""
        self._before: dict[str, Call] = dict(calls or {})
        self._looked_at: set[str] = set()
        self._news: dict[str, CallNews] = {}
        self._found: tuple[str, bool, CallNews] = ("", False, CallNews())

    def look(self, call: Call) -> None:
        """Note that somebody looks at a call: nothing about it is new any more."""
        self._found = (call.id, self.is_new(call), self.news(call.id))
        self._looked_at.add(call.id)
        self._before[call.id] = call
        self._news.pop(call.id, None)

    def found(self, call: Call) -> tuple[bool, CallNews]:
        """Say what there is to tell whoever looks at a call now: was it new, what has changed.

        That is what they found when they came to it, until they look again.
        """
        shown, new, news = self._found
        if shown != call.id:
            return self.is_new(call), self.news(call.id)
        later = self.news(call.id)
        return (False, later) if later.words else (new and call.waiting, news)

    def update(self, board: Board, change: Change) -> frozenset[str]:
        """Compare what changed with how it was.

        Returns:
            Ids of the open calls that have just become worse.
        """
        worse = set()
        for call_id in change.calls:
            call = board.calls[call_id]
            before = self._before.get(call_id)
            if before is None or not call.open:
                self._before[call_id] = call
                self._news.pop(call_id, None)
                continue
            known = self._news.get(call_id, CallNews())
            news = news_of(before, call, board)
            if news.words:
                self._news[call_id] = news
            else:
                self._news.pop(call_id, None)
            if set(news.worse) - set(known.worse):
                worse.add(call_id)
        return frozenset(worse)

    def is_new(self, call: Call) -> bool:
        """Test whether a call waits that nobody has looked at yet."""
        return call.waiting and call.id not in self._looked_at

    def news(self, call_id: str) -> CallNews:
        """Say what changed about a call since it was looked at; nothing where nothing did."""
        return self._news.get(call_id, _NOTHING)


_NOTHING = CallNews()


def news_of(before: Call, now: Call, board: Board) -> CallNews:
    """Say what is different about a call, for somebody who knows it as it was before.

    The way of its vehicles is told elsewhere, and what was written on this board is known here.

    Args:
        before: the record before it; None for the first.
        now: the present moment, UTC.
        board: the board as it stands.
    """
    rules = board.rules
    worse = (*_dangers(before, now, rules), *_changed_grades(before, now, rules, higher=True))
    other = (
        *_changed_grades(before, now, rules, higher=False),
        *_notes(before, now, board),
        *(f"flag {_spoken(flag)}" for flag in _added(before.flags, now.flags, rules)),
        *(f"needs {_spoken(need)}" for need in now.needs if need not in before.needs),
        *(["place"] if _moved(before.where, now.where) else []),
        *(word for word, name in _FIELDS if getattr(before, name) != getattr(now, name)),
        *(["reopened"] if now.reopened and not before.reopened else []),
    )
    return CallNews((*worse, *other), worse)


_FIELDS = (("type", "type"), ("summary", "summary"))
"""What else of a call is read by whoever decides on it."""
_ELSEWHERE = 0.005
"""Degrees from which on a place is another one: some 500 m. Positions waver by less."""


def _dangers(before: Call, now: Call, rules: Rules) -> Iterable[str]:
    for flag in dangers(now.flags, rules.danger_flags):
        if flag not in before.flags:
            yield _spoken(flag)


def _added(before: tuple[str, ...], now: tuple[str, ...], rules: Rules) -> Iterable[str]:
    """Flags that are new and tell of no danger."""
    grave = dangers(now, rules.danger_flags)
    return (flag for flag in now if flag not in before and flag not in grave)


def _changed_grades(before: Call, now: Call, rules: Rules, *, higher: bool) -> Iterable[str]:
    """Another grade or category, where the call is more urgent for it, or where it is not."""
    if (rank(now, rules) < rank(before, rules)) is not higher:
        return
    for was, became in ((before.grade, now.grade), (before.category, now.category)):
        if was != became:
            yield f"{was or 'none'} → {became or 'none'}"


def _moved(before: Place, now: Place) -> bool:
    if (before.text, before.area) != (now.text, now.area):
        return True
    if before.lat is None or before.lon is None or now.lat is None or now.lon is None:
        return False
    return max(abs(before.lat - now.lat), abs(before.lon - now.lon)) > _ELSEWHERE


def _notes(before: Call, now: Call, board: Board) -> Iterable[str]:
    known = {(note.id, note.text) for note in before.notes}
    new = [
        note
        for note in now.notes
        # A note of this board comes back from the dispatch system: it is nobody's news here.
        if (note.id, note.text) not in known and board.command(note.id) is None
    ]
    if new:
        yield "new note" if len(new) == 1 else f"{len(new)} new notes"


def _spoken(tag: str) -> str:
    return " ".join(tag.replace("_", " ").split())

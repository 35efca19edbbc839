"""Rows of the call list in their order: open calls, a rule, closed ones; or what was found.

Rows are looked up one at a time, so a list of 100,000 calls costs what is on screen.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from jru_tui.board import (
    EMERGENCY,
    Call,
    CallOrder,
    FoundCalls,
    Rules,
    area_words,
    callback_words,
    read_search,
)
from jru_tui.tui import phrases
from jru_tui.tui.layout.frame import Frame

if TYPE_CHECKING:
    from jru_tui.board import Search

CLOSED = "closed this shift"
EARLIER = "closed earlier"
APART = "still listed: new, most urgent, or in an emergency"
APART_TOO = "and these"
FOUND = "found"
NOTHING = "No call has these words."
NOTHING_THEN = "No call was opened or closed then."
NOTHING_THEN_HAS = "No call of that time has these words."


class RowSection(NamedTuple):
    """Calls that stand together, under a rule that says why; no rule where nothing is said."""

    rule: str
    calls: Sequence[Call]

    @property
    def rows(self) -> int:
        """Count of the rows that it takes; none where it is empty."""
        return len(self.calls) + bool(self.rule) if self.calls else 0


class CallRows:
    """The rows of the list by number, and the number of each call.

    While something is searched for, calls that nobody may miss stand apart and first, whether
    they were found or not.

    Attributes:
        open: open calls that are listed for what they are.
        closed: closed ones.
        apart: open calls that were not found, and are shown all the same.
        earlier: calls that were found and that were closed in earlier shifts, the newest first.
        nothing: a sentence to show where nothing is found.
        total: how many calls there are without a search.
    """

    def __init__(
        self,
        frame: Frame,
        search: str = "",
        keep: Collection[str] = (),
        most_apart: int = 6,
        earlier: Sequence[str] = (),
    ) -> None:
        """Look for the rows.

        Args:
            frame: the board at this moment.
            search: words, each of which a call must hold, and a date; empty for all calls.
            keep: ids of calls that were shown apart before, and stay so until the search ends.
            most_apart: so many of those stand above what was found, the most urgent; the others
                stand below it, so that it is on screen with them.
            earlier: ids of the calls that were found among all that were ever closed.
        """
        every, closed = frame.board.open_calls(), frame.board.closed_calls(frame.shift)
        self.total = len(every) + len(closed)
        self.open: Sequence[Call] = every
        self.closed: Sequence[Call] = closed
        self.apart: Sequence[Call] = ()
        self.earlier: Sequence[Call] = ()
        self.nothing = NOTHING
        if search:
            wanted = read_search(search, frame.rules)
            self.nothing = wanted.fault or _nothing_found(wanted)
            self.open = list(_found(every, wanted, frame))
            self.closed = list(_found(closed, wanted, frame))
            self.earlier = FoundCalls(frame.board, _earlier(earlier, frame))
            found = {call.id for call in self.open}
            urgent = urgent_calls(frame)
            self.apart = [
                call
                for call in every
                if call.id not in found
                and (call.id in keep or call.id in urgent or _is_news(call, frame))
            ]
        first, rest = self.apart[:most_apart], self.apart[most_apart:]
        rule = (
            APART
            if self.open or self.closed or self.earlier
            else f"{self.nothing} {APART.capitalize()}"
        )
        self._sections = (
            RowSection(rule, first),
            RowSection(FOUND if first else "", self.open),
            RowSection(APART_TOO, rest),
            RowSection(CLOSED, self.closed),
            RowSection(EARLIER, self.earlier),
        )

    def __len__(self) -> int:
        return sum(section.rows for section in self._sections)

    @property
    def calls(self) -> int:
        """Count of the calls, without the rules."""
        return sum(len(section.calls) for section in self._sections)

    @property
    def running(self) -> int:
        """Count of the first rows that may show a clock that runs, rules among them."""
        return sum(section.rows for section in self._sections[:-2])

    def __getitem__(self, row: int) -> Call | str:
        """The call in a row, or the words of a rule."""
        for section in self._sections:
            if row < section.rows:
                at = row - bool(section.rule)
                return section.calls[at] if at >= 0 else section.rule
            row -= section.rows
        raise IndexError(row)

    def index_of(self, call_id: str) -> int | None:
        """The row of a call; None when it is not in the list."""
        before = 0
        for section in self._sections:
            at = _index_of(section.calls, call_id)
            if at is not None:
                return before + bool(section.rule) + at
            before += section.rows
        return None

    def from_place(self, place: int) -> Call | None:
        """The call in a place, counted without rules; the nearest call that there is."""
        place = min(max(0, place), self.calls - 1)
        for section in self._sections:
            if 0 <= place < len(section.calls):
                return section.calls[place]
            place -= len(section.calls)
        return None

    def place_of(self, row: int) -> int:
        """The place of a row, counted without rules; of a rule that of the call below it."""
        place = 0
        for section in self._sections:
            if row < section.rows:
                return place + max(0, row - bool(section.rule))
            row -= section.rows
            place += len(section.calls)
        return place

    def is_beside_found(self, call_id: str) -> bool:
        """Test whether a call stands apart from others that were found, and was not itself."""
        others = self.open or self.closed or self.earlier
        return bool(others) and _index_of(self.apart, call_id) is not None

    def first_found(self) -> Call | None:
        """The first call that was found; one that stands apart where nothing was."""
        lists = (self.open, self.closed, self.earlier, self.apart)
        return next((call for calls in lists for call in calls[:1]), None)


def urgent_calls(frame: Frame) -> frozenset[str]:
    """Ids of the open calls that no search may hide: the top grades, emergencies, the first to go.

    A call that nobody has judged is shown for being new, until somebody has looked at it.
    """
    rules = frame.rules
    urgent = {
        vehicle.call
        for vehicle in frame.board.vehicles.values()
        if vehicle.status == EMERGENCY and vehicle.call
    }
    every = frame.board.open_calls()
    urgent |= {call.id for call in every[:1] if call.waiting}
    urgent |= {call.id for call in every if _is_top(call, rules)}
    return frozenset(urgent)


def _is_news(call: Call, frame: Frame) -> bool:
    """Test whether nobody has looked at a call that waits, or at what changed about it."""
    return frame.read.is_new(call) or bool(frame.read.news(call.id).words)


def _is_top(call: Call, rules: Rules) -> bool:
    """Test whether one of the two services judged it to be of its first rank."""
    if call.linked_to and not call.on_it:
        return False
    codes = ((call.grade, rules.grades), (call.category, rules.categories))
    return any(code in table and table[code].rank == 0 for code, table in codes if code)


def _index_of(calls: Sequence[Call], call_id: str) -> int | None:
    if isinstance(calls, CallOrder | FoundCalls):
        return calls.index_of(call_id)
    return next((at for at, call in enumerate(calls) if call.id == call_id), None)


def _earlier(found: Sequence[str], frame: Frame) -> tuple[str, ...]:
    """List the calls that are still closed, and were so before this shift.

    One that is in the archive alone is as it was when it was found.
    """
    recent, since = frame.board.held_calls(), frame.shift.starts_at
    return tuple(
        call_id for call_id in found if (call := recent.get(call_id)) is None or _over(call, since)
    )


def _over(call: Call, moment: datetime) -> bool:
    return not call.open and call.closed_at is not None and call.closed_at < moment


def _nothing_found(wanted: "Search") -> str:
    if wanted.span is None:
        return NOTHING
    return NOTHING_THEN_HAS if wanted.words else NOTHING_THEN


def _found(calls: Sequence[Call], wanted: "Search", frame: Frame) -> Iterator[Call]:
    words, span = wanted.words.casefold().split(), wanted.span
    for call in calls if not wanted.fault else ():
        if span is not None and not span.holds(call.opened_at, call.closed_at):
            continue
        text = _text(call, frame, frame.rules).casefold()
        if all(word in text for word in words):
            yield call


def _text(call: Call, frame: Frame, rules: Rules) -> str:
    parts = [call.name, call.grade, call.category, rules.type_label(call.type), call.summary]
    parts += [phrases.place(call.where, rules), *area_words(call.where, rules), call.outcome]
    parts += [f"{tag} {tag.replace('_', ' ')}" for tag in (*call.flags, *call.needs)]
    parts += [frame.name(response.vehicle) for response in call.responses]
    parts += callback_words(call.callback)
    parts += ["waiting"] if call.waiting else []
    return " ".join(part for part in parts if part)

"""The first line: which shift, what waits, what was done, how the feed is, what time it is."""

from itertools import takewhile

from jru_tui.board import Change, Tally, formatting
from jru_tui.tui import phrases
from jru_tui.tui.layout.feed_words import health_words
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import Part
from jru_tui.tui.layout.signs import UNSAVED

_WIDE = 1000
_MOST_NAMES = 3
_MARK = (
    ("▀", "free"),
    ("▄", "yellow"),
    ("▀", "free"),
    ("▄", "yellow"),
    ("▀", "scene"),
    ("▄", "yellow"),
)

_ALERT_INKS = {True: "red-strong", False: "amber-strong"}


class HeaderPart(Part):
    """A line that gives up what matters least when narrow, never what waits or the feed."""

    def __init__(self, frame: Frame) -> None:
        """Tell of a frame."""
        super().__init__()
        self._frame = frame
        # Waiting calls come first, so the rest of the list is never looked at.
        needing = takewhile(lambda call: call.waiting or call.dispute, frame.board.open_calls())
        self._waiting = {call.id for call in needing if call.waiting}
        self._count(frame)

    def show(self, frame: Frame, change: Change) -> None:
        """Take what changed on the board."""
        for call_id in change.calls:
            if frame.board.calls[call_id].waiting:
                self._waiting.add(call_id)
            else:
                self._waiting.discard(call_id)
        self._count(frame)
        self.tick(frame)

    def tick(self, frame: Frame) -> None:
        """Go on to another moment: the clock and the feed's age."""
        if frame.shift != self._frame.shift:
            self._count(frame)
        self._frame = frame

    def _count(self, frame: Frame) -> None:
        self._in_need = [
            vehicle.name
            for vehicle in frame.board.vehicles.values()
            if vehicle.status == "emergency"
        ]
        self._on_calls = sum(vehicle.call is not None for vehicle in frame.board.vehicles.values())
        self._tally: Tally = frame.board.tally(frame.shift)

    def draw(self, y: int) -> Line:
        """Left: the shift and its figures. Right: the feed and the clock."""
        del y
        width = self.width
        right = self._right()
        parts = self._left()
        remaining = set(range(len(parts)))
        for index in sorted(remaining, key=lambda each: parts[each][0], reverse=True):
            if sum(parts[position][1].used + 2 for position in remaining) + right.used + 2 <= width:
                break
            if parts[index][0]:
                remaining.discard(index)
        shown = [parts[index][1] for index in sorted(remaining)]
        # However long a name is in it, the left leaves room for a blank, the feed and the clock.
        left = Line(max(0, width - right.used - 2), "bar").add(" ")
        if _apart(shown, 2) > left.room:
            shown = self._gravest_first()
        gap = "  " if _apart(shown, 2) <= left.room else " "
        for part in shown:
            left.join(part.trimmed())
            left.add(gap[: left.room])  # blanks that do not fit are no text that was cut
        # A cut name ends before the last cell of the left: a blank parts it from the feed's mark.
        left = Line(left.width + 1, "bar").join(left.trimmed())
        return Line(width, "bar").join(left).join(right.trimmed())

    def _left(self) -> list[tuple[int, Line]]:
        """List each part with how soon it is given up; 0 never is."""
        rules, shift, tally = self._frame.rules, self._frame.shift, self._tally
        mark = _part()
        for text, ink in _MARK:
            mark.add(text, ink)
        date = _part().add(phrases.day(shift.starts_at, rules))
        hours = _part().add(
            f"{phrases.hm(shift.starts_at, rules)}–{phrases.hm(shift.ends_at, rules)}"
        )
        alerts = self._alerts()
        return [
            (3, mark),
            (1, _part().add("JRU", "strong")),
            *((0, part) for part in (*self._dangers(), *self._kind())),
            (5, date),
            (6, hours),
            *((0, part) for part in self._waits()),
            *([alerts] if alerts[1].used else []),
            (4, _part().add(str(self._on_calls), "strong").add(" on calls")),
            (1, _part().add(str(tally.attended), "strong").add(" attended")),
            (7, _part().add(formatting.total(tally.minutes), "strong").add(" saved")),
            (2, _part().add(formatting.money(tally.pence), "strong").add(" saved")),
        ]

    def _dangers(self, most_names: int = _MOST_NAMES) -> list[Line]:
        """Draw who needs help, or how many, and that something is not saved.

        `most_names`: so many are named; each has a line of its own below, or is counted there.
        """
        count = len(self._in_need)
        text = f"EMERGENCY {', '.join(self._in_need)}"
        if count > most_names:
            text = f"{count} EMERGENCIES"
        emergency = _part().add(f"! {text} ", "alarm")
        unsaved = _part().add(f"{UNSAVED} not saved", "red-strong")
        is_unsaved = bool(self._frame.board.unsaved)
        late = self._late_entry()
        return [*([emergency] if self._in_need else []), *late, *([unsaved] if is_unsaved else [])]

    def _late_entry(self) -> list[Line]:
        """Draw from when commands count, where that is not now."""
        at = self._frame.entered_at
        text = "" if at is None else f" FROM PAPER {phrases.hm(at, self._frame.rules)} "
        return [_part().add(text, "alarm")] if text else []

    def _kind(self) -> list[Line]:
        """Draw what kind of board it is: a demo, or one that only looks on."""
        parts = (self._frame.demo, "READ-ONLY" if self._frame.read_only else "")
        return [_part().add(words, "accent") for words in parts if words]

    def _waits(self) -> list[Line]:
        number = len(self._waiting)
        return [_part().add(f"{number} waiting", "amber-strong")] if number else []

    def _gravest_first(self) -> list[Line]:
        """Draw what is never given up so that what is cut is what matters least."""
        attention = self._frame.attention
        grave = attention.gravest is not None and attention.gravest.grave
        count = _part().add(f"{'!' if grave else '▲'} {attention.count}", _ALERT_INKS[grave])
        alerts = [count] if attention.count else []
        return [*self._dangers(1), *self._waits(), *alerts, *reversed(self._kind())]

    def _alerts(self) -> tuple[int, Line]:
        """Draw the number of alerts, or that none can be told while the feed is stale."""
        attention = self._frame.attention
        if self._frame.stale and not attention.count:
            silent = "alarms silent" if self._frame.board.vehicles else ""
            return (2, _part().add(silent, "amber"))
        grave = attention.gravest is not None and attention.gravest.grave
        line = _part()
        if attention.count:
            line.add(f"{'!' if grave else '▲'} {attention.count}", _ALERT_INKS[grave])
            line.add(" alert" if attention.count == 1 else " alerts", _ALERT_INKS[grave])
            if self._frame.stale:
                line.add(", others silent", "amber")
        return (0, line)

    def _right(self) -> Line:
        line = _part()
        frame = self._frame
        line.join(health_words(frame.health, frame.now, frame.rules))
        return line.add("  ").add(phrases.hms(self._frame.now, self._frame.rules), "strong")


def _apart(parts: list[Line], blanks: int) -> int:
    """Return the cells of parts with so many blanks between them."""
    return sum(part.used + blanks for part in parts) - blanks


def _part() -> Line:
    return Line(_WIDE, "bar")

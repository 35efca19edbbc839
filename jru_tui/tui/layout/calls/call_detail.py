"""The selected call beside the list: what it is, its clocks, who could go, its log."""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from jru_tui.board import FORESEEN, Alert, Call, Change, LogEntry
from jru_tui.tui.layout.calls import call_blocks
from jru_tui.tui.layout.frame import Frame
from jru_tui.tui.layout.line import Line
from jru_tui.tui.layout.part import FramedPart

_LOG_AT_LEAST = 2
_LOG_BEFORE_BLANKS = 5


class Block(Struct):
    """A block of lines that belong together.

    Attributes:
        rank: a lower one is given room first.
        lines: all of its lines.
        taken: how many of them have room.
        at: where the first of them stands.
        shorter: writes it in fewer lines, so that it says that there is more.
    """

    rank: int
    lines: list[Line]
    taken: int = 0
    at: int = 0
    shorter: Callable[[int], list[Line]] | None = None


def fit(blocks: Sequence[Block], log: Block, room: int, width: int) -> list[Line]:
    """The lines of the pane, in the order of the blocks; `log` is the last of them.

    Room goes to the blocks by rank, then to the blanks between them, and what is left to the log,
    which keeps its heading and its newest entries.

    Args:
        blocks: those above the log.
        log: the block of the log.
        room: lines that there are.
        width: cells that there are.
    """
    for block in sorted((*blocks, log), key=lambda each: each.rank):
        most = _LOG_AT_LEAST if block is log else len(block.lines)
        block.taken = min(len(block.lines), most, room)
        if block.shorter is not None and 0 < block.taken < len(block.lines):
            block.lines = block.shorter(block.taken)
        room -= block.taken
    shown = [block for block in blocks if block.taken]
    newest = min(room, len(log.lines), _LOG_BEFORE_BLANKS) - log.taken
    log.taken += max(0, newest)
    room -= max(0, newest)
    blanks = min(room, len(shown))
    log.taken += min(room - blanks, len(log.lines) - log.taken)
    lines: list[Line] = []
    for index, block in enumerate(shown):
        if index > len(shown) - blanks:
            lines.append(Line(width))
        block.at = len(lines)
        lines += block.lines[: block.taken]
    if blanks:
        lines.append(Line(width))
    if log.taken > 1 or log.taken == len(log.lines):
        entries = len(log.lines) - (log.taken - 1)
        lines += [log.lines[0], *log.lines[max(1, entries) :]]
    return lines


_HEAD, _DISPUTE, _ALERTS, _CLOCKS, _WHO, _LOG, _SUMMARY, _RESPONSES = range(8)
"""What is given room first when there is little of it."""
_SAID_ANYWAY = frozenset(("ambulance_wait", "back_up"))
"""Alerts that a mark or a clock of the call says too, with the time that it has taken."""
_ENTRY_LINES = 3
_ROOMY = 16
_NARROWEST = 24
_EDGES = 6
"""Cells of the frame beside its title."""


class CallDetailPart(FramedPart):
    """A call in as many lines as there are; its log always shows the newest ones."""

    def __init__(self, frame: Frame, call: str | None) -> None:
        """Describe a call of a frame; None for none."""
        super().__init__()
        self._frame = frame
        self._call = call
        self._entries: Sequence[LogEntry] = ()
        self._events = 0
        self._alerts: tuple[Alert, ...] = ()
        self._earlier: Sequence[Call] | None = None
        self._lines: list[Line] = []
        self._clocks = Block(_CLOCKS, [])
        self._ask()

    def show(self, frame: Frame, call: str | None, change: Change | None = None) -> bool:
        """Describe a call, or describe it again where the change concerns it.

        Args:
            frame: the data of this frame of the board.
            call: its id; None for none.
            change: what changed; None for everything.

        Returns:
            Whether it may look different; its clocks go on with the next second.
        """
        concerned = (
            change is None
            or call != self._call
            or call in change.calls
            or bool(change.vehicles)
            or self._has_new_entries(frame, call)
        )
        alerts = _alerts_of(frame, call) if call else ()
        seen, before = frame.present.at_call(call or ""), self._frame.present.at_call(call or "")
        drawn = (self._frame.stale, self._alerts, before)
        if not concerned and (frame.stale, alerts, seen) == drawn:
            return False
        self._frame, self._call = frame, call
        if concerned:
            self._ask()
        self._lay_out()
        return True

    def tick(self, frame: Frame) -> Sequence[int] | None:
        """Go on to another moment; return the lines that look different, None for all."""
        before = self._alerts
        self._frame = frame
        call = frame.board.calls.get(self._call or "")
        if call is None or not self._lines:
            return ()
        self._alerts = _alerts_of(frame, call.id)
        if self._alerts != before:
            self.show(frame, call.id)
            return None
        if self._earlier is None:
            # Looked for with the next second: no key waits for what the journal's file has, and the
            # first frame not for the module.
            from jru_tui.board import earlier_calls  # noqa: PLC0415 - as said above

            self._earlier = earlier_calls(frame.board, call, call_blocks.MOST_EARLIER)
            if self._earlier:
                self._lay_out()
                return None
        if call.unconfirmed:
            # Above its clocks stands for how long.
            self._lay_out()
            return None
        start, end = self._clocks.at, self._clocks.at + self._clocks.taken
        clocks = call_blocks.clocks(call, frame, self._lines[0].width)
        self._lines[start:end] = clocks[: self._clocks.taken]
        return range(start + 1, end + 1)

    def title(self) -> Line:
        """The call's id."""
        if self._call is None:
            return Line(60).add("No call selected", "accent")
        room = max(self.width, _NARROWEST) - _EDGES
        return Line(60).add(self._frame.board.names.short(self._call, room), "accent")

    def foot(self) -> Line:
        """Say how to see all of it."""
        key = self._frame.keys.get("open")
        if self._call is None or not key:
            return Line(0)
        return Line(40).add(key, "accent").add(" opens it in full", "dim")

    def inside(self, y: int, width: int) -> Line:
        """A line of the description, with a blank on either side."""
        if not self._lines or self._lines[0].width != width - 2:
            self._lay_out()
        line = self._lines[y] if y < len(self._lines) else Line(width - 2)
        return Line(width).space().join(line)

    def resized(self) -> None:
        """Lay out anew."""
        self._lines = []

    def _has_new_entries(self, frame: Frame, call: str | None) -> bool:
        """Test whether a call's log has changed: a note alone changes nothing else of it."""
        if call is None or frame.board.events == self._events:
            return False
        self._events = frame.board.events
        return frame.board.full_log(call) != self._entries

    def _ask(self) -> None:
        """Read what only changes with the board: its log, and its alerts."""
        call = self._frame.board.calls.get(self._call or "")
        self._events = self._frame.board.events
        self._entries = self._frame.board.full_log(call.id) if call else ()
        self._alerts = _alerts_of(self._frame, call.id) if call else ()
        self._earlier = None

    def _lay_out(self) -> None:
        width, room = self.width - 4, self.inner_height
        call = self._frame.board.calls.get(self._call or "")
        if call is None or width <= 0:
            self._lines = [Line(max(0, width)).add("The selected call is described here.", "dim")]
            return
        frame = self._frame
        entries = self._entries[-max(1, room) :]
        self._clocks = Block(_CLOCKS, call_blocks.clocks(call, frame, width))
        blocks = self._blocks(call, width, room)
        for lines_each in (_ENTRY_LINES, 1):
            # Entries are written out where all of them have room, else cut to a line each.
            log = Block(_LOG, call_blocks.log(entries, frame, width, lines_each))
            self._lines = fit(blocks, log, room, width)
            if log.taken == len(log.lines):
                break

    def _blocks(self, call: Call, width: int, room: int) -> list[Block]:
        frame = self._frame
        disputed = call_blocks.dispute(call.dispute, frame, width) if call.dispute else []
        going = call_blocks.who_could_go(call, frame, width, max(4, 2 * room // 5))
        if call.on_it:
            # Somebody is on it: who else could go can wait.
            going = going if room >= _ROOMY else []
        return [
            Block(_HEAD, call_blocks.head(call, frame, width)),
            Block(_ALERTS, call_blocks.earlier_danger(self._earlier or (), frame, width)),
            Block(_SUMMARY, call_blocks.earlier(self._earlier or (), frame, width)),
            Block(_DISPUTE, disputed),
            Block(_ALERTS, call_blocks.alerts(self._alerts, frame, width)),
            self._clocks,
            Block(
                _SUMMARY,
                call_blocks.summary(call, width),
                shorter=partial(call_blocks.summary, call, width),
            ),
            Block(_RESPONSES, call_blocks.responses(call, frame, width)),
            Block(_WHO, going),
        ]


def _alerts_of(frame: Frame, call: str) -> tuple[Alert, ...]:
    """Find the alerts of a call that its marks, its clocks and who could go do not say anyway."""
    found = frame.alerts_of(call)
    return tuple(alert for alert in found if alert.kind not in FORESEEN | _SAID_ANYWAY)

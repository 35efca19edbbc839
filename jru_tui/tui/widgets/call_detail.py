"""The selected call beside the list: what it is, its clocks, who could go, its log."""

from msgspec import Struct

from jru_tui.board.suggest import Candidate, who_could_go
from jru_tui.board.views import Change
from jru_tui.tui.widgets import call_blocks
from jru_tui.tui.widgets.frame import Frame
from jru_tui.tui.widgets.line import Line
from jru_tui.tui.widgets.panel import Panel

_LOG_AT_LEAST = 4


class _Block(Struct):
    """Some lines that belong together; a lower rank is given room first."""

    rank: int
    lines: list[Line]
    taken: int = 0


class CallDetail(Panel):
    """As much of a call as has room; its log always shows the newest lines."""

    def __init__(self, frame: Frame, call: str | None) -> None:
        super().__init__()
        self._frame = frame
        self._call = call
        self._candidates: tuple[Candidate, ...] = ()
        self._lines: list[Line] = []
        self._suggest()

    def show(self, frame: Frame, call: str | None, change: Change | None = None) -> None:
        """Draw a call, or draw it again where the change concerns it."""
        concerned = change is None or call != self._call or call in change.calls or change.vehicles
        self._frame, self._call = frame, call
        if concerned:
            self._suggest()
        self._lay_out()
        self.redraw()

    def tick(self, frame: Frame) -> None:
        """Draw the clocks."""
        self._frame = frame
        self._lay_out()
        self.redraw()

    def title(self) -> Line:
        """The call's id."""
        return Line(60).add(self._call or "No call selected", "accent")

    def foot(self) -> Line:
        """How to see all of it."""
        if self._call is None:
            return Line(0)
        return Line(40).add("enter", "accent").add(" opens it in full", "dim")

    def inside(self, y: int, width: int) -> Line:
        """A line of the description, with a blank on either side."""
        if not self._lines or self._lines[0].width != width - 2:
            self._lay_out(width - 2)
        line = self._lines[y] if y < len(self._lines) else Line(width - 2)
        return Line(width).space().join(line)

    def forget(self) -> None:
        """Lay out anew for another size."""
        self._lines = []
        super().forget()

    def _suggest(self) -> None:
        call = self._frame.board.calls.get(self._call or "")
        self._candidates = ()
        if call is not None and call.open:
            self._candidates = tuple(who_could_go(self._frame.board, call.id, self._frame.now))

    def _lay_out(self, width: int | None = None) -> None:
        if width is None:
            width = self.content_size.width - 4
        room = self.inner_height
        call = self._frame.board.calls.get(self._call or "")
        if call is None or width <= 0:
            self._lines = [Line(max(0, width)).add("Select a call with the arrow keys.", "dim")]
            return
        frame = self._frame
        entries = frame.board.log(call=call.id)
        log = call_blocks.log(entries[-max(1, room) :], frame, width)
        disputed = call_blocks.dispute(call.dispute, frame, width) if call.dispute else []
        going = () if call.on_it and room < 16 else self._candidates  # noqa: PLR2004 - a low pane
        logged = _Block(4, log)
        blocks = [
            _Block(0, call_blocks.head(call, frame, width)),
            _Block(1, disputed),
            _Block(2, call_blocks.clocks(call, frame, width)),
            _Block(5, call_blocks.summary(call, width)),
            _Block(6, call_blocks.responses(call, frame, width)),
            _Block(3, call_blocks.who_could_go(going, width)[: max(4, room // 3)]),
            logged,
        ]
        self._lines = _fit(blocks, logged, room, width)


def _fit(blocks: list[_Block], log: _Block, room: int, width: int) -> list[Line]:
    """Give room to the blocks by rank, then to the blanks between them, the rest to the log."""
    for block in sorted(blocks, key=lambda each: each.rank):
        most = _LOG_AT_LEAST if block is log else len(block.lines)
        block.taken = min(len(block.lines), most, room)
        room -= block.taken
    shown = [block for block in blocks if block.taken]
    blanks = min(room, len(shown) - 1)
    more = min(room - blanks, len(log.lines) - log.taken)
    log.taken += more
    lines: list[Line] = []
    for index, block in enumerate(shown):
        if index and index > len(shown) - 1 - blanks:
            lines.append(Line(width))
        if block is log:
            newest = block.lines[1:][-(block.taken - 1) :] if block.taken > 1 else []
            lines += [block.lines[0], *newest]
        else:
            lines += block.lines[: block.taken]
    return lines

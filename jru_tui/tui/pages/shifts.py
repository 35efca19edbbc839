"""The page of past shifts: which there are, and the figures, crews and calls of each."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from jru_tui.board import Board, Call, CrewPeriod, Shift, Tally, money, total
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.spec import Step
from jru_tui.tui.layout.line import cut
from jru_tui.tui.pages.full_screen import Page, ScrolledPage
from jru_tui.tui.pages.log import LogScreen
from jru_tui.tui.phrases import day, hm, place
from jru_tui.tui.widgets.choice_list import Choice, ChoiceList
from jru_tui.tui.widgets.hint_bar import Hint

_NAME = 11
_OVERRUN = timedelta(hours=4)
"""How far a spell can reach past the end of its shift."""


def hours(shift: Shift, board: Board) -> str:
    """`Fri 30 Oct  18:00–02:00`."""
    rules = board.rules
    day_of = day(shift.starts_at, rules)
    return f"{day_of}  {hm(shift.starts_at, rules)}–{hm(shift.ends_at, rules)}"


def tally_words(tally: Tally) -> str:
    """`9 attended, 4 h 30 saved, £225`."""
    return f"{tally.attended} attended, {total(tally.minutes)} saved, {money(tally.pence)}"


def in_full(board: Board, shift: Shift) -> Content:
    """Describe a shift without its log."""
    return Content("\n").join(_lines(board, shift))


def _lines(board: Board, shift: Shift) -> Iterator[Content]:
    yield Content.styled(hours(shift, board), "bold $jru-strong")
    yield Content(tally_words(board.tally(shift)))
    yield Content()
    yield Content.styled("Vehicles and crews", "bold $jru-strong")
    for vehicle in board.vehicles.values():
        tally = board.tally(shift, vehicle.id)
        yield _named(vehicle.name, tally_words(tally))
        for spell in board.crew_spells(vehicle.id, shift.starts_at, shift.ends_at + _OVERRUN):
            if spell.on_at < shift.next_starts_at and (spell.off_at or shift.ends_at) > (
                shift.starts_at
            ):
                yield _named("", _spell(spell, shift, board))
    yield Content()
    calls = board.calls_of(shift)
    yield Content.styled(f"Calls  {len(calls)}", "bold $jru-strong")
    for call in calls:
        yield _call(call, shift, board)


def _spell(spell: CrewPeriod, shift: Shift, board: Board) -> str:
    over = shift.ends_at + _OVERRUN
    if spell.off_at is not None and spell.off_at < over:
        until = hm(spell.off_at, board.rules)
    else:
        # Nobody logged them off: what the next shifts say of them is not this one's.
        until = "now" if board.written_at is None or board.written_at < over else "the end"
    skills = f" · {', '.join(spell.member.skills)}" if spell.member.skills else ""
    return f"{spell.member.id}{skills}  {hm(spell.on_at, board.rules)}–{until}"


def _call(call: Call, shift: Shift, board: Board) -> Content:
    rules = board.rules
    grading = " ".join(cut(code, 6) for code in (call.grade, call.category) if code)
    sent = dict.fromkeys(response.vehicle for response in call.responses)
    names = "+".join(
        board.vehicles[vehicle].name if vehicle in board.vehicles else vehicle for vehicle in sent
    )
    ended = "open" if call.open else rules.outcome_label(call.outcome)
    if call.opened_at < shift.starts_at:
        ended = f"open from before, {ended}"
    elif board.written_at is not None and shift.next_starts_at <= (
        call.closed_at or board.written_at
    ):
        ended = f"carried over, {ended}"
    return Content.assemble(
        (f"{hm(call.opened_at, rules)}  ", "$jru-dim"),
        (f"{board.names.call(call.id)}  ", "bold"),
        f"{grading}  " if grading else "",
        f"{rules.type_label(call.type)}, {place(call.where, rules)}  ",
        (" ".join(filter(None, (names, ended))), "$jru-dim"),
    )


def _named(name: str, value: str) -> Content:
    return Content.assemble((f"{cut(name, _NAME - 1):<{_NAME}}", "bold"), value)


class ShiftsScreen(Page):
    """A page with a line for each shift, the newest first, which are read as they are shown."""

    def __init__(self, context: Context, start: Callable[[Step], None]) -> None:
        """List the shifts of this board; `start` begins what is asked for in the log of one."""
        super().__init__(context)
        self._start = start
        self._unread = context.board.shifts_backwards()
        self._shifts: list[Shift] = []
        self._lines: list[Choice] = []

    def hints(self) -> Sequence[Hint]:
        """Keys of the list."""
        return ("↑↓", "move"), ("enter", "open"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose the list of as many shifts as the screen has lines."""
        self._read()
        frame = VerticalScroll(can_focus=False)
        frame.border_title = Content("Shifts")
        with frame:
            if not self._shifts:
                yield Static("No call has been opened yet.", markup=False)
            shifts = ChoiceList(self._lines, double_click=True)
            yield shifts
        # The wheel also moves the last line into view.
        self.watch(shifts, "scroll_y", self._read_behind, init=False)

    def draw(self) -> None:
        """Draw once: what is past does not change while it is read."""

    def _read(self) -> bool:
        """Read a screen of further shifts; False where there are no more."""
        shifts = [*islice(self._unread, self.app.size.height)]
        self._shifts += shifts
        self._lines += map(self._line, shifts)
        return bool(shifts)

    @on(ChoiceList.Moved)
    def _read_behind(self) -> None:
        """Read on where the end of what was read is in view, or under the cursor."""
        shifts = self.query_one(ChoiceList)
        last_shown = shifts.scroll_offset.y + shifts.size.height
        if max(shifts.cursor + 1, last_shown) >= len(self._lines) and self._read():
            shifts.renew(self._lines)

    def _line(self, shift: Shift) -> Choice:
        board = self.context.board
        tally = board.tally(shift)
        running = self.context.now in shift
        return Choice(
            shift.starts_at.isoformat(),
            (
                (hours(shift, board), "strong"),
                (f"{board.count_calls_of(shift)} calls", "text"),
                (f"{tally.attended} attended", "text"),
                (f"{total(tally.minutes)} saved", "text"),
                (money(tally.pence), "text"),
                ("now" if running else "", "accent"),
            ),
        )

    @on(ChoiceList.Chosen)
    def _open(self) -> None:
        shift = self._shifts[self.query_one(ChoiceList).cursor]
        self.app.push_screen(ShiftScreen(self.context, shift, self._start))


class ShiftScreen(ScrolledPage):
    """A page of one shift: its figures, crews and calls; its log with a key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,L", "log", "Log", show=False),
    ]

    def __init__(self, context: Context, shift: Shift, start: Callable[[Step], None]) -> None:
        """Read a shift.

        Args:
            context: the board, and what is selected on it.
            shift: the shift.
            start: takes the step that opens its log.
        """
        super().__init__(context)
        self._shift = shift
        self._start = start

    def hints(self) -> Sequence[Hint]:
        """Keys of the shift."""
        return ("↑↓", "scroll"), ("enter", "its log"), ("esc", "back")

    def body(self) -> ComposeResult:
        """Compose one text that scrolls."""
        frame = VerticalScroll()
        frame.border_title = Content("Shift")
        with frame:
            yield Static(id="shift", markup=False)

    def draw(self) -> None:
        """Write it."""
        text = in_full(self.context.board, self._shift)
        self.query_one("#shift", Static).update(text)

    def action_log(self) -> None:
        """Read its log."""
        self.app.push_screen(LogScreen(self.context, self._start, self._shift))

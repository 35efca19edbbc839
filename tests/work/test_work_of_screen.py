"""What keys, changes and seconds cost the screen: by what is on it, not by what the board holds."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.css import stylesheet
from textual.dom import DOMNode
from textual.events import Key
from textual.geometry import Region
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from jru_tui.board.queries.dispatch import dispatcher
from jru_tui.board.queries.dispatch.solver import solution
from jru_tui.feeds.models import Unchanged
from jru_tui.tui.app import BoardApp
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.spec import CommandSpec
from jru_tui.tui.dialogs.dialog import Dialog
from jru_tui.tui.drawing import screens
from jru_tui.tui.drawing.line_widget import LineWidget
from jru_tui.tui.pages import help as help_page
from jru_tui.tui.pages.call import CallScreen
from jru_tui.tui.textual_internals.matched_styles import MatchedStyles
from jru_tui.tui.textual_internals.paced_screen import FrameUpdate, ImagingApp, PacedScreen
from jru_tui.tui.widgets.call_list import CallList
from jru_tui.tui.widgets.key_bar import KeyBar
from tests.narrowing import instance
from tests.work.conftest import Counter, Shift, is_flat, lines_run, settled, shift, shown

LINES_A_CHANGE = 10
"""Lines that may be drawn again because one call changed: its row, the cards of its vehicles, the
edges of the list, the header."""

LINES_A_POLL = 3
"""Lines that may be drawn for a poll without news: the header, the edges of the list."""

LINES_A_KEY = 30
"""Lines that may be drawn again for an arrow key: seldom one scrolls the list."""
KEYS = 60

FRAMES_A_KEY = 1
"""Frames for an arrow key: the list and the selected call beside it are painted as one."""

MESSAGES_A_KEY = 1
"""Messages between widgets for an arrow key: itself, to the app."""

OFFERS_A_SELECTION = 3
"""How often each vehicle may be looked at for a call that is selected: itself, and for others."""

Act = Callable[[Pilot[Any], Shift], Awaitable[object]]


async def press(pilot: Pilot[Any], _shift: Shift) -> None:
    await pilot.press("down")


async def tick(pilot: Pilot[Any], _shift: Shift) -> None:
    app = instance(BoardApp, pilot.app)
    app._tick()


async def poll(_pilot: Pilot[Any], one: Shift) -> None:
    await one.desk.receive(Unchanged())


async def change(_pilot: Pilot[Any], one: Shift) -> None:
    await one.desk.receive(one.changed(3))


async def graded(_pilot: Pilot[Any], one: Shift) -> None:
    await one.desk.receive(one.changed(3, grade="G1"))


ACTS: dict[str, Act] = {"key": press, "second": tick, "poll without news": poll, "change": change}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_it_costs_the_same_among_100_calls_and_among_1500(act: Act) -> None:
    counts = []
    for calls in (100, 1_500):
        async with shift(calls) as one, shown(one) as pilot:
            await act(pilot, one)
            await settled(pilot)
            with lines_run() as lines:
                await act(pilot, one)
                await settled(pilot)
            counts.append(lines.count)
    assert is_flat(*counts)


async def test_a_key_costs_the_same_with_3_vehicles_and_with_300() -> None:
    counts = []
    for vehicles in (3, 300):
        async with shift(100, vehicles) as one, shown(one) as pilot:
            await press(pilot, one)
            await settled(pilot)
            with lines_run() as lines:
                await press(pilot, one)
                await settled(pilot)
            counts.append(lines.count)
    assert is_flat(*counts)


@pytest.mark.parametrize("calls", [100, 1_500])
@pytest.mark.parametrize(
    ("act", "budget"), [(change, LINES_A_CHANGE), (press, LINES_A_KEY)], ids=["change", "key"]
)
async def test_few_lines_are_drawn_again(
    monkeypatch: pytest.MonkeyPatch, act: Act, budget: int, calls: int
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        drawn = Counter()
        drawn.watch(monkeypatch, LineWidget, "_draw_line")
        await act(pilot, one)
        await settled(pilot)
        assert 0 < drawn.count <= budget


@pytest.mark.parametrize("calls", [100, 1_500])
async def test_going_down_a_long_list_draws_all_of_its_rows_seldom(
    monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        await press(pilot, one)
        await settled(pilot)
        drawn = Counter()
        drawn.watch(monkeypatch, LineWidget, "_draw_line")
        for _ in range(KEYS):
            await press(pilot, one)
        await settled(pilot)
        assert 0 < drawn.count <= LINES_A_KEY * KEYS


@pytest.mark.parametrize("vehicles", [3, 60])
async def test_a_poll_without_news_draws_the_header_and_the_edges_of_the_list(
    monkeypatch: pytest.MonkeyPatch, vehicles: int
) -> None:
    async with shift(100, vehicles) as one, shown(one) as pilot:
        await poll(pilot, one)
        await settled(pilot)
        drawn = Counter()
        drawn.watch(monkeypatch, LineWidget, "_draw_line")
        await poll(pilot, one)
        await settled(pilot)
        assert 0 < drawn.count <= LINES_A_POLL


@pytest.mark.parametrize("calls", [100, 1_500])
async def test_a_key_is_answered_by_one_frame(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    # Else a busy machine paints what it has after a sixtieth of a second.
    monkeypatch.setattr(screens, "_PERIOD_S", 600.0)
    monkeypatch.setattr(screens, "_AHEAD_S", 60_000.0)
    async with shift(calls) as one, shown(one) as pilot:
        await press(pilot, one)
        await settled(pilot)
        frames = Counter()
        frames.watch(monkeypatch, PacedScreen, "paint")
        await press(pilot, one)
        await settled(pilot)
        assert frames.count == FRAMES_A_KEY


@pytest.mark.parametrize("calls", [100, 1_500])
async def test_a_key_is_no_message_but_to_the_app(
    monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        await settled(pilot)
        selected = pilot.app.screen.query_one(CallList).selected
        messages = Counter()
        messages.watch(monkeypatch, MessagePump, "_dispatch_message")
        pilot.app.post_message(Key("down", None))
        for _ in range(20):
            await asyncio.sleep(0)
        assert pilot.app.screen.query_one(CallList).selected != selected
        assert messages.count == MESSAGES_A_KEY


@pytest.mark.parametrize("vehicles", [3, 9])
async def test_a_plan_is_made_once_for_a_board_and_each_vehicle_offered_once_for_a_selected_call(
    monkeypatch: pytest.MonkeyPatch, vehicles: int
) -> None:
    async with shift(100, vehicles) as one, shown(one) as pilot:
        await settled(pilot)
        solved, offered = Counter(), Counter()
        solved.watch(monkeypatch, solution, "solve")
        offered.watch(monkeypatch, solution, "offer_of")
        await press(pilot, one)
        await settled(pilot)
        assert solved.count == 0
        assert vehicles <= offered.count <= OFFERS_A_SELECTION * vehicles


@pytest.mark.parametrize("calls", [30, 300])
@pytest.mark.parametrize(("act", "plans"), [(change, 0), (tick, 0), (poll, 0), (graded, 1)])
async def test_a_plan_is_made_again_only_where_what_it_reads_has_changed(
    monkeypatch: pytest.MonkeyPatch, act: Act, plans: int, calls: int
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        await settled(pilot)
        made = Counter()
        made.watch(monkeypatch, dispatcher, "make_plan")
        await act(pilot, one)
        await settled(pilot)
        assert made.count == plans


@pytest.mark.parametrize("calls", [100, 1_500])
async def test_of_the_commands_only_those_on_the_key_bar_are_asked_whether_they_can_run(
    monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        asked = Counter()
        asked.watch(monkeypatch, CommandSpec, "reason_against")
        await change(pilot, one)
        await settled(pilot)
        on_it = pilot.app.screen.query_one(KeyBar).part.placed
        assert 0 < len(on_it) < len(COMMANDS)
        assert asked.count == len(on_it)


async def test_a_plan_for_a_large_board_waits_for_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    async with shift(1_500, 3) as one, shown(one) as pilot:
        solved = Counter()
        solved.watch(monkeypatch, dispatcher, "make_plan")
        await graded(pilot, one)
        for _ in range(3):
            await press(pilot, one)
        assert solved.count == 0
        board = instance(BoardApp, pilot.app)
        board._board.recommend()
        assert solved.count == 1


@pytest.mark.parametrize("key", ["a", "n", "c"])
async def test_no_style_is_given_to_a_dialog_that_is_left(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        given = Counter()
        given.watch(monkeypatch, MatchedStyles, "_process_component_classes")
        await pilot.press(key)
        await settled(pilot)
        assert given.count > 0
        given.count = 0
        await pilot.press("escape")
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 1
        assert given.count == 0


async def test_no_style_is_given_for_what_is_typed_in_a_dialog(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        await pilot.press("n", "x")
        await settled(pilot)
        given = Counter()
        given.watch(monkeypatch, MatchedStyles, "_process_component_classes")
        await pilot.press("y", "backspace", "backspace")
        await settled(pilot)
        assert pilot.app.screen.query_one(Input).value == ""
        assert given.count == 0


DIALOGS = ("a", "n", "colon", "question_mark")
LAYOUTS = 2
"""Layouts of what a key opens: one as it opens and one before it is painted."""


@pytest.mark.parametrize("calls", [9, 300])
@pytest.mark.parametrize("key", DIALOGS)
async def test_a_dialog_that_opens_is_laid_out_twice_painted_once_and_nothing_under_it_is(
    monkeypatch: pytest.MonkeyPatch, key: str, calls: int
) -> None:
    monkeypatch.setattr(screens, "_PERIOD_S", 600.0)
    monkeypatch.setattr(screens, "_AHEAD_S", 60_000.0)
    laid_out: list[Screen[Any]] = []
    lay_out = Screen._refresh_layout

    def noted(screen: Screen[Any], *arguments: Any, **named: Any) -> None:
        laid_out.append(screen)
        lay_out(screen, *arguments, **named)

    painted: list[Screen[Any]] = []
    paint = PacedScreen.paint

    def noted_paint(screen: PacedScreen[Any]) -> None:
        painted.append(screen)
        paint(screen)

    async with shift(calls) as one, shown(one) as pilot:
        await pilot.press(key)
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        monkeypatch.setattr(Screen, "_refresh_layout", noted)
        monkeypatch.setattr(PacedScreen, "paint", noted_paint)
        await pilot.press(key)
        await settled(pilot)
        assert laid_out == [pilot.app.screen] * LAYOUTS
        assert painted.count(pilot.app.screen) == 1


async def test_a_call_in_full_knows_its_width_before_it_has_widgets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else they are styled and laid out for a narrow screen first, and then again."""
    wide: list[bool] = []
    compose = CallScreen.compose

    def composed(screen: CallScreen) -> ComposeResult:
        wide.append(screen.has_class("-wide"))
        return compose(screen)

    monkeypatch.setattr(CallScreen, "compose", composed)
    async with shift(9) as one, shown(one) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        assert wide == [True]


async def test_a_call_in_full_is_written_again_only_where_it_says_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        written = Counter()
        written.watch(monkeypatch, Static, "update")
        board = instance(BoardApp, pilot.app)
        board._navigator.draw()
        assert written.count == 0
        page = pilot.app.screen
        assert isinstance(page, CallScreen)
        page.show(replace(page.context, now=page.context.now + timedelta(minutes=1)))
        assert written.count == 1


@pytest.mark.parametrize("calls", [9, 300])
@pytest.mark.parametrize("key", [*DIALOGS, "enter"])
async def test_a_dialog_that_opens_is_styled_once(
    monkeypatch: pytest.MonkeyPatch, key: str, calls: int
) -> None:
    styled: list[DOMNode] = []
    apply = MatchedStyles.apply

    def noted(sheet: MatchedStyles, node: DOMNode, **named: Any) -> None:
        styled.append(node)
        apply(sheet, node, **named)

    async with shift(calls) as one, shown(one) as pilot:
        monkeypatch.setattr(MatchedStyles, "apply", noted)
        await pilot.press(key)
        await settled(pilot)
        dialog = pilot.app.screen
        focused = dialog.focused
        assert focused is not None
        again = {node for node in dialog.walk_children() if styled.count(node) > 1}
        assert dialog in styled
        # The focus has styles of its own, and a box to write in those of what stands in it.
        assert again - {*dialog.query(Input)} <= {*focused.walk_children(with_self=True)}


@pytest.mark.parametrize("key", [*DIALOGS, "enter"])
async def test_a_dialog_that_was_open_before_is_matched_with_no_rule_of_the_style_sheets(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    async with shift(9) as one, shown(one) as pilot:
        matched = Counter()
        matched.watch(monkeypatch, stylesheet, "_check_selectors")
        for _ in range(2):  # with the first its style sheet is read
            await pilot.press(key)
            await settled(pilot)
            await pilot.press("escape")
            await settled(pilot)
        assert matched.count > 0
        matched.count = 0
        await pilot.press(key)
        await settled(pilot)
        assert matched.count == 0


@pytest.mark.parametrize("calls", [9, 300])
@pytest.mark.parametrize("key", ["a", "n", "c", "question_mark"])
async def test_a_dialog_that_opens_or_is_left_draws_its_own_cells_and_the_dimmed_keys(
    monkeypatch: pytest.MonkeyPatch, key: str, calls: int
) -> None:
    drawn: list[Region] = []

    def noted(_app: App[Any], _screen: object, frame: FrameUpdate | None) -> None:
        strips = frame.strips if frame is not None else ()
        drawn.extend(Region(x, y, strip.cell_length, 1) for x, y, strip in strips)

    async with shift(calls) as one, shown(one) as pilot:
        await pilot.press(key)
        await settled(pilot)
        covered = pilot.app.screen.query_one("#frame").region
        key_bar = pilot.app.screen_stack[0].query_one(KeyBar).region
        await pilot.press("escape")
        await settled(pilot)
        monkeypatch.setattr(ImagingApp, "_display", noted)
        for pressed in (key, "escape"):
            drawn.clear()
            await pilot.press(pressed)
            await settled(pilot)
            assert any(covered.overlaps(region) for region in drawn)
            beside = [region for region in drawn if not covered.contains_region(region)]
            assert beside
            assert all(key_bar.contains_region(region) for region in beside)


WIDGETS = {"a": 5, "A": 5, "n": 4, "s": 5, "g": 7, "c": 8}
"""Widgets of a dialog: its screen, its frame, which draws most words, the dangers, which
stay in view, its lists and its boxes."""


@pytest.mark.parametrize("calls", [9, 300])
@pytest.mark.parametrize("key", WIDGETS)
async def test_a_dialog_has_no_more_widgets_than_take_keys(key: str, calls: int) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        await pilot.press(key)
        await settled(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, Dialog)
        assert len(dialog.walk_children(with_self=True)) <= WIDGETS[key]


@pytest.mark.parametrize("size", [(140, 36), (80, 24)])
@pytest.mark.parametrize("calls", [9, 300])
async def test_the_help_draws_no_more_lines_than_are_seen(
    monkeypatch: pytest.MonkeyPatch, calls: int, size: tuple[int, int]
) -> None:
    async with shift(calls) as one, shown(one) as pilot:
        await pilot.resize_terminal(*size)
        await settled(pilot)
        drawn = Counter()
        drawn.watch(monkeypatch, help_page, "Line")
        await pilot.press("question_mark")
        await settled(pilot)
        assert 0 < drawn.count <= pilot.app.size.height


@pytest.mark.parametrize("vehicles", [3, 300])
async def test_a_dialog_numbers_the_vehicles_once_however_many_it_lists(vehicles: int) -> None:
    async with shift(9, vehicles) as one, shown(one) as pilot:
        await pilot.press("a")
        await settled(pilot)
        dialog = instance(Dialog, pilot.app.screen)
        assert len(dialog.context.numbers) == vehicles
        assert dialog.context.numbers is dialog.context.numbers

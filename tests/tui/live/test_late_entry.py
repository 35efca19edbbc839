"""What was written on paper is entered on the board, line by line, with the times that stand there.

The mode is seen for as long as it goes on, ends with Esc or by itself, and is never on by accident.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs
from textual.pilot import Pilot

from jru_tui.board import Acknowledge, Board, Commanded, Event, Rules, shift_at
from jru_tui.desk.desk import Desk
from jru_tui.journal.protocol import Journal
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports import as_html, count_figures, make_paper
from jru_tui.tui.commands.late_entry import FORGOTTEN, read_time
from jru_tui.tui.commands.line.grammar import LineError
from tests.tui.conftest import NOW, Night, at_night
from tests.tui.live.conftest import Live, Start

LATER = timedelta(hours=1, minutes=30)

PAPER = """
22:50 a k-1037 jru2
22:51 O fall Sea Street, Deal; off a bicycle
22:53 w jru2 on officer SC 70002
22:55 s jru2 5
22:58 n k-1037 the dog is locked away
23:01 s jru2 6
23:02 k jru1
23:05 b k-1037 patrol
23:09 c k-1031 resolved 45
23:10 O assault High Street, Dover; two men; 07700 900123
23:11 a h-2 jru1
23:14 s jru1 5
23:20 s jru1 6
23:22 n h-2 one of them ran
23:25 c k-1037 resolved 30
23:26 a h-1 jru2 nobody else is free
23:28 d h-1 jru2
23:30 c h-1 advice
23:31 o h-1
23:40 c h-2 arrest 60
23:55 n jru1 tyre is soft
00:04 k jru1
""".strip().splitlines()
"""As somebody wrote it: local times, the words that the board takes after its colon."""


ABOUT = ("K-1031", "K-1037", "H-1", "H-2")


def shown(live: Live) -> str:
    strips = live.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def journal_of(live: Live) -> Journal:
    return live.desk.recorder._journal


@asynccontextmanager
async def begun(night: Night) -> AsyncIterator[Live]:
    """The app of what has happened up to now, with a journal of its own."""
    now = night.frame().now
    live: Live | None = None
    async with await open_journal(None, by="insp", clock=lambda: now) as journal:
        await journal.append(night.happened)
        desk = Desk(
            board=Board(night.board.rules),
            journal=journal,
            clock=lambda: now if live is None else live.now,
            by="insp",
            writes_back=True,
        )
        await desk.catch_up()
        live = Live(night, desk, journal)
        yield live


async def type_line(live: Live, pilot: Pilot[Any], line: str) -> None:
    count = live.desk.board.events
    await pilot.press("colon", *line, "enter")
    try:
        await live.until(pilot, lambda: live.desk.board.events > count)
    except AssertionError as error:
        raise AssertionError(f"{line}\n{shown(live)}") from error


def shows(live: Live, words: str) -> Callable[[], bool]:
    """Give a question whether the screen has these words."""
    return lambda: words in shown(live)


async def entered(night: Night, *, late: bool) -> tuple[Board, list[Event]]:
    """The board after the night: given as it went, or entered from paper afterwards."""
    async with begun(night) as live:
        start = live.now
        async with live.app.run_test(size=(140, 36)) as pilot:
            for entry in PAPER:
                at, _, line = entry.partition(" ")
                if late:
                    live.now = start + LATER
                    await pilot.press("E", *at, "enter")
                    await live.until(pilot, shows(live, f"FROM PAPER {at}"))
                else:
                    moment = read_time(at, live.desk.board.rules, start + LATER)
                    assert isinstance(moment, datetime)
                    live.now = moment
                await type_line(live, pilot, line)
            live.now = start + LATER
            if late:
                await pilot.press("escape")
                await live.until(pilot, lambda: "FROM PAPER" not in shown(live))
        written = [event async for _, event in journal_of(live).read()]
        return live.desk.board, written[len(night.happened) :]


async def test_a_night_on_paper_is_the_board_of_an_uninterrupted_night(busy: Night) -> None:
    assert len(PAPER) >= 20
    page = as_html(make_paper(busy.board, NOW, as_of=NOW, live=True, marking="OFFICIAL"))
    named = {word for entry in PAPER for word in entry.split() if word.startswith(("k-", "jru"))}
    for name in named:  # whoever writes on the page finds there what to call it
        assert name.replace("jru", "JRU ").replace("k-", "K-") in page
    lived, _ = await entered(busy, late=False)
    late, written = await entered(busy, late=True)
    for call in ABOUT:
        assert _plain(late, call) == _plain(lived, call)
        assert _log(late, call) == _log(lived, call)
    assert [call.id for call in late.open_calls()] == [call.id for call in lived.open_calls()]
    assert _vehicles(late) == _vehicles(lived)
    shift = shift_at(late.rules.hours, NOW)
    assert late.tally(shift) == lived.tally(shift)
    figures = [
        structs.replace(
            count_figures(board.snapshot(), [shift]), decisions=(), first_offers_taken=0
        )
        for board in (lived, late)
    ]
    assert figures[0] == figures[1]
    # And when each was entered is kept; dispatch was told by radio.
    assert {event.recorded_at for event in written} == {NOW + LATER}
    before = {event.id for event in busy.happened}
    assert lived.owed.keys() - before
    assert not late.owed.keys() - before


def _plain(board: Board, call: str) -> object:
    """The view of a call without the ids of its events, and without what dispatch is owed."""
    view = board.calls[call]
    back_up = tuple(structs.replace(asked, id="") for asked in view.back_up)
    return structs.replace(view, back_up=back_up, unconfirmed=())


def _vehicles(board: Board) -> list[object]:
    views = board.vehicles.values()
    return [structs.replace(view, unconfirmed=()) for view in views]


def _log(board: Board, call: str) -> list[object]:
    """The log without what was predicted when it was done: on paper nothing is."""
    return [(line.at, line.text.partition(" · ")[0], line.by) for line in board.log(call=call)]


async def test_an_emergency_is_acknowledged_now_and_undo_counts_from_now(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(140, 36)) as pilot:
        await pilot.press("E", *"22:10", "enter")
        await type_line(live, pilot, "n k-1037 the dog is locked away")
        note = live.desk.board.last_order()
        assert note is not None
        assert note.at == at_night("22:10")
        count = live.desk.board.events
        await pilot.press("u", "enter")  # what is older than a slip is shown first
        await live.until(pilot, lambda: live.desk.board.events > count)
        assert live.desk.board.last_order() != note
        *_, (_, undone) = [entry async for entry in journal_of(live).read()]
        assert isinstance(undone.fact, Commanded)
        assert undone.at == live.now
        live.app._acknowledge("JRU1")
        await live.until(pilot, lambda: not live.app.commands_under_way())
        *_, (_, noted) = [entry async for entry in journal_of(live).read()]
        if isinstance(noted.fact, Commanded) and isinstance(noted.fact.command, Acknowledge):
            assert noted.at == live.now


@pytest.mark.parametrize("how", ["escape", "empty time", "forgotten", "clock set back"])
async def test_it_ends_and_commands_count_from_now_again(start: Start, how: str) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("colon", *"E 22:10", "enter")
        await live.until(pilot, lambda: "FROM PAPER 22:10" in shown(live))
        assert "counts from 22:10" in shown(live)
        if how == "escape":
            await pilot.press("escape")
        elif how == "empty time":
            await pilot.press("E", "enter")
        else:
            live.later(FORGOTTEN.total_seconds() if how == "forgotten" else -60)
        await live.until(pilot, lambda: "FROM PAPER" not in shown(live))
        await type_line(live, pilot, "n k-1037 the dog is locked away")
        note = live.desk.board.last_order()
        assert note is not None
        assert note.at == live.now


async def test_esc_clears_a_search_before_it_ends_the_mode(start: Start) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("E", *"22:10", "enter", "slash", *"sea", "enter", "escape")
        await live.until(pilot, lambda: "FROM PAPER" in shown(live))
        await pilot.press("escape")
        await live.until(pilot, lambda: "FROM PAPER" not in shown(live))


@pytest.mark.parametrize("keys", [("E", "enter"), ("E", *"99:99", "enter"), ("E", "escape")])
async def test_without_a_time_it_does_not_begin(start: Start, keys: tuple[str, ...]) -> None:
    live = await start()
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press(*keys, "escape")
        await pilot.pause()
        assert live.app.context().entered_at is None
        assert "FROM PAPER" not in shown(live)


async def test_a_read_only_board_has_none(start: Start) -> None:
    live = await start(read_only=True)
    async with live.app.run_test(size=(120, 30)) as pilot:
        await pilot.press("E")
        await live.until(pilot, lambda: "read-only" in shown(live).casefold())
        await pilot.press(*"2210", "enter")
        assert live.app.context().entered_at is None


@pytest.mark.parametrize("size", [(80, 24), (120, 30)])
async def test_it_is_marked_on_any_size(start: Start, size: tuple[int, int]) -> None:
    live = await start()
    async with live.app.run_test(size=size) as pilot:
        await pilot.press("E", *"2210", "enter")
        await live.until(pilot, lambda: "FROM PAPER 22:10" in shown(live).splitlines()[0])


@pytest.mark.parametrize(
    ("text", "now", "found"),
    [
        ("22:10", at_night("22:47"), at_night("22:10")),
        ("2210", at_night("22:47"), at_night("22:10")),
        ("22:50", at_night("22:47"), at_night("22:50") - timedelta(days=1)),
        ("23:50", at_night("01:30"), at_night("23:50")),
        ("0:05", at_night("01:30"), at_night("00:05")),
        # The hour that never was, in the night of 28 March 2021; the day before had one.
        ("01:30", datetime(2021, 3, 28, 3, tzinfo=UTC), datetime(2021, 3, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_last_one_of_that_name(text: str, now: datetime, found: datetime) -> None:
    assert read_time(text, Rules(), now) == found


@pytest.mark.parametrize("text", ["", "24:00", "10", "22:60", "noon", "2210x"])
def test_what_is_no_time_is_said(text: str) -> None:
    assert isinstance(read_time(text, Rules(), NOW), LineError)


def test_a_time_that_came_twice_is_asked_for_elsewhere() -> None:
    found = read_time("01:30", Rules(), datetime(2020, 10, 25, 4, tzinfo=UTC))
    assert isinstance(found, LineError)
    assert "came twice" in found.reason

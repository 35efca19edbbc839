"""What looking back costs after 200 shifts: what is looked at, not what there is.

One vehicle a night: what is compared is the number of shifts.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from benchmarks.fleet import stamp
from jru_tui.board.board import Board
from jru_tui.board.queries.call_search import MOST, find_calls
from jru_tui.board.queries.dispatch.travel_times import journeys
from jru_tui.board.queries.earlier_calls import earlier_calls
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.rules import Rules
from jru_tui.cli import cli
from jru_tui.desk.desk import Desk
from jru_tui.journal import checkpoint_blocks
from jru_tui.journal.board_loader import board_from_checkpoint
from jru_tui.journal.checkpoint import Checkpoint
from jru_tui.journal.sqlite import reader
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.tui import advice_timing, report_pages
from jru_tui.tui.app import BoardApp
from jru_tui.tui.layout.calls import call_list
from jru_tui.tui.pages import shifts
from jru_tui.tui.pages.report_page import ReportScreen
from jru_tui.tui.pages.shifts import ShiftsScreen
from jru_tui.tui.report_pages import SPANS
from jru_tui.tui.widgets.choice_list import ChoiceList
from tests.work.conftest import NOW, Counter, event, is_flat, journal_of, lines_run, settled

RULES = Rules()
ONE, MANY = 1, 200
SCREEN = 36
"""Lines of the terminal."""


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Journals of one shift and of many, each with a checkpoint."""
    folder = tmp_path_factory.mktemp("journals")
    paths = {nights: folder / f"{nights}.db" for nights in (ONE, MANY)}
    for nights, path in paths.items():
        asyncio.run(journal_of(nights, path, vehicles=1))
    return paths


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Counts what is asked of a checkpoint."""
    counter = Counter()
    counter.watch(monkeypatch, Checkpoint, "_ask")
    return counter


def board_of(path: Path) -> Board:
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    return board


def held(board: Board) -> int:
    """Count what a board holds in memory of what its checkpoint keeps."""
    storage = board.storage
    histories = sum(len(history.items) for history in storage._histories)
    return sum(map(len, storage._shelves)) + histories


def test_a_board_with_its_plan_holds_no_more_after_200_shifts_than_after_one(
    journals: dict[int, Path],
) -> None:
    found: list[int] = []
    boards = [board_of(path) for path in journals.values()]
    for board in boards:
        Recommendation(board).at(NOW)
        found.append(held(board))
    board = boards[-1]
    assert found[1] <= found[0] + 24  # presses of the shift before, of which one has none
    assert board.storage.archive is not None
    [*board.seen.backwards()]
    assert held(board) > found[1] + MANY  # the control


def test_a_past_shift_is_read_for_once(journals: dict[int, Path], asked: Counter) -> None:
    """Its page and its log leave its calls alone in memory, and read as much as of a newer one."""
    found: list[int] = []
    board = board_of(journals[MANY])
    past = [*board.shifts_backwards()]
    assert len(past) == MANY
    # What every log needs is there once.
    board.shift_log(past[1])
    for shift in (past[8], past[-2]):
        before, asked.count = held(board), 0
        shifts.in_full(board, shift)
        log = board.shift_log(shift)
        assert len(board.calls_of(shift)) > 4
        assert len(log) > 20
        found.append(asked.count)
        assert held(board) - before <= 12 * len(board.calls_of(shift))
    assert found[1] <= found[0] * 1.25 + 4


def test_one_shift_before_another_is_one_row(
    journals: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To go back through what is old reads a row of the checkpoint for each step."""
    rows = Counter()
    rows.watch(monkeypatch, checkpoint_blocks, "_unpacked")
    board = board_of(journals[MANY])
    assert len([*islice(board.shifts_backwards(), 10)]) == 10
    assert 0 < rows.count <= 12
    rows.count = 0
    board.past_shifts()
    assert rows.count >= MANY  # the control


def test_what_is_found_is_read_when_it_is_looked_at_and_not_held(
    journals: dict[int, Path], asked: Counter
) -> None:
    """However much somebody searches, a search alone reads nothing but the index."""
    board = board_of(journals[MANY])
    for words in ("patient", "deal", "street", "patient"):
        asked.count = 0
        found = find_calls(board, words)
        assert 100 < len(found) <= MOST
        assert asked.count == 1
        assert len(found[:20]) == 20
        assert asked.count <= 21
        assert [found.index_of(call.id) for call in found] == [*range(len(found))]
    assert held(board) <= 8
    views = board.call_views
    assert 100 < len(views._passing) <= views._most_passing


def test_earlier_calls_are_found_again(journals: dict[int, Path]) -> None:
    """They were gone as soon as they had been looked at: what was read counted as the shift's."""
    board = board_of(journals[MANY])
    looked_at = 0
    for call in islice(board.newest_calls(), 800):
        earlier = earlier_calls(board, call)
        assert earlier_calls(board, call) == earlier
        looked_at += bool(earlier)
    assert looked_at > 3


@asynccontextmanager
async def screen_on(path: Path) -> AsyncIterator[Any]:
    """The app on a journal, as a board that was started again; gives its pilot."""
    async with await open_journal(path, by="SC 1", clock=lambda: NOW, read_only=True) as journal:
        desk = Desk(board=board_of(path), journal=journal, clock=lambda: NOW, by="SC 1")
        await desk.catch_up()
        app = BoardApp(desk, lambda: NOW)
        start_clock = app.set_interval
        # No second passes by itself, however long a busy machine takes.
        app.set_interval = partial(start_clock, pause=True)  # type: ignore[method-assign]
        async with app.run_test(size=(140, SCREEN)) as pilot:
            await settled(pilot)
            yield pilot


async def test_a_search_costs_what_is_on_screen(
    tmp_path: Path, asked: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the calls that are found; and Enter, which keeps them, searches for nothing again."""
    searches, work = Counter(), list[tuple[int, int]]()
    searches.watch(monkeypatch, call_list, "find_calls")
    for nights in (12, 120):
        path = tmp_path / f"{nights}.db"
        await journal_of(nights, path, vehicles=1)
        with patch.object(advice_timing, "PAUSE_S", 600.0):
            async with screen_on(path) as pilot:
                await pilot.press("slash", "p", "a", "escape")
                await settled(pilot)
                searches.count = asked.count = 0
                await pilot.press("slash")
                with lines_run() as lines:
                    await pilot.press(*"patient", "enter")
                    await settled(pilot)
                work.append((lines.count, asked.count))
                earlier = pilot.app._board._list.part.rows.earlier
                assert len(earlier) >= min(MOST - 7, 7 * (nights - 1))
                assert searches.count == len("patient")
    few, many = work
    assert is_flat(few[0], many[0])
    assert many[1] <= few[1] * 1.25 + 4


async def test_a_key_asks_the_checkpoint_nothing_that_it_was_asked(
    journals: dict[int, Path], asked: Counter
) -> None:
    """Each line of the log of a call was looked up in it at every key."""
    found: list[int] = []
    keys = ["down"] * 4 + ["up"] * 4  # to calls that were closed, and back
    for path in journals.values():
        with patch.object(advice_timing, "PAUSE_S", 600.0):
            async with screen_on(path) as pilot:
                pilot.app._board.recommend()
                await settled(pilot)
                asked.count = 0
                await pilot.press(*keys)
                await settled(pilot)
                first, asked.count = asked.count, 0
                with lines_run() as lines:
                    await pilot.press(*keys)
                    await settled(pilot)
                assert first > 8
                assert asked.count == 0
                found.append(lines.count)
    assert is_flat(*found)


async def test_the_page_of_past_shifts_reads_what_it_shows(
    journals: dict[int, Path], asked: Counter
) -> None:
    found: list[int] = []
    for nights, path in journals.items():
        async with screen_on(path) as pilot:
            asked.count = 0
            pilot.app._navigator.open_shifts()
            await settled(pilot)
            found.append(asked.count)
            page = pilot.app.screen
            assert isinstance(page, ShiftsScreen)
            choices = page.query_one(ChoiceList)
            assert choices.virtual_size.height == min(nights, SCREEN)
            if nights == MANY:
                before = asked.count
                await pilot.press("end")
                await settled(pilot)
                assert choices.virtual_size.height == 2 * SCREEN
                assert asked.count - before <= 4 * SCREEN
                choices.scroll_end(animate=False)
                await settled(pilot)
                assert choices.virtual_size.height == 3 * SCREEN
    # Of each line: that it is there, what concerns the shift, and its tally.
    assert found[1] - found[0] <= 4 * SCREEN


async def test_the_page_of_figures_reads_the_span_that_is_asked_for(
    journals: dict[int, Path], asked: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Counter()
    taken.watch(monkeypatch, report_pages, "_snapshot")
    found: dict[str, list[int]] = {span: [] for span in SPANS}
    for path in journals.values():
        async with screen_on(path) as pilot:
            asked.count = 0
            pilot.app._navigator.open_report()
            await settled(pilot)
            page = pilot.app.screen
            assert isinstance(page, ReportScreen)
            for span in SPANS:
                await page.preparation
                found[span].append(asked.count)
                asked.count = 0
                if span != SPANS[-1]:
                    page.action_turn()
            # What takes long to count is not counted again because something happened.
            taken.count = 0
            opened = {"id": "K-9", "version": 1, "opened_at": stamp(NOW)}
            pilot.app._navigator._desk.board.apply(event("call", opened))
            pilot.app._navigator.draw()
            await settled(pilot)
            assert taken.count == 0
            page.action_turn()
            await page.preparation
            assert taken.count == 1
    for span in SPANS[:2]:
        assert found[span][1] <= found[span][0] * 1.25 + 16, span
    assert found[SPANS[-1]][1] > MANY  # the control


@pytest.mark.parametrize("command", ["status", "handover", "snapshot"])
def test_a_command_works_no_more_after_200_shifts_than_after_one(
    command: str,
    journals: dict[int, Path],
    asked: Counter,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Predictions learn from the newest journeys, so many at most: in both journals as many.
    monkeypatch.setattr(journeys, "MOST_JOURNEYS", 2)
    # Who writes to a journal follows its newest events, so many at most: as many as one shift has.
    monkeypatch.setattr(reader, "TAIL", 40)
    events, linked = Counter(), Counter()
    events.watch(monkeypatch, reader, "decode")
    linked.watch(monkeypatch, reader, "chain_page")
    options = ("-o", str(tmp_path / "board.svg")) if command == "snapshot" else ()
    found: list[tuple[int, int, int, int]] = []
    for path in journals.values():
        line = (command, "--journal", str(path), *options)
        CliRunner().invoke(cli, line)  # the first one checks the chain, and says so beside it
        for counter in (asked, events, linked):
            counter.count = 0
        with lines_run() as lines:
            done = CliRunner().invoke(cli, line)
        assert done.exit_code == 0, done.output
        found.append((lines.count, asked.count, events.count, linked.count))
    one, many = found
    assert is_flat(one[0], many[0])
    assert many[1] <= one[1] * 1.25 + 8
    assert many[2] <= one[2] + 2
    assert many[3] <= one[3] + 2

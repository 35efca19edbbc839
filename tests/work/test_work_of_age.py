"""What a board costs that goes on from a checkpoint: not more because its journal is old."""

import asyncio
import gc
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from benchmarks.fleet import stamp
from jru_tui.board import short_names
from jru_tui.board.board import Board
from jru_tui.board.decisions.amendments import free_call_id
from jru_tui.board.events import Event
from jru_tui.board.projection.calls.call_view_builder import CallViewBuilder
from jru_tui.board.projection.vehicles.vehicle_state import VehicleState
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.dispatch.travel_times import journeys
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at, start_day
from jru_tui.board.views import Change
from jru_tui.cli import cli
from jru_tui.journal.board_loader import board_from_checkpoint
from jru_tui.journal.checkpoint import Checkpoint, checkpoint_file
from jru_tui.journal.checkpoint_blocks import Blocks
from jru_tui.journal.hash_chain import ChainRow
from jru_tui.journal.long_journal import advance_checkpoint
from jru_tui.journal.sqlite import connections, reader
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.verification_stamp import stamp_file
from jru_tui.reports.figures.figures import count_figures
from jru_tui.reports.handover.handover import make_handover
from tests.work.conftest import NOW, Counter, event, history, is_flat, journal_of, lines_run

RULES = Rules()
FEW, MANY = 2, 40
"""Nights that are compared."""
LINES_OF_AN_EVENT = 268
"""Lines of the program that run for an event of a long journal at most; there were 313.

Sixteen of them find out which calls a vehicle has left, so that those cost nothing for ever."""


class Work(NamedTuple):
    """What was done: lines of the program, pieces read from the checkpoint, views, events."""

    lines: int
    pieces: int
    views: int
    events: int


class Counted:
    """Counts what is done on a board that goes on from a checkpoint."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._pieces, self._views = Counter(), Counter()
        self._pieces.watch(patch, Checkpoint, "_ask")
        self._views.watch(patch, CallViewBuilder, "tell")
        self._views.watch(patch, VehicleState, "tell")

    def start(self, path: Path) -> tuple[Board, Work]:
        """Start as a board does."""
        self._pieces.count = self._views.count = 0
        with lines_run() as lines:
            board = board_from_checkpoint(path, RULES)
            assert board is not None
            before = board.events
            board.fold(told for _, told in load(path, after=before))
        return board, self._work(lines.count, board.events - before)

    def press(self, board: Board, vehicle: dict[str, object]) -> Work:
        """Press a status in a vehicle."""
        pressed = {**vehicle, "status": "committed", "status_at": stamp(NOW)}
        with lines_run() as lines:
            board.apply(event("vehicle", pressed))
        return self._work(lines.count, 1)

    def pages(self, board: Board) -> Work:
        """Ask what a screen, a status and a handover ask."""
        with lines_run() as lines:
            alerts(board, NOW, stale=False)
            make_handover(board, None, NOW, stale=False, marking="")
            board.closed_calls(shift_at(RULES.hours, NOW))
            board.total()
        return self._work(lines.count, 0)

    def report(self, board: Board) -> Work:
        """Count the figures of the running shift."""
        running = shift_at(RULES.hours, NOW)
        with lines_run() as lines:
            count_figures(board.snapshot([running]), [running])
        return self._work(lines.count, 0)

    def _work(self, lines: int, events: int) -> Work:
        done = Work(lines, self._pieces.count, self._views.count, events)
        self._pieces.count = self._views.count = 0
        return done


async def test_start_press_pages_and_report_cost_the_same_after_40_nights_as_after_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Predictions learn from the newest journeys, so many at most: in both journals all of them.
    monkeypatch.setattr(journeys, "MOST_JOURNEYS", 20)
    counted = Counted(monkeypatch)
    found: list[list[Work]] = []
    for nights in (FEW, MANY):
        path = tmp_path / f"{nights}.db"
        _, vehicle = await journal_of(nights, path)
        board, start = counted.start(path)
        work = [start, counted.pages(board), counted.report(board), counted.press(board, vehicle)]
        found.append(work)
    assert found[0][0].events == found[1][0].events == 20
    for few, many in zip(*found, strict=True):
        assert is_flat(few.lines, many.lines)
        # Some days hold a call more than others.
        assert many.pieces <= few.pieces * 1.25 + 4
        assert many.views <= few.views


def test_the_control_sees_a_start_without_a_checkpoint() -> None:
    lines = []
    for nights in (FEW, 8):
        _, events = history(nights)
        with lines_run() as run:
            Board(RULES).fold(events)
        lines.append(run.count)
    assert not is_flat(*lines)


def test_a_fold_costs_an_event_the_same_after_40_nights_as_after_2() -> None:
    """It is linear: twice as many events cost twice as much, and no more."""
    costs = []
    for nights in (FEW, 20):
        _, events = history(nights)
        with lines_run() as lines:
            Board(RULES).fold(events)
        costs.append(lines.count // len(events))
    assert is_flat(*costs)


def test_a_fold_runs_few_lines_for_an_event_and_builds_one_view_of_a_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, events = history(20)
    with lines_run() as lines:
        Board(RULES).fold(events)
    assert lines.count <= LINES_OF_AN_EVENT * len(events)
    views, board = Counter(), Board(RULES)
    views.watch(monkeypatch, CallViewBuilder, "tell")
    board.fold(events)
    calls = len(board.held_calls())
    assert calls > 300
    assert views.count <= calls * 1.01


def test_a_long_journal_is_folded_without_a_look_for_garbage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.db"
    asyncio.run(journal_of(FEW, path))
    checkpoint_file(path).unlink()
    collects: list[bool] = []
    fold = Board.fold

    def seen(board: Board, events: Iterable[Event]) -> Change:
        collects.append(gc.isenabled())
        return fold(board, events)

    monkeypatch.setattr(Board, "fold", seen)
    advance_checkpoint(path, RULES, lambda _: None)
    assert collects == [False]
    assert gc.isenabled()


def test_the_id_of_a_call_opened_by_hand_costs_no_more_after_a_thousand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board, asked = Board(RULES), Counter()
    assert free_call_id(board) == "H-1"
    for number in range(1, 1_001):
        board.store.call(f"H-{number}")
    asked.watch(monkeypatch, type(board.store.calls), "__contains__")
    assert free_call_id(board) == "H-1001"
    assert asked.count <= 24


def test_a_short_name_costs_no_more_on_an_old_board(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of a few thousand calls are made for it, and not of all there ever were."""
    monkeypatch.setattr(short_names, "_BLOCK", 10)
    found: list[int] = []
    for calls in (100, 1_000):
        board = Board(RULES)
        board.fold(
            event("call", {"id": f"urn:incident:{n:06}", "opened_at": stamp(NOW), "version": 1})
            for n in range(calls)
        )
        named = Counter()
        with monkeypatch.context() as patch:
            named.watch(patch, short_names.ShortNames, "short")
            shown = board.names.short(f"urn:incident:{calls - 1:06}", 10)
        assert "9" in shown
        found.append(named.count)
    assert found[1] <= found[0] <= 81


class FollowedEvents:
    """Counts the events whose links in the chain are checked."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._count = 0
        chain_page = reader.chain_page

        def counted(connection: sqlite3.Connection, after: int) -> list[ChainRow]:
            rows = chain_page(connection, after)
            self._count += len(rows)
            return rows

        patch.setattr(reader, "chain_page", counted)

    def by(self, *command: str) -> int:
        """The events that a command line checks; it must do what it is asked."""
        self._count = 0
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.output
        return self._count


def test_status_behind_a_command_that_writes_checks_no_more_after_40_nights_than_after_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_WORTH_A_STAMP", 100)
    followed = FollowedEvents(monkeypatch)
    for nights in (FEW, MANY):
        path = tmp_path / f"{nights}.db"
        events, _ = asyncio.run(journal_of(nights, path))
        status = ("status", "--journal", str(path))
        assert followed.by(*status) == len(events)
        for written in (1, 2):
            assert followed.by("handover", "--journal", str(path)) <= reader.TAIL + written
            assert followed.by(*status) == written
        stamp_file(path).unlink()
        assert followed.by(*status) == len(events) + 2  # the control


def test_a_board_keeps_few_pages_of_a_long_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    asyncio.run(journal_of(FEW, path))
    with closing(connections.writer(path)) as connection:
        assert connection.execute("PRAGMA cache_size").fetchone() == (-1400,)


def test_a_report_over_one_shift_reads_no_more_after_40_nights_than_after_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Counter()
    read.watch(monkeypatch, Blocks, "get")
    found: list[int] = []
    day = f"{NOW:%Y-%m-%d}"
    report: tuple[str, ...] = ()
    for nights in (FEW, MANY):
        path = tmp_path / f"{nights}.db"
        asyncio.run(journal_of(nights, path))
        report = ("report", "--journal", str(path), "--format", "json")
        read.count = 0
        done = CliRunner().invoke(cli, [*report, "--from", day, "--to", day])
        assert done.exit_code == 0, done.output
        found.append(read.count)
    assert found[1] <= found[0] * 1.25 + 4
    read.count = 0
    assert CliRunner().invoke(cli, report).exit_code == 0
    assert read.count > 10 * found[1]  # the control


def test_shifts_of_some_days_are_those_of_all_that_start_on_them() -> None:
    _, events = history(6)
    board = Board(RULES)
    board.fold(events)
    every = board.past_shifts()
    days = [start_day(RULES.hours, shift) for shift in every]
    assert len(days) == 6
    for first in (None, date.min, days[0] - timedelta(days=9), *days):
        for last in (None, *days, days[-1] + timedelta(days=9), date.max):
            wanted = [
                shift
                for day, shift in zip(days, every, strict=True)
                if (first is None or day >= first) and (last is None or day <= last)
            ]
            assert board.past_shifts(first, last) == wanted

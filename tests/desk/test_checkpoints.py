"""A board puts itself away when a shift ends and at its end, and goes on as before."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jru_tui.board.archive import Archive, ArchivePiece
from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.events import Event
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from jru_tui.desk import checkpoints
from jru_tui.desk.checkpoints import FEW, Checkpoints
from jru_tui.desk.desk import Desk
from jru_tui.journal.board_loader import (
    board_from_checkpoint,
    keep_checkpoint,
    leave_checkpoint,
    position_of,
)
from jru_tui.journal.checkpoint import checkpoint_file
from jru_tui.journal.protocol import Head
from jru_tui.journal.sqlite.journal import open_journal
from tests.nights import nights

NOW = datetime(2020, 10, 30, 22, 47, tzinfo=UTC)
RULES = Rules()


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def pauses(clock: Clock, by: timedelta, looks: int) -> Callable[[float], Awaitable[None]]:
    """A pause in which the clock goes on, and that is over after so many of them."""
    left = looks

    async def pause(_seconds: float) -> None:
        nonlocal left
        left -= 1
        clock.now += by
        if not left:
            raise ConnectionAbortedError

    return pause


@pytest.mark.parametrize(("ended", "expected"), [(False, 0), (True, len(nights(4, NOW)))])
async def test_one_is_taken_when_a_shift_ends(tmp_path: Path, ended: bool, expected: int) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    assert len(events) >= FEW
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        pause = pauses(clock, timedelta(days=1) if ended else timedelta(seconds=30), 3)
        with pytest.raises(ConnectionAbortedError):
            await Checkpoints(desk, path, clock).keep(pause)
        assert position_of(desk.board.storage.archive) == expected
        assert checkpoint_file(path).exists() == ended


async def test_a_shift_in_which_next_to_nothing_happened_takes_none(tmp_path: Path) -> None:
    path, clock = tmp_path / "j.db", Clock()
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(nights(1, NOW)[:20])
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        await Checkpoints(desk, path, clock).leave()
    assert not checkpoint_file(path).exists()


async def test_one_is_left_at_the_end_and_the_next_start_folds_what_came_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        before = [*desk.board.open_calls()]
        await Checkpoints(desk, path, clock).leave()
        assert [*desk.board.open_calls()] == before
        vehicle = next(iter(desk.board.vehicles))
        assert isinstance(await desk.command(Note("tyre is soft", vehicle=vehicle)), Change)
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    assert board.events == len(events)
    folded: list[Event] = []
    fold = Board.fold_in_parts

    def count(board: Board, told: list[Event]) -> Iterator[Change]:
        folded.extend(told)
        return fold(board, told)

    monkeypatch.setattr(Board, "fold_in_parts", count)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        desk = Desk(board=board, journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        assert len(folded) == 1
        assert [line.text for line in desk.board.log(vehicle=vehicle)][-1].endswith("tyre is soft")


async def test_while_a_large_one_is_taken_others_get_their_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    monkeypatch.setattr(checkpoints, "_PIECES", 10)
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        at: list[int] = []

        def keep(pieces: list[ArchivePiece], head: Head) -> Archive:
            at.extend((turns, len(pieces)))
            return keep_checkpoint(path, RULES, pieces, head, None)

        before = asyncio.create_task(take_turns())
        await desk.head()
        begun = turns
        await checkpoints.put_away(desk, keep)
        before.cancel()
    seen, pieces = at
    assert pieces > 100
    assert seen - begun >= pieces // 10


async def test_whoever_leaves_does_not_wait_for_one_that_takes_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    monkeypatch.setattr(checkpoints, "LEAVE_WITHIN_S", 0.05)
    begun, ended = threading.Event(), threading.Event()
    written: list[ArchivePiece] = []
    leave_whole = leave_checkpoint

    def leave(path: Path, rules: Rules, pieces: Iterable[ArchivePiece], *more: Any) -> None:
        def slowly() -> Iterator[ArchivePiece]:
            for piece in pieces:
                written.append(piece)
                begun.set()
                cancelled.wait(10)
                yield piece

        try:
            leave_whole(path, rules, slowly(), *more)
        finally:
            ended.set()

    monkeypatch.setattr(checkpoints, "leave_checkpoint", leave)
    cancelled = threading.Event()
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        before = [*desk.board.open_calls()]
        await asyncio.wait_for(Checkpoints(desk, path, clock).leave(), 10)
        cancelled.set()
        if begun.is_set():
            assert await asyncio.to_thread(ended.wait, 10)
        assert len(written) <= 1
        assert [*desk.board.open_calls()] == before
    assert not checkpoint_file(path).exists()
    assert [file.name for file in tmp_path.iterdir() if "checkpoint" in file.name] == []


async def test_what_comes_while_it_is_written_waits_for_nothing_and_is_kept(tmp_path: Path) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        vehicle = next(iter(desk.board.vehicles))
        begun, go_on = threading.Event(), threading.Event()

        def keep(pieces: list[ArchivePiece], head: Head) -> Archive:
            begun.set()
            assert go_on.wait(10)
            return keep_checkpoint(path, RULES, pieces, head, None)

        writing = asyncio.create_task(checkpoints.put_away(desk, keep))
        assert await asyncio.to_thread(begun.wait, 10)
        note = Note("tyre is soft", vehicle=vehicle)
        assert isinstance(await asyncio.wait_for(desk.command(note), 10), Change)
        go_on.set()
        await asyncio.wait_for(writing, 10)
        assert position_of(desk.board.storage.archive) == len(events)
        assert desk.board.log(vehicle=vehicle)[-1].text.endswith("tyre is soft")
        await Checkpoints(desk, path, clock).take()
    board = board_from_checkpoint(path, RULES)
    assert board is not None
    assert board.events == len(events) + 1
    assert board.log(vehicle=vehicle)[-1].text.endswith("tyre is soft")


async def test_a_board_that_took_long_to_begin_is_put_away_before_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        await Checkpoints(desk, path, clock).begin()
        assert not checkpoint_file(path).exists(), "it took no time"
        monkeypatch.setattr(checkpoints, "CHECKPOINT_EVERY", 600)
        await Checkpoints(desk, path, clock).begin()
        assert checkpoint_file(path).exists()


async def test_a_board_that_grows_in_one_long_shift_is_put_away_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "CHECKPOINT_EVERY", 600)
    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        held = len(desk.board.held_calls())
        pause = pauses(clock, timedelta(), 1)
        with pytest.raises(ConnectionAbortedError):
            await Checkpoints(desk, path, clock).keep(pause)
        assert position_of(desk.board.storage.archive) == len(events)
        assert len(desk.board.held_calls()) < held


async def test_where_none_can_be_written_the_board_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path, clock, events = tmp_path / "j.db", Clock(), nights(4, NOW)
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(events)
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        monkeypatch.setattr("jru_tui.journal.new_checkpoint._put", full)
        await Checkpoints(desk, path, clock).leave()
        assert desk.board.storage.archive is None
        vehicle = next(iter(desk.board.vehicles))
        assert isinstance(await desk.command(Note("tyre is soft", vehicle=vehicle)), Change)
    assert board_from_checkpoint(path, RULES) is None


async def test_the_seconds_for_the_last_one_count_from_the_moment_at_which_somebody_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, clock = tmp_path / "j.db", Clock()
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        await journal.append(nights(4, NOW))
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        await desk.catch_up()
        kept = Checkpoints(desk, path, clock, few=1)
        monkeypatch.setattr(checkpoints, "LEAVE_WITHIN_S", 0.0)
        kept.hurry()
        monkeypatch.setattr(checkpoints, "LEAVE_WITHIN_S", 60.0)
        await kept.leave()
        assert board_from_checkpoint(path, RULES) is None
        await Checkpoints(desk, path, clock, few=1).leave()
        assert board_from_checkpoint(path, RULES) is not None

"""What a board that runs keeps is what one keeps that has just read the journal, and no more."""

import gc
import types
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from jru_tui.board.board import Board
from jru_tui.board.records import NoteRecord, Position
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.models import FeedReading
from jru_tui.journal.sqlite.journal import open_journal
from tests.desk.conftest import NOW, call, document, vehicle

NIGHT, LONG_NIGHT = 80, 200
COUNT = 10
"""Calls, and vehicles."""
_SHARED = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


def kept_by(root: object) -> Counter[str]:
    """The objects that are kept alive by one, by type."""
    seen: dict[int, object] = {}
    waiting = [root]
    while waiting:
        found = waiting.pop()
        if id(found) in seen or isinstance(found, _SHARED):
            continue
        seen[id(found)] = found
        waiting += gc.get_referents(found)
    return Counter(type(found).__name__ for found in seen.values())


def poll(number: int, **more: Any) -> FeedReading:
    """A document in which everything has changed: what a hard feed sends each time."""
    when = NOW + timedelta(seconds=10 * number)
    calls = [
        call(
            f"K{which}",
            version=number,
            updated_at=when,
            summary=f"said {number}",
            flags=(f"f{number % 5}",),
            **{name: value(number) for name, value in more.items()},
        )
        for which in range(COUNT)
    ]
    place = Position(51.3 + number / 1_000, 1.1, when)
    vehicles = tuple(vehicle(f"V{which}", position=place) for which in range(COUNT))
    return document(*calls, vehicles=vehicles, when=when)


async def kept_after(path: Path, polls: int, **more: Any) -> tuple[int, int, int, Board]:
    """Objects of a desk that ran for so many polls, of its board, and of one that read its journal.

    Also the board that ran.
    """
    now = [NOW]
    async with await open_journal(path, by="SC 1", clock=lambda: now[0]) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: now[0], by="SC 1")
        for number in range(polls):
            now[0] = NOW + timedelta(seconds=10 * number)
            await desk.receive(poll(number, **more))
        again = Desk(board=Board(Rules()), journal=journal, clock=lambda: now[0], by="SC 1")
        await again.catch_up()
        assert again.board.events == desk.board.events > polls * COUNT
        of_board, of_again = kept_by(desk.board).total(), kept_by(again.board).total()
        return kept_by(desk).total(), of_board, of_again, desk.board


async def test_a_board_keeps_calls_and_not_events(tmp_path: Path) -> None:
    few, _, _, _ = await kept_after(tmp_path / "few", NIGHT)
    many, ran, again, _ = await kept_after(tmp_path / "many", LONG_NIGHT)
    assert many <= few * 1.02
    assert ran <= again * 1.02


def notes(number: int) -> tuple[NoteRecord, ...]:
    return (NoteRecord(f"n{number}", NOW, "control", f"note {number}"),)


async def test_what_stands_in_the_log_is_kept_once(tmp_path: Path) -> None:
    few, _, _, _ = await kept_after(tmp_path / "few", NIGHT, notes=notes)
    many, ran, again, board = await kept_after(tmp_path / "many", LONG_NIGHT, notes=notes)
    assert ran <= again * 1.02
    assert len(board.log(call="K1")) > LONG_NIGHT
    assert many > few * 1.5  # the control: this does grow, and is seen

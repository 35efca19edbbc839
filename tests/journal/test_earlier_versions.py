"""Journals of earlier versions open, verify, go on, and show the board that they showed then.

Each was written by that version: a sample shift, and a supervisor's commands of every kind. Beside
it stands what that version showed.
"""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from jru_tui.board.board import Board
from jru_tui.board.commands import Note
from jru_tui.board.events import Commanded, Event
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal

VERSIONS = Path(__file__).parent / "versions"
NAMES = sorted(path.name.removesuffix(".sqlite.gz") for path in VERSIONS.glob("*.gz"))
REWORDED = {"JRU 2 clear"}
"""Lines of the log that said more than anybody had reported."""


def journal_of(name: str, folder: Path) -> Path:
    path = folder / "shift.sqlite"
    path.write_bytes(gzip.decompress((VERSIONS / f"{name}.sqlite.gz").read_bytes()))
    anchor = VERSIONS / f"{name}.anchor"
    (folder / "shift.sqlite.anchor").write_bytes(anchor.read_bytes())
    return path


def board_of(path: Path) -> Board:
    board = Board(Rules())
    board.fold(event for _, event in load(path))
    return board


def test_there_are_journals() -> None:
    assert "62f15ee" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_board_is_what_it_was(name: str, tmp_path: Path) -> None:
    then = json.loads((VERSIONS / f"{name}.json").read_text(encoding="utf-8"))
    board = board_of(journal_of(name, tmp_path))
    shift = shift_at(board.rules.hours, datetime.fromisoformat(then["moment"]))
    calls = {
        call.id: {
            "open": call.open,
            "waiting": call.waiting,
            "outcome": call.outcome,
            "on_it": [response.vehicle for response in call.on_it],
            "grade": call.grade,
            "category": call.category,
        }
        for call in board.call_views.values()
    }
    assert calls == then["calls"]
    assert [call.id for call in board.open_calls()] == then["order"]
    assert {
        vehicle.id: {
            "status": vehicle.status,
            "call": vehicle.call,
            "crew": [member.id for member in vehicle.crew],
        }
        for vehicle in board.vehicles.values()
    } == then["vehicles"]
    assert {
        vehicle or "unit": msgspec.to_builtins(board.tally(shift, vehicle))
        for vehicle in (None, *board.vehicles)
    } == then["tallies"]
    log = [[entry.at.isoformat(), entry.text] for entry in board.log(call="K-1037")]
    for line in then["log"]:
        assert line in log or line[1] in REWORDED


@pytest.mark.parametrize("name", NAMES)
async def test_it_verifies_and_goes_on(name: str, tmp_path: Path) -> None:
    path = journal_of(name, tmp_path)
    before = board_of(path)
    at = datetime.fromisoformat("2020-10-30T22:55:00+00:00")
    async with await open_journal(path, by="SC 70002", clock=lambda: at) as journal:
        assert not journal.warning
        assert not journal.read_only
        await journal.verify()
        note = Event("new", at, at + timedelta(), "supervisor", Commanded(Note("seen", "K-1037")))
        await journal.append([note])
    after = board_of(path)
    assert after.call_views.keys() == before.call_views.keys()
    assert after.log(call="K-1037")[-1].text == "note: seen"

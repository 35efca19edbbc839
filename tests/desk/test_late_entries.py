"""What was written on paper is entered with its own times: the board of an uninterrupted night."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from jru_tui.board import (
    Assign,
    BackUp,
    Board,
    Check,
    Close,
    Command,
    Crew,
    EndBackUp,
    Note,
    OpenCall,
    Place,
    Refusal,
    Regrade,
    Reopen,
    Rules,
    SetStatus,
    StandDown,
    VehicleRecord,
    VehicleReported,
    shift_at,
)
from jru_tui.desk.desk import Desk
from jru_tui.journal.sqlite.file_access import load
from jru_tui.journal.sqlite.journal import open_journal
from jru_tui.reports import count_figures

START = datetime(2020, 10, 30, 18, 0, tzinfo=UTC)
LATER = START + timedelta(hours=7)
RULES = Rules(vehicles={"JRU1": "JRU 1", "JRU2": "JRU 2"})
PAPER: tuple[tuple[int, Command], ...] = (
    (5, OpenCall("H-1", "fall", Place("Sea Street, Deal"), "G2", "C3", "self", "off a bicycle")),
    (7, Assign("H-1", "JRU1")),
    (8, Crew("JRU1", "SC 70002", on=True)),
    (12, SetStatus("JRU1", "en_route", "H-1")),
    (20, OpenCall("H-2", "assault", Place("High Street, Dover"), "G1", "", "police", "two men")),
    (21, Assign("H-2", "JRU2")),
    (22, SetStatus("JRU1", "at_scene", "H-1")),
    (24, SetStatus("JRU2", "en_route", "H-2")),
    (25, Note("he is awake", call="H-1")),
    (31, SetStatus("JRU2", "at_scene", "H-2")),
    (33, BackUp("H-2", "patrol", 1)),
    (36, Check("JRU2")),
    (40, Close("H-1", "treated_at_scene", minutes=45)),
    (41, OpenCall("H-3", "fall", Place("Mill Lane, Strood"), "G3", "C3", "ambulance", "")),
    (45, Regrade("H-3", "G2", "C2", "short of breath")),
    (47, Assign("H-3", "JRU1")),
    (52, StandDown("H-3", "JRU1")),
    (55, Close("H-3", "advice")),
    (58, Reopen("H-3")),
    (63, Close("H-2", "arrest", minutes=60)),
    (70, Note("tyre is soft", vehicle="JRU1")),
)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


async def entered(path: Path, *, late: bool) -> Board:
    """The board after a night: given as it went, or entered from paper hours later."""
    clock = Clock()
    async with await open_journal(path, by="SC 1", clock=clock) as journal:
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1", writes_back=late)
        for vehicle in RULES.vehicles:
            record = VehicleRecord(vehicle, "available", START - timedelta(minutes=5))
            await desk.writer.record([(record.status_at, VehicleReported(record))], "feed", START)
        for minute, command in PAPER:
            at = START + timedelta(minutes=minute)
            clock.now = LATER if late else at
            done = await desk.command(_named(desk.board, command), happened_at=at if late else None)
            assert not isinstance(done, Refusal), (command, done)
    board = Board(RULES)
    board.fold(event for _, event in load(path))
    assert not board.owed  # dispatch was told by radio
    return board


def _named(board: Board, command: Command) -> Command:
    """An ending of back-up names the id that the asking was given."""
    if isinstance(command, EndBackUp):
        (asked,) = board.calls[command.call].back_up
        return structs.replace(command, back_up=asked.id)
    return command


async def test_twenty_lines_from_paper_give_the_board_of_an_uninterrupted_night(
    tmp_path: Path,
) -> None:
    assert len(PAPER) > 20
    lived = await entered(tmp_path / "lived.db", late=False)
    late = await entered(tmp_path / "late.db", late=True)
    for call in ("H-1", "H-2", "H-3"):
        assert _plain(late, call) == _plain(lived, call)
        assert _log(late, call) == _log(lived, call)
    assert [call.id for call in late.open_calls()] == [call.id for call in lived.open_calls()]
    assert [*late.vehicles.values()] == [*lived.vehicles.values()]
    shift = shift_at(RULES.hours, START + timedelta(minutes=30))
    assert late.tally(shift) == lived.tally(shift)
    assert late.tally(shift).attended == 2
    figures = [
        structs.replace(
            count_figures(board.snapshot(), [shift]), decisions=(), first_offers_taken=0
        )
        for board in (lived, late)
    ]
    assert figures[0] == figures[1]
    for vehicle in RULES.vehicles:
        end = START + timedelta(hours=2)
        assert late.spans(vehicle, START, end) == lived.spans(vehicle, START, end)
        assert late.crew_spells(vehicle) == lived.crew_spells(vehicle)
    recorded = {event.recorded_at for _, event in load(tmp_path / "late.db")}
    assert recorded == {START, LATER}  # and when it was entered is kept


def _log(board: Board, call: str) -> list[object]:
    """The log without what was predicted when it was done: on paper nothing is."""
    return [(line.at, line.text.partition(" · ")[0], line.by) for line in board.log(call=call)]


def _plain(board: Board, call: str) -> object:
    """The view of a call without the ids of its events."""
    view = board.calls[call]
    back_up = tuple(structs.replace(asked, id="") for asked in view.back_up)
    notes = tuple(structs.replace(note, id="") for note in view.notes)
    unconfirmed = tuple(board.words(board.order(one).command) for one in view.unconfirmed)  # type: ignore[union-attr]
    return structs.replace(view, back_up=back_up, notes=notes, unconfirmed=unconfirmed)


@pytest.mark.parametrize("away", [timedelta(minutes=1), -timedelta(days=8)])
async def test_what_is_to_come_or_long_ago_is_refused(tmp_path: Path, away: timedelta) -> None:
    clock = Clock()
    async with await open_journal(tmp_path / "j.db", by="SC 1", clock=clock) as journal:
        desk = Desk(board=Board(RULES), journal=journal, clock=clock, by="SC 1")
        call = OpenCall("H-1", "fall", Place("Deal"), "G2")
        refused = await desk.command(call, happened_at=START + away)
        assert isinstance(refused, Refusal)
        assert desk.board.events == 0


async def test_a_line_of_paper_is_entered_by_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "jru" / "journal.db"
    async with await open_journal(path, by="SC 1", clock=lambda: datetime.now(UTC)) as journal:
        desk = Desk(board=Board(Rules()), journal=journal, clock=lambda: datetime.now(UTC))
        await desk.record_export("handover", "text")
    at = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)
    line = ["jru_tui", "command", "--journal", str(path), "--at", at.isoformat()]
    words = ["O fall Sea Street, Deal"]
    done = await asyncio.to_thread(run, *line, *words)
    assert done.returncode == 0, done.stderr
    *_, (_, event) = load(path)
    assert event.at == at
    assert event.recorded_at > at + timedelta(minutes=59)
    line[line.index(at.isoformat())] = (at + timedelta(days=1)).isoformat()
    done = await asyncio.to_thread(run, *line, *words)
    assert done.returncode == 1
    assert "in the future" in done.stderr


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

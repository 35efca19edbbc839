"""A number that was used again, in everything that leaves the program."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp, Link
from jru_tui.board.commands import Note
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.feeds.models import FeedReading
from jru_tui.journal.sqlite.journal import open_journal

Jru = Callable[..., Result]
HISTORY = Path(__file__).parents[1] / "replay" / "histories" / "number_used_again.json"
AT = "2026-11-27T21:10:00Z"
OLD = "0001 of 26 Nov 2026"


@pytest.fixture
def journal(home: Path) -> tuple[Path, str]:
    """The journal of a board that heard both calls, and the new one's id inside it."""
    path, ids = home / "kept.sqlite", list[str]()

    async def keep() -> None:
        now = [datetime(2026, 11, 27, 21, 5, tzinfo=UTC)]
        async with await open_journal(path, by="SC 1", clock=lambda: now[0]) as kept:
            desk = Desk(board=Board(Rules()), journal=kept, clock=lambda: now[0], by="SC 1")
            decoder = Decoder()
            for step in json.loads(HISTORY.read_text(encoding="utf-8"))["steps"]:
                now[0] = datetime.fromisoformat(step["t"])
                reading = await decoder.decode(json.dumps(step["doc"]).encode())
                assert isinstance(reading, FeedReading)
                await desk.receive(reading)
            old, new = desk.board.uses("0001")
            ids.append(new)
            for command in (
                Assign(new, "JRU3"),
                BackUp(new, "patrol"),
                Note("seen", call=new),
                Note("the family rang", call=old),
                Link(new, old),
            ):
                await desk.command(command)

    asyncio.run(keep())
    return path, ids[0]


@pytest.mark.parametrize(
    ("command", "old", "new"),
    [
        pytest.param(("status",), True, True, id="status"),
        pytest.param(("status", "--json"), True, True, id="status --json"),
        pytest.param(("handover",), True, True, id="handover"),
        pytest.param(("handover", "--format", "html"), True, True, id="handover html"),
        pytest.param(("watch",), True, True, id="watch"),
        pytest.param(("snapshot", "--size", "140x36"), True, True, id="snapshot"),
        pytest.param(("report",), False, True, id="report"),
    ],
)
def test_both_calls_are_told_apart_and_no_id_of_the_boards_own_is_shown(
    jru: Jru, journal: tuple[Path, str], command: tuple[str, ...], *, old: bool, new: bool
) -> None:
    path, inside = journal
    at = () if command[0] in ("watch", "report") else ("--at", AT)
    drawn = path.with_suffix(".txt")
    into = ("-o", str(drawn)) if command[0] == "snapshot" else ()
    result = jru(*command, "--journal", str(path), *at, *into)
    assert result.exit_code == 0, result.output
    said = drawn.read_text(encoding="utf-8") if into else result.output
    assert inside not in said
    assert (OLD in said) is old
    assert ("0001" in said.replace(OLD, "")) is new


def test_status_tells_the_new_call_as_open_and_yesterdays_attendance_stays(
    jru: Jru, journal: tuple[Path, str]
) -> None:
    path, _ = journal
    told = json.loads(jru("status", "--json", "--journal", str(path), "--at", AT).output)
    (call,) = told["calls"]
    assert (call["id"], call["number"], call["opened_at"]) == (
        "0001",
        "0001",
        "2026-11-27T21:04:00Z",
    )
    assert (call["state"], call["reopened"], call["duplicate_of"]) == ("open", False, OLD)
    report = json.loads(jru("report", "--format", "json", "--journal", str(path)).output)
    nights = {each["starts_at"]: each["unit"]["attended"] for each in report["shifts"]}
    assert nights == {"2026-11-26T18:00:00Z": 1, "2026-11-27T18:00:00Z": 0}

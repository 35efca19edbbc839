"""Which of two hours was meant stays decided over a restart."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jru_tui.board.board import Board
from jru_tui.board.rules import Rules
from jru_tui.desk.desk import Desk
from jru_tui.feeds.decoding.decoder import Decoder
from jru_tui.journal.sqlite.journal import open_journal
from tests.desk.conftest import Wall
from tests.feeds.conftest import VEHICLE, call, document, reading_of

TWICE = "2020-10-25T01:10:00"
NOTE = {"id": "n1", "at": "2020-10-25T01:12:00", "text": "x"}


async def test_a_restart_decides_nothing_anew(tmp_path: Path, wall: Wall) -> None:
    """TIME-02: the first program saw the order of arrival, the second did not."""

    def at(clock: str, **changes: Any) -> bytes:
        return document(generated_at=f"2020-10-25T{clock}:00Z", **changes)

    way = {"vehicle": "JRU3", "allocated_at": "2020-10-25T01:11:00", "en_route_at": None}
    sent = call(opened_at=TWICE, responses=[way], notes=[NOTE])
    press = {**VEHICLE, "status": "allocated", "status_at": "2020-10-25T01:11:00"}
    listed = {"calls": [sent], "vehicles": [press]}
    documents = [at("00:50", calls=[], vehicles=[]), at("01:20", **listed)]
    boards = []
    for program in range(2):
        decoder = Decoder(zone=ZoneInfo("Europe/London"))
        async with await open_journal(tmp_path / "j.db", by="", clock=wall) as journal:
            desk = Desk(board=Board(Rules()), journal=journal, clock=wall)
            await desk.catch_up()
            calls_before = desk.board.calls.get("K-1036")
            for body in documents[program:]:
                await desk.receive(await reading_of(body, decoder))
            assert calls_before in (None, desk.board.calls["K-1036"])
            boards.append((desk.board.calls["K-1036"], desk.board.vehicles["JRU3"]))
    assert boards[0] == boards[1]
    told, vehicle = boards[0]
    assert f"{told.opened_at:%H:%M}" == "01:10"
    assert [f"{each.allocated_at:%H:%M}" for each in told.responses] == ["01:11"]
    assert f"{vehicle.since:%H:%M}" == "01:11"
    assert told.notes[0].at - told.opened_at == timedelta(minutes=2)

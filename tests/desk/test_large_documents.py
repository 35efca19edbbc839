"""A large document does not keep the keys waiting: it is compared with the board in a thread."""

import asyncio
import threading
from datetime import timedelta
from typing import Any

import pytest

from jru_tui.board.projection import view_updater
from jru_tui.board.records import ResponseRecord
from jru_tui.desk import document_diff
from jru_tui.desk.desk import Desk
from jru_tui.desk.document_diff import compare_document
from tests.desk.conftest import NOW, call, document, vehicle


@pytest.mark.parametrize(("count", "away"), [(3, False), (2_500, True)])
async def test_a_large_document_is_compared_away_from_the_keys(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, count: int, away: bool
) -> None:
    threads: list[bool] = []

    def noted(*args: Any, **named: Any) -> object:
        threads.append(threading.current_thread() is not threading.main_thread())
        return compare_document(*args, **named)

    monkeypatch.setattr(document_diff, "compare_document", noted)
    await desk.receive(document(*(call(f"K{number}") for number in range(count))))
    assert threads == [away]
    assert len(desk.board.call_views) == count


async def test_the_keys_get_their_turn_while_much_follows_from_a_document(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_updater, "_PART", 10)
    names = [f"V{number}" for number in range(10)]
    ways = tuple(ResponseRecord(name, NOW) for name in names)
    calls = [call(f"K{name}", responses=ways) for name in names]
    vehicles = tuple(vehicle(name, "allocated") for name in names)
    await desk.receive(document(*calls, vehicles=vehicles))
    pressed = tuple(vehicle(name, "en_route", 1, call=f"K{name}") for name in names)
    reading = document(*calls, vehicles=pressed, when=NOW + timedelta(minutes=1))
    # Cancelled at the first turn of others: nothing is left half done.
    turns = 0
    receiving = asyncio.create_task(desk.receive(reading))
    statuses: set[tuple[str, ...]] = set()
    while not receiving.done():
        await asyncio.sleep(0)
        turns += 1
        statuses.add(tuple(response_status(desk, name) for name in names))
        if len(statuses) > 1:
            receiving.cancel()
    assert turns > 1
    assert {response_status(desk, name) for name in names} == {"en_route"}
    assert {found.status for found in desk.board.vehicles.values()} == {"en_route"}


def response_status(desk: Desk, name: str) -> str:
    """What a vehicle does on its call, by the view of the call."""
    ways = desk.board.calls[f"K{name}"].responses
    way = next(response for response in ways if response.vehicle == name)
    return "en_route" if way.en_route_at is not None else "allocated"

"""Made-up nights, polled whenever and killed in between, against a count straight from the feed."""

import asyncio
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign
from jru_tui.board.projection import call_state
from jru_tui.board.projection.status_history import StatusHistory
from jru_tui.desk.off_list import OffLists
from jru_tui.reports.measures import times_of
from tests.replay import count
from tests.replay.conftest import Player
from tests.replay.night import RESERVE, START, Json, Night


class Told:
    """What a board says after a night, and the documents that it has heard."""

    def __init__(self, board: Board, heard: list[Json], assigned: str | None) -> None:
        self.board = board
        self.heard = heard
        self.assigned = assigned
        """The call that the reserve was sent to last."""


async def play(seed: int, *, every_minute: bool = False, kills: bool = True) -> Told:
    """A night of these dice, polled now and then, with a supervisor who sends the reserve out."""
    night, dice = Night(seed), Random(seed + 1)
    player, heard = Player(), list[Json]()
    assigned: str | None = None
    await player.start()
    last = len(night.documents) - 1
    for minute, document in enumerate(night.documents):
        polled, killed, sends = (dice.random() for _ in range(3))
        if kills and killed < 0.1:
            await player.start()
        if every_minute or polled < 0.4 or minute >= last - 1:
            heard.append(document)
            await player.poll(START + timedelta(minutes=minute), document)
        reserve = player.board.vehicles.get(RESERVE)
        if sends < 0.1 and reserve is not None and reserve.status == "available":
            waiting = [call for call in player.board.open_calls() if call.open]
            if waiting:
                assigned = waiting[-1].id
                await player.desk.command(Assign(assigned, RESERVE))
    return Told(player.board, heard, assigned)


def differences(told: Told) -> list[str]:
    """Where the board and the count straight from the documents do not agree, in words."""
    board, heard = told.board, told.heard
    found = []
    on = count.on_calls(heard)
    for call in board.calls.values():
        is_open = call.id in on
        mine = {response.vehicle for response in call.on_it} - {RESERVE}
        if call.open != is_open or (is_open and mine != on[call.id]):
            found.append(f"{call.id}: {call.state} {sorted(mine)}, and not {on.get(call.id)}")
    for vehicle, doing in count.statuses(heard).items():
        unit = board.vehicles[vehicle]
        if vehicle != RESERVE and (unit.status, unit.call) != doing:
            found.append(f"{vehicle}: {unit.status} {unit.call}, and not {doing}")
    ours = {
        (way.vehicle, call.id)
        for call in board.calls.values()
        for way in call.responses
        if way.at_scene_at is not None and call.outcome != "stood_down"
    }
    if ours != count.attended(heard):
        found.append(f"attended: {ours ^ count.attended(heard)}")
    if board.total().attended != len({call for _, call in ours}):
        found.append(f"the unit attended {board.total().attended}")
    took = Counter(
        each.time / timedelta(minutes=1)
        for call in board.calls.values()
        for each in times_of(call, board.vehicles.keys())
        if each.measure == "at_scene" and each.vehicle not in (None, RESERVE)
    )
    if took != count.at_scene(heard):
        found.append(f"at scene: {took}, and not {count.at_scene(heard)}")
    clears = count.clears(heard)
    found += [
        f"{line.vehicle} is said to be clear of {call}"
        for call in board.calls
        for line in board.log(call=call)
        if line.text.endswith(" clear") and (line.vehicle, line.at) not in clears
    ]
    return found + reserve_differences(told, on)


def reserve_differences(told: Told, on: dict[str, set[str]]) -> list[str]:
    """The reserve is where it was sent to last, until that call is closed: then it is free."""
    unit = told.board.vehicles[RESERVE]
    expected = ("available", None)
    if told.assigned in on and not was_closed(told, told.assigned):
        expected = ("allocated", told.assigned)
    if (unit.status, unit.call) == expected:
        return []
    return [f"{RESERVE}: {unit.status} {unit.call}, and not {expected}"]


def was_closed(told: Told, call_id: str) -> bool:
    """Whether any document said that the call was closed since it was sent there."""
    order = next(
        order
        for order in reversed(list(told.board.said.standing.values()))
        if isinstance(order.command, Assign) and order.command.call == call_id
    )
    ends = (
        call["closed_at"]
        for document in told.heard
        for call in document["calls"]
        if call["id"] == call_id and call["state"] == "closed"
    )
    return any(count.time_of(end) >= order.at for end in ends)


@given(st.integers(0, 10**6), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_night_agrees_with_a_count_straight_from_what_the_feed_says(
    seed: int, every_minute: bool, kills: bool
) -> None:
    told = asyncio.run(play(seed, every_minute=every_minute, kills=kills))
    assert differences(told) == []


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=20)
def test_kills_change_nothing(seed: int) -> None:
    killed, alive = (asyncio.run(play(seed, kills=kills)).board for kills in (True, False))
    # The ids of commands are made up anew each time.
    calls, vehicles = (
        [
            {id_: structs.replace(view, unconfirmed=()) for id_, view in views.items()}
            for views in each
        ]
        for each in ((killed.calls, alive.calls), (killed.vehicles, alive.vehicles))
    )
    assert calls[0] == calls[1]
    assert vehicles[0] == vehicles[1]


def without_off_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OffLists, "of", lambda *_: ())


def without_whole_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = call_state.response_steps

    def in_pieces(ways: Any) -> Any:
        facts = steps(ways)
        return [fact for fact in facts if fact.step != "whole"]

    monkeypatch.setattr(call_state, "response_steps", in_pieces)


def without_freeing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Board, "_freed_at", lambda *_: None)


def without_two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = StatusHistory.steps

    def all_clear(*args: Any) -> Any:
        return [type(fact)(fact.at, fact.step, fact.word, fact.sending) for fact in steps(*args)]

    monkeypatch.setattr(StatusHistory, "steps", all_clear)


@pytest.mark.parametrize(
    "breaks", [without_off_lists, without_whole_ways, without_freeing, without_two_calls]
)
def test_the_count_sees_each_fault(monkeypatch: pytest.MonkeyPatch, breaks: Any) -> None:
    breaks(monkeypatch)
    assert any(differences(asyncio.run(play(seed))) for seed in range(40))

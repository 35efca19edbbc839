"""Made-up nights, polled whenever and killed in between, against a count straight from the feed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.call_views import Call
from jru_tui.board.projection.calls import call_view_builder
from jru_tui.board.projection.calls.claims import Claims
from jru_tui.board.projection.calls.response_times import ListedResponse, StepFact, response_steps
from jru_tui.board.projection.vehicles.status_history import StatusHistory
from jru_tui.desk.call_identity import CallIdentities
from jru_tui.desk.dropped_vehicles import DroppedVehicles
from jru_tui.reports.figures.figures import count_figures
from jru_tui.reports.figures.measures import times_of
from tests.replay import count
from tests.replay.conftest import Player
from tests.replay.night import RESERVE, Json, Night


class Told:
    """What a board says after a night, and the documents that it has heard."""

    def __init__(
        self, board: Board, heard: list[Json], meant: Mapping[str, str], assigned: str | None
    ) -> None:
        self.board = board
        self.heard = heard
        self.meant = meant
        """The opening of the call that each vehicle is on at the end."""
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
            await player.poll(night.times[minute], document)
        reserve = player.board.vehicles.get(RESERVE)
        if sends < 0.1 and reserve is not None and reserve.status == "available":
            waiting = [
                call for call in player.board.open_calls() if call.open and call.unlisted_at is None
            ]
            if waiting:
                assigned = waiting[-1].id
                await player.desk.command(Assign(assigned, RESERVE))
    return Told(player.board, heard, night.meant[-1], assigned)


def key_of(call: Call) -> count.Key:
    return call.number, call.opened_at


def differences(told: Told) -> list[str]:
    """Where the board and the count straight from the documents do not agree, in words."""
    return [
        *calls_apart(told),
        *vehicles_apart(told),
        *figures_apart(told),
        *lines_apart(told),
        *reserve_apart(told),
    ]


def calls_apart(told: Told) -> Iterator[str]:
    """Who is on which call, of those that the last document lists."""
    board, on = told.board, count.on_calls(told.heard)
    known = count.outcomes(told.heard)
    if {key_of(call) for call in board.call_views.values()} != known.keys():
        shown = [key_of(call) for call in board.call_views.values()]
        yield f"calls: {shown}, and not {list(known)}"
    listed = {count.key_of(call) for call in told.heard[-1]["calls"]}
    for call in board.call_views.values():
        key = key_of(call)
        mine = {response.vehicle for response in call.on_it} - {RESERVE}
        if key in listed and (call.open != (key in on) or (call.open and mine != on[key])):
            yield f"{call.name}: {call.state} {sorted(mine)}, and not {on.get(key)}"


def vehicles_apart(told: Told) -> Iterator[str]:
    """What each listed vehicle does, and on which of the calls of a number."""
    board = told.board
    for vehicle, doing in count.statuses(told.heard, told.meant).items():
        unit = board.vehicles[vehicle]
        call = board.calls.get(unit.call or "")
        mine = unit.status, None if call is None else key_of(call)
        if vehicle != RESERVE and mine != doing:
            yield f"{vehicle}: {mine}, and not {doing}"


def figures_apart(told: Told) -> Iterator[str]:
    """What was attended, and how long it took."""
    board, heard = told.board, told.heard
    listed = {count.key_of(call) for call in heard[-1]["calls"]}
    ours = {
        (way.vehicle, key_of(call))
        for call in board.call_views.values()
        for way in call.responses
        if way.at_scene_at is not None and call.outcome != "stood_down"
    }
    theirs = count.attended(heard)
    # Of a call that is not listed any more only the vehicles still tell.
    if not theirs <= ours or any(key in listed for _, key in ours - theirs):
        yield f"attended: {ours ^ theirs}"
    if board.total().attended != len({key for _, key in ours}):
        yield f"the unit attended {board.total().attended}"
    took = Counter(
        each.time / timedelta(minutes=1)
        for call in board.call_views.values()
        if call.outcome != "stood_down" and key_of(call) in listed
        for each in times_of(call, board.vehicles.keys())
        if each.measure == "at_scene" and each.vehicle not in (None, RESERVE)
    )
    if took != count.at_scene(heard):
        yield f"at scene: {took}, and not {count.at_scene(heard)}"
    snapshot = board.snapshot()
    report = count_figures(snapshot, snapshot.shifts())
    for group in (report.whole.unit, *(each.figures for each in report.whole.vehicles)):
        responses = group.response.count + group.response.set_aside
        if group.attended != responses:
            yield f"{group.attended} attended, {responses} responses"


def lines_apart(told: Told) -> Iterator[str]:
    """Who is said to be clear without anybody having said so."""
    clears = count.clears(told.heard)
    for call in told.board.call_views:
        for line in told.board.log(call=call):
            if line.text.endswith(" clear") and (line.vehicle, line.at) not in clears:
                yield f"{line.vehicle} is said to be clear of {call}"


def reserve_apart(told: Told) -> Iterator[str]:
    """The reserve is where it was sent to last, until that call is closed: then it is free."""
    unit = told.board.vehicles[RESERVE]
    expected: tuple[str, str | None] = ("available", None)
    if told.assigned is not None and not was_closed(told, told.assigned):
        expected = ("allocated", told.assigned)
    if (unit.status, unit.call) != expected:
        yield f"{RESERVE}: {unit.status} {unit.call}, and not {expected}"


def was_closed(told: Told, call_id: str) -> bool:
    """Whether any document said that the call was closed since it was sent there."""
    order = next(
        order
        for order in reversed(list(told.board.store.orders._standing.values()))
        if isinstance(order.command, Assign) and order.command.call == call_id
    )
    key = key_of(told.board.calls[call_id])
    ends = (
        call["closed_at"]
        for document in told.heard
        for call in document["calls"]
        if count.key_of(call) == key and call["state"] == "closed"
    )
    return any(count.time_of(end) >= order.at for end in ends)


@example(50171, False, False)
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
        for each in ((killed.call_views, alive.call_views), (killed.vehicles, alive.vehicles))
    )
    assert calls[0] == calls[1]
    assert vehicles[0] == vehicles[1]


def without_off_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DroppedVehicles, "of", lambda *_: ())


def without_whole_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_pieces(ways: Iterable[ListedResponse]) -> list[StepFact]:
        return [fact for fact in response_steps(ways) if fact.step != "whole"]

    monkeypatch.setattr(call_view_builder, "response_steps", in_pieces)


def without_freeing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Claims, "freed_at", lambda *_: None)


def without_two_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = StatusHistory.steps

    def all_clear(*args: Any) -> object:
        return [type(fact)(fact.at, fact.step, fact.word, fact.sending) for fact in steps(*args)]

    monkeypatch.setattr(StatusHistory, "steps", all_clear)


def without_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CallIdentities, "with_own_ids", lambda _, reading: reading)


@pytest.mark.parametrize(
    "breaks",
    [
        without_off_lists,
        without_whole_ways,
        without_freeing,
        without_two_calls,
        without_openings,
    ],
)
def test_the_count_sees_each_fault(
    monkeypatch: pytest.MonkeyPatch, breaks: Callable[[pytest.MonkeyPatch], None]
) -> None:
    breaks(monkeypatch)
    assert any(differences(asyncio.run(play(seed))) for seed in range(40))

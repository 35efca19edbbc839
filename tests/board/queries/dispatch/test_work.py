"""Work is counted: a plan costs a row of travel times a call, and what follows costs none."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from jru_tui.board.board import Board
from jru_tui.board.call_views import Call
from jru_tui.board.queries.dispatch import demands as demands_module
from jru_tui.board.queries.dispatch import situation as situation_module
from jru_tui.board.queries.dispatch.reasons import ArrivalSource
from jru_tui.board.queries.dispatch.resources import Fleet
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver.assignment_problem import solve
from jru_tui.board.queries.dispatch.solver.costs import CostTable
from jru_tui.board.queries.dispatch.travel_times.calibration import Centiles
from jru_tui.board.queries.dispatch.travel_times.travel_sources import Location, TravelModel
from tests.board.queries.dispatch.boards import random_board
from tests.board.queries.dispatch.conftest import Room


class Counting:
    """A source that knows nothing and counts what it is asked."""

    word = ArrivalSource.ROUTE

    def __init__(self) -> None:
        self.rows = 0
        self.pairs = 0

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> Sequence[float | None]:
        del goal, at
        self.rows += len(starts) > 1
        self.pairs += len(starts)
        return [None] * len(starts)

    def centiles(self, start: Location, goal: Location, at: datetime) -> Centiles:
        raise AssertionError(f"it knew nothing of {start} and {goal} at {at}")


def counted(room: Room) -> tuple[Any, Counting]:
    source = Counting()
    return room.dispatcher(model=TravelModel(room.board.rules, sources=(source,))), source


def board() -> Room:
    room = Room()
    for number in range(6):
        room.call(f"K{number}", "G2", waited=5 + number)
    for number in range(9):
        room.car(f"JRU {number}", minutes=3 + number)
    return room


def test_a_plan_asks_once_for_each_call_and_advice_asks_nothing_more() -> None:
    dispatcher, source = counted(board())
    assert dispatcher.plan.acts
    assert source.rows == 6
    rows = source.rows
    for number in range(6):
        dispatcher.advise(f"K{number}")
    assert source.rows == rows
    assert dispatcher.plan is dispatcher.plan
    assert dispatcher.advise("K1") is dispatcher.advise("K1")


def test_advice_alone_asks_once_for_each_call_too() -> None:
    dispatcher, source = counted(board())
    dispatcher.advise("K3")
    assert source.rows == 6


def test_a_call_that_wants_nobody_costs_one_row_more() -> None:
    room = board()
    room.call("K9", "G1", waited=30)
    room.car("JRU 9", "at_scene", on="K9", minutes=0)
    dispatcher, source = counted(room)
    assert dispatcher.plan.acts
    rows = source.rows
    dispatcher.advise("K9")
    assert source.rows == rows + 1


def test_of_too_many_calls_the_most_urgent_are_planned_and_the_others_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(situation_module, "MOST_PAIRS", 9 * 4)
    room = board()
    assert room.plan.left_out == ("K1", "K0")
    advice = room.advice("K0")
    assert advice.offers[0].targets
    assert [each.name for each in advice.offers if each.possible]


def test_of_very_many_calls_only_the_first_are_read_and_those_where_vehicles_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demands_module, "MOST_CALLS", 3)
    read: list[str] = []
    of_call = demands_module.of_call

    def count(board: Board, call: Call, fleet: Fleet, now: datetime) -> object:
        read.append(call.id)
        return of_call(board, call, fleet, now)

    monkeypatch.setattr(demands_module, "of_call", count)
    for calls in (6, 60):
        room = Room()
        for number in range(calls):
            room.call(f"K{number}", "G2", waited=5 + number)
        room.call("K-last", "G4", waited=1)
        room.car("JRU 1", "en_route", on="K-last", minutes=3)
        room.car("JRU 2", minutes=4)
        read.clear()
        plan = room.plan
        assert read == [f"K{calls - 1}", f"K{calls - 2}", f"K{calls - 3}", "K-last"]
        assert {offer.call for act in plan.acts for offer in act.moves} <= set(read)


class CountedRow(list[int]):
    """A row of costs that counts how often one of them is looked up along a path."""

    looked_up = 0

    def __getitem__(self, place: Any) -> Any:
        CountedRow.looked_up += 1
        return super().__getitem__(place)


@pytest.mark.parametrize(("calls", "cars", "most"), [(20, 10, 2), (100, 50, 6)])
def test_the_solver_looks_at_a_pair_a_few_times_on_any_board(
    calls: int, cars: int, most: int
) -> None:
    """Times are in the benchmarks' notes: here that a plan of 100 by 50 is no cubic affair."""
    for seed in range(10):
        room = random_board(seed, calls, cars)
        situation = Situation(room.board, TravelModel(room.board.rules), room.now)
        table = CostTable(situation)
        rows = [CountedRow(table.row(demand)) for demand in situation.demands]
        CountedRow.looked_up = 0
        solve(rows, cars)
        assert CountedRow.looked_up <= most * calls * cars, seed


def test_nothing_is_changed_by_looking() -> None:
    room = random_board(5, 4, 4)
    first = room.dispatcher()
    again = room.dispatcher()
    assert first.plan == again.plan
    for call in room.board.call_views:
        assert first.advise(call) == again.advise(call)

"""The laws of the plan, on random boards and by exhaustive search.

`JRU_TUI_LAW_BOARDS` sets on how many boards; `make laws` takes 10,000.
"""

import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.queries.dispatch.models import Offer, Plan
from jru_tui.board.queries.dispatch.situation import Situation
from jru_tui.board.queries.dispatch.solver import solution
from jru_tui.board.queries.dispatch.solver.assignment_problem import NONE, Matching, solve
from jru_tui.board.queries.dispatch.solver.objective import leave_points, unserved_points
from jru_tui.board.queries.dispatch.solver.pairs import pair
from jru_tui.board.queries.dispatch.travel_times.travel_sources import TravelModel
from tests.board.queries.dispatch.boards import random_board
from tests.board.queries.dispatch.conftest import Room

BOARDS = int(os.environ.get("JRU_TUI_LAW_BOARDS", "300"))
CHUNK = max(1, BOARDS // 10)
CLOSE = 0.02
"""Points that rounding to thousandths may make over all pairs of a board."""


def boards() -> list[range]:
    return [range(first, min(first + CHUNK, BOARDS)) for first in range(0, BOARDS, CHUNK)]


def sizes(seed: int) -> tuple[int, int]:
    random = Random(seed * 7919)
    return random.randrange(0, 5), random.randrange(0, 5)


def least_points(room: Room) -> float:
    """The least that any assignment costs, by trying every one of them."""
    situation = Situation(room.board, TravelModel(room.board.rules), room.now)
    weights = situation.rules.dispatch
    demands, units = situation.demands, situation.resources
    leaves = {
        vehicle: leave_points(demand, weights) for demand in demands for vehicle in demand.coming
    }

    def options(row: int, taken: frozenset[int]) -> Iterator[tuple[float, frozenset[int]]]:
        demand = demands[row]
        yield unserved_points(demand, weights), taken
        for column, unit in enumerate(units):
            if column in taken:
                continue
            found = pair(situation, demand, unit, situation.travel(demand)[column])
            if found is not None:
                stays = unit.vehicle.id in demand.coming
                spared = leaves[unit.vehicle.id] if stays else 0.0
                yield found.points - spared, taken | {column}

    def least(row: int, taken: frozenset[int]) -> float:
        if row == len(demands):
            return sum(leaves.values())
        return min(points + least(row + 1, then) for points, then in options(row, taken))

    return least(0, frozenset())


@given(st.integers(0, 2**32), st.integers(0, 4), st.integers(0, 4))
def test_the_laws_hold_whatever_the_board(seed: int, calls: int, cars: int) -> None:
    """The same laws, where hypothesis looks for the smallest board that breaks one."""
    room = random_board(seed, calls, cars)
    dispatcher = room.dispatcher()
    assert dispatcher.plan.points == pytest.approx(least_points(room), abs=CLOSE)
    for call in room.board.call_views:
        others = in_the_running(dispatcher.advise(call).offers)
        assert not others or others[0].meets or not any(each.meets for each in others)
    cars_sent = [car for _, car in decisions(dispatcher.plan)]
    assert len(cars_sent) == len(set(cars_sent))


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_the_plan_equals_the_best_of_all(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, *sizes(seed))
        assert room.plan.points == pytest.approx(least_points(room), abs=CLOSE), seed


@pytest.mark.parametrize("broken", ["nearest first", "one pair swapped"])
def test_a_solver_that_is_not_the_best_is_found_out(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """The control: with another solver the first law fails."""

    def greedy(costs: list[list[int]], columns: int) -> Matching:
        found = solve(costs, columns)
        if broken == "one pair swapped":
            matched = [row for row, column in enumerate(found.column_of) if column != NONE]
            if len(matched) > 1:
                one, other = matched[:2]
                found.column_of[one], found.column_of[other] = (
                    found.column_of[other],
                    found.column_of[one],
                )
            return found
        found = Matching([NONE] * len(costs), [NONE] * columns, [0] * len(costs), [0] * columns)
        for row, of_row in enumerate(costs):
            free = [column for column in range(columns) if found.row_of[column] == NONE]
            best = min(free, key=of_row.__getitem__, default=NONE)
            if best != NONE and of_row[best] < 0:
                found.column_of[row], found.row_of[best] = best, row
        return found

    monkeypatch.setattr(solution, "solve", greedy)
    worse = 0
    for seed in range(60):
        room = random_board(seed, *sizes(seed))
        points = room.dispatcher().plan.points
        least = least_points(room)
        assert points >= least - CLOSE
        worse += points > least + CLOSE
    assert worse > 3


def in_the_running(offers: tuple[Offer, ...]) -> list[Offer]:
    """Those that could come, and that the plan does not have for another call."""
    return [offer for offer in offers if offer.possible and not offer.kept_for]


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_never_first_a_car_that_misses_while_another_meets(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, *sizes(seed))
        dispatcher = room.dispatcher()
        for call in room.board.call_views:
            advice = dispatcher.advise(call)
            others = in_the_running(advice.offers)
            first = advice.best or next(iter(others), None)
            if first is not None and not first.meets:
                assert not [each.name for each in others if each.meets], (seed, call)


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_with_one_call_never_first_a_car_that_misses_while_any_other_meets(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, 1, 1 + seed % 5)
        if any(unit.status == "emergency" for unit in room.board.vehicles.values()):
            continue  # an officer's emergency comes before any call
        offers = [each for each in room.advice("K0").offers if each.possible]
        if offers:
            assert offers[0].meets or not any(each.meets for each in offers), seed


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_nothing_gets_worse_when_a_car_is_added(seeds: range) -> None:
    """A car that is on no call: one that is sent or there already has changed its call as well.

    Nor one that needs help itself; nor the first with a crew, as that tells that the others have
    none, where it was not known.
    """
    for seed in seeds:
        calls, cars = sizes(seed)
        fewer, more = (random_board(seed, calls, number) for number in (cars, cars + 1))
        *_, added = more.board.vehicles.values()
        first_crew = added.crew and not any(each.crew for each in fewer.board.vehicles.values())
        helps = added.call is None and added.status != "emergency"
        if helps and not (fewer.board.vehicles and first_crew):
            assert more.plan.points <= fewer.plan.points + CLOSE, seed


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_renaming_changes_nothing(seeds: range) -> None:
    for seed in seeds:
        calls, cars = sizes(seed)
        plain = [*(f"K{n}" for n in range(calls)), *(f"JRU {n}" for n in range(cars))]
        renamed = [f"Z{n}" for n in range(calls)], [f"MD {n}" for n in range(cars)]
        for names in renamed:
            Random(seed).shuffle(names)
        other = [*renamed[0], *renamed[1]]
        told = decisions(random_board(seed, calls, cars, plain).plan)
        name = dict(zip(plain, other, strict=True))
        name |= {"": ""} | {old.replace(" ", ""): new.replace(" ", "") for old, new in name.items()}
        again = decisions(random_board(seed, calls, cars, other).plan)
        assert [tuple(name[each] for each in pair) for pair in told] == again, seed


def decisions(plan: Plan) -> list[tuple[str, str]]:
    """Which car goes to which call, or stays on its way, in the order of the plan."""
    moves = [move for act in plan.acts for move in act.moves]
    return [(each.call, each.vehicle) for each in (*moves, *plan.later, *plan.continuing)]


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_no_car_is_promised_twice(seeds: range) -> None:
    for seed in seeds:
        cars = [car for _, car in decisions(random_board(seed, *sizes(seed)).plan)]
        assert len(cars) == len(set(cars)), seed


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_offers_stand_in_the_order_of_what_the_board_is_worse_off(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, *sizes(seed))
        dispatcher = room.dispatcher()
        for call in room.board.call_views:
            advice = dispatcher.advise(call)
            extra = [each.extra for each in advice.offers if each.possible]
            assert extra == sorted(extra), seed
            if advice.best is not None:
                assert (advice.best, extra[0]) == (advice.offers[0], 0), seed

"""Shifts by the plan and by the nearest free vehicle, on the same hidden travel times."""

from collections.abc import Callable, Iterator
from datetime import datetime

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.geometry import distance_km
from jru_tui.simulator.generator import generate_scenario
from jru_tui.simulator.replay import Rule, by_plan, nearest_free, play_shifts


def farthest_free(table: object) -> Rule:
    """The control: as bad a rule as one can think of."""
    del table

    def decides(board: Board, now: datetime) -> Iterator[Assign]:
        del now
        free = {
            vehicle.id: vehicle.position
            for vehicle in board.vehicles.values()
            if vehicle.status in ("available", "standby") and not vehicle.call
        }
        for call in board.open_calls():
            if free and call.waiting:
                worst = max(free, key=lambda each: distance_km(free[each], call.where) or 0.0)
                del free[worst]
                yield Assign(call.id, worst)

    return decides


def missed(rule: Callable[..., Rule], seeds: range) -> int:
    """G1 and C1 that missed their target over some shifts."""
    ends = [play_shifts(generate_scenario(seed, calls=24, vehicles=5), rule) for seed in seeds]
    return sum(end.missed(code)[0] for end in ends for code in ("G1", "C1"))


def test_by_the_plan_fewer_g1_and_c1_are_missed_than_by_the_nearest_free() -> None:
    seeds = range(1, 4)
    by_nearest = missed(nearest_free, seeds)
    assert missed(by_plan, seeds) < by_nearest
    assert missed(farthest_free, seeds) > by_nearest


def test_the_same_night_is_played_the_same_way_twice() -> None:
    first, again = (play_shifts(generate_scenario(5, calls=6), nearest_free) for _ in range(2))
    assert [*first.board.newest_calls()] == [*again.board.newest_calls()]
    assert first.sent == again.sent == 6

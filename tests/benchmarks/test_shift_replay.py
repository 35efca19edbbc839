"""Shifts by the plan and by the nearest free vehicle, on the same hidden travel times."""

from collections.abc import Callable, Iterator
from datetime import datetime

from benchmarks.scenario_generator import generate_scenario
from benchmarks.shift_replay import STEP, Rule, by_plan, nearest_free, play_shifts
from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign
from jru_tui.board.geometry import distance_km


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


def test_nobody_misses_fewer_targets_than_the_oracle() -> None:
    ends = [
        play_shifts(generate_scenario(seed, calls=16), by_plan, with_reach=True)
        for seed in range(1, 4)
    ]
    for code in ("G1", "C1"):
        missed = sum(end.missed(code)[0] for end in ends)
        nobody, off_scenes = (
            sum(end.unreachable(code, off_scenes=off_scenes) for end in ends)
            for off_scenes in (False, True)
        )
        assert 0 < off_scenes <= nobody <= missed


def test_the_oracle_reads_the_hidden_times_and_leaves_the_rule_alone() -> None:
    drawn = generate_scenario(2, calls=8)
    played, looked_at = (play_shifts(drawn, nearest_free, with_reach=on) for on in (False, True))
    assert [*played.board.newest_calls()] == [*looked_at.board.newest_calls()]
    assert not played.reach
    for call in looked_at.board.newest_calls():
        first = call.responses[0]
        if first.allocated_at is not None and first.allocated_at - call.opened_at <= STEP:
            # Whoever was sent as soon as the call was heard of came when the oracle says.
            assert first.at_scene_at in [
                possible.at for possible in looked_at.reach[call.id] if not possible.leaves_scene
            ]


def test_in_a_smaller_county_seven_minutes_can_be_met() -> None:
    def least(size: float) -> int:
        ends = [
            play_shifts(generate_scenario(seed, calls=16, size=size), by_plan, with_reach=True)
            for seed in range(1, 4)
        ]
        calls = sum(end.missed("C1")[1] for end in ends)
        return calls - sum(end.unreachable("C1", off_scenes=False) for end in ends)

    assert least(0.12) > least(1.0)

"""The plan against another solver, which shares nothing with it and tries every assignment.

`JRU_TUI_LAW_BOARDS` sets on how many boards; `make laws` takes 10,000.
"""

import pytest

from tests.board.queries.dispatch import oracle
from tests.board.queries.dispatch.boards import random_board
from tests.board.queries.dispatch.oracle import Oracle, Want
from tests.board.queries.dispatch.test_laws import CLOSE, boards, sizes


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_no_plan_costs_less_by_another_solvers_count(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, *sizes(seed))
        assert room.plan.points == pytest.approx(Oracle(room).least(), abs=CLOSE), seed


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_arrivals_are_those_of_another_hand(seeds: range) -> None:
    for seed in seeds:
        room = random_board(seed, *sizes(seed))
        other, dispatcher = Oracle(room), room.dispatcher()
        for want in other.wants:
            offers = dispatcher.advise(want.id).offers if want.kind == "call" else ()
            for offer in offers:
                seconds = other.seconds(want.id, offer.vehicle)
                assert offer.possible == (seconds is not None), (seed, offer.name)
                assert seconds is None or abs(seconds - offer.arrival.seconds) <= 1, seed


@pytest.mark.parametrize("seeds", boards(), ids=str)
def test_the_first_offer_is_in_time_by_another_solvers_count_too(seeds: range) -> None:
    """One call and no officer in need: a car that is there in time is never behind a late one."""
    for seed in seeds:
        room = random_board(seed, 1, 1 + seed % 5)
        other = Oracle(room)
        if [want.kind for want in other.wants] != ["call"]:
            continue
        [want] = other.wants
        offers = [each for each in room.advice("K0").offers if each.possible]
        late = [_misses(other, want, each.vehicle) for each in offers]
        assert not late or not late[0] or all(late), seed


def _misses(other: Oracle, want: Want, vehicle: str) -> bool:
    seconds = other.seconds(want.id, vehicle)
    assert seconds is not None
    return any(0 <= left_s < seconds for left_s, *_ in want.targets)


@pytest.mark.parametrize(
    ("name", "value"), [("MISSED", 1500), ("KMH", 40.0), ("PATIENCE", 29.0), ("OVERDUE", 1.0)]
)
def test_a_solver_by_other_rules_disagrees(
    monkeypatch: pytest.MonkeyPatch, name: str, value: float
) -> None:
    """The control: each figure of the rules counts."""
    monkeypatch.setattr(oracle, name, value)
    differ = 0
    for seed in range(60):
        room = random_board(seed, *sizes(seed))
        differ += abs(room.plan.points - Oracle(room).least()) > CLOSE
    assert differ > 3

"""Boards of one kind each against the other solver: all equal, all lost, one car, one call."""

from random import Random

import pytest

from jru_tui.board.records import ResponseRecord
from tests.board.queries.dispatch.conftest import CREW, OFFICERS, Room, ago
from tests.board.queries.dispatch.oracle import Oracle
from tests.board.queries.dispatch.test_laws import CLOSE

KINDS = {
    "equal": ("available", "available", "en_route"),
    "all lost": ("available", "standby", "en_route", "at_scene", "refreshments", "hospital"),
    "one car": ("available", "refreshments", "hospital", "en_route"),
    "one call": ("available", "standby", "refreshments", "hospital", "off_duty", "emergency"),
    "old positions": ("available", "standby", "refreshments"),
    "all on their way": ("en_route", "en_route", "allocated"),
    "close by": ("en_route", "en_route", "allocated", "available"),
    "all at work": ("at_scene", "at_scene", "hospital"),
    "all at meal": ("refreshments", "committed_deployable"),
}
WAITED = (0, 1, 6.9, 7, 14.9, 15, 17, 40, 59, 60, 61, 300, 2000)
CODES = (("G1",), ("C1",), ("G2",), ("C2",), ("G1", "C2"), ("G2", "C1"), ("G3",), ("C3",), ("ZZ",))
MOVING = ("en_route", "allocated")


def size(kind: str, random: Random) -> tuple[int, int]:
    """So many calls and cars as the other solver can try."""
    if kind == "one car":
        return random.randint(3, 7), 1
    if kind == "one call":
        return 1, random.randint(8, 20)
    return random.randint(2, 4), random.randint(2, 4)


def board(kind: str, seed: int) -> Room:
    """A board of one kind; the same for the same seed."""
    random, room = Random(f"{kind} {seed}"), Room()
    calls, cars = size(kind, random)
    spots = [place(random, kind) for _ in range(2)]
    places = [
        random.choice(spots) if kind == "equal" else place(random, kind) for _ in range(calls)
    ]
    drawn: list[tuple[str, int | None]] = []
    for _ in range(cars):
        status = random.choice(KINDS[kind])
        busy = status in (*MOVING, "at_scene")
        drawn.append((status, random.randrange(calls) if busy else None))
    code = random.choice(CODES)
    for index in range(calls):
        room.call(
            f"K{index}",
            *(code if kind == "equal" else random.choice(CODES)),
            waited=waited(kind, random),
            at=places[index] if random.random() < 0.95 else None,
            area=random.choice(("east_kent", "medway", None)),
            needs=() if kind == "equal" else random.choice(((), (), ("clinical",))),
            responses=tuple(
                ResponseRecord(
                    f"JRU{number}",
                    ago(6),
                    None if status == "allocated" else ago(5),
                    ago(4) if status == "at_scene" else None,
                )
                for number, (status, to) in enumerate(drawn)
                if to == index
            ),
        )
    for number, (status, to) in enumerate(drawn):
        here = random.choice(spots) if kind == "equal" else place(random, kind)
        if status == "at_scene" and to is not None:
            here = places[to]
        room.car(
            f"JRU {number}",
            status,
            at=here if random.random() < 0.9 else None,
            old=random.choice((9, 11, 20, 120, 540)) if kind == "old positions" else 0,
            since=random.choice((0, 1, 3, 20, 100)),
            crew=CREW if kind == "equal" else random.choice((CREW, CREW, OFFICERS, ())),
            area=random.choice(("East Kent", "Medway & Swale", None)),
            on=None if to is None else f"K{to}",
        )
    return room


def waited(kind: str, random: Random) -> float:
    if kind == "equal":
        return 5.0
    return random.choice((70, 200, 3000) if kind == "all lost" else WAITED)


def place(random: Random, kind: str = "") -> tuple[float, float]:
    if kind == "close by":
        return random.uniform(51.36, 51.4), random.uniform(1.1, 1.25)
    return random.uniform(51.2, 51.47), random.uniform(0.3, 1.3)


@pytest.mark.parametrize("kind", KINDS)
def test_no_plan_of_an_unusual_board_costs_less(kind: str) -> None:
    for seed in range(15):
        room = board(kind, seed)
        assert room.plan.points == pytest.approx(Oracle(room).least(), abs=CLOSE), seed


@pytest.mark.parametrize("kind", KINDS)
def test_no_car_is_sent_to_two_calls_of_an_unusual_board(kind: str) -> None:
    for seed in range(40):
        plan = board(kind, seed).plan
        moves = [move.vehicle for act in plan.acts for move in act.moves]
        told = [*moves, *(offer.vehicle for offer in (*plan.later, *plan.continuing))]
        assert len(told) == len(set(told)), seed


def test_a_solver_that_counts_an_estimated_minute_in_full_disagrees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: who is on the way counts, where cars are close by."""
    monkeypatch.setattr(Oracle, "_unsure", lambda *_: 0.0)
    rooms = [board("close by", seed) for seed in range(40)]
    assert sum(abs(room.plan.points - Oracle(room).least()) > CLOSE for room in rooms) > 1

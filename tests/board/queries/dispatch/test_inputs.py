"""A plan stands while nothing changes that it reads; it is then what would be made anew."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import BackUp, Close, Link, NextCall, RightCare
from jru_tui.board.call_views import Call
from jru_tui.board.commands import Acknowledge, Check, Command, Note
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import CallReported, Commanded, VehicleReported
from jru_tui.board.queries.dispatch import dispatcher, inputs
from jru_tui.board.queries.dispatch.dispatcher import Dispatcher
from jru_tui.board.queries.dispatch.plan import make_plan
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.records import NoteRecord, Place, Position
from jru_tui.board.views import Change
from tests.board.queries.dispatch.boards import random_board
from tests.board.queries.dispatch.conftest import HERE, NOW, OFFICERS, Room, ago, east
from tests.narrowing import present

BOARDS = 40
CHANGES = 12
LATER = NOW + timedelta(seconds=20)

Act = Callable[[Random, Room], Change]


def call_changed(room: Room, call: str, **more: Any) -> Change:
    """The feed reports a call again, of which that is new."""
    before = room.board.feed_records.call(call)
    assert before is not None
    return room.stage.apply(CallReported(replace(before, updated_at=LATER, **more)), LATER)


def vehicle_changed(room: Room, vehicle: str, **more: Any) -> Change:
    """The feed reports a vehicle again, of which that is new."""
    before = room.board.feed_records.vehicle(vehicle)
    assert before is not None
    return room.stage.apply(VehicleReported(replace(before, **more)), LATER)


def given(room: Room, command: Command) -> Change:
    """Somebody gives a command; nothing changes where it cannot be given."""
    decided = decide(room.board, command)
    if not isinstance(decided, Commanded):
        return Change()
    return room.stage.apply(decided, LATER, "supervisor")


def some_call(random: Random, room: Room) -> str:
    return str(random.choice(sorted(room.board.held_calls())))


def some_vehicle(random: Random, room: Room) -> str:
    return str(random.choice(sorted(room.board.vehicles)))


def stepped(random: Random, room: Room) -> Change:
    """A stage of a response that only its call tells of."""
    call = some_call(random, room)
    responses = present(room.board.feed_records.call(call)).responses
    moved = tuple(replace(response, at_scene_at=ago(1)) for response in responses)
    return call_changed(room, call, responses=moved)


def pressed_late(random: Random, room: Room) -> Change:
    """A press of an earlier time, which shows nowhere but in what the crew did before."""
    vehicle = some_vehicle(random, room)
    status = random.choice(("refreshments", "at_scene", "available"))
    call = some_call(random, room) if status == "at_scene" else None
    return vehicle_changed(room, vehicle, status=status, status_at=ago(150), call=call)


ACTS: dict[str, Act] = {
    "words": lambda random, room: call_changed(
        room, some_call(random, room), summary="it is worse", people=3, callback="ask at the door"
    ),
    "note of the feed": lambda random, room: call_changed(
        room, some_call(random, room), notes=(NoteRecord("n1", ago(1), "Desk", "no answer"),)
    ),
    "note": lambda random, room: given(room, Note("gate is locked", some_call(random, room))),
    "check": lambda random, room: given(room, Check(some_vehicle(random, room))),
    "acknowledged": lambda random, room: given(room, Acknowledge(some_vehicle(random, room))),
    "grade": lambda random, room: call_changed(room, some_call(random, room), grade="G1"),
    "needs": lambda random, room: call_changed(room, some_call(random, room), needs=("doctor",)),
    "place": lambda random, room: call_changed(
        room, some_call(random, room), where=Place("Pier", *east(3))
    ),
    "stage": stepped,
    "closed by the feed": lambda random, room: call_changed(
        room, some_call(random, room), state="closed", closed_at=LATER, outcome="advice"
    ),
    "closed": lambda random, room: given(room, Close(some_call(random, room), "advice")),
    "linked": lambda random, room: given(
        room, Link(some_call(random, room), some_call(random, room))
    ),
    "left to others": lambda random, room: given(
        room, RightCare(some_call(random, room), "mental_health", "no risk to life")
    ),
    "back-up": lambda random, room: given(room, BackUp(some_call(random, room), "patrol")),
    "next call": lambda random, room: given(
        room, NextCall(some_call(random, room), some_vehicle(random, room))
    ),
    "unlisted": lambda random, room: room.stage.unlist(some_call(random, room), "22:47:10"),
    "position": lambda random, room: vehicle_changed(
        room, some_vehicle(random, room), position=Position(*east(2), LATER)
    ),
    "status": lambda random, room: vehicle_changed(
        room, some_vehicle(random, room), status="available", status_at=NOW, call=None
    ),
    "crew": lambda random, room: vehicle_changed(room, some_vehicle(random, room), crew=OFFICERS),
    "late press": pressed_late,
}


def wrong_after(seed: int) -> str:
    """Play random changes; name the first that a plan survives and should not, if there is one."""
    random = Random(seed)
    room = random_board(seed, calls=random.randrange(1, 9), cars=random.randrange(1, 7))
    recommendation = Recommendation(room.board)
    for _ in range(CHANGES):
        before = recommendation.at(NOW)
        name, act = random.choice([*ACTS.items()])
        recommendation.changed(act(random, room))
        after, anew = recommendation.at(NOW), Dispatcher(room.board, NOW)
        if after is not before:
            continue
        calls = [call.id for call in room.board.open_calls()]
        if after.plan != anew.plan or any(after.advise(c) != anew.advise(c) for c in calls):
            return name
    return ""


def test_a_plan_that_stands_is_the_one_that_would_be_made_anew() -> None:
    assert [name for seed in range(BOARDS) if (name := wrong_after(seed))] == []


@pytest.mark.parametrize("unread", ["grade", "where", "needs"])
def test_a_plan_that_overlooks_something_is_found_out(
    monkeypatch: pytest.MonkeyPatch, unread: str
) -> None:
    blind = inputs.fields_read(Call, inputs.WORDS | {unread})
    monkeypatch.setattr(inputs, "_of_call", blind)
    monkeypatch.setattr(inputs, "_is_other_vehicle", lambda *_: False)
    assert any(wrong_after(seed) for seed in range(BOARDS))


@pytest.mark.parametrize(
    ("act", "plans"),
    [
        ("words", 0),
        ("note of the feed", 0),
        ("note", 0),
        ("grade", 1),
        ("place", 1),
        ("position", 1),
        ("crew", 1),
        ("closed", 1),
    ],
)
def test_a_plan_is_made_again_only_for_what_it_reads(
    monkeypatch: pytest.MonkeyPatch, act: str, plans: int
) -> None:
    room = Room()
    room.call("K1", "G2", waited=5)
    room.car("JRU 1", "en_route", on="K1", at=HERE)
    recommendation = Recommendation(room.board)
    recommendation.advise("K1", NOW)
    made = 0

    def count(*arguments: Any) -> object:
        nonlocal made
        made += 1
        return make_plan(*arguments)

    monkeypatch.setattr(dispatcher, "make_plan", count)
    recommendation.changed(ACTS[act](Random(1), room))
    assert recommendation.is_due(NOW) is bool(plans)
    recommendation.advise("K1", NOW)
    assert made == plans
    recommendation.at(NOW + timedelta(seconds=1))
    assert made == plans

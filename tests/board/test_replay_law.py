"""A board that heard everything as it came, and one that is told it again, are the same.

Whatever is reported in whatever order: late, after a closing, about several calls at once.
"""

from datetime import UTC, datetime, timedelta
from typing import Literal
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, Close, Link, OpenCall, Reopen, StandDown
from jru_tui.board.commands import Command, SetStatus, Settle, Undo
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    Event,
    Fact,
    OffList,
    Source,
    VehicleReported,
)
from jru_tui.board.projection.vehicles.booked_statuses import find_freed
from jru_tui.board.projection.vehicles.status_history import StatusHistory
from jru_tui.board.records import CallRecord, Place, ResponseRecord, VehicleRecord
from jru_tui.board.rules import EMERGENCY, Rules
from jru_tui.board.shifts import shift_at

START = datetime(2020, 10, 30, 19, tzinfo=UTC)
CALLS, VEHICLES = ("K1", "K2", "K3"), ("JRU1", "JRU2")
BY_HAND = "L1"
ALL_CALLS = (*CALLS, BY_HAND)
STATUSES = ("available", "allocated", "en_route", "at_scene", "committed", "emergency", "PAPERS")

times = st.integers(0, 59).map(lambda minute: START + timedelta(minutes=minute))
maybe = st.none() | times
responses = st.builds(ResponseRecord, st.sampled_from(VEHICLES), maybe, maybe, maybe, maybe)


@st.composite
def calls(draw: st.DrawFn) -> CallReported:
    closed_at = draw(maybe)
    off_list = st.builds(OffList, responses, maybe, st.booleans())
    return CallReported(
        CallRecord(
            draw(st.sampled_from(CALLS)),
            START,
            updated_at=draw(times),
            state="open" if closed_at is None else "closed",
            closed_at=closed_at,
            outcome=None if closed_at is None else "resolved",
            responses=tuple(draw(st.lists(responses, max_size=3))),
        ),
        off_list=tuple(draw(st.lists(off_list, max_size=1))),
    )


vehicles = st.builds(
    VehicleReported,
    st.builds(
        VehicleRecord,
        st.sampled_from(VEHICLES),
        st.sampled_from(STATUSES),
        times,
        call=st.none() | st.sampled_from(CALLS),
        inferred=st.booleans(),
    ),
)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Assign, st.sampled_from(ALL_CALLS), st.sampled_from(VEHICLES), st.just("a reason")),
    st.builds(StandDown, st.sampled_from(ALL_CALLS), st.sampled_from(VEHICLES)),
    st.builds(Close, st.sampled_from(ALL_CALLS), st.just("resolved")),
    st.builds(OpenCall, st.just(BY_HAND), where=st.just(Place("Dover"))),
    st.builds(Link, st.sampled_from(ALL_CALLS), st.sampled_from(CALLS)),
    st.builds(Settle, st.just(""), st.sampled_from(("feed", "supervisor"))),
    st.builds(Reopen, st.sampled_from(CALLS)),
    st.builds(SetStatus, st.sampled_from(VEHICLES), st.sampled_from(("available", "committed"))),
    st.just(Undo("")),
    st.just("refused"),
)


Item = CallReported | VehicleReported | Command | Literal["refused"]
"""What may happen: a report, a command that is decided then, or a refusal by dispatch."""


def heard(history: list[Item]) -> tuple[Board, list[Event]]:
    """The board that heard it as it came, and what was written down."""
    board, written = Board(Rules()), list[Event]()
    for nth, item in enumerate(history):
        at, fact = START + timedelta(minutes=nth, seconds=30), _fact(board, item)
        if fact is None:
            continue
        source: Source = "supervisor" if isinstance(fact, Commanded) else "feed"
        event = Event(f"e{nth}", at, at, source, fact)
        written.append(event)
        board.apply(event)
    return board, written


def _fact(board: Board, item: Item) -> Fact | None:
    """The fact that an item of a history becomes on a board; None if it may not happen there."""
    last = board.last_order()
    match item:
        case str():
            return CommandAnswered(last.id, accepted=False, reason="no") if last else None
        case Undo():
            # Earlier versions of the program allowed any, but none to take back an opening.
            allowed = last is not None and not isinstance(last.command, OpenCall)
            return Commanded(Undo(last.id)) if last and allowed else None
        case Settle(in_favour_of=side):
            disputes = [call.dispute for call in board.disputed_calls() if call.dispute]
            return _decided(board, Settle(disputes[0].command, side)) if disputes else None
        case CallReported() | VehicleReported():
            return item
    return _decided(board, item)


def _decided(board: Board, command: Command) -> Commanded | None:
    decided = decide(board, command)
    return decided if isinstance(decided, Commanded) else None


STOOD_DOWN = [
    CallReported(CallRecord("K1", START)),
    VehicleReported(VehicleRecord("JRU1", "available", START + timedelta(minutes=5), call="K2")),
    Assign("K1", "JRU1", "a reason"),
    CallReported(CallRecord("K1", START)),
    StandDown("K1", "JRU1"),
]
"""Whether it is free depends on what its crew has said since it was assigned."""


@given(st.lists(st.one_of(calls(), vehicles, commands), max_size=25))
@example(STOOD_DOWN)
@settings(deadline=None)
def test_a_replay_is_the_board_that_heard_it(history: list[Item]) -> None:
    live, written = heard(history)
    again = Board(Rules())
    again.fold(written)
    assert dict(live.held_calls()) == dict(again.held_calls())
    assert dict(live.vehicles) == dict(again.vehicles)
    for call in live.call_views:
        assert live.log(call=call) == again.log(call=call)
    shift = shift_at(live.rules.hours, START)
    assert sorted(live.shift_log(shift), key=repr) == sorted(again.shift_log(shift), key=repr)
    assert live.tally(shift) == again.tally(shift)


DROPPED = [
    CallReported(CallRecord("K1", START)),
    VehicleReported(VehicleRecord("JRU1", "en_route", START + timedelta(minutes=5), call="K1")),
    CallReported(
        CallRecord("K1", START, updated_at=START + timedelta(minutes=9)),
        off_list=(OffList(ResponseRecord("JRU1"), START + timedelta(minutes=8), confirmed=True),),
    ),
]
"""Its crew says that it is on the call, and the call does not list it any more."""

SENT = [
    VehicleReported(VehicleRecord("JRU1", "available", START)),
    CallReported(CallRecord("K1", START)),
    Assign("K1", "JRU1", "a reason"),
]
CLOSED_BY_FEED = [
    *SENT,
    CallReported(
        CallRecord(
            "K1",
            START,
            updated_at=START + timedelta(minutes=3),
            state="closed",
            closed_at=START + timedelta(minutes=3),
        )
    ),
]
OPENED_AGAIN = [
    *CLOSED_BY_FEED,
    CallReported(CallRecord("K1", START, updated_at=START + timedelta(minutes=9))),
]
CLOSED_HERE = [*SENT, Close("K1", "resolved"), Reopen("K1")]

NO_CALL_NAMED = [
    VehicleReported(VehicleRecord("JRU1", "at_scene", START + timedelta(minutes=5))),
    CallReported(CallRecord("K1", START, responses=(ResponseRecord("JRU1", START),))),
]


@given(st.lists(st.one_of(calls(), vehicles, commands), max_size=25))
@example(DROPPED)
@example(CLOSED_BY_FEED)
@example(OPENED_AGAIN)
@example(CLOSED_HERE)
@example(NO_CALL_NAMED)
@settings(deadline=None)
def test_who_is_freed_by_a_closing_is_the_same_with_and_without_views(history: list[Item]) -> None:
    board, _ = heard(history)
    for call in ALL_CALLS:
        freed = find_freed(board.store.calls.get(call), board.store.vehicles)
        shown = [
            vehicle.id
            for vehicle in board.vehicles.values()
            if vehicle.call == call and vehicle.status != EMERGENCY
        ]
        assert freed in (None, shown)


def _steps_without_an_end(
    history: StatusHistory, call: str, opened_at: datetime, _: object
) -> object:
    return STEPS(history, call, opened_at)


STEPS = StatusHistory.steps
AT_PAPERS = [
    *CLOSED_BY_FEED,
    VehicleReported(VehicleRecord("JRU1", "at_scene", START + timedelta(minutes=9), call="K1")),
    VehicleReported(VehicleRecord("JRU1", "available", START + timedelta(minutes=12))),
]
"""Its crew presses that it is there after the call was closed, and then that it is free."""


@given(st.lists(st.one_of(calls(), vehicles, commands), max_size=25))
@example(AT_PAPERS)
@settings(deadline=None)
def test_what_a_vehicle_does_after_its_call_changes_nothing_of_it(history: list[Item]) -> None:
    board, _ = heard(history)
    told = board.call_view_builder.tell
    with patch.object(StatusHistory, "steps", _steps_without_an_end):
        whole = [told(board.store.calls[call]) for call in board.call_views]
    assert [told(board.store.calls[call]) for call in board.call_views] == whole


FREE_BEFORE_IT_WAS_DROPPED = [
    VehicleReported(VehicleRecord("JRU1", "available", START + timedelta(minutes=3))),
    CallReported(
        CallRecord("K1", START),
        off_list=(OffList(ResponseRecord("JRU1"), START + timedelta(minutes=2), confirmed=False),),
    ),
    VehicleReported(VehicleRecord("JRU1", "available", START + timedelta(minutes=1))),
]
"""Its way ended in the middle of what its crew pressed: the earlier press came last."""


def _outdated(board: Board) -> list[str]:
    told = board.call_view_builder.tell
    return [id_ for id_, view in board.call_views.items() if view != told(board.store.calls[id_])]


@given(st.lists(st.one_of(calls(), vehicles, commands), max_size=25))
@example(FREE_BEFORE_IT_WAS_DROPPED)
@settings(deadline=None)
def test_no_view_of_a_call_is_out_of_date(history: list[Item]) -> None:
    """Calls that a vehicle has left are not put together anew for what it does next."""
    board, _ = heard(history)
    assert _outdated(board) == []

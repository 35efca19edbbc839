"""A board that heard everything as it came, and one that is told it again, are the same.

Whatever is reported in whatever order: late, after a closing, about several calls at once.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from jru_tui.board.board import Board
from jru_tui.board.commands import Assign, Close, Command, Reopen, SetStatus, StandDown, Undo
from jru_tui.board.decisions.decide import decide
from jru_tui.board.events import CallReported, Commanded, Event, VehicleReported
from jru_tui.board.records import CallRecord, ResponseRecord, VehicleRecord
from jru_tui.board.rules import Rules
from jru_tui.board.shifts import shift_at

START = datetime(2020, 10, 30, 19, tzinfo=UTC)
CALLS, VEHICLES = ("K1", "K2", "K3"), ("JRU1", "JRU2")
STATUSES = ("available", "allocated", "en_route", "at_scene", "committed", "emergency", "PAPERS")

times = st.integers(0, 59).map(lambda minute: START + timedelta(minutes=minute))
maybe = st.none() | times
responses = st.builds(ResponseRecord, st.sampled_from(VEHICLES), maybe, maybe, maybe, maybe)


@st.composite
def calls(draw: st.DrawFn) -> CallReported:
    closed_at = draw(maybe)
    return CallReported(
        CallRecord(
            draw(st.sampled_from(CALLS)),
            START,
            updated_at=draw(times),
            state="open" if closed_at is None else "closed",
            closed_at=closed_at,
            outcome=None if closed_at is None else "resolved",
            responses=tuple(draw(st.lists(responses, max_size=3))),
        )
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
commands: Any = st.one_of(
    st.builds(Assign, st.sampled_from(CALLS), st.sampled_from(VEHICLES), st.just("a reason")),
    st.builds(StandDown, st.sampled_from(CALLS), st.sampled_from(VEHICLES)),
    st.builds(Close, st.sampled_from(CALLS), st.just("resolved")),
    st.builds(Reopen, st.sampled_from(CALLS)),
    st.builds(SetStatus, st.sampled_from(VEHICLES), st.sampled_from(("available", "committed"))),
    st.just(Undo("")),
)


def heard(history: list[Any]) -> tuple[Board, list[Event]]:
    """The board that heard it as it came, and what was written down."""
    board, written = Board(Rules()), list[Event]()
    for nth, each in enumerate(history):
        at, fact = START + timedelta(minutes=nth, seconds=30), each
        if isinstance(each, Command):
            last = board.last_order()
            if isinstance(each, Undo):
                # Earlier versions of the program allowed any.
                fact = Commanded(Undo(last.id)) if last else None
            else:
                fact = decide(board, each)
            if not isinstance(fact, Commanded):
                continue
        source: Any = "supervisor" if isinstance(fact, Commanded) else "feed"
        event = Event(f"e{nth}", at, at, source, fact)
        written.append(event)
        board.apply(event)
    return board, written


@given(st.lists(st.one_of(calls(), vehicles, commands), max_size=25))
@settings(deadline=None)
def test_a_replay_is_the_board_that_heard_it(history: list[Any]) -> None:
    live, written = heard(history)
    again = Board(Rules())
    again.fold(written)
    assert dict(live.held_calls()) == dict(again.held_calls())
    assert dict(live.vehicles) == dict(again.vehicles)
    for call in live.calls:
        assert live.log(call=call) == again.log(call=call)
    shift = shift_at(live.rules.hours, START)
    assert sorted(live.shift_log(shift), key=repr) == sorted(again.shift_log(shift), key=repr)
    assert live.tally(shift) == again.tally(shift)

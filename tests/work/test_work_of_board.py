"""What one event costs the board: not more because there are many calls or a long past."""

from datetime import timedelta

import pytest

from benchmarks.fleet import fleet, stamp
from jru_tui.board.board import Board
from jru_tui.board.events import Event
from jru_tui.board.projection import view_updater
from jru_tui.board.projection.calls.call_view_builder import CallViewBuilder
from jru_tui.board.projection.vehicles.vehicle_state import VehicleState
from jru_tui.board.queries import alert_index
from jru_tui.board.queries.alert_index import AlertIndex
from jru_tui.board.queries.alerts import find_leave_warnings
from jru_tui.board.queries.dispatch import demands
from jru_tui.board.queries.recommendation import Recommendation
from jru_tui.board.rules import Rules
from jru_tui.board.views import Change
from tests.work.conftest import NOW, Counter, event, history, is_flat, lines_run

VIEWS_AN_EVENT = 0.12
"""Views that the fold of a whole journal may put together, for each of its events: each call once,
as long as it does not run over the end of a shift."""

LINES_AN_EVENT = 330
"""Lines of the program that the fold of a whole journal may run for each of its events."""

LINES_A_PLANNED_CALL = 745
"""Lines that a plan may run for each call that waits: nobody on it can lack anything."""

VIEWS_A_PRESS = 2
"""Views that a press in a vehicle may lead to: the vehicle, and the call that it is on."""


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> Counter:
    """Counts the views of calls and vehicles that are put together."""
    counter = Counter()
    counter.watch(monkeypatch, CallViewBuilder, "tell")
    counter.watch(monkeypatch, VehicleState, "tell")
    return counter


def board_of(calls: int) -> tuple[Board, Event]:
    """A board with so many open calls, and the report of one of them that has changed."""
    listing = fleet(calls=calls, vehicles=3, now=NOW)
    board = Board(Rules())
    board.fold(event("call", call, call["id"]) for call in listing.calls)
    board.fold(event("vehicle", vehicle, vehicle["id"]) for vehicle in listing.vehicles)
    changed = {**listing.calls[3], "version": 9, "updated_at": stamp(NOW), "summary": "rings back"}
    return board, event("call", changed)


def test_a_changed_call_costs_the_same_among_20_and_among_2000() -> None:
    counts = []
    for calls in (20, 2_000):
        board, changed = board_of(calls)
        with lines_run() as lines:
            change = board.apply(changed)
        assert change.calls == {"K-000003"}
        counts.append(lines.count)
    assert is_flat(*counts)


def test_a_plan_costs_the_same_among_400_and_among_4000_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demands, "MOST_CALLS", 100)
    counts = []
    for calls in (400, 4_000):
        board, _ = board_of(4)
        waits = (
            {"id": f"K-{number}", "opened_at": stamp(NOW), "grade": "G1"} for number in range(calls)
        )
        board.fold(event("call", call, call["id"] + "x") for call in waits)
        first = board.open_calls()[0].id
        recommendation = Recommendation(board)
        recommendation.advise(first, NOW)  # once a shift it learns from all journeys
        recommendation.forget()
        with lines_run() as lines:
            recommendation.advise(first, NOW)
        assert recommendation.plan is not None
        counts.append(lines.count)
    assert is_flat(*counts)


def test_a_plan_reads_of_a_call_that_waits_what_it_needs_and_no_more() -> None:
    board, _ = board_of(400)
    Recommendation(board).at(NOW)  # what is worked out once for all plans
    recommendation = Recommendation(board)
    with lines_run() as lines:
        recommendation.at(NOW)
    assert 0 < lines.count <= LINES_A_PLANNED_CALL * 400


def test_what_is_left_behind_is_told_without_a_look_at_calls_that_are_less_urgent() -> None:
    counts = []
    for calls in (20, 2_000):
        board = Board(Rules())
        urgent = {"id": "K-1", "opened_at": stamp(NOW), "grade": "G1"}
        less = ({**urgent, "id": f"K-2{number}", "grade": "G3"} for number in range(calls))
        board.fold(event("call", call, call["id"]) for call in (urgent, *less))
        with lines_run() as lines:
            assert list(find_leave_warnings(board)) == ["K-1 (G1) waits"]
        counts.append(lines.count)
    assert is_flat(*counts)


@pytest.mark.parametrize("nights", [1, 10])
def test_a_press_puts_as_many_views_together_however_long_the_past(
    nights: int, views: Counter
) -> None:
    past, events = history(nights)
    board = Board(Rules())
    board.fold(events)
    vehicle = next(iter(past.reported["vehicle"].values()))
    pressed = {**vehicle, "status": "committed", "status_at": stamp(NOW)}
    views.count = 0
    assert board.apply(event("vehicle", pressed)).vehicles == {vehicle["id"]}
    assert 0 < views.count <= VIEWS_A_PRESS


@pytest.mark.parametrize("nights", [2, 20])
def test_a_journal_is_folded_with_about_a_view_a_call(nights: int, views: Counter) -> None:
    _, events = history(nights)
    board = Board(Rules())
    with lines_run() as lines:
        board.fold(events)
    assert board.events == len(events)
    assert 0 < views.count <= VIEWS_AN_EVENT * len(events)
    assert 0 < lines.count <= LINES_AN_EVENT * len(events)


def claimed(count: int) -> tuple[Board, list[Event]]:
    """A board on which each of so many vehicles is on each of so many calls; all of them press."""
    names = [f"V{number}" for number in range(count)]
    begun, pressed = stamp(NOW - timedelta(minutes=9)), stamp(NOW)
    ways = [{"vehicle": name, "allocated_at": begun} for name in names]
    board = Board(Rules())
    for name in names:
        vehicle = {"id": name, "status": "allocated", "status_at": begun}
        board.apply(event("vehicle", vehicle, name))
    board.fold(
        event("call", {"id": f"K{name}", "opened_at": begun, "responses": ways}, f"K{name}")
        for name in names
    )
    presses = ({"id": name, "status": "en_route", "status_at": pressed} for name in names)
    return board, [event("vehicle", press, press["id"] + "2") for press in presses]


FEW, MANY = 8, 80


def test_what_a_vehicle_on_many_calls_costs_grows_with_its_calls_alone() -> None:
    a_claim = []
    for count in (FEW, MANY):
        board, presses = claimed(count)
        with lines_run() as lines:
            assert len(board.fold(presses).vehicles) == count
        a_claim.append(lines.count // count**2)
    assert is_flat(*a_claim)


LINES_A_PART = 250 * view_updater._PART
"""Lines that run until the keys get their turn: as many for each vehicle on a call."""


def test_views_that_follow_from_many_events_are_put_together_in_parts() -> None:
    board, presses = claimed(MANY)
    parts, counts = board.fold_in_parts(presses), []
    change = Change()
    while True:
        with lines_run() as lines:
            part = next(parts, None)
        if part is None:
            break
        counts.append(lines.count)
        change |= part
    assert max(counts) <= LINES_A_PART
    assert sum(counts) > LINES_A_PART
    assert len(change.vehicles) == MANY


def noted(number: int) -> Event:
    """The report of a call whose one note is another one each time."""
    note = {"id": f"n{number}", "at": stamp(NOW), "by": "control", "text": f"note {number}"}
    call = {"id": "K1", "opened_at": stamp(NOW), "version": number, "notes": [note]}
    return event("call", call, f"e{number}")


def test_a_note_that_is_replaced_costs_the_same_after_20_and_after_2000() -> None:
    counts = []
    for past in (20, 2_000):
        board = Board(Rules())
        board.fold(noted(number) for number in range(past))
        with lines_run() as lines:
            board.apply(noted(past))
        assert len(board.log(call="K1")) == past + 2
        counts.append(lines.count)
    assert is_flat(*counts)


@pytest.mark.parametrize("vehicles", [3, 1_000])
def test_a_second_looks_at_no_vehicle_for_alerts(
    monkeypatch: pytest.MonkeyPatch, vehicles: int
) -> None:
    listing = fleet(calls=20, vehicles=vehicles, now=NOW)
    board = Board(Rules())
    board.fold(event("vehicle", vehicle, vehicle["id"]) for vehicle in listing.vehicles)
    index = AlertIndex(board)
    index.at(NOW, stale=False)
    looked = Counter()
    looked.watch(monkeypatch, alert_index, "alerts_of_crew")
    first = next(iter(board.vehicles))
    index.changed(Change(vehicles=frozenset({first})))
    index.at(NOW, stale=False)
    assert looked.count == 1
    index.at(NOW, stale=False)
    assert looked.count == 1


def test_the_control_sees_work_that_grows() -> None:
    counts = []
    for calls in (20, 2_000):
        board, changed = board_of(calls)
        with lines_run() as lines:
            board.apply(changed)
            board.unlisted_open_calls()
            [board.words for call in board.call_views.values() if call.waiting]
        counts.append(lines.count)
    assert not is_flat(*counts)


@pytest.mark.parametrize("calls", [3, 40])
def test_a_press_costs_no_more_for_calls_that_a_vehicle_left_open(
    views: Counter, calls: int
) -> None:
    """The feed lists calls as open for months, whoever was there has long gone on."""
    board = Board(Rules())
    for number in range(calls):
        began = NOW - timedelta(days=number + 1)
        times = {
            "allocated_at": stamp(began + timedelta(minutes=1)),
            "clear_at": stamp(began + timedelta(minutes=9)),
        }
        call = {
            "id": f"K-{number}",
            "opened_at": stamp(began),
            "updated_at": stamp(began),
            "responses": [{"vehicle": "JRU1", **times}],
        }
        board.apply(event("call", call, f"c{number}"))
    free = {"id": "JRU1", "status": "available", "status_at": stamp(NOW - timedelta(hours=2))}
    board.apply(event("vehicle", free, "v1"))
    assert len(board.open_calls()) == calls

    views.count = 0
    board.apply(event("vehicle", {**free, "status": "standby", "status_at": stamp(NOW)}, "v2"))
    assert views.count == 1

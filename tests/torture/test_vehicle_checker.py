"""Controls of the checker of vehicles, on journals that are written out."""

from datetime import UTC, datetime

import pytest

from jru_tui.board import (
    Assign,
    Close,
    Command,
    CommandAnswered,
    Commanded,
    Event,
    SetStatus,
    StandDown,
    Undo,
    VehicleRecord,
    VehicleReported,
)
from tests.torture.vehicle_checker import doubly_sent, events_about

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)
FOUND = ["JRU1 was sent to K-2 by SC 2, from K-1 by SC 1"]
DIVERTED = Assign("K-2", "JRU1", "diverted from K-1 (G2), 46 min, just meets G2")


def given(id_: str, command: Command, by: str = "SC 1") -> Event:
    return Event(id_, NOW, NOW, "supervisor", Commanded(command), by=by, session=by)


def refused(which: str) -> Event:
    return Event(f"{which}-", NOW, NOW, "program", CommandAnswered(which, accepted=False))


SENT = given("a", Assign("K-1", "JRU1"))
TAKEN = given("z", Assign("K-2", "JRU1"), by="SC 2")


@pytest.mark.parametrize(
    ("between", "is_free"),
    [
        (StandDown("K-1", "JRU1"), True),
        (Close("K-1", "no_trace"), True),
        (Undo("a"), True),
        (SetStatus("JRU1", "standby"), True),
        (SetStatus("JRU1", "committed_deployable", "K-1"), True),
        (SetStatus("JRU1", "en_route", "K-1"), False),
        (StandDown("K-1", "JRU9"), False),
        (Close("K-9", "no_trace"), False),
    ],
)
def test_a_vehicle_on_two_calls_by_two_supervisors_is_found(
    between: Command, *, is_free: bool
) -> None:
    events = [
        given("a", Assign("K-1", "JRU1")),
        given("b", between),
        given("c", Assign("K-2", "JRU1"), by="SC 2"),
    ]
    assert doubly_sent(events) == ([] if is_free else FOUND)


def test_an_undone_stand_down_that_takes_a_vehicle_from_another_call_is_found() -> None:
    events = [
        given("a", Assign("K-1", "JRU1")),
        given("b", StandDown("K-1", "JRU1")),
        given("c", Assign("K-2", "JRU1"), by="SC 2"),
        given("d", Undo("b")),
    ]
    assert doubly_sent(events) == ["JRU1 was sent to K-1 by SC 1, from K-2 by SC 2"]


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        (DIVERTED.reason, []),
        ("", FOUND),
        ("diverted from K-10 (G2), 46 min", FOUND),
        ("46 min", FOUND),
    ],
)
def test_only_who_says_which_call_a_vehicle_leaves_may_divert_it(
    reason: str, found: list[str]
) -> None:
    taken = given("b", Assign("K-2", "JRU1", reason), by="SC 2")
    assert doubly_sent([SENT, taken]) == found


def test_a_diversion_that_was_undone_or_refused_leaves_the_vehicle_where_it_was() -> None:
    diverted = given("b", DIVERTED, by="SC 2")
    elsewhere = given("d", Assign("K-3", "JRU1"), by="SC 2")
    found = ["JRU1 was sent to K-3 by SC 2, from K-1 by SC 1"]
    assert doubly_sent([SENT, diverted, elsewhere]) == []
    assert doubly_sent([SENT, diverted, given("c", Undo("b"), by="SC 2"), elsewhere]) == found
    assert doubly_sent([SENT, diverted, refused("b"), elsewhere]) == found


def test_an_undo_that_was_undone_sends_again() -> None:
    undone = [SENT, given("b", Undo("a"))]
    again = [*undone, given("c", Undo("b"))]
    assert doubly_sent([*undone, TAKEN]) == []
    assert doubly_sent([*again, TAKEN]) == FOUND
    assert doubly_sent([*again, refused("c"), TAKEN]) == []
    assert doubly_sent([*again, given("d", Undo("a")), TAKEN]) == []


def test_a_stand_down_that_was_undone_and_given_again_frees_the_vehicle() -> None:
    off = [SENT, given("b", StandDown("K-1", "JRU1")), given("c", Undo("b"))]
    assert doubly_sent([*off, TAKEN]) == FOUND
    assert doubly_sent([*off, given("d", Undo("c")), TAKEN]) == []
    assert doubly_sent([*off, refused("c"), TAKEN]) == []


def test_an_undo_that_is_refused_leaves_a_vehicle_in_its_order() -> None:
    events = [SENT, given("b", StandDown("K-1", "JRU1"))]
    undone = [given("c", Undo("a")), refused("c")]
    assert doubly_sent([*events, *undone, TAKEN]) == []


def test_a_vehicle_whose_crew_is_free_may_be_sent_by_anybody() -> None:
    record = VehicleRecord("JRU1", "available", NOW, "JRU 1")
    free = Event("b", NOW, NOW, "feed", VehicleReported(record))
    assert doubly_sent([SENT, free, TAKEN]) == []


def test_a_closing_that_was_undone_takes_no_vehicle_back() -> None:
    closed = given("b", Close("K-1", "no_trace"), by="SC 3")
    reopened = given("c", Undo("b"), by="SC 3")
    assert doubly_sent([SENT, closed, TAKEN, reopened]) == []
    assert doubly_sent([SENT, closed, reopened, TAKEN]) == FOUND


def test_the_lines_about_a_vehicle_follow_what_was_undone() -> None:
    rows = [*enumerate([SENT, given("b", Undo("a")), given("c", Assign("K-1", "JRU2"))], 1)]
    assert [line.split()[0] for line in events_about(rows, FOUND[0])] == ["1", "2"]

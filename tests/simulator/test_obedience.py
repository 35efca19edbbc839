"""Posted commands: a vehicle that is assigned goes, and the script's control keeps off."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.call_commands import (
    Assign,
    Close,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    StandDown,
)
from jru_tui.board.commands import DispatchCommand, Note, SetStatus
from jru_tui.board.records import CallRecord, Place, ResponseRecord, VehicleRecord
from jru_tui.simulator.command_handling import PostedCommand
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import load_scenario
from jru_tui.simulator.world import World

Moment = Callable[[str], datetime]


class Evening:
    """The small scenario with commands given at wall-clock times."""

    def __init__(self, scenario: Scenario, moment: Moment) -> None:
        self._scenario = scenario
        self._moment = moment
        self._posted: list[PostedCommand] = []
        self.world = World(scenario)

    def post(self, time: str, command: DispatchCommand) -> str | None:
        """Give a command; the reason when it is refused."""
        key = f"k{len(self._posted)}"
        self._posted.append(PostedCommand(key, self._moment(time), "insp", command))
        self.world = World(self._scenario, self._posted)
        return self.world.refused.get(key)

    def call(self, time: str, call: str) -> CallRecord:
        return next(c for c in self.world.whole(self._moment(time)).calls if c.id == call)

    def vehicle(self, time: str, vehicle: str) -> VehicleRecord:
        found = self.world.document(self._moment(time)).vehicles
        return next(each for each in found if each.id == vehicle)

    def stood(self, time: str, vehicle: str) -> tuple[str, str | None]:
        found = self.vehicle(time, vehicle)
        return found.status, found.call


@pytest.fixture
def night(evening: Scenario, moment: Moment) -> Evening:
    return Evening(evening, moment)


def test_an_assigned_vehicle_books_mobile_drives_arrives_works_and_clears(
    night: Evening, moment: Moment
) -> None:
    assert night.post("19:05", Assign("B", "JRU1")) is None
    assert night.stood("19:05", "JRU1") == ("allocated", "B")
    assert night.stood("19:06", "JRU1") == ("en_route", "B")
    # From North (51.445) to South (51.355): 10.0 km at 50 km/h are twelve minutes.
    assert night.stood("19:17:50", "JRU1") == ("en_route", "B")
    assert night.stood("19:18:10", "JRU1") == ("at_scene", "B")
    assert night.stood("19:53:10", "JRU1") == ("available", None)
    call = night.call("20:00", "B")
    (response,) = call.responses
    assert response.allocated_at == moment("19:05")
    assert response.en_route_at == moment("19:06")
    assert (call.state, call.outcome) == ("closed", "arrest")


def test_the_scripts_control_leaves_a_touched_call_alone_but_its_notes_stay(
    night: Evening,
) -> None:
    night.post("19:05", Assign("B", "JRU1"))
    assert night.stood("19:12", "JRU2") == ("available", None)
    assert [each.vehicle for each in night.call("23:00", "B").responses] == ["JRU1"]
    assert [note.text for note in night.call("23:00", "B").notes] == ["Rang back"]
    assert night.call("20:02", "B").closed_at == night.call("19:54", "B").closed_at


def test_a_call_that_misses_its_vehicle_waits_until_that_vehicle_is_free(
    night: Evening, moment: Moment
) -> None:
    night.post("19:50", StandDown("B", "JRU2"))
    night.post("19:51", Assign("B", "JRU2"))
    assert night.call("20:20", "C").responses == ()
    freed = night.call("23:00", "B").responses[-1].clear_at
    assert freed is not None
    assert freed > moment("20:05")
    (response,) = night.call("23:00", "C").responses
    assert response.vehicle == "JRU2"
    assert response.allocated_at == freed + timedelta(seconds=30)
    assert night.call("23:30", "C").outcome == "handed_to_patrol"


def test_refreshments_that_were_due_meanwhile_are_taken_when_clear(night: Evening) -> None:
    night.post("20:40", Reopen("C"))
    night.post("20:41", Assign("C", "JRU1"))
    assert night.stood("21:09", "JRU1") == ("at_scene", "C")
    night.post("21:10", Close("C", "resolved"))
    assert night.stood("21:10", "JRU1") == ("refreshments", None)
    assert night.stood("21:30", "JRU1") == ("available", None)


def test_stand_down_leaves_the_call_waiting(night: Evening) -> None:
    assert night.post("19:15", StandDown("B", "JRU2")) is None
    assert night.stood("19:15", "JRU2") == ("available", None)
    later = night.call("23:00", "B")
    assert later.state == "open"
    assert [each.at_scene_at for each in later.responses] == [None]


def test_close_frees_every_vehicle_and_the_script_does_not_follow(night: Evening) -> None:
    night.post("19:32", Assign("B", "JRU1"))
    assert night.post("19:35", Close("B", "resolved")) is None
    assert night.stood("19:35", "JRU1") == ("available", None)
    assert night.stood("19:35", "JRU2") == ("available", None)
    call = night.call("23:00", "B")
    assert (call.state, call.outcome) == ("closed", "resolved")
    assert all(each.clear_at for each in call.responses)


def test_a_reopened_call_stays_open_and_old_plans_are_dead(night: Evening) -> None:
    night.post("19:05", Assign("B", "JRU1"))
    night.post("19:30", Close("B", "resolved"))
    assert night.post("19:31", Reopen("B")) is None
    call = night.call("23:00", "B")
    assert (call.state, call.closed_at, call.outcome) == ("open", None, None)
    assert len(call.responses) == 1


def test_a_second_vehicle_joins_and_the_call_closes_when_the_last_has_left(
    night: Evening, moment: Moment
) -> None:
    night.post("19:35", Assign("B", "JRU1"))
    call = night.call("20:05", "B")
    assert call.state == "open"
    assert call.responses[0].clear_at == moment("20:00")
    last = night.call("23:00", "B")
    assert last.closed_at == last.responses[1].clear_at


def test_a_status_that_the_supervisor_books_stands_until_he_changes_it(night: Evening) -> None:
    assert night.post("19:05", SetStatus("JRU2", "out_of_service")) is None
    assert night.stood("19:40", "JRU2") == ("out_of_service", None)
    assert night.call("19:40", "B").responses == ()
    night.post("19:41", SetStatus("JRU2", "available"))
    assert night.stood("19:41:30", "JRU2") == ("allocated", "B")


def test_booking_a_crew_at_scene_lets_it_work_and_clear(night: Evening) -> None:
    assert night.post("19:15", SetStatus("JRU2", "at_scene", "B")) is None
    assert night.stood("19:49", "JRU2") == ("at_scene", "B")
    assert night.stood("19:50:30", "JRU2") == ("available", None)
    assert night.call("19:51", "B").state == "closed"


def test_an_available_status_takes_a_vehicle_off_its_call(night: Evening) -> None:
    night.post("19:15", SetStatus("JRU2", "available"))
    assert night.stood("19:40", "JRU2") == ("available", None)
    assert night.call("19:40", "B").state == "open"


def test_hospital_keeps_the_vehicle_on_its_call(night: Evening) -> None:
    night.post("19:40", SetStatus("JRU2", "committed"))
    assert night.stood("20:04", "JRU2") == ("committed", "B")


def test_a_note_carries_the_commands_id_and_decides_nothing(night: Evening) -> None:
    assert night.post("19:05", Note("Ask for a dog", call="B")) is None
    (note,) = night.call("19:05", "B").notes
    assert (note.id, note.by, note.text) == ("k0", "insp", "Ask for a dog")
    assert night.call("20:02", "B").outcome == "arrest"


def test_a_diverted_vehicle_needs_a_reason_and_leaves_its_first_call_waiting(
    night: Evening,
) -> None:
    night.post("18:52", Reopen("A"))
    assert night.post("19:13", Assign("A", "JRU2")) == "JRU2 is on call B"
    assert night.post("19:13", Assign("A", "JRU2", reason="nearer")) is None
    assert night.stood("19:13", "JRU2") == ("allocated", "A")
    assert night.call("19:13", "B").responses[0].clear_at is not None


@pytest.mark.parametrize(
    ("time", "command", "reason"),
    [
        ("19:05", Assign("Z", "JRU1"), "there is no call Z"),
        ("19:05", Assign("A", "JRU1"), "call A is closed"),
        ("19:05", Assign("B", "JRU9"), "there is no vehicle JRU9 here"),
        ("19:05", Assign("B", "GN21"), "there is no vehicle GN21 here"),
        ("19:15", Assign("B", "JRU2"), "JRU2 is on call B already"),
        ("19:50", Assign("C", "JRU2", reason="urgent"), "JRU2 is on call B"),
        ("19:05", StandDown("B", "JRU1"), "JRU1 is not on call B"),
        ("19:05", Close("A", "resolved"), "call A is closed"),
        ("19:05", Reopen("B"), "call B is already open"),
        ("19:15", SetStatus("JRU2", "at_scene", "A"), "JRU2 is on call B"),
        ("19:05", SetStatus("JRU2", "asleep"), "'asleep' is not a status here"),
        ("19:05", Regrade("A", "G1"), "call A is closed"),
        ("19:05", Relocate("Z", Place("x")), "there is no call Z"),
        ("19:05", Note("x", call="Z"), "there is no call Z"),
        ("19:05", Note("x", vehicle="Z"), "there is no vehicle Z here"),
    ],
)
def test_what_is_impossible_is_refused_in_words_and_changes_nothing(
    night: Evening, evening: Scenario, time: str, command: DispatchCommand, reason: str
) -> None:
    assert night.post(time, command) == reason
    assert night.world.whole(evening.ends_at) == World(evening).whole(evening.ends_at)


def test_a_call_that_is_opened_by_hand_is_listed_and_worked_on(night: Evening) -> None:
    where = Place("North", 51.445, 0.7)
    assert night.post("19:05", OpenCall("H-1", "fall", where, "G2", summary="fell")) is None
    call = night.call("19:06", "H-1")
    assert (call.state, call.type, call.grade, call.where) == ("open", "fall", "G2", where)
    assert night.post("19:06", OpenCall("H-1", where=where)) == "call H-1 already exists"
    assert night.post("19:06", Assign("H-1", "JRU1")) is None
    assert night.call("23:00", "H-1").state == "closed"


def test_a_call_is_judged_anew_and_moved(night: Evening) -> None:
    assert night.post("19:05", Regrade("B", "G4", "C4")) is None
    assert night.post("19:06", Relocate("B", Place("elsewhere"))) is None
    call = night.call("19:07", "B")
    assert (call.grade, call.category, call.where) == ("G4", "C4", Place("elsewhere"))


def test_a_vehicle_that_is_off_duty_cannot_be_sent(night: Evening) -> None:
    night.post("19:05", SetStatus("JRU1", "out_of_service"))
    assert night.post("19:06", Assign("B", "JRU1")) == ("JRU1 is out of service and cannot be sent")


def test_at_the_demos_moment_jru2_can_be_sent_to_the_waiting_g1() -> None:
    scenario = load_scenario("east_kent_first_weekend")
    now = scenario.starts_at.replace(hour=22, minute=47, second=32)
    world = World(scenario, [PostedCommand("k", now, "insp", Assign("K-1037", "JRU2"))])
    assert world.refused == {}
    (call,) = [c for c in world.whole(scenario.ends_at).calls if c.id == "K-1037"]
    assert [each.vehicle for each in call.responses] == ["JRU2"]
    assert call.outcome == "referred"


WEEKEND = load_scenario("east_kent_first_weekend")
CALLS = [f"K-{number}" for number in range(1021, 1045)]
VEHICLES = ["JRU1", "JRU2", "JRU3"]
commands = st.one_of(
    st.builds(
        Assign, st.sampled_from(CALLS), st.sampled_from(VEHICLES), st.sampled_from(["", "r"])
    ),
    st.builds(StandDown, st.sampled_from(CALLS), st.sampled_from(VEHICLES)),
    st.builds(Close, st.sampled_from(CALLS), st.just("resolved")),
    st.builds(Reopen, st.sampled_from(CALLS)),
    st.builds(
        SetStatus,
        st.sampled_from(VEHICLES),
        st.sampled_from(
            ["available", "refreshments", "allocated", "en_route", "at_scene", "committed"]
        ),
        st.sampled_from(["", *CALLS]),
    ),
)
seconds = st.integers(0, 9 * 3600)


def is_in_order(response: ResponseRecord) -> bool:
    ends = [response.allocated_at, response.clear_at]
    known = [each for each in ends if each is not None]
    return known == sorted(known)


@given(st.lists(st.tuples(seconds, commands), max_size=12), seconds)
def test_whatever_is_commanded_a_vehicle_is_on_one_call_at_a_time(
    given_at: list[tuple[int, DispatchCommand]], asked: int
) -> None:
    start = WEEKEND.starts_at
    posted = [
        PostedCommand(f"k{index}", start + timedelta(seconds=second), "insp", command)
        for index, (second, command) in enumerate(given_at)
    ]
    moment = start + timedelta(seconds=asked)
    document = World(WEEKEND, posted).document(moment)
    for vehicle in document.vehicles:
        claimed = [
            call.id
            for call in document.calls
            for each in call.responses
            if each.vehicle == vehicle.id and each.clear_at is None
        ]
        assert claimed == ([vehicle.call] if vehicle.call else [])
    for call in document.calls:
        assert call.state == "open" or all(each.clear_at for each in call.responses)
        assert all(is_in_order(each) for each in call.responses)


def test_who_attends_is_taken_and_noted_and_the_scripts_control_keeps_off(night: Evening) -> None:
    assert night.post("19:05", RightCare("B", "gp")) is None
    said = [note.text for note in night.call("19:06", "B").notes]
    assert "control was told of right care: police do not attend, GP or NHS 111 instead" in said

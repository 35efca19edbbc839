"""A scenario untouched runs as written; any moment can be asked, in any order."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.simulator.movement import Route
from jru_tui.simulator.scenario import Scenario
from jru_tui.simulator.scenario_reader import load_scenario
from jru_tui.simulator.world import World

Moment = Callable[[str], datetime]


def test_a_call_comes_and_goes_as_the_script_says(evening: Scenario, moment: Moment) -> None:
    world = World(evening)
    assert world.document(moment("18:09:59")).calls == ()
    (opened,) = world.document(moment("18:10")).calls
    assert (opened.version, opened.state, opened.responses) == (1, "open", ())
    (closed,) = world.document(moment("18:51")).calls
    assert (closed.state, closed.outcome, closed.updated_at) == (
        "closed",
        "treated_at_scene",
        moment("18:51"),
    )
    (response,) = closed.responses
    assert response.at_scene_at == moment("18:20")
    assert response.clear_at == moment("18:50")


def test_a_vehicle_carries_its_status_its_time_and_its_crew(
    evening: Scenario, moment: Moment
) -> None:
    jru1, jru2 = World(evening).document(moment("18:30")).vehicles
    assert (jru1.status, jru1.status_at, jru1.call) == ("at_scene", moment("18:20"), "A")
    assert [(member.id, member.skills) for member in jru1.crew] == [
        ("SC 1", ()),
        ("Para 2", ("doctor",)),
    ]
    assert (jru2.status, jru2.call) == ("available", None)


def test_another_services_unit_is_in_responses_only() -> None:
    scenario = load_scenario("east_kent_first_weekend")
    document = World(scenario).document(scenario.starts_at.replace(hour=22, minute=47))
    assert [vehicle.id for vehicle in document.vehicles] == ["JRU1", "JRU2", "JRU3"]
    responding = {each.vehicle for call in document.calls for each in call.responses}
    assert "GN21" in responding


def test_a_vehicle_on_its_way_moves_every_half_minute(evening: Scenario, moment: Moment) -> None:
    world = World(evening)

    def latitude(text: str) -> float:
        position = world.document(moment(text)).vehicles[0].position
        assert position is not None
        return position.lat

    assert latitude("18:12") == latitude("18:12:29") == 51.4
    assert latitude("18:12:30") > 51.4
    assert 51.42 < latitude("18:16") < 51.43
    assert latitude("18:20") == 51.445


def test_closed_calls_leave_the_document_with_the_next_shift(
    evening: Scenario, moment: Moment
) -> None:
    world = World(evening)
    before = moment("17:59") + timedelta(days=1)
    after = moment("18:31") + timedelta(days=1)
    assert [call.id for call in world.document(before).calls] == ["A", "B", "C"]
    assert [call.id for call in world.document(after).calls] == ["D"]
    assert [call.id for call in world.whole(after).calls] == ["A", "B", "C", "D"]


def test_history_ends_where_the_document_stands(evening: Scenario, moment: Moment) -> None:
    world = World(evening)
    until = moment("20:08")
    last: dict[str, CallRecord | VehicleRecord] = {}
    times = []
    for entry in world.history(until):
        last[entry.record.id] = entry.record
        times.append(entry.at)
    assert times == sorted(times)
    assert times[-1] <= until
    assert tuple(last[call.id] for call in world.whole(until).calls) == world.whole(until).calls


WEEKEND = load_scenario("east_kent_first_weekend")
WORLD = World(WEEKEND)
LENGTH_S = int((WEEKEND.ends_at - WEEKEND.starts_at).total_seconds())
moments = st.integers(0, LENGTH_S).map(lambda s: WEEKEND.starts_at + timedelta(seconds=s))


@given(st.lists(moments, max_size=5), moments)
def test_what_was_asked_before_changes_nothing(asked: list[datetime], wanted: datetime) -> None:
    for each in asked:
        WORLD.document(each)
    assert WORLD.document(wanted) == World(WEEKEND).document(wanted)


@given(moments, moments)
def test_versions_and_times_only_grow(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    new = {call.id: call for call in WORLD.whole(later).calls}
    for call in WORLD.whole(earlier).calls:
        assert (call.version or 0) <= (new[call.id].version or 0)
        assert call.as_of <= new[call.id].as_of
        assert (call == new[call.id]) == (call.version == new[call.id].version)


@given(moments)
def test_a_vehicle_is_on_the_call_that_lists_it_and_on_no_other(at: datetime) -> None:
    document = WORLD.document(at)
    for vehicle in document.vehicles:
        claimed = [
            call.id
            for call in document.calls
            for each in call.responses
            if each.vehicle == vehicle.id and each.clear_at is None
        ]
        assert claimed == ([vehicle.call] if vehicle.call else [])


def test_a_parked_vehicle_reports_where_it_stands_and_a_silent_one_does_not(
    moment: Moment,
) -> None:
    route = Route(moment("18:00"), (51.0, 1.0), 50)
    assert position_age(route, moment("20:04")) == timedelta(minutes=4)
    route.fall_silent(moment("20:04"))
    assert position_age(route, moment("23:04")) == timedelta(hours=3)
    route.drive(moment("23:05"), (51.1, 1.0))
    assert position_age(route, moment("23:59")) < timedelta(minutes=5)


def position_age(route: Route, moment: datetime) -> timedelta:
    position = route.position(moment)
    assert position is not None
    assert position.at is not None
    return moment - position.at

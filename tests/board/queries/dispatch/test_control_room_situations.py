"""Situations of any night: first what a good controller does, then what is advised."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jru_tui.board.call_commands import Link, NextCall, OpenCall, Reopen
from jru_tui.board.commands import SetStatus
from jru_tui.board.queries.dispatch.models import Offer
from jru_tui.board.queries.dispatch.phrases import drawback_words
from jru_tui.board.queries.dispatch.plan_phrases import act_words, mark_words
from jru_tui.board.queries.dispatch.reasons import (
    Action,
    ArrivalSource,
    CallMark,
    Drawback,
    Unable,
)
from jru_tui.board.queries.dispatch.travel_times.travel_sources import (
    Location,
    SameSpread,
    TravelModel,
)
from jru_tui.board.records import CrewMember, Place, ResponseRecord
from tests.board.queries.dispatch.conftest import HERE, OFFICERS, Room, ago, east
from tests.narrowing import present

OFFICER = (CrewMember("officer", "SC 1"),)
PARAMEDIC = (CrewMember("paramedic", "Para 2"),)


def patrol(**times: Any) -> ResponseRecord:
    """A vehicle of another service, known only by its response."""
    return ResponseRecord("GN21", **times)


def offer_of(room: Room, call: str, name: str) -> Offer:
    [found] = [offer for offer in room.advice(call).offers if offer.name == name]
    return found


def moves(room: Room) -> list[list[tuple[str, str, bool]]]:
    """Each decision of the plan: vehicle, call, and whether it goes as well."""
    return [[(move.name, move.call, move.support) for move in act.moves] for act in room.plan.acts]


# Who is needed, though nobody has written it down.


def test_a_c1_takes_the_paramedic_before_two_officers_who_are_sooner(room: Room) -> None:
    """A life is in danger: whoever can treat it goes, as long as the target is met."""
    room.call("K1", "C1")
    room.car("JRU 1", minutes=2, crew=OFFICERS)
    room.car("JRU 2", minutes=4)
    assert room.names("K1") == ["JRU 2", "JRU 1"]
    assert drawback_words(offer_of(room, "K1", "JRU 1")) == "no paramedic on it"


def test_a_c1_that_only_officers_make_takes_them_and_the_paramedic_as_well(room: Room) -> None:
    """Hands and a defibrillator in seven minutes, and somebody who can treat as soon as may be."""
    room.call("K1", "C1")
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=20)
    assert moves(room) == [[("JRU 1", "K1", False), ("JRU 2", "K1", True)]]
    [act] = room.plan.acts
    assert act_words(act).startswith("JRU 1 to K1, JRU 2 too (has clinical)")


def test_officers_on_their_way_to_a_c1_go_on_and_a_paramedic_is_added(room: Room) -> None:
    """Nobody who is nearly there is turned round; the paramedic follows."""
    room.call("K1", "C1", waited=3)
    room.car("JRU 1", "en_route", minutes=3, on="K1", crew=OFFICERS)
    room.car("JRU 2", minutes=5)
    assert moves(room) == [[("JRU 2", "K1", True)]]
    assert [kept.name for kept in room.plan.continuing] == ["JRU 1"]


def test_officers_at_the_scene_of_a_c2_get_the_paramedic_who_is_free(room: Room) -> None:
    """The police part is covered, the ambulance's is not."""
    room.call("K1", "G2", "C2", waited=13)
    room.car("JRU 1", "at_scene", at=HERE, on="K1", since=5, crew=OFFICERS)
    room.car("JRU 2", minutes=10)
    assert moves(room) == [[("JRU 2", "K1", True)]]


def test_a_c3_with_officers_at_scene_keeps_the_paramedic_free(room: Room) -> None:
    """It is not urgent, and nobody has asked for more."""
    room.call("K1", "C3", waited=13)
    room.car("JRU 1", "at_scene", at=HERE, on="K1", since=5, crew=OFFICERS)
    room.car("JRU 2", minutes=10)
    assert room.plan.acts == ()


def test_a_patrol_at_the_scene_of_a_c2_gets_the_paramedic_where_that_is_asked_for(
    room: Room,
) -> None:
    """Nobody knows which service the other vehicle is of: what is written down decides."""
    there = patrol(allocated_at=ago(5), en_route_at=ago(4), at_scene_at=ago(2))
    room.call("K1", "G2", "C2", waited=6, needs=("clinical",), responses=(there,))
    room.call("K2", "G2", "C2", waited=6, at=east(20), responses=(there,))
    room.car("JRU 1", minutes=8)
    room.car("JRU 2", minutes=8, of=east(20))
    assert moves(room) == [[("JRU 1", "K1", True)]]


def test_a_g1_takes_officers_before_a_paramedic_alone_who_is_sooner(room: Room) -> None:
    """A paramedic has no powers, and is not the police's answer to a G1."""
    room.call("K1", "G1")
    room.car("JRU 1", minutes=3, crew=PARAMEDIC)
    room.car("JRU 2", minutes=5, crew=OFFICERS)
    assert room.names("K1") == ["JRU 2", "JRU 1"]
    assert drawback_words(offer_of(room, "K1", "JRU 1")) == "no officer on it"


def test_a_g1_that_a_paramedic_has_reached_alone_gets_an_officer_as_well(room: Room) -> None:
    """The clock has stopped; the paramedic still stands there alone."""
    room.call("K1", "G1", waited=10)
    room.car("JRU 1", "at_scene", at=HERE, on="K1", since=2, crew=PARAMEDIC)
    room.car("JRU 2", minutes=9, crew=OFFICERS)
    assert moves(room) == [[("JRU 2", "K1", True)]]


def test_both_judgements_take_officers_and_the_paramedic_as_one_decision(room: Room) -> None:
    """Two officers four minutes off, a paramedic alone six: neither is enough."""
    room.call("K1", "G1", "C2")
    room.car("JRU 1", minutes=4, crew=OFFICERS)
    room.car("JRU 2", minutes=6, crew=PARAMEDIC)
    assert moves(room) == [[("JRU 1", "K1", False), ("JRU 2", "K1", True)]]


def test_two_officers_alone_are_sent_to_a_weapon_together(room: Room) -> None:
    """Nobody double-crewed is near: two single-crewed cars make two officers."""
    room.call("K1", "G1", flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=OFFICER)
    room.car("JRU 2", minutes=5, crew=OFFICER)
    assert moves(room) == [[("JRU 1", "K1", False), ("JRU 2", "K1", True)]]
    assert present(room.advice("K1").support).name == "JRU 2"


def test_a_paramedic_alone_is_no_second_officer_at_a_weapon(room: Room) -> None:
    """Another unarmed person without powers makes nobody safer."""
    room.call("K1", "G1", flags=("weapon",))
    room.car("JRU 1", minutes=4, crew=OFFICER)
    room.car("JRU 2", minutes=5, crew=PARAMEDIC)
    assert moves(room) == [[("JRU 1", "K1", False)]]
    assert Drawback.LONE_OFFICER in room.best("K1").drawbacks


def test_a_board_that_tells_of_no_crews_asks_for_nobody_in_particular(room: Room) -> None:
    """What is not known keeps nobody away, and is not said of each of them."""
    room.call("K1", "C1")
    room.car("JRU 1", minutes=2, crew=())
    room.car("JRU 2", minutes=4, crew=())
    assert room.names("K1") == ["JRU 1", "JRU 2"]
    assert not any(offer.drawbacks for offer in room.advice("K1").offers)


def test_a_c3_kept_for_the_paramedics_who_are_soon_clear_is_left_to_them(room: Room) -> None:
    """Two officers would be there sooner and no help; the crew next door has what it takes."""
    room.call("K1", "C3", waited=1, needs=("clinical",))
    room.call("K2", "G3", waited=90, at=east(1))
    room.car("JRU 1", "at_scene", on="K2", at=east(1), since=85)
    room.car("JRU 2", minutes=17, crew=OFFICERS)
    room.stage.do(NextCall("K1", "JRU1"), "22:47")
    assert room.plan.acts == ()


# Crews.


def test_of_two_meals_the_one_that_is_nearly_over_is_broken(room: Room) -> None:
    """One has just sat down, the other has had 28 of its 30 minutes."""
    room.call("K1", "C1")
    room.car("JRU 1", "refreshments", minutes=4, since=2)
    room.car("JRU 2", "refreshments", minutes=4, since=28)
    assert room.best("K1").name == "JRU 2"


def test_a_meal_just_begun_is_broken_where_only_that_crew_is_in_time(room: Room) -> None:
    """A life comes before a meal, however unfair."""
    room.call("K1", "C1")
    room.car("JRU 1", "refreshments", minutes=5, since=2)
    room.car("JRU 2", "refreshments", minutes=9, since=28)
    assert room.best("K1").name == "JRU 1"


def test_a_crew_whose_shift_would_end_on_the_way_leaves_the_g2_to_one_that_has_hours(
    room: Room,
) -> None:
    """35 minutes of duty are left and the way takes 45: it would arrive off duty."""
    room.night("01:25")
    room.call("K1", "G2")
    room.car("JRU 1", minutes=45, on_duty="17:59")
    room.car("JRU 2", minutes=52, on_duty="23:30")
    assert room.best("K1").name == "JRU 2"
    assert "its shift ends" in drawback_words(offer_of(room, "K1", "JRU 1"))


def test_but_it_goes_where_the_other_would_be_late(room: Room) -> None:
    """An hour's target that is met in overtime is met."""
    room.night("01:25")
    room.call("K1", "G2")
    room.car("JRU 1", minutes=45, on_duty="17:59")
    room.car("JRU 2", minutes=64, on_duty="23:30")
    assert room.best("K1").name == "JRU 1"


def test_a_crew_on_its_way_is_not_called_back_as_its_shift_will_end(room: Room) -> None:
    """It was sent, and somebody waits for it."""
    room.night("01:25")
    room.call("K1", "G2", waited=10)
    room.car("JRU 1", "en_route", minutes=38, on="K1", on_duty="17:59")
    room.car("JRU 2", minutes=36, on_duty="23:30")
    assert room.plan.acts == ()


def test_a_diversion_that_takes_a_meal_again_gives_way_to_a_free_car(room: Room) -> None:
    """The crew on its way to a G3 has not eaten for six hours; another is four minutes further."""
    room.call("K1", "G2", waited=5)
    room.call("K9", "G3", waited=30, at=east(3))
    room.car("JRU 1", "en_route", minutes=5, on="K9", on_duty="17:30")
    room.car("JRU 2", minutes=9, on_duty="22:00")
    assert room.sent() == {"K1": "JRU 2"}


def test_a_crew_with_a_patient_on_board_stays_with_the_patient(room: Room) -> None:
    """A C1 next door: it cannot leave whom it carries; another goes, and an ambulance is asked."""
    room.call("K1", "C1")
    room.call("K9", "G3", waited=60, at=east(1))
    room.car("JRU 1", "committed", minutes=2, on="K9")
    room.car("JRU 2", minutes=30)
    assert room.sent() == {"K1": "JRU 2"}
    assert offer_of(room, "K1", "JRU 1").unable is Unable.STATUS
    [short] = room.advice("K1").shortfalls
    assert short.ask == "ambulance"


def test_a_car_that_the_supervisor_has_taken_out_of_service_stays_out(room: Room) -> None:
    """Its kit is broken; dispatch still shows it as free."""
    room.call("K1", "G1")
    room.car("JRU 1", minutes=3)
    room.car("JRU 2", minutes=8)
    room.stage.do(SetStatus("JRU1", "out_of_service"), "22:47")
    assert room.sent() == {"K1": "JRU 2"}
    assert not offer_of(room, "K1", "JRU 1").possible


# Who is on the way.


def test_a_car_on_its_way_that_should_have_arrived_is_to_be_asked(room: Room) -> None:
    """Six minutes away half an hour ago, and silent since: ask before counting on it."""
    gone = ResponseRecord("JRU1", allocated_at=ago(31), en_route_at=ago(30))
    room.call("K1", "G1", waited=33, responses=(gone,))
    room.car("JRU 1", "en_route", minutes=6, on="K1", since=30, old=29)
    marks = room.advice("K1").marks
    assert CallMark.SILENT in marks
    assert "should be there by now: ask by radio" in mark_words(CallMark.SILENT)


def test_a_car_on_its_way_whose_position_is_fresh_is_not_silent(room: Room) -> None:
    """It is late, and where it is known to be."""
    gone = ResponseRecord("JRU1", allocated_at=ago(31), en_route_at=ago(30))
    room.call("K1", "G1", waited=33, responses=(gone,))
    room.car("JRU 1", "en_route", minutes=6, on="K1", since=30)
    assert CallMark.SILENT not in room.advice("K1").marks


def test_a_car_that_has_been_silent_for_an_hour_is_replaced(room: Room) -> None:
    """Nobody counts on a car that was six minutes away 84 minutes ago."""
    gone = ResponseRecord("JRU1", allocated_at=ago(87), en_route_at=ago(85))
    room.call("K1", "G1", waited=90, responses=(gone,))
    room.car("JRU 1", "en_route", minutes=6, on="K1", since=85, old=84)
    room.car("JRU 2", minutes=10)
    assert room.sent() == {"K1": "JRU 2"}


def test_all_cars_are_on_their_way_to_g1_and_a_further_g1_gets_a_patrol(room: Room) -> None:
    """Nobody robs one G1 for another."""
    room.call("K1", "G1", waited=3)
    room.call("K2", "G1", waited=3, at=east(10))
    room.call("K3", "G1", at=east(5))
    room.car("JRU 1", "en_route", minutes=5, on="K1")
    room.car("JRU 2", "en_route", minutes=5, of=east(10), on="K2")
    assert room.plan.acts == ()
    [short] = room.advice("K3").shortfalls
    assert (short.ask, short.vehicle) == ("patrol", "")


def test_the_second_car_to_a_call_that_is_reached_is_the_one_to_divert(room: Room) -> None:
    """The first crew is there: the second is as good as free."""
    room.call("K1", "G2", waited=20)
    room.call("K2", "G1", at=east(3))
    room.car("JRU 1", "at_scene", at=HERE, on="K1", since=5)
    room.car("JRU 2", "en_route", minutes=5, on="K1", since=4)
    room.car("JRU 3", minutes=40)
    assert room.sent() == {"K2": "JRU 2"}
    assert room.best("K2").action is Action.DIVERT


def test_an_ambulance_three_minutes_off_leaves_the_car_free(room: Room) -> None:
    """Two minutes sooner would save nobody, and the next call has no car."""
    due = patrol(allocated_at=ago(3), en_route_at=ago(2), eta_at=ago(-3))
    room.call("K1", "C2", waited=5, responses=(due,))
    room.car("JRU 1", minutes=5)
    assert room.plan.acts == ()
    assert CallMark.OTHER_SERVICE in room.advice("K1").marks


def test_a_free_car_of_another_area_goes_before_the_areas_own_that_is_at_a_scene(
    room: Room,
) -> None:
    """Borders are no reason to wait 40 minutes."""
    room.call("K1", "G2", area="east_kent")
    room.call("K9", "G2", waited=20, at=east(1))
    room.car("JRU 1", "at_scene", at=east(1), on="K9", area="East Kent", since=5)
    room.car("JRU 2", minutes=6, area="Medway & Swale")
    assert room.best("K1").name == "JRU 2"
    assert Drawback.OTHER_AREA in room.best("K1").drawbacks


def test_of_two_crews_at_the_scene_of_a_g2_the_second_goes_to_the_c1(room: Room) -> None:
    """One stays and is enough; the other leaves, with a reason."""
    room.call("K1", "C1")
    there = tuple(
        ResponseRecord(vehicle, allocated_at=ago(30), en_route_at=ago(29), at_scene_at=ago(since))
        for vehicle, since in (("JRU1", 20), ("JRU2", 15))
    )
    room.call("K9", "G2", waited=35, at=east(1), responses=there)
    room.car("JRU 1", "at_scene", at=east(1), on="K9", since=20)
    room.car("JRU 2", "at_scene", at=east(1), on="K9", since=15)
    [act] = room.plan.acts
    assert [(move.name, move.action) for move in act.moves] == [("JRU 2", Action.STAND_DOWN)]
    assert offer_of(room, "K1", "JRU 1").action is Action.WHEN_CLEAR


def test_the_second_crew_stays_where_it_alone_has_what_the_call_needs(room: Room) -> None:
    """Two officers came first and the paramedic second: the patient keeps the paramedic."""
    room.call("K1", "C1")
    there = tuple(
        ResponseRecord(vehicle, allocated_at=ago(30), en_route_at=ago(29), at_scene_at=ago(since))
        for vehicle, since in (("JRU1", 20), ("JRU2", 15))
    )
    room.call("K9", "G2", waited=35, at=east(1), responses=there, needs=("clinical",))
    room.car("JRU 1", "at_scene", at=east(1), on="K9", since=20, crew=OFFICERS)
    room.car("JRU 2", "at_scene", at=east(1), on="K9", since=15)
    assert room.plan.acts == ()


# Officers who need help.


def test_an_officer_who_needs_help_gets_the_car_next_door_and_the_c1_waits(room: Room) -> None:
    """State 0 is over everything: eight minutes of an officer's are not given for a target."""
    room.car("JRU 1", "emergency", at=HERE)
    room.call("K1", "C1", at=east(1))
    room.car("JRU 2", at=east(2))
    room.car("JRU 3", at=east(9))
    assert [(act.emergency, act.moves[0].name) for act in room.plan.acts] == [
        ("JRU1", "JRU 2"),
        ("", "JRU 3"),
    ]


def test_seconds_between_two_cars_do_not_take_the_c1s_only_one(room: Room) -> None:
    """Both are beside the officer; one of them makes the C1, too."""
    room.car("JRU 1", "emergency", at=HERE)
    room.call("K1", "C1", at=east(3))
    room.car("JRU 2", at=east(1.2))
    room.car("JRU 3", at=east(-1.3))
    assert [(act.emergency, act.moves[0].name) for act in room.plan.acts] == [
        ("JRU1", "JRU 3"),
        ("", "JRU 2"),
    ]


def test_two_officers_who_need_help_each_get_somebody(room: Room) -> None:
    """The near car goes to one, the far one to the other, and nobody to a call."""
    room.car("JRU 1", "emergency", at=HERE)
    room.car("JRU 2", "emergency", at=east(4))
    room.call("K1", "G1", at=east(2))
    room.car("JRU 3", at=east(2))
    room.car("JRU 4", at=east(20))
    assert {act.emergency for act in room.plan.acts} == {"JRU1", "JRU2"}


# Calls.


def test_a_chain_of_duplicates_gets_one_car(room: Room) -> None:
    """Three callers, one fight."""
    for call, waited in (("K1", 5), ("K2", 4), ("K3", 3)):
        room.call(call, "G1", waited=waited)
    room.stage.do(Link("K3", "K2"), "22:47")
    room.stage.do(Link("K2", "K1"), "22:47")
    for number in (1, 2, 3):
        room.car(f"JRU {number}", minutes=4 + number)
    assert room.sent() == {"K1": "JRU 1"}


def test_a_call_that_is_opened_again_takes_whoever_is_nearest(room: Room) -> None:
    """Its clocks were met; somebody is wanted all the same, and not only who was there."""
    been = ResponseRecord(
        "JRU1", allocated_at=ago(58), en_route_at=ago(57), at_scene_at=ago(50), clear_at=ago(20)
    )
    room.call(
        "K1",
        "G1",
        waited=60,
        responses=(been,),
        state="closed",
        closed_at=ago(20),
        outcome="resolved",
    )
    room.car("JRU 1", minutes=5)
    room.car("JRU 2", minutes=2)
    room.stage.do(Reopen("K1"), "22:47")
    assert room.sent() == {"K1": "JRU 2"}


def test_no_attendance_by_the_police_leaves_the_ambulance_service_its_clock(room: Room) -> None:
    """G5 says that no officer is needed, and C2 that somebody is ill."""
    room.call("K1", "G5", "C2")
    room.car("JRU 1", minutes=5)
    assert room.sent() == {"K1": "JRU 1"}
    assert [target.code for target in room.best("K1").targets] == ["C2"]


def test_who_was_flagged_down_takes_the_call_that_was_opened_for_it(room: Room) -> None:
    """It stands beside the fall: nobody else is sent from six minutes away."""
    room.car("JRU 1", at=HERE)
    room.car("JRU 2", minutes=6)
    where = Place("Sea Street", *HERE)
    room.stage.do(OpenCall("H-1", "fall", where, "G2", origin="crew"), "22:47")
    assert room.sent() == {"H-1": "JRU 1"}


def test_a_routing_engine_that_knows_one_car_only_leaves_the_other_to_the_straight_line(
    room: Room,
) -> None:
    """It went down in the middle: what it said is used, and each arrival says where it is from."""

    room.call("K1", "G1")
    room.car("JRU 1", at=east(9))
    room.car("JRU 2", at=east(-4))
    offers = room.dispatcher(model=TravelModel(room.board.rules, sources=(EastOnly(0.2),)))
    told = {offer.name: offer for offer in offers.advise("K1").offers}
    assert told["JRU 1"].arrival.source is ArrivalSource.ROUTE
    assert told["JRU 2"].arrival.source is ArrivalSource.DISTANCE
    assert [offer.name for offer in offers.advise("K1").offers] == ["JRU 1", "JRU 2"]


class EastOnly(SameSpread):
    """A routing engine that was asked about the east, and not about the west any more."""

    word = ArrivalSource.ROUTE

    def seconds(
        self, starts: Sequence[Location], goal: Location, at: datetime
    ) -> list[float | None]:
        del at
        return [
            240.0
            if start.lon is not None and goal.lon is not None and start.lon > goal.lon
            else None
            for start in starts
        ]

"""An undo: done at once, shown first, or refused with the command that does it openly."""

from typing import Any, Literal

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, Link, Reopen, StandDown
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Command,
    Crew,
    HandOver,
    MarkShift,
    Note,
    SetStatus,
    Settle,
    Undo,
)
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.decisions.side_effects import consequences
from jru_tui.board.decisions.undo.undo_plan import UndoDoubt, UndoPlan, newest_own, plan_undo
from jru_tui.board.events import Commanded, VehicleReported
from jru_tui.board.records import CrewMember, NoteRecord, VehicleRecord
from jru_tui.board.rules import Rules
from tests.board.conftest import Sent, Stage
from tests.narrowing import present


@pytest.fixture
def night(stage: Stage) -> Stage:
    """JRU 1 is at scene of K1, JRU 2 is free, JRU 3 is on its way to K3; K2 waits."""
    stage.call("K1", "18:00", grade="G1")
    stage.call("K2", "18:05", grade="G2")
    stage.call("K3", "18:06", grade="G3")
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.vehicle("JRU2", "available", "18:00")
    stage.vehicle("JRU3", "en_route", "18:08", "K3")
    return stage


def plan(stage: Stage, when: str, undo: Undo | None = None, **who: str) -> UndoPlan | Refusal:
    """What an undo of the newest command comes to, for whoever gave the commands of `do`."""
    undo = undo or Undo(present(stage.board.last_order()).id)
    return plan_undo(stage.board, undo, stage.actor(when, **who))


def doubts(stage: Stage, when: str, undo: Undo | None = None, **who: str) -> set[UndoDoubt]:
    planned = plan(stage, when, undo, **who)
    assert isinstance(planned, UndoPlan), planned
    return set(planned.doubts)


def refused(stage: Stage, when: str, undo: Undo | None = None, **who: str) -> tuple[str, str]:
    planned = plan(stage, when, undo, **who)
    assert isinstance(planned, Refusal), planned
    # Who confirms it is refused as well.
    undo = undo or Undo(present(stage.board.last_order()).id)
    confirmed = replace(undo, confirmed=True)
    assert decide(stage.board, confirmed, stage.actor(when, **who)) == planned
    return planned.reason, planned.instead


SLIPS: list[Command] = [
    Assign("K2", "JRU2"),
    Assign("K2", "JRU3", reason="nearest"),
    StandDown("K3", "JRU3"),
    StandDown("K1", "JRU1"),
    Close("K1", "resolved"),
    Close("K2", "advice"),
    SetStatus("JRU1", "committed"),
    SetStatus("JRU2", "refreshments"),
    SetStatus("JRU2", "emergency"),
    SetStatus("JRU3", "at_scene"),
    Note("wrong house", call="K1"),
    Note("new tyre", vehicle="JRU2"),
    BackUp("K1", "ambulance"),
    Link("K2", "K1"),
    Check("JRU1"),
    Crew("JRU2", "SC 9"),
    MarkShift("start"),
    HandOver("watch K1"),
]


@pytest.mark.parametrize("post", [False, True], ids=["here", "posted"])
@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{type(slip).__name__} {slip}"[:40])
def test_a_slip_is_taken_back_at_once_and_everything_is_as_before(
    night: Stage, slip: Command, post: bool
) -> None:
    before = dict(night.board.vehicles), dict(night.board.held_calls())
    night.do(slip, "18:20", post=post)
    undo = present(newest_own(night.board, night.actor("18:21")))
    decided = decide(night.board, undo, night.actor("18:21"))
    assert isinstance(decided, Commanded), decided
    night.apply(decided, night.at("18:21"), "supervisor")
    assert (dict(night.board.vehicles), dict(night.board.held_calls())) == before


@pytest.mark.parametrize(
    ("when", "who", "doubt"),
    [
        ("18:22", {}, UndoDoubt.OLD),
        ("18:17", {}, UndoDoubt.OLD),
        ("18:21", {"session": "s2"}, UndoDoubt.SESSION),
        ("18:21", {"session": ""}, UndoDoubt.SESSION),
        ("18:21", {"by": "70002"}, UndoDoubt.OTHERS),
        ("18:21", {"by": "70002", "session": "s2"}, UndoDoubt.OTHERS),
    ],
    ids=["two minutes", "clock set back", "restart", "unknown", "handed over", "another board"],
)
def test_what_is_no_slip_of_a_moment_ago_is_shown_first(
    night: Stage, when: str, who: dict[str, str], doubt: UndoDoubt
) -> None:
    night.do(Assign("K2", "JRU2"), "18:20")
    assert doubts(night, when, None, **who) == {doubt}
    undo, actor = Undo(night.last_id), night.actor(when, **who)
    reason = decide(night.board, undo, actor)
    assert isinstance(reason, Refusal)
    assert reason.reason == f"look at what it undoes first: {doubt.value}"
    assert isinstance(decide(night.board, replace(undo, confirmed=True), actor), Commanded)


def test_the_limit_is_a_setting(make_stage: type[Stage]) -> None:
    for limit, expected in ((0.0, {UndoDoubt.OLD}), (30.0, {UndoDoubt.OLD}), (90.0, set())):
        stage = make_stage(Rules(undo_s=limit))
        stage.call("K1", "18:00")
        stage.do(Note("x", call="K1"), "18:20")
        assert doubts(stage, "18:21") == expected


def test_the_newest_of_ones_own_is_meant_and_not_the_newest(night: Stage) -> None:
    night.do(Note("mine", call="K1"), "18:20")
    mine = night.last_id
    night.do(Note("theirs", call="K1"), "18:20:30", by="70002")
    undo = newest_own(night.board, night.actor("18:21"))
    assert undo == Undo(mine)
    assert doubts(night, "18:21", undo) == {UndoDoubt.NOT_NEWEST, UndoDoubt.FOLLOWED}
    assert newest_own(night.board, night.actor("18:21", by="70003")) is None
    assert doubts(night, "18:21") == {UndoDoubt.OTHERS}


def test_two_slips_are_taken_back_one_after_the_other(night: Stage) -> None:
    night.do(Assign("K2", "JRU2"), "18:20")
    night.do(SetStatus("JRU2", "en_route"), "18:20:30")
    for _ in range(2):
        assert doubts(night, "18:21") == set()
        night.undo("18:21")
    assert night.view("K2").waiting
    assert newest_own(night.board, night.actor("18:21")) is None


SINCE: dict[str, Any] = {
    "a note": lambda stage: stage.call(
        "K2",
        "18:05",
        grade="G2",
        version=2,
        notes=(NoteRecord("n1", stage.at("18:20:30"), "control", "he has a knife"),),
    ),
    "a higher grade": lambda stage: stage.call(
        "K2", "18:05", grade="G1", version=2, updated_at=stage.at("18:20:30")
    ),
    "no longer listed": lambda stage: stage.unlist("K2", "18:20:30"),
    "another vehicle": lambda stage: stage.vehicle("GN21", "at_scene", "18:20:30", "K2"),
    "a crew change": lambda stage: stage.apply(
        VehicleReported(
            VehicleRecord(
                "JRU2", "available", stage.at("18:00"), crew=(CrewMember("officer", "SC 5"),)
            )
        ),
        stage.at("18:20:30"),
    ),
}


@pytest.mark.parametrize("what", SINCE)
def test_what_has_happened_since_is_shown_first(night: Stage, what: str) -> None:
    night.vehicle("JRU2", "available", "18:00", crew=(CrewMember("officer", "SC 4"),))
    night.do(Assign("K2", "JRU2"), "18:20", post=True)
    SINCE[what](night)
    planned = plan(night, "18:21")
    assert isinstance(planned, UndoPlan)
    assert (set(planned.doubts), len(planned.since)) == ({UndoDoubt.FOLLOWED}, 1)


def test_what_only_shows_that_dispatch_obeys_has_not_followed(night: Stage, sent: Sent) -> None:
    night.do(Assign("K2", "JRU2"), "18:20", post=True)
    night.vehicle("JRU2", "allocated", "18:20:05", "K2")
    night.call(
        "K2", "18:05", grade="G2", version=2, responses=(sent("JRU2", allocated="18:20:04"),)
    )
    planned = plan(night, "18:21")
    assert isinstance(planned, UndoPlan)
    assert planned.at_once
    assert planned.posted_as == StandDown("K2", "JRU2")


def test_the_same_by_the_crews_own_word_is_not_taken_back(night: Stage) -> None:
    """Nothing was posted: nobody but the crew can have said so."""
    night.do(SetStatus("JRU2", "refreshments"), "18:20")
    night.vehicle("JRU2", "refreshments", "18:20:30")
    assert refused(night, "18:21") == (
        "JRU 2 has been reported refreshments since: book its status instead",
        "status",
    )


def test_the_same_twice_is_the_crews_own_word(night: Stage) -> None:
    night.do(SetStatus("JRU2", "refreshments"), "18:20", post=True)
    night.vehicle("JRU2", "refreshments", "18:20:05")
    assert doubts(night, "18:21") == set()
    night.vehicle("JRU2", "refreshments", "18:20:40")
    assert refused(night, "18:21")[1] == "status"


# what is refused


def test_an_emergency_that_was_cleared_is_not_raised_again(night: Stage) -> None:
    """As after a restart, 22 minutes later: dispatch would be told of an emergency that is none."""
    night.vehicle("JRU2", "emergency", "18:15")
    night.do(SetStatus("JRU2", "available"), "18:20", post=True)
    said = "it would raise JRU 2's emergency again: book EMERGENCY as its status", "status"
    assert refused(night, "18:21") == said
    night.vehicle("JRU2", "available", "18:20:05")
    assert refused(night, "18:42", session="s2") == said


def test_an_emergency_booked_by_mistake_is_taken_back_and_not_given_again(night: Stage) -> None:
    night.do(SetStatus("JRU2", "emergency"), "18:20")
    night.undo("18:21")
    again = Undo(night.last_id)
    assert refused(night, "18:21", again)[1] == "status"
    night.do(SetStatus("JRU2", "emergency"), "18:22")
    night.vehicle("JRU2", "emergency", "18:23")
    assert refused(night, "18:23")[1] == "status"


@pytest.mark.parametrize(
    ("command", "vehicle", "press", "instead"),
    [
        (Assign("K2", "JRU2"), "JRU2", ("at_scene", "K2"), "stand-down"),
        (Assign("K2", "JRU2"), "JRU2", ("en_route", "K2"), "stand-down"),
        (Assign("K2", "JRU2"), "JRU2", ("refreshments", None), "stand-down"),
        (Assign("K2", "JRU3", "nearest"), "JRU3", ("at_scene", "K2"), "assign"),
        (StandDown("K3", "JRU3"), "JRU3", ("at_scene", "K3"), "assign"),
        (StandDown("K3", "JRU3"), "JRU3", ("en_route", "K9"), "assign"),
        (SetStatus("JRU3", "at_scene"), "JRU3", ("at_scene", "K3"), "status"),
        (SetStatus("JRU2", "refreshments"), "JRU2", ("en_route", "K2"), "status"),
        (SetStatus("JRU1", "available"), "JRU1", ("committed", "K1"), "status"),
    ],
)
@pytest.mark.parametrize(
    ("post", "when"), [(False, "18:21"), (True, "18:21"), (True, "20:00")], ids=str
)
def test_no_vehicle_is_freed_or_booked_against_a_newer_press_of_its_crew(
    night: Stage,
    command: Command,
    vehicle: str,
    press: tuple[str, str | None],
    instead: str,
    *,
    post: bool,
    when: str,
) -> None:
    night.call("K9", "18:06")
    night.do(command, "18:20", post=post)
    night.vehicle(vehicle, press[0], "18:20:30", press[1])
    assert refused(night, when)[1] == instead


def test_a_closing_that_freed_two_cars_gives_back_those_that_stayed(
    night: Stage, sent: Sent
) -> None:
    both = (sent("JRU1", at_scene="18:10"), sent("JRU2", at_scene="18:12"))
    night.call("K1", "18:00", grade="G1", version=2, responses=both)
    night.vehicle("JRU2", "at_scene", "18:12", "K1")
    night.do(Close("K1", "resolved"), "18:20", post=True)
    close = Undo(night.last_id)
    assert doubts(night, "18:21", close) == set()
    night.vehicle("JRU2", "en_route", "18:20:30", "K2")
    planned = plan(night, "18:21", close)
    assert isinstance(planned, UndoPlan)
    assert planned.posted_as == Reopen("K1")
    assert {UndoDoubt.FOLLOWED, UndoDoubt.NO_MIRROR} <= set(planned.doubts)
    assert consequences(night.board, close) == (
        "JRU 1: available → at scene K1",
        "the feed still shows JRU 2 en route, on K2",
        "K1 is open again",
    )
    night.do(close, "18:21")
    assert (night.unit("JRU1").call, night.unit("JRU2").call) == ("K1", "K2")


def test_a_car_that_was_sent_on_is_not_put_back(night: Stage) -> None:
    night.do(Close("K1", "resolved"), "18:20")
    close = Undo(night.last_id)
    night.do(Assign("K2", "JRU1"), "18:20:30")
    assert refused(night, "18:21", close) == (
        "“JRU 1 assigned” came after it: reopen the call instead",
        "reopen",
    )


def test_a_call_is_not_closed_by_the_way_while_somebody_is_at_it(night: Stage) -> None:
    night.do(Close("K2", "advice"), "18:20")
    night.do(Reopen("K2"), "18:21")
    reopening = Undo(night.last_id)
    assert plan(night, "18:21:30", reopening).posted_as == Close("K2", "advice")  # type: ignore[union-attr]
    night.vehicle("JRU2", "at_scene", "18:22", "K2")
    assert refused(night, "18:22:30", reopening) == (
        "JRU 2 is at scene of K2: close the call instead",
        "close",
    )


def test_nobody_is_put_on_a_call_that_is_over(night: Stage) -> None:
    night.do(StandDown("K3", "JRU3"), "18:20")
    ended = {"state": "closed", "closed_at": night.at("18:21"), "outcome": "advice"}
    night.call("K3", "18:06", grade="G3", version=2, **ended)
    assert refused(night, "18:21:30")[1] == "assign"


def test_that_an_emergency_was_acknowledged_is_not_taken_back(night: Stage) -> None:
    night.vehicle("JRU2", "emergency", "18:15")
    night.do(Acknowledge("JRU2"), "18:16")
    reason = "an acknowledgement cannot be undone"
    assert refused(night, "18:16", Undo(night.last_id))[0] == reason


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (Assign("K2", "JRU2"), SetStatus("JRU2", "en_route")),
        (Assign("K2", "JRU2"), Close("K2", "stood_down")),
        (Link("K2", "K1"), Link("K2", "K3")),
        (MarkShift("start"), MarkShift("end")),
        (Crew("JRU2", "SC 9"), Crew("JRU2", "SC 9", on=False)),
    ],
)
def test_what_something_else_was_built_on_stays_until_that_is_taken_back(
    night: Stage, first: Command, then: Command
) -> None:
    night.do(first, "18:20")
    undo = Undo(night.last_id)
    night.do(then, "18:20:30")
    assert refused(night, "18:21", undo)[1] == "undo"
    night.undo("18:21")
    assert doubts(night, "18:21", undo) == set()


def test_back_up_stays_while_its_end_stands(night: Stage) -> None:
    night.do(BackUp("K1", "ambulance"), "18:20")
    asked = night.last_id
    night.do(EndBackUp("K1", asked, "at_scene"), "18:20:30")
    assert refused(night, "18:21", Undo(asked))[1] == "undo"
    assert doubts(night, "18:21") == set()


def test_a_diversion_goes_back_to_the_call_that_it_left(night: Stage) -> None:
    night.do(Assign("K2", "JRU3", reason="nearest"), "18:20", post=True)
    planned = plan(night, "18:21")
    assert isinstance(planned, UndoPlan)
    assert (planned.posted_as, planned.at_once) == (
        Assign("K3", "JRU3", reason="diversion undone"),
        True,
    )
    assert consequences(night.board, Undo(night.last_id)) == (
        "JRU 3: allocated K2 → en route K3",
        "K2 waits again",
    )


def test_a_settlement_is_taken_back_to_the_dispute(night: Stage) -> None:
    night.do(Assign("K2", "JRU2"), "18:20")
    night.vehicle("JRU2", "refreshments", "18:21")
    favours: list[tuple[Literal["feed", "supervisor"], str]]
    favours = [("feed", "18:22"), ("supervisor", "18:23")]
    for favour, when in favours:
        dispute = present(night.view("K2").dispute)
        night.do(Settle(dispute.command, favour), when)
        planned = plan(night, f"{when}:30")
        assert isinstance(planned, UndoPlan)
        assert (planned.posted_as, planned.at_once) == (None, True)
        night.undo(f"{when}:30")
        assert night.view("K2").dispute == dispute


# giving again


def test_what_was_undone_a_moment_ago_is_given_again(night: Stage) -> None:
    night.do(Assign("K2", "JRU2"), "18:20", post=True)
    night.undo("18:20:30")
    again = Undo(night.last_id)
    planned = plan(night, "18:21", again)
    assert isinstance(planned, UndoPlan)
    assert (planned.posted_as, planned.at_once) == (Assign("K2", "JRU2"), True)
    assert doubts(night, "18:23", again) == {UndoDoubt.OLD}
    assert doubts(night, "18:21", again, by="70002") == {UndoDoubt.OTHERS}
    assert doubts(night, "18:21", again, session="s2") == {UndoDoubt.SESSION}


GIVEN_AGAIN: list[tuple[Command, str, tuple[str, str | None]]] = [
    (Assign("K2", "JRU2"), "JRU2", ("available", None)),
    (StandDown("K3", "JRU3"), "JRU3", ("allocated", "K3")),
    (SetStatus("JRU2", "refreshments"), "JRU2", ("available", None)),
]


@pytest.mark.parametrize(("command", "vehicle", "shown"), GIVEN_AGAIN)
def test_what_dispatch_has_shown_to_be_undone_is_given_again_from_then_on(
    night: Stage, command: Command, vehicle: str, shown: tuple[str, str | None]
) -> None:
    """Before, it stood from when it was given first, and the feed contradicted it at once."""
    night.do(command, "18:20", post=True)
    as_given = night.unit(vehicle)
    night.do(Undo(night.last_id), "18:20:20", post=True)
    again = Undo(night.last_id)
    night.vehicle(vehicle, shown[0], "18:20:25", shown[1])
    assert doubts(night, "18:20:40", again) == set()
    night.do(again, "18:20:40", post=True)
    view = night.unit(vehicle)
    assert (view.status, view.call) == (as_given.status, as_given.call)
    assert (view.since, view.dispute) == (night.at("18:20:40"), None)
    assert doubts(night, "18:21") == set()
    night.undo("18:21")
    assert (night.unit(vehicle).status, night.unit(vehicle).call) == shown


@pytest.mark.parametrize(
    ("command", "vehicle", "press", "instead"),
    [
        (Assign("K2", "JRU2"), "JRU2", ("available", None), "assign"),
        (Assign("K2", "JRU2"), "JRU2", ("emergency", None), ""),
        (StandDown("K3", "JRU3"), "JRU3", ("at_scene", "K3"), "stand-down"),
        (SetStatus("JRU3", "available"), "JRU3", ("at_scene", "K3"), "status"),
    ],
)
def test_a_redo_obeys_the_crew_as_well(
    night: Stage, command: Command, vehicle: str, press: tuple[str, str | None], instead: str
) -> None:
    night.do(command, "18:20")
    night.undo("18:20:30")
    again = Undo(night.last_id)
    night.vehicle(vehicle, press[0], "18:20:45", press[1])
    assert refused(night, "18:21", again)[1] == instead


@pytest.mark.parametrize(
    "command", [Close("K1", "resolved"), StandDown("K1", "JRU1"), SetStatus("JRU1", "available")]
)
def test_a_redo_takes_no_crew_from_a_scene(night: Stage, command: Command) -> None:
    night.do(command, "18:20")
    night.undo("18:20:30")
    assert "JRU 1 is at scene of K1" in refused(night, "18:21", Undo(night.last_id))[0]


def test_a_redo_passes_the_gate_of_its_command(night: Stage) -> None:
    night.do(Assign("K2", "JRU2"), "18:20")
    night.undo("18:20:30")
    again = Undo(night.last_id)
    ended = {"state": "closed", "closed_at": night.at("18:20:40"), "outcome": "advice"}
    night.call("K2", "18:05", grade="G2", version=2, **ended)
    assert refused(night, "18:21", again)[0] == "K2 is closed: reopen it first"


def test_only_the_newest_undo_is_given_again(night: Stage) -> None:
    night.do(Note("one", call="K1"), "18:20")
    night.do(Note("two", call="K1"), "18:20:10")
    night.undo("18:20:20")
    first = Undo(night.last_id)
    night.undo("18:20:30")
    assert "only the newest undo" in refused(night, "18:21", first)[0]
    night.do(Undo(night.last_id), "18:20:40")
    assert doubts(night, "18:21", first) == set()


def test_what_dispatch_refused_is_not_there_to_be_undone(night: Stage) -> None:
    night.do(Note("before", call="K2"), "18:19")
    before = night.last_id
    night.do(Assign("K2", "JRU2"), "18:20", post=True)
    assign = night.last_id
    night.answer(assign, "18:20:10", "no fuel")
    assert refused(night, "18:20:30", Undo(assign))[0] == "it is no longer in force"
    assert newest_own(night.board, night.actor("18:20:30")) == Undo(before)

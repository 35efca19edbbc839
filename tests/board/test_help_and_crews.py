"""Back-up, links, crews, strikes, the shift's own marks, and an undo that is undone."""

from datetime import timedelta

import pytest

from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, Link, StandDown, Unlink
from jru_tui.board.commands import (
    Check,
    Command,
    Crew,
    HandOver,
    MarkShift,
    Note,
    SetStatus,
    Strike,
    Undo,
)
from jru_tui.board.decisions.decide import Refusal, decide
from jru_tui.board.decisions.side_effects import consequences
from jru_tui.board.events import FeedChanged
from jru_tui.board.projection.phrases import outstanding_words
from jru_tui.board.records import CrewMember, NoteRecord
from jru_tui.board.shifts import shift_at
from tests.board.conftest import Stage
from tests.narrowing import instance, present

OFFICER, PARAMEDIC = CrewMember("officer", "SC 1"), CrewMember("paramedic", "Para 2", ("doctor",))


@pytest.fixture
def night(stage: Stage) -> Stage:
    stage.vehicle("JRU1", "available", "18:00", crew=(OFFICER, PARAMEDIC))
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K1", "18:05", grade="G1", needs=("clinical", "dog"))
    stage.call("K2", "18:06", grade="G2")
    return stage


def test_a_crew_changes_in_mid_shift_with_its_times_kept(night: Stage) -> None:
    night.do(Crew("JRU1", "SC 9", skills=("solicitor",)), "20:00")
    night.do(Crew("JRU1", "SC 1", on=False), "21:00")
    assert [member.id for member in night.unit("JRU1").crew] == ["Para 2", "SC 9"]
    spells = [(each.member.id, each.on_at, each.off_at) for each in night.board.crew_spells("JRU1")]
    assert spells == [
        ("SC 1", night.at("18:00"), night.at("21:00")),
        ("Para 2", night.at("18:00"), None),
        ("SC 9", night.at("20:00"), None),
    ]


def aboard(night: Stage) -> list[str]:
    return [member.id for member in night.unit("JRU1").crew]


def test_the_feed_takes_off_only_whom_it_named(night: Stage) -> None:
    night.do(Crew("JRU1", "SC 9"), "20:00")
    night.do(Crew("JRU1", "SC 1", on=False), "20:30")
    night.vehicle("JRU1", "standby", "22:00", crew=(OFFICER, CrewMember("paramedic", "Para 8")))
    assert aboard(night) == ["SC 9", "Para 8"]
    night.vehicle("JRU1", "available", "22:30", crew=(OFFICER, CrewMember("officer", "SC 9")))
    assert aboard(night) == ["SC 9"]
    night.vehicle("JRU1", "standby", "23:00", crew=(OFFICER,))
    assert aboard(night) == []


@pytest.mark.parametrize("crew", [(), (CrewMember("officer", "SC 77"),)])
def test_another_crew_altogether_takes_the_place_of_all(
    night: Stage, crew: tuple[CrewMember, ...]
) -> None:
    night.do(Crew("JRU1", "SC 9"), "20:00")
    night.vehicle("JRU1", "available", "22:00", crew=crew)
    assert aboard(night) == [member.id for member in crew]


def test_the_log_has_the_feeds_word_on_the_crew(night: Stage) -> None:
    night.do(Crew("JRU1", "SC 9"), "20:00")
    night.vehicle("JRU1", "standby", "22:00", crew=(OFFICER, CrewMember("paramedic", "Para 8")))
    said = [(line.source, line.text) for line in night.board.log(vehicle="JRU1")]
    assert [each for each in said if "SC" in each[1] or "Para" in each[1]] == [
        ("feed", "crew: officer SC 1 on, paramedic Para 2 on"),
        ("supervisor", "SC 9 on JRU 1"),
        ("feed", "crew: paramedic Para 8 on, paramedic Para 2 off"),
    ]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (Crew("JRU1", " "), "who? Give a role and a number"),
        (Crew("JRU1", "SC 1"), "SC 1 is already on JRU 1"),
        (Crew("JRU2", "SC 1"), "SC 1 is on JRU 1: log off there first"),
        (Crew("JRU2", "SC 1", on=False), "SC 1 is not on JRU 2"),
        (BackUp("K1", "other"), "say what other help is needed"),
        (BackUp("K1", "patrol", count=0), "ask for 1 to 20 at a time"),
        (Link("K1", "K1"), "a call cannot be a duplicate of itself"),
        (Link("K1", "K9"), "K9 is not on the board"),
        (Unlink("K1"), "K1 is not linked"),
        (Strike("nothing", call="K1"), "there is no such note"),
        (MarkShift("end"), "no shift has been taken over"),
        (Check("JRU9"), "there is no vehicle JRU9"),
    ],
)
def test_what_cannot_be_says_why(night: Stage, command: Command, reason: str) -> None:
    assert night.refused(command) == reason


def test_a_duplicate_is_linked_and_unlinked_and_stays_open(night: Stage) -> None:
    night.do(Link("K2", "K1"), "18:10")
    assert (night.view("K2").linked_to, night.view("K2").open) == ("K1", True)
    assert "itself a duplicate" in night.refused(Link("K1", "K2"))
    night.do(Unlink("K2"), "18:12")
    assert night.view("K2").linked_to == ""


def test_a_wrong_note_is_struck_through_and_stays_readable(night: Stage) -> None:
    night.do(Note("he has a knife", call="K1"), "18:10")
    note = present(night.board.last_order()).id
    night.do(Strike(note, call="K1"), "18:12")
    line = next(each for each in night.board.log(call="K1") if each.id == note)
    assert (line.text, line.struck) == ("note: he has a knife", "struck by SC 1")
    assert line.struck_at == night.at("18:12")
    assert "already" in night.refused(Strike(note, call="K1"))
    night.undo("18:14")
    assert not next(each for each in night.board.log(call="K1") if each.id == note).struck


def test_a_note_of_the_feed_can_be_struck_too(night: Stage) -> None:
    night.call(
        "K3", "18:20", notes=(NoteRecord("n1", night.at("18:21"), "control", "wrong house"),)
    )
    night.do(Strike("K3:n1", call="K3"), "18:25")
    assert [each.struck for each in night.board.log(call="K3") if each.text == "wrong house"] == [
        "struck by SC 1"
    ]


def test_an_undo_of_an_undo_gives_the_command_again(night: Stage) -> None:
    night.do(Assign("K1", "JRU1"), "18:10")
    night.do(Close("K2", "advice"), "18:11")
    night.undo("18:12")
    night.undo("18:13")
    assert night.unit("JRU1").status == "available"
    redo = night.board.standing.redoable
    night.do(Undo(redo[-1]), "18:14")
    assert (night.unit("JRU1").status, night.unit("JRU1").call) == ("allocated", "K1")
    assert night.view("K2").open
    assert "redid: JRU 1 assigned" in night.log("K1")
    night.do(Undo(redo[-1]), "18:15")
    assert night.view("K2").outcome == "advice"
    night.undo("18:16")
    assert night.view("K2").open


def test_another_command_ends_what_could_be_done_again(night: Stage) -> None:
    night.do(Note("x", call="K1"), "18:10")
    night.undo("18:11")
    undone = night.board.standing.redoable[-1]
    night.do(Note("y", call="K1"), "18:12")
    assert night.refused(Undo(undone)) == (
        "only the newest undo can be redone, and only until another command is given"
    )


def test_what_changes_is_told_before_it_is_done(night: Stage) -> None:
    night.vehicle("JRU1", "en_route", "18:10", "K2")
    divert = Assign("K1", "JRU1", reason="nearest")
    assert consequences(night.board, divert) == (
        "JRU 1 leaves K2 (G2), which waits again until another is sent",
    )
    assert consequences(night.board, StandDown("K2", "JRU1")) == (
        "JRU 1 leaves K2 (G2), which waits again until another is sent",
    )
    night.vehicle("JRU1", "at_scene", "18:20", "K2")
    assert consequences(night.board, SetStatus("JRU1", "available")) == (
        "JRU 1 leaves the scene of K2 (G2), which waits again until another is sent",
    )
    night.do(BackUp("K2", "patrol", text="with a dog"), "18:21")
    assert consequences(night.board, Close("K2", "resolved")) == (
        "frees JRU 1",
        "back-up is still outstanding: patrol: with a dog",
    )


def test_a_shift_is_taken_over_ended_and_handed_over(night: Stage) -> None:
    night.do(MarkShift("start"), "18:00")
    assert night.refused(MarkShift("start")) == "the shift is already running"
    night.do(HandOver("watch K1"), "01:55")
    night.do(MarkShift("end"), "02:00")
    marks = [night.board.words(order.command) for order in night.board.handovers()]
    assert marks == ["shift ended", "handed over: watch K1", "shift taken over"]


def test_the_shifts_log_holds_calls_vehicles_and_the_rest_in_order(night: Stage) -> None:
    night.do(Assign("K1", "JRU1"), "18:10")
    night.do(Check("JRU2"), "18:30")
    night.do(HandOver(""), "18:40")
    shift = shift_at(night.board.rules.hours, night.at("19:00"))
    lines = [line.text for line in night.board.shift_log(shift)]
    assert [
        text
        for text in lines
        if text in ("call opened", "JRU 1 assigned", "JRU 2 welfare check", "handed over")
    ] == [
        "call opened",
        "call opened",
        "JRU 1 assigned",
        "JRU 2 welfare check",
        "handed over",
    ]
    assert [each.starts_at for each in night.board.snapshot().shifts()] == [shift.starts_at]


def test_back_up_can_come_in_parts(night: Stage) -> None:
    night.do(BackUp("K1", "ambulance", 3, "no lift"), "18:20")
    asked = night.view("K1").back_up[0].id
    night.do(EndBackUp("K1", asked, "at_scene", 1), "18:30")
    (left,) = night.view("K1").back_up
    assert (left.left, left.outstanding, outstanding_words(left)) == (
        2,
        True,
        "2 of 3 ambulances: no lift",
    )
    night.do(EndBackUp("K1", asked, "cancelled", 1), "18:31")
    assert night.refused(EndBackUp("K1", asked, "at_scene", 2)) == (
        "2 cannot have ended: 1 of 3 ambulances: no lift are outstanding"
    )
    night.do(EndBackUp("K1", asked, "at_scene"), "18:40")
    (done,) = night.view("K1").back_up
    assert (done.outstanding, done.ended, done.ended_at) == (False, "at_scene", night.at("18:40"))
    night.undo("18:41")
    assert night.view("K1").back_up[0].left == 1
    texts = [line.text for line in night.board.log(call="K1") if "back-up" in line.text]
    assert texts[1:3] == [
        "back-up at scene: 1 of 3 ambulances",
        "back-up cancelled: 1 of 3 ambulances",
    ]


def test_what_came_of_a_call_stands_with_its_flags(night: Stage) -> None:
    assert night.refused(Close("K1", "resolved", flags=("twins",))) == (
        "“twins” cannot be recorded when a call is closed"
    )
    night.do(Close("K1", "resolved", flags=("baby_born",), reason="by radio"), "19:00")
    assert night.view("K1").flags[-1] == "baby_born"
    assert night.board.log(call="K1")[-1].text == "closed, resolved, baby born: by radio"
    night.undo("19:01")
    assert "baby_born" not in night.view("K1").flags


def test_a_shift_that_nobody_ended_does_not_keep_the_next_one_from_starting(night: Stage) -> None:
    night.do(MarkShift("start"), "18:00")
    assert night.refused(MarkShift("start")) == "the shift is already running"
    next_evening = night.at("18:05") + timedelta(days=1)
    night.apply(FeedChanged("live"), next_evening)
    assert not isinstance(decide(night.board, MarkShift("start")), Refusal)


def test_back_up_that_came_in_part_is_told_for_what_it_was(night: Stage) -> None:
    night.do(BackUp("K1", "ambulance", 2), "18:10")
    which = present(night.board.last_order()).id
    night.do(EndBackUp("K1", which, "at_scene", 1), "18:20")
    night.do(EndBackUp("K1", which, "cancelled"), "18:30")
    assert instance(EndBackUp, present(night.board.last_order()).command).count == 1
    assert [line for line in night.log("K1") if line.startswith("back-up ")] == [
        "back-up asked: 2 ambulances",
        "back-up at scene: 1 of 2 ambulances",
        "back-up cancelled: 1 of 2 ambulances",
    ]
    (asked,) = night.view("K1").back_up
    assert (asked.came, asked.left, asked.ended) == (1, 0, "cancelled")


def test_the_log_has_whom_another_crew_relieves(night: Stage) -> None:
    night.do(Crew("JRU1", "SC 9"), "20:00")
    night.do(Crew("JRU1", "SC 1", on=False), "20:30")
    night.vehicle("JRU1", "standby", "22:00", crew=(CrewMember("officer", "SC 77"),))
    (line,) = (each for each in night.board.log(vehicle="JRU1") if "SC 77" in each.text)
    assert line.text == "crew: officer SC 77 on, paramedic Para 2 off, officer SC 9 off"


def test_a_collar_number_is_the_same_however_it_is_typed(stage: Stage) -> None:
    one, other = CrewMember("officer", "SC 70912"), CrewMember("Officer", "sc-70912")
    stage.vehicle("JRU1", "available", "18:00", crew=(one,))
    stage.vehicle("JRU2", "available", "18:01", crew=(other,))
    assert stage.board.elsewhere(stage.unit("JRU1")) == ((one, ("JRU2",)),)
    assert stage.board.elsewhere(stage.unit("JRU2")) == ((other, ("JRU1",)),)


def test_one_collar_number_on_two_vehicles_is_told_of_both(stage: Stage) -> None:
    officer, other = CrewMember("officer", "SC 70912"), CrewMember("paramedic", "SC 70912")
    stage.vehicle("JRU1", "available", "18:00", crew=(officer,))
    stage.vehicle("JRU3", "available", "18:00", crew=(other,))
    assert stage.board.elsewhere(stage.unit("JRU1")) == ()
    change = stage.vehicle("JRU2", "available", "18:01", crew=(officer,))
    assert change.vehicles == {"JRU1", "JRU2"}
    assert stage.board.elsewhere(stage.unit("JRU1")) == ((officer, ("JRU2",)),)
    assert stage.board.elsewhere(stage.unit("JRU2")) == ((officer, ("JRU1",)),)
    assert stage.board.elsewhere(stage.unit("JRU3")) == ()
    change = stage.vehicle("JRU2", "off_duty", "18:05", crew=(officer,))
    assert change.vehicles == {"JRU1", "JRU2"}
    assert stage.board.elsewhere(stage.unit("JRU1")) == ()
    stage.vehicle("JRU2", "available", "18:10", crew=(officer,))
    change = stage.vehicle("JRU1", "available", "18:11")
    assert change.vehicles == {"JRU1", "JRU2"}
    assert stage.board.elsewhere(stage.unit("JRU2")) == ()

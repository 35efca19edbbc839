"""What dispatch refused, or never had, wants attention until it is dealt with."""

import pytest

from jru_tui.board.call_commands import Assign, Close, Reopen, StandDown
from jru_tui.board.commands import Command, Dismiss, Note, SetStatus, Undo
from jru_tui.board.events import CommandAnswered
from jru_tui.board.queries.alert_index import AlertIndex
from jru_tui.board.queries.alerts import alerts
from tests.board.conftest import Stage
from tests.narrowing import present


def said(stage: Stage, when: str, *, stale: bool = False) -> list[str]:
    return [
        alert.text
        for alert in alerts(stage.board, stage.at(when), stale=stale)
        if alert.kind == "refused"
    ]


def turned_down(stage: Stage, command: Command, reason: str = "no fuel") -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.call("K2", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.vehicle("JRU2", "available", "17:00")
    stage.do(command, "18:05")
    stage.answer(present(stage.board.last_order()).id, "18:06", reason)


REFUSED: list[tuple[Command, str]] = [
    (Assign("K1", "JRU1", reason="nearest"), "K1 refused by dispatch: JRU 1 assigned"),
    (Close("K1", "advice"), "K1 refused by dispatch: closed, advice"),
    (Note("his mother's key is 1234", call="K1"), "K1 refused by dispatch: note"),
    (SetStatus("JRU1", "refreshments"), "JRU 1 refused by dispatch: JRU 1 refreshments"),
]


@pytest.mark.parametrize(("command", "text"), REFUSED, ids=lambda each: type(each).__name__)
def test_it_stands_without_anybodys_words_also_while_the_feed_is_old(
    stage: Stage, command: Command, text: str
) -> None:
    turned_down(stage, command)
    assert said(stage, "18:30") == [text]
    assert said(stage, "18:30", stale=True) == [text]


def test_the_board_says_why_and_a_notification_does_not(stage: Stage) -> None:
    turned_down(stage, Assign("K1", "JRU1"), "JRU 1 is off the road")
    (alert,) = alerts(stage.board, stage.at("18:30"), stale=False)
    assert alert.text == "K1 refused by dispatch: JRU 1 assigned"
    assert alert.in_full == f"{alert.text} (JRU 1 is off the road)"


ENDED: list[tuple[Command, Command]] = [
    (Assign("K1", "JRU1"), Assign("K1", "JRU1", reason="nearest")),
    (Close("K1", "advice"), Close("K1", "advice")),
    (Assign("K1", "JRU1"), Close("K1", "advice")),
    (SetStatus("JRU1", "refreshments"), SetStatus("JRU1", "refreshments")),
]


@pytest.mark.parametrize(("before", "then"), ENDED)
def test_it_ends_when_it_is_given_again_or_its_call_is_over(
    stage: Stage, before: Command, then: Command
) -> None:
    turned_down(stage, before)
    assert said(stage, "18:07")
    stage.do(then, "18:08")
    assert said(stage, "18:09") == []


OTHER: list[Command] = [
    Assign("K2", "JRU1"),
    Assign("K1", "JRU2"),
    Note("all well", call="K1"),
    SetStatus("JRU2", "refreshments"),
]


@pytest.mark.parametrize("then", OTHER)
def test_it_outlives_other_commands(stage: Stage, then: Command) -> None:
    turned_down(stage, Assign("K1", "JRU1"))
    stage.do(then, "18:08")
    assert said(stage, "18:09") == ["K1 refused by dispatch: JRU 1 assigned"]


def test_it_ends_when_it_came_about_otherwise(stage: Stage) -> None:
    turned_down(stage, Assign("K1", "JRU1"))
    stage.vehicle("JRU1", "en_route", "18:10", "K1")
    assert said(stage, "18:11") == []
    stage.do(StandDown("K1", "JRU1"), "18:12")
    turned_down(stage, SetStatus("JRU2", "refreshments"))
    stage.vehicle("JRU2", "at_station", "18:20")
    assert said(stage, "18:21") == []


def test_a_refused_undo_stands_while_the_vehicle_goes_on(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.do(Assign("K1", "JRU1"), "18:05")
    given = stage.last_id
    stage.do(Undo(given), "18:06")
    undone = stage.last_id
    stage.vehicle("JRU1", "en_route", "18:07", "K1")
    stage.answer(undone, "18:09", "too late")
    assert said(stage, "18:10") == ["K1 refused by dispatch: undid: JRU 1 assigned"]
    stage.do(StandDown("K1", "JRU1"), "18:11")
    assert said(stage, "18:12") == []


def test_what_is_refused_on_a_closed_call_stands_as_well(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.do(Close("K1", "advice"), "18:05")
    stage.do(Reopen("K1"), "18:06")
    stage.answer(present(stage.board.last_order()).id, "18:07", "archived")
    stage.do(Note("all well", call="K1"), "18:08")
    stage.answer(stage.last_id, "18:09", "archived")
    assert said(stage, "18:10") == [
        "K1 refused by dispatch: reopened",
        "K1 refused by dispatch: note",
    ]


def test_both_vehicles_refused_for_a_call_stand(stage: Stage) -> None:
    turned_down(stage, Assign("K1", "JRU1"))
    stage.do(Assign("K1", "JRU2"), "18:07")
    stage.answer(present(stage.board.last_order()).id, "18:08", "no fuel")
    assert said(stage, "18:09") == [
        "K1 refused by dispatch: JRU 1 assigned",
        "K1 refused by dispatch: JRU 2 assigned",
    ]


def test_a_refused_note_that_is_struck_ends(stage: Stage) -> None:
    turned_down(stage, Note("all well", call="K1"))
    stage.do(Undo(present(stage.board.last_order()).id), "18:08")
    assert said(stage, "18:09") == []


def test_it_can_be_put_away(stage: Stage) -> None:
    turned_down(stage, Assign("K1", "JRU1"))
    (alert,) = [
        each
        for each in alerts(stage.board, stage.at("18:07"), stale=False)
        if each.kind == "refused"
    ]
    stage.do(Dismiss(alert.key, "told by telephone", call="K1"), "18:08")
    assert said(stage, "18:09") == []


def test_what_was_too_old_to_be_sent_asks_whether_to_give_it_again(stage: Stage) -> None:
    turned_down(stage, Close("K1", "advice"))
    stage.do(Assign("K2", "JRU1"), "18:10")
    answer = CommandAnswered(
        present(stage.board.last_order()).id,
        accepted=False,
        reason="given 11 min ago",
        expired_min=11,
    )
    stage.apply(answer, stage.at("18:21"))
    assert said(stage, "18:22")[1:] == [
        "K2 not delivered in 11 min: JRU 1 assigned; send it again?"
    ]
    log = [line.text for line in stage.board.log(call="K2")]
    assert log[-1] == "too old to be sent to dispatch: JRU 1 assigned (given 11 min ago)"


def test_what_may_have_arrived_is_not_asked_to_be_given_again(stage: Stage) -> None:
    """OUT-05: given again it would be another command, under another key."""
    stage.call("K2", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.do(Assign("K2", "JRU1"), "18:10")
    answer = CommandAnswered(
        present(stage.board.last_order()).id,
        accepted=False,
        reason="it may have arrived: an earlier try had no answer",
        expired_min=11,
        unclear=True,
    )
    stage.apply(answer, stage.at("18:21"))
    (alert,) = alerts(stage.board, stage.at("18:22"), stale=False)
    assert alert.in_full == (
        "K2 not confirmed by dispatch in 11 min: JRU 1 assigned; ask dispatch before you repeat it "
        "(it may have arrived: an earlier try had no answer)"
    )
    *_, given, given_up = stage.board.log(call="K2")
    assert (given.text, given.struck) == ("JRU 1 assigned", "not confirmed by dispatch")
    assert given_up.text == (
        "not confirmed by dispatch in 11 min: JRU 1 assigned "
        "(it may have arrived: an earlier try had no answer)"
    )


def test_a_watch_has_it_at_its_call_and_counts_it_while_the_feed_is_old(stage: Stage) -> None:
    turned_down(stage, Assign("K1", "JRU1"))
    watch = AlertIndex(stage.board)
    for stale in (False, True):
        seen = watch.at(stage.at("18:07"), stale=stale)
        assert seen.count == 1
        assert seen.gravest is not None
        assert [each.key for each in watch.of_call("K1")] == [seen.gravest.key]
        assert watch.of_call("K2") == ()


def test_an_undo_that_dispatch_refuses_did_not_happen(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.do(Assign("K1", "JRU1"), "18:05")
    assigned = present(stage.board.last_order()).id
    stage.undo("18:06")
    assert stage.view("K1").on_it == ()
    stage.answer(f"e{stage.board.events}", "18:07", "already mobile")
    assert [each.vehicle for each in stage.view("K1").on_it] == ["JRU1"]
    assert said(stage, "18:30") == ["K1 refused by dispatch: undid: JRU 1 assigned"]
    lines = {line.text: line for line in stage.board.log(call="K1")}
    assert not lines["JRU 1 assigned"].undone
    undo = lines["undid: JRU 1 assigned"]
    assert (undo.undone, undo.struck, undo.struck_at) == (
        True,
        "not accepted by dispatch",
        stage.at("18:07"),
    )
    assert present(stage.board.last_order()).id == assigned


def test_what_was_given_again_and_refused_is_taken_back_again(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.do(Assign("K1", "JRU1"), "18:05")
    stage.undo("18:06")
    undone = f"e{stage.board.events}"
    stage.do(Undo(undone), "18:07")
    assert stage.view("K1").on_it
    stage.answer(f"e{stage.board.events}", "18:08", "crew unfit")
    assert stage.view("K1").on_it == ()
    lines = {line.text: line for line in stage.board.log(call="K1")}
    assert lines["JRU 1 assigned"].undone
    assert not lines["undid: JRU 1 assigned"].undone
    assert lines["redid: JRU 1 assigned"].struck == "not accepted by dispatch"


def test_an_order_that_was_refused_does_not_come_back_with_its_undo(stage: Stage) -> None:
    stage.call("K1", "18:00", grade="G3")
    stage.vehicle("JRU1", "available", "17:00")
    stage.do(Assign("K1", "JRU1"), "18:05")
    assigned = present(stage.board.last_order()).id
    stage.undo("18:06")
    undo = f"e{stage.board.events}"
    stage.answer(assigned, "18:07", "crew unfit")
    stage.answer(undo, "18:08", "JRU1 is not on call K1")
    assert stage.view("K1").on_it == ()
    assert stage.unit("JRU1").status == "available"

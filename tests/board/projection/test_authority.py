"""Who is right when the feed and the supervisor disagree."""

from jru_tui.board.call_commands import Assign, BackUp, Close, Reopen, StandDown
from jru_tui.board.commands import Note, SetStatus, Settle
from jru_tui.board.decisions.side_effects import consequences
from tests.board.conftest import Sent, Stage
from tests.narrowing import present


def ready(stage: Stage) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K1", "18:05", grade="G1", version=1)
    stage.call("K2", "18:06", grade="G2", version=1)


def test_assigning_books_the_vehicle_allocated_and_stands_unconfirmed(stage: Stage) -> None:
    ready(stage)
    change = stage.do(Assign("K1", "JRU1"), "18:07")
    assert change.calls == {"K1"}
    assert change.vehicles == {"JRU1"}
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("allocated", "K1")
    assert stage.unit("JRU1").since == stage.at("18:07")
    assert stage.view("K1").unconfirmed
    assert stage.unit("JRU1").unconfirmed
    assert not stage.view("K1").waiting


def test_a_report_older_than_the_command_does_not_undo_it(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.vehicle("JRU1", "standby", "18:06")
    assert stage.unit("JRU1").status == "allocated"
    assert stage.view("K1").dispute is None


def test_the_feed_showing_its_effect_confirms_it(stage: Stage, sent: Sent) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.vehicle("JRU1", "en_route", "18:09", "K1")
    assert stage.view("K1").unconfirmed == ()
    assert stage.unit("JRU1").unconfirmed == ()
    assert stage.unit("JRU1").status == "en_route"
    stage.call(
        "K1",
        "18:05",
        grade="G1",
        version=2,
        responses=(sent("JRU1", allocated="18:07", en_route="18:09"),),
    )
    (leg,) = stage.view("K1").responses
    assert (leg.allocated_at, leg.en_route_at) == (stage.at("18:07"), stage.at("18:09"))


def test_a_newer_report_that_contradicts_it_is_a_dispute_with_both_sides(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.vehicle("JRU1", "refreshments", "18:09")
    dispute = present(stage.view("K1").dispute)
    assert dispute.ours == "JRU 1 assigned to K1"
    assert dispute.theirs == "JRU 1 refreshments"
    assert stage.unit("JRU1").dispute == dispute
    assert stage.board.open_calls()[0].id == "K1"
    assert "settle" in stage.refused(Assign("K2", "JRU1", reason="x"))


def test_the_supervisor_settles_it_either_way(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.vehicle("JRU1", "refreshments", "18:09")
    disputed = present(stage.view("K1").dispute).command
    stage.do(Settle(disputed, "supervisor"), "18:10")
    assert stage.view("K1").dispute is None
    assert (stage.unit("JRU1").status, stage.unit("JRU1").since) == ("allocated", stage.at("18:10"))
    stage.undo("18:11")
    assert stage.view("K1").dispute is not None
    stage.do(Settle(disputed, "feed"), "18:12")
    assert stage.view("K1").dispute is None
    assert stage.view("K1").waiting
    assert stage.unit("JRU1").status == "refreshments"
    stage.undo("18:13")
    assert present(stage.view("K1").dispute).command == disputed


def test_closing_frees_the_vehicle_and_stands_until_the_feed_closes_too(stage: Stage) -> None:
    ready(stage)
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.do(Close("K1", "resolved"), "18:30")
    view = stage.view("K1")
    assert (view.state, view.closed_by, view.outcome) == ("closed", "supervisor", "resolved")
    assert view.unconfirmed
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("available", None)
    stage.call(
        "K1",
        "18:05",
        grade="G1",
        version=2,
        state="closed",
        closed_at=stage.at("18:31"),
        outcome="resolved",
    )
    assert stage.view("K1").unconfirmed == ()
    assert stage.view("K1").closed_at == stage.at("18:30")


def test_a_newer_report_that_it_is_open_disputes_the_closing_and_nothing_is_silent(
    stage: Stage,
) -> None:
    ready(stage)
    stage.do(Close("K1", "advice"), "18:30")
    stage.call("K1", "18:05", grade="G1", version=2, updated_at=stage.at("18:35"))
    assert present(stage.view("K1").dispute).theirs == "still open"
    assert stage.view("K1").state == "closed"
    assert "K1" in [call.id for call in stage.board.open_calls()]


def test_a_call_that_the_feed_closes_and_opens_again_is_reopened(stage: Stage) -> None:
    ready(stage)
    stage.do(Close("K1", "advice"), "18:30")
    closed = {"state": "closed", "closed_at": stage.at("18:31"), "outcome": "advice"}
    stage.call("K1", "18:05", version=2, updated_at=stage.at("18:31"), **closed)
    stage.call("K1", "18:05", version=3, updated_at=stage.at("18:50"))
    assert (stage.view("K1").state, stage.view("K1").reopened) == ("open", True)
    assert stage.view("K1").waiting
    assert "closed, advice" in stage.log("K1")


def test_a_reopened_call_stays_open_until_a_later_closing(stage: Stage) -> None:
    ready(stage)
    closed = {"state": "closed", "closed_at": stage.at("18:31"), "outcome": "advice"}
    stage.call("K1", "18:05", version=2, updated_at=stage.at("18:31"), **closed)
    stage.do(Reopen("K1"), "18:40")
    assert (stage.view("K1").state, bool(stage.view("K1").unconfirmed)) == ("open", True)
    stage.do(Close("K1", "referred", reason="by radio"), "18:50")
    assert (stage.view("K1").outcome, stage.view("K1").closed_at) == ("referred", stage.at("18:50"))


def test_standing_down_frees_the_vehicle_and_the_call_waits_again(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.do(StandDown("K1", "JRU1"), "18:08")
    assert stage.unit("JRU1").status == "available"
    assert stage.view("K1").waiting
    assert stage.view("K1").unconfirmed == ()


def test_a_vehicle_sent_again_has_two_ways_to_the_call(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.do(StandDown("K1", "JRU1"), "18:08")
    stage.do(Assign("K1", "JRU1"), "18:09")
    first, second = stage.view("K1").responses
    assert (first.clear_at, second.allocated_at, second.active) == (
        stage.at("18:08"),
        stage.at("18:09"),
        True,
    )


def test_a_diverted_vehicle_leaves_its_call_which_waits_again(stage: Stage) -> None:
    ready(stage)
    stage.vehicle("JRU1", "en_route", "18:07", "K2")
    change = stage.do(Assign("K1", "JRU1", reason="nearest"), "18:09")
    assert change.calls == {"K1", "K2"}
    assert stage.view("K2").waiting
    assert stage.unit("JRU1").call == "K1"


def test_two_calls_that_claim_one_vehicle_are_both_shown(stage: Stage, sent: Sent) -> None:
    ready(stage)
    stage.vehicle("JRU1", "en_route", "18:10", "K2")
    stage.call("K2", "18:06", version=2, responses=(sent("JRU1", en_route="18:10"),))
    stage.call(
        "K1",
        "18:05",
        version=2,
        updated_at=stage.at("18:11"),
        responses=(sent("JRU1", allocated="18:07"),),
    )
    assert (stage.unit("JRU1").call, stage.unit("JRU1").also_on) == ("K2", ("K1",))
    assert stage.view("K1").on_it
    assert stage.view("K2").on_it


def test_what_the_crew_presses_after_a_booked_status_counts(stage: Stage) -> None:
    ready(stage)
    stage.do(SetStatus("JRU1", "refreshments"), "18:10")
    assert stage.unit("JRU1").status == "refreshments"
    stage.vehicle("JRU1", "available", "18:40")
    assert stage.unit("JRU1").status == "available"
    assert stage.unit("JRU1").dispute is None


def test_an_emergency_keeps_the_vehicle_on_its_call(stage: Stage) -> None:
    ready(stage)
    stage.vehicle("JRU1", "at_scene", "18:10", "K1")
    stage.vehicle("JRU1", "emergency", "18:12")
    assert (stage.unit("JRU1").status, stage.unit("JRU1").call) == ("emergency", "K1")
    assert stage.view("K1").on_it


def test_a_late_report_is_kept_and_does_not_move_the_board_back(stage: Stage) -> None:
    ready(stage)
    stage.call("K1", "18:05", grade="G2", version=5)
    assert not stage.call("K1", "18:05", grade="G1", version=4)
    assert stage.view("K1").grade == "G2"
    assert "late report kept" in stage.log("K1")


def test_a_call_no_longer_listed_is_not_closed(stage: Stage) -> None:
    ready(stage)
    stage.unlist("K1", "18:20")
    assert (stage.view("K1").state, stage.view("K1").unlisted_at) == ("open", stage.at("18:20"))
    stage.relist("K1", "18:25")
    assert stage.view("K1").unlisted_at is None
    assert stage.log("K1")[-2:] == ["no longer listed by the feed", "listed again by the feed"]


def test_a_command_that_dispatch_refuses_is_taken_back_and_says_why(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    order = present(stage.board.last_order())
    stage.answer(order.id, "18:08", "JRU1 has no fuel")
    assert stage.unit("JRU1").status == "available"
    assert stage.view("K1").waiting
    assert "refused by dispatch: JRU 1 assigned (JRU1 has no fuel)" in stage.log("K1")


def test_what_the_board_itself_records_stays_when_dispatch_does_not_take_it(stage: Stage) -> None:
    ready(stage)
    stage.do(Note("caller is his brother", call="K1"), "18:07")
    stage.answer(present(stage.board.last_order()).id, "18:07", "refused without a reason (422)")
    stage.do(BackUp("K1", "ambulance"), "18:08")
    stage.answer(present(stage.board.last_order()).id, "18:08", "refused without a reason (422)")
    lines = {line.text: line.undone for line in stage.board.log(call="K1")}
    assert lines["note: caller is his brother"] is False
    assert lines["back-up asked: ambulance"] is False
    assert [each.what for each in stage.view("K1").back_up] == ["ambulance"]
    assert [line.text for line in stage.board.refusals()] == [
        "refused by dispatch: note: caller is his brother (refused without a reason (422))",
        "refused by dispatch: back-up asked: ambulance (refused without a reason (422))",
    ]


def test_undone_commands_stay_in_the_log_marked(stage: Stage) -> None:
    ready(stage)
    stage.do(Note("caller is his brother", call="K1"), "18:07")
    stage.undo("18:08")
    lines = {line.text: line.undone for line in stage.board.log(call="K1")}
    assert lines["note: caller is his brother"] is True
    assert lines["undid: note: caller is his brother"] is False


def test_a_call_that_says_a_vehicle_was_there_longer_is_right_about_it(
    stage: Stage, sent: Sent
) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", version=1, responses=(sent("JRU1", allocated="18:01", at_scene="18:10"),))
    stage.vehicle("JRU1", "en_route", "18:20", "K2")
    there = sent("JRU1", allocated="18:01", at_scene="18:10", clear="18:50")
    stage.call("K1", version=2, responses=(there,))
    assert [each.clear_at for each in stage.view("K1").responses] == [stage.at("18:50")]


def test_a_crew_that_leaves_after_the_calls_own_word_has_left(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", responses=(sent("JRU1", allocated="18:01", at_scene="18:10"),))
    stage.vehicle("JRU1", "available", "18:20")
    assert [each.clear_at for each in stage.view("K1").responses] == [stage.at("18:20")]


def test_undoing_a_settlement_leaves_the_other_commands_in_their_order(stage: Stage) -> None:
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K2", "18:00")
    stage.do(Assign("K2", "JRU2"), "18:05")
    stage.do(Note("first", call="K2"), "18:06")
    stage.vehicle("JRU2", "available", "18:10")
    stage.do(Note("second", call="K2"), "18:11")
    disputed = present(stage.view("K2").dispute).command
    stage.do(Settle(disputed, "feed"), "18:12")
    stage.undo("18:13")
    assert stage.board.words(present(stage.board.last_order()).command) == "note: second"
    stage.undo("18:14")
    assert stage.board.words(present(stage.board.last_order()).command) == "note: first"


def test_a_closing_that_is_settled_stands_from_when_it_was_given(stage: Stage, sent: Sent) -> None:
    """What its vehicles did since is theirs."""
    stage.vehicle("JRU1", "at_scene", "18:05", "K1")
    stage.call("K1", "18:00", responses=(sent("JRU1", at_scene="18:05"),))
    stage.call("K2", "18:01")
    stage.do(Close("K1", "resolved"), "18:33")
    stage.vehicle("JRU1", "available", "18:35")
    stage.vehicle("JRU1", "en_route", "18:36", "K2")
    stage.call(
        "K1", "18:00", responses=(sent("JRU1", at_scene="18:05"),), updated_at=stage.at("18:40")
    )
    disputed = present(stage.view("K1").dispute).command
    stage.do(Settle(disputed, "supervisor"), "18:45")
    call, vehicle = stage.view("K1"), stage.unit("JRU1")
    assert (call.dispute, call.closed_at) == (None, stage.at("18:33"))
    assert [each.clear_at for each in call.responses] == [stage.at("18:33")]
    assert (vehicle.status, vehicle.since, vehicle.call) == ("en_route", stage.at("18:36"), "K2")
    stage.call("K1", "18:00", updated_at=stage.at("18:50"))
    assert stage.view("K1").dispute is not None
    stage.undo("18:51")
    assert stage.view("K1").dispute is not None


def test_closing_a_call_frees_nobody_from_an_emergency(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "emergency", "18:10", "K1")
    stage.vehicle("JRU2", "at_scene", "18:10", "K1")
    both = (sent("JRU1", at_scene="18:05"), sent("JRU2", at_scene="18:10"))
    stage.call("K1", "18:00", responses=both)
    refused = "JRU 1 is in an emergency: clear that by booking its status"
    assert stage.refused(StandDown("K1", "JRU1")) == refused
    close = Close("K1", "resolved")
    assert consequences(stage.board, close) == ("frees JRU 2", "JRU 1 stays in its emergency")
    stage.do(close, "18:20")
    assert (stage.unit("JRU1").status, stage.unit("JRU2").status) == ("emergency", "available")
    assert stage.view("K1").on_it == ()


def test_a_settlement_and_its_undo_are_in_the_log_of_their_call(stage: Stage) -> None:
    ready(stage)
    stage.do(Assign("K1", "JRU1"), "18:07")
    stage.vehicle("JRU1", "refreshments", "18:09")
    stage.do(Settle(present(stage.view("K1").dispute).command, "supervisor"), "18:10")
    stage.undo("18:11")
    assert stage.log("K1")[-2:] == [
        "settled: the command stands",
        "undid: settled: the command stands",
    ]

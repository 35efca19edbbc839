"""Calls that are opened by hand, judged anew and moved; and the feed's call that one of them is."""

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    Hold,
    Link,
    OpenCall,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    Unlink,
)
from jru_tui.board.commands import Command, SetStatus, Settle, Undo
from jru_tui.board.decisions.amendments import free_call_id
from jru_tui.board.decisions.compensation import compensation, concerns_dispatch
from jru_tui.board.decisions.side_effects import consequences
from jru_tui.board.queries.alerts import alerts
from jru_tui.board.queries.call_search import find_calls
from jru_tui.board.records import Place
from jru_tui.board.shifts import shift_at
from tests.board.conftest import Stage

SEA_STREET = Place("Sea Street, Herne Bay", 51.3703, 1.1203)
FALL = OpenCall("H-1", "fall", SEA_STREET, "G2", "C3", "self", "fell off a bicycle")


@pytest.fixture
def night(stage: Stage) -> Stage:
    stage.vehicle("JRU1", "available", "18:00")
    stage.vehicle("JRU2", "available", "18:00")
    stage.call("K1", "18:05", grade="G3", category="C4", where=Place("Gore Court, Sittingbourne"))
    return stage


def test_a_call_that_is_opened_by_hand_is_a_call_like_any_other(night: Stage) -> None:
    night.do(FALL, "18:10")
    call = night.view("H-1")
    assert (call.open, call.waiting, call.by_hand) == (True, True, True)
    assert (call.opened_at, call.grade, call.category) == (night.at("18:10"), "G2", "C3")
    assert (call.type, call.where, call.summary) == ("fall", SEA_STREET, "fell off a bicycle")
    assert [each.id for each in night.board.open_calls()] == ["H-1", "K1"]
    night.do(Assign("H-1", "JRU1"), "18:11")
    night.do(SetStatus("JRU1", "at_scene", "H-1"), "18:15")
    assert night.view("H-1").first_arrival_at == night.at("18:15")
    night.do(Close("H-1", "resolved"), "18:40")
    assert night.unit("JRU1").status == "available"
    assert night.board.tally(shift_at(night.board.rules.hours, night.at("18:40"))).attended == 1
    assert night.log("H-1")[:2] == [
        "opened by hand: G2 C3, Fall, Sea Street, Herne Bay, fell off a bicycle",
        "JRU 1 assigned",
    ]


def test_ids_of_calls_that_are_opened_by_hand_are_never_given_twice(night: Stage) -> None:
    assert free_call_id(night.board) == "H-1"
    night.do(FALL, "18:10")
    assert free_call_id(night.board) == "H-2"
    assert "call H-1 already exists" in night.refused(FALL)
    night.do(Close("H-1", "advice"), "18:11")
    assert free_call_id(night.board) == "H-2"
    night.call("H-2", "18:12")
    assert free_call_id(night.board) == "H-3"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (replace(FALL, where=Place()), "where is it? Give a place"),
        (replace(FALL, type="flood"), "there is no type of call “flood”"),
        (replace(FALL, grade="G9"), "there is no grade “G9”"),
        (Regrade("K1", "G1", "C9"), "there is no category “C9”"),
        (Regrade("K1", "G3", "C4"), "K1 is G3 C4 already"),
        (Regrade("K9", "G1"), "K9 is not on the board"),
        (Relocate("K1", Place()), "where is it? Give a place"),
        (Relocate("K1", Place("Gore Court, Sittingbourne")), "K1 is already there"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_cannot_be_said_of_a_call_is_refused_in_words(
    night: Stage, command: Command, words: str
) -> None:
    assert night.refused(command) == words


def test_a_closed_call_is_neither_judged_nor_moved(night: Stage) -> None:
    night.do(Close("K1", "advice"), "18:10")
    assert night.refused(Regrade("K1", "G1")) == "K1 is closed: reopen it first"
    assert night.refused(Relocate("K1", SEA_STREET)) == "K1 is closed: reopen it first"


def test_a_judgement_stands_until_the_feed_has_it_too(night: Stage) -> None:
    night.do(Regrade("K1", "G1", "C4", "he has a knife"), "18:10", post=True)
    assert (night.view("K1").grade, night.view("K1").category) == ("G1", "C4")
    assert night.view("K1").unconfirmed == (night.last_id,)
    assert night.log("K1")[-1] == "regraded G3 C4 → G1 C4: he has a knife"
    night.call("K1", "18:05", grade="G3", category="C4", updated_at=night.at("18:12"))
    assert (night.view("K1").grade, night.view("K1").dispute) == ("G1", None)
    night.call("K1", "18:05", grade="G1", category="C4", updated_at=night.at("18:13"))
    assert (night.view("K1").grade, night.view("K1").unconfirmed) == ("G1", ())


def test_a_judgement_that_the_feed_contradicts_is_a_dispute(night: Stage) -> None:
    night.do(Regrade("K1", "G1", "C4"), "18:10")
    given = night.last_id
    night.call("K1", "18:05", grade="G2", category="C2", updated_at=night.at("18:12"))
    dispute = night.view("K1").dispute
    assert dispute is not None
    assert (dispute.ours, dispute.theirs) == ("regraded G1 C4", "G2 C2")
    night.do(Settle(given, "feed"), "18:13")
    assert (night.view("K1").grade, night.view("K1").dispute) == ("G2", None)


def test_a_dispute_over_a_judgement_is_settled_for_the_supervisor(night: Stage) -> None:
    night.do(Regrade("K1", "G1", "C4"), "18:10")
    given = night.last_id
    night.call("K1", "18:05", grade="G2", category="C2", updated_at=night.at("18:12"))
    night.do(Settle(given, "supervisor"), "18:13")
    assert (night.view("K1").grade, night.view("K1").dispute) == ("G1", None)
    night.call("K1", "18:05", grade="G2", category="C2", updated_at=night.at("18:14"))
    assert night.view("K1").dispute is not None


def test_a_place_stands_until_the_feed_has_it_too(night: Stage) -> None:
    night.do(Relocate("K1", SEA_STREET), "18:10")
    assert night.view("K1").where == SEA_STREET
    assert night.log("K1")[-1] == "place Gore Court, Sittingbourne → Sea Street, Herne Bay"
    night.call("K1", "18:05", grade="G3", category="C4", where=SEA_STREET)
    assert night.view("K1").unconfirmed == ()


def test_an_undo_of_a_judgement_tells_dispatch_the_one_before(night: Stage) -> None:
    night.do(Regrade("K1", "G1", "C4"), "18:10", post=True)
    undo = Undo(night.last_id)
    assert compensation(night.board, undo) == Regrade("K1", "G3", "C4")
    assert consequences(night.board, undo) == ("K1: G1 C4 → G3 C4",)
    night.do(undo, "18:11")
    assert night.view("K1").grade == "G3"


def test_an_undo_of_a_place_tells_dispatch_the_one_before(night: Stage) -> None:
    night.do(Relocate("K1", SEA_STREET), "18:10", post=True)
    undo = Undo(night.last_id)
    assert compensation(night.board, undo) == Relocate("K1", Place("Gore Court, Sittingbourne"))
    night.do(undo, "18:11")
    assert night.view("K1").where == Place("Gore Court, Sittingbourne")


def test_an_older_judgement_is_not_undone_under_a_newer_one(night: Stage) -> None:
    night.do(Regrade("K1", "G2", "C4"), "18:10")
    first = Undo(night.last_id)
    night.do(Regrade("K1", "G1", "C4"), "18:11")
    assert "came after it: undo that first" in night.refused(first)


def test_a_call_that_was_opened_by_hand_is_closed_and_not_undone(night: Stage) -> None:
    night.do(FALL, "18:10")
    assert night.refused(Undo(night.last_id)) == "H-1 stays in the record: close it instead"


def test_what_dispatch_does_not_take_stands_on_this_board(night: Stage) -> None:
    night.do(FALL, "18:10", post=True)
    assert concerns_dispatch(night.board, Assign("H-1", "JRU1"))
    night.answer(night.last_id, "18:11", "unknown command")
    assert night.view("H-1").open
    # From now on dispatch is not asked about a call that it does not know.
    assert not concerns_dispatch(night.board, Assign("H-1", "JRU1"))
    night.do(Regrade("K1", "G1", "C4"), "18:12", post=True)
    night.answer(night.last_id, "18:13", "unknown command")
    assert night.view("K1").grade == "G1"
    assert len(night.view("K1").unconfirmed) == 1


def test_dispatch_refuses_what_is_sent_for_a_call_and_the_call_keeps_its_crew(night: Stage) -> None:
    night.do(FALL, "18:10", post=True)
    night.do(Assign("H-1", "JRU1"), "18:11", post=True)
    night.answer(night.last_id, "18:12", "there is no call H-1")
    assert night.unit("JRU1").call == "H-1"


def test_the_feed_takes_a_call_over_under_its_id(night: Stage) -> None:
    night.do(FALL, "18:10", post=True)
    night.call("H-1", "18:10", grade="G2", category="C3", type="fall")
    assert not night.view("H-1").by_hand
    assert night.view("H-1").unconfirmed == ()


def merged(night: Stage) -> None:
    night.do(FALL, "18:10")
    night.do(Assign("H-1", "JRU1"), "18:11")
    night.do(SetStatus("JRU1", "at_scene", "H-1"), "18:15")
    night.call("K2", "18:12", type="fall", where=SEA_STREET)
    night.do(Link("H-1", "K2"), "18:20")


def test_a_link_says_which_call_of_the_feed_it_is(night: Stage) -> None:
    merged(night)
    mine, theirs = night.view("H-1"), night.view("K2")
    assert (mine.state, mine.outcome, mine.duplicate_of) == ("closed", "duplicate", "K2")
    assert night.unit("JRU1").call == "K2"
    assert night.unit("JRU1").status == "at_scene"
    assert night.unit("JRU1").since == night.at("18:15")
    assert theirs.first_arrival_at == night.at("18:15")
    shift = shift_at(night.board.rules.hours, night.at("18:40"))
    assert night.board.tally(shift).attended == 1
    assert night.log("H-1")[-1] == "merged with K2"


def test_what_a_merger_comes_to_is_told_before(night: Stage) -> None:
    night.do(FALL, "18:10")
    night.do(Assign("H-1", "JRU1"), "18:11")
    night.call("K2", "18:12", type="fall", where=SEA_STREET)
    assert consequences(night.board, Link("H-1", "K2")) == (
        "H-1 is closed: it is the same call as K2",
        "JRU 1 is then on K2",
    )


KNOWN = replace(FALL, callback="07700 900123", people=2, summary="fell from a wall")


def test_what_was_known_of_a_merged_call_is_known_of_the_one_that_is_kept(night: Stage) -> None:
    night.do(KNOWN, "18:10")
    night.do(BackUp("H-1", "ambulance"), "18:11")
    asked = night.last_id
    night.call("K2", "18:12", type="fall", where=SEA_STREET)
    night.do(Link("H-1", "K2"), "18:20")
    kept = night.view("K2")
    assert (kept.callback, kept.people, kept.summary) == ("07700 900123", 2, "fell from a wall")
    assert kept.merged == ("H-1",)
    assert [(help_.id, help_.outstanding) for help_ in kept.back_up] == [(asked, True)]
    told = [entry.text for entry in night.board.full_log("K2")]
    assert "H-1: merged with K2" in told
    assert any(text.startswith("H-1: ") and "fell from a wall" in text for text in told)
    assert [entry.text for entry in night.board.log(call="K2")] == [
        text for text in told if not text.startswith("H-1: ")
    ]
    night.do(EndBackUp("K2", asked, "at_scene"), "18:30")
    assert [help_.outstanding for help_ in night.view("K2").back_up] == [False]


def test_the_feed_says_more_of_the_call_that_is_kept_than_what_was_merged(night: Stage) -> None:
    night.do(KNOWN, "18:10")
    night.call("K2", "18:12", type="fall", where=SEA_STREET, callback="01227 1", people=3)
    night.do(Link("H-1", "K2"), "18:20")
    assert (night.view("K2").callback, night.view("K2").people) == ("01227 1", 3)


def test_a_hold_of_a_merged_call_holds_the_one_that_is_kept(night: Stage) -> None:
    night.do(KNOWN, "18:10")
    night.call("K2", "18:12", type="fall", where=SEA_STREET)
    night.do(Link("H-1", "K2"), "18:20")
    night.do(Hold("H-1", night.at("23:00"), "inquest"), "18:21")
    hold = night.view("K2").hold
    assert hold is not None
    assert hold.reason == "inquest"
    night.do(Hold("K2", None, "inquest over"), "18:22")
    assert night.view("K2").hold is None


def test_a_call_opened_by_hand_is_found_by_what_was_said_of_it(night: Stage) -> None:
    night.do(KNOWN, "18:10")
    night.do(Close("H-1", "advice"), "18:11")
    assert [call.id for call in find_calls(night.board, "wall")] == ["H-1"]
    night.call("K2", "18:12", type="fall", where=SEA_STREET, summary="a fall")
    night.do(Reopen("H-1"), "18:13")
    night.do(Link("H-1", "K2"), "18:20")
    night.do(Close("K2", "advice"), "18:30")
    assert {call.id for call in find_calls(night.board, "wall")} == {"H-1", "K2"}


@pytest.mark.parametrize("parting", ["undo", "reopen", "unlink"])
def test_a_call_that_is_merged_no_more_keeps_what_is_its_own(night: Stage, parting: str) -> None:
    night.do(KNOWN, "18:10")
    night.do(BackUp("H-1", "ambulance"), "18:11")
    night.call("K2", "18:12", type="fall", where=SEA_STREET)
    night.do(Link("H-1", "K2"), "18:20")
    again: dict[str, Command]
    again = {"undo": Undo(night.last_id), "reopen": Reopen("H-1"), "unlink": Unlink("H-1")}
    night.do(again[parting], "18:21")
    kept, parted = night.view("K2"), night.view("H-1")
    assert (kept.callback, kept.people, kept.merged, kept.back_up) == (None, None, (), ())
    assert (parted.callback, len(parted.back_up)) == ("07700 900123", 1)


def test_a_merger_is_undone_whole(night: Stage) -> None:
    merged(night)
    night.do(Undo(night.last_id), "18:21")
    assert night.view("H-1").open
    assert (night.unit("JRU1").status, night.unit("JRU1").call) == ("at_scene", "H-1")
    assert night.view("K2").responses == ()


def test_a_merged_call_is_opened_again_and_unlinked(night: Stage) -> None:
    merged(night)
    night.do(Reopen("H-1"), "18:21")
    assert night.view("H-1").open
    night.do(Unlink("H-1"), "18:22")
    assert night.view("H-1").linked_to == ""


def test_an_arrival_is_not_counted_before_the_feed_opened_its_call(night: Stage) -> None:
    night.do(FALL, "18:10")
    night.do(Assign("H-1", "JRU1"), "18:11")
    night.call("K2", "18:30", type="fall", where=SEA_STREET)
    night.do(Link("H-1", "K2"), "18:31")
    assert [response.started_at for response in night.view("K2").on_it] == [night.at("18:30")]


def test_a_new_call_names_those_that_are_open_there(night: Stage) -> None:
    night.call("K2", "18:06", type="fall", where=Place("Sea Street"))
    night.call("K3", "18:07", type="assault", where=Place("elsewhere", 51.3704, 1.1204))
    night.call("K4", "18:08", type="fall", where=Place("Sea View, Margate", 51.38, 1.38))
    assert consequences(night.board, FALL) == (
        "K2 is already open there: Fall, Sea Street",
        "K3 is already open there: Assault, elsewhere",
    )


def texts(night: Stage, when: str) -> list[str]:
    return [alert.text for alert in alerts(night.board, night.at(when), stale=False)]


def test_a_call_of_the_feed_that_may_be_the_same_is_an_alert(night: Stage) -> None:
    night.do(FALL, "18:10")
    night.call("K2", "18:12", type="assault", where=SEA_STREET)
    night.call("K3", "15:12", type="fall", where=SEA_STREET)
    said = "H-1 was opened by hand and may be the same as K2: link it"
    assert [text for text in texts(night, "18:13") if "by hand" in text and "may be" in text] == [
        said
    ]
    night.do(Link("H-1", "K2"), "18:14")
    assert said not in texts(night, "18:15")


def test_what_nobody_was_told_of_a_call_by_hand_is_an_alert(night: Stage) -> None:
    night.do(FALL, "18:10")
    night.do(Assign("H-1", "JRU1"), "18:11")
    assert "H-1 opened by hand, not sent: tell control" in texts(night, "18:12")
    assert "H-1 JRU 1 assigned, not sent: tell them by radio" in texts(night, "18:12")


def test_dispatch_is_told_who_attends_and_an_undo_tells_what_held_before(night: Stage) -> None:
    night.do(RightCare("K1", "gp"), "18:10", post=True)
    first = Undo(night.last_id)
    assert concerns_dispatch(night.board, RightCare("K1", "gp"))
    assert compensation(night.board, first) == RightCare("K1")
    night.do(RightCare("K1", "ambulance", "worse"), "18:12", post=True)
    before = RightCare("K1", "gp", was_grade="G3", was_category="C4")
    assert compensation(night.board, Undo(night.last_id)) == before


def test_a_dispatch_system_that_does_not_take_it_leaves_it_standing_here(night: Stage) -> None:
    night.do(RightCare("K1", "gp"), "18:10", post=True)
    night.answer(night.last_id, "18:11", "unknown command")
    decided = night.view("K1").right_care
    assert decided is not None
    assert decided.instead == "gp"
    assert night.view("K1").unconfirmed == ()

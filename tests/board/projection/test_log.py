"""The log of a shift leaves nothing out."""

from jru_tui.board.call_commands import Assign, Reopen
from jru_tui.board.commands import Note, SetStatus
from jru_tui.board.records import NoteRecord
from jru_tui.board.shifts import shift_at
from tests.board.conftest import Sent, Stage


def shift_log(stage: Stage, when: str) -> list[str]:
    shift = shift_at(stage.board.rules.hours, stage.at(when))
    return [line.text for line in stage.board.shift_log(shift)]


def test_an_emergency_on_a_call_is_in_it(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:10", responses=(sent("JRU1", at_scene="18:20"),))
    stage.vehicle("JRU1", "emergency", "18:30", call="K1")
    assert "JRU 1 EMERGENCY" in shift_log(stage, "20:00")


def test_a_stage_is_in_it_once(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "at_scene", "18:20", call="K1")
    stage.call("K1", "18:10", responses=(sent("JRU1", at_scene="18:20"),))
    assert [line for line in shift_log(stage, "20:00") if "at scene" in line] == ["JRU 1 at scene"]


def test_calls_of_an_earlier_shift_are_named_where_the_next_begins(stage: Stage) -> None:
    stage.call("K1", "16:00")
    stage.call("K2", "16:10", state="closed", closed_at=stage.at("17:00"), outcome="advice")
    stage.call("K3", "16:20", state="closed", closed_at=stage.at("18:20"), outcome="advice")
    stage.call("K4", "18:30")
    shift = shift_at(stage.board.rules.hours, stage.at("20:00"))
    first = stage.board.shift_log(shift)[0]
    assert (first.at, first.source) == (shift.starts_at, "program")
    assert first.text == "open from before: K1, K3"


def test_what_the_supervisor_did_is_not_told_as_the_feeds_word(stage: Stage) -> None:
    """Neither where it is about another call, nor where it is about the vehicle alone."""
    for call in ("K1", "K2"):
        stage.call(call, "18:00")
    stage.vehicle("JRU1", "available", "18:00")
    stage.do(Assign("K1", "JRU1"), "18:10")
    stage.do(SetStatus("JRU1", "en_route"), "18:15")
    stage.do(Assign("K2", "JRU1", reason="nearer"), "18:20")
    stage.do(SetStatus("JRU1", "at_scene"), "18:30")
    stage.do(SetStatus("JRU1", "available"), "18:40")
    said = [(line.source, line.text) for line in stage.board.log(call="K1")]
    assert ("supervisor", "JRU 1 left for K2") in said
    said += [(line.source, line.text) for line in stage.board.log(call="K2")]
    assert [text for source, text in said if source == "feed"] == ["call opened", "call opened"]


def test_a_call_that_was_touched_again_in_a_later_shift_is_still_in_it(stage: Stage) -> None:
    late = stage.at("20:00").replace(day=31)
    stage.call("K1", "23:00", state="closed", closed_at=late, outcome="advice", updated_at=late)
    assert "call opened" in shift_log(stage, "23:30")


def test_a_note_about_a_call_of_an_earlier_shift_is_in_the_shift_it_was_written_in(
    stage: Stage,
) -> None:
    stage.call("K1", "16:00", state="closed", closed_at=stage.at("16:30"), outcome="advice")
    stage.do(Note("the family rang to thank", call="K1"), "19:00")
    assert "note: the family rang to thank" in shift_log(stage, "20:00")


def test_a_closing_that_the_feed_or_the_supervisor_takes_back_stays_in_the_log(
    stage: Stage,
) -> None:
    ended = {"state": "closed", "outcome": "resolved"}
    stage.call("K1", "18:00", version=1)
    stage.call("K1", "18:00", version=2, closed_at=stage.at("19:00"), **ended)
    stage.call("K1", "18:00", version=3, updated_at=stage.at("19:05"))
    stage.call("K1", "18:00", version=4, closed_at=stage.at("19:10"), **ended)
    stage.do(Reopen("K1"), "19:20")
    assert [(line.at, line.text) for line in stage.board.log(call="K1")] == [
        (stage.at("18:00"), "call opened"),
        (stage.at("19:00"), "closed, resolved"),
        (stage.at("19:05"), "reopened"),
        (stage.at("19:10"), "closed, resolved"),
        (stage.at("19:20"), "reopened"),
    ]


def test_a_note_that_the_feed_takes_back_stays_in_the_log_and_says_so(stage: Stage) -> None:
    note = NoteRecord("n1", stage.at("18:01"), "control", "he has a knife")
    stage.call("K1", "18:00", version=1, notes=(note,))
    stage.call("K1", "18:00", version=2, updated_at=stage.at("18:05"))
    (line,) = (each for each in stage.board.log(call="K1") if each.text == note.text)
    assert (line.struck, line.struck_at) == ("no longer given by the feed", stage.at("18:05"))
    stage.call("K1", "18:00", version=3, notes=(note,))
    (line,) = (each for each in stage.board.log(call="K1") if each.text == note.text)
    assert not line.struck


def test_an_emergency_and_its_end_are_in_the_log_of_its_call(stage: Stage, sent: Sent) -> None:
    stage.vehicle("JRU1", "available", "18:00")
    stage.call("K1", "18:10", responses=(sent("JRU1", at_scene="18:20"),))
    stage.vehicle("JRU1", "emergency", "18:30", call="K1")
    stage.vehicle("JRU1", "at_scene", "18:40", call="K1")
    both = ["JRU 1 EMERGENCY", "JRU 1 emergency over: at scene"]
    assert [line for line in stage.log("K1") if "emergency" in line.casefold()] == both
    assert [line for line in shift_log(stage, "20:00") if "emergency" in line.casefold()] == both


def test_a_closing_without_a_time_is_told_once_however_often_it_is_sent(stage: Stage) -> None:
    for version, when in enumerate(("18:20", "18:21", "18:22"), 1):
        more = {"version": version, "updated_at": stage.at(when)}
        stage.call("K1", "18:00", state="closed", outcome="resolved", **more)
    assert stage.log("K1") == ["call opened", "closed, resolved"]
    late = stage.at("18:30")
    stage.call("K1", "18:00", state="closed", outcome="advice", version=9, updated_at=late)
    lines = {line.text: line.struck for line in stage.board.log(call="K1")}
    assert lines["closed, resolved"] == "changed by the feed"
    assert lines["closed, advice"] == ""


def test_what_a_note_said_before_it_was_changed_stays_in_the_log(stage: Stage) -> None:
    for version, said in enumerate(("knife seen", "no knife"), 1):
        note = NoteRecord("n1", stage.at("18:01"), "control", said)
        stage.call("K1", "18:00", version=version, notes=(note,), updated_at=stage.at("18:05"))
    lines = {line.text: line.struck for line in stage.board.log(call="K1")}
    assert (lines["knife seen"], lines["no knife"]) == ("changed by the feed", "")


def test_a_note_that_is_changed_behind_what_is_shown_of_it_leaves_a_trace_each_time(
    stage: Stage,
) -> None:
    start = "x" * 2_000
    for version, end in enumerate((" knife", " no knife", ""), 1):
        note = NoteRecord("n1", stage.at("18:01"), "control", start + end)
        stage.call("K1", "18:00", version=version, notes=(note,), updated_at=stage.at("18:05"))
    lines = {line.full: line.struck for line in stage.board.log(call="K1") if line.id}
    assert lines == {
        f"{start} knife": "changed by the feed",
        f"{start} no knife": "changed by the feed",
        start: "",
    }


def test_a_long_note_is_cut_in_the_log_and_kept_whole_behind_it(stage: Stage) -> None:
    said = {"n1": "x" * 2_001, "n2": "y" * 2_000}
    notes = tuple(NoteRecord(each, stage.at("18:01"), "", text) for each, text in said.items())
    stage.call("K1", "18:00", notes=notes)
    long, short = (line for line in stage.board.log(call="K1") if line.id)
    assert (long.text, long.whole, long.full) == ("x" * 1_999 + "…", "x" * 2_001, "x" * 2_001)
    assert (short.text, short.whole, short.full) == ("y" * 2_000, "", "y" * 2_000)


def test_a_call_is_opened_again_after_it_was_closed_where_both_have_one_time(stage: Stage) -> None:
    closed_at = stage.at("18:10")
    stage.call("K1", "18:00", version=1, state="closed", closed_at=closed_at, outcome="resolved")
    stage.call("K1", "18:00", version=2, updated_at=closed_at)
    lines = [line.text for line in stage.board.log(call="K1")]
    assert lines == ["call opened", "closed, resolved", "reopened"]

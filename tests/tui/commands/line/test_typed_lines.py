"""Typed lines: what they come to, what is wrong and where, what can come next."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import (
    Assign,
    BackUp,
    Close,
    EndBackUp,
    Link,
    Reopen,
    StandDown,
    Unlink,
)
from jru_tui.board.commands import (
    Acknowledge,
    Check,
    Command,
    Crew,
    Dismiss,
    HandOver,
    MarkShift,
    Note,
    SetStatus,
    Settle,
    Strike,
)
from jru_tui.board.decisions.actor import Actor
from jru_tui.board.events import CallReported
from jru_tui.board.records import CallRecord, VehicleRecord
from jru_tui.tui.commands.catalogue import COMMANDS
from jru_tui.tui.commands.context import Context
from jru_tui.tui.commands.line.grammar import Run, ScreenActions
from jru_tui.tui.commands.line.parser import ParsedLine, complete_line, read
from jru_tui.tui.commands.spec import CommandSpec
from tests.narrowing import present
from tests.tui.conftest import Night

NOW = datetime(2020, 10, 30, 22, 47, 32, tzinfo=UTC)

Reads = Callable[..., ParsedLine]


@pytest.fixture
def reads(busy: Night) -> Reads:
    """Reads a line on the busy night; K-1037 waits and is selected, no vehicle is in focus."""

    def read_line(line: str, call: str | None = "K-1037", **more: Any) -> ParsedLine:
        return read(line, Context(busy.board, NOW, call, **more), COMMANDS)

    return read_line


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("a k-1037 jru2", Assign("K-1037", "JRU2")),
        ("ASSIGN K1038 JRU-2", Assign("K-1038", "JRU2")),
        ("assign 1038 2", Assign("K-1038", "JRU2")),
        ("a jru2", Assign("K-1037", "JRU2")),
        ("a 38 jru 2", Assign("K-1038", "JRU2")),
        ("a jru3 it is nearer", Assign("K-1037", "JRU3", "it is nearer")),
        ("s jru3 6", SetStatus("JRU3", "at_scene")),
        ("s jru 3 at scene", SetStatus("JRU3", "at_scene")),
        ("s 2 off duty", SetStatus("JRU2", "off_duty")),
        ("s jru2 11", SetStatus("JRU2", "off_duty")),
        ("c k-1031 resolved 45", Close("K-1031", "resolved", minutes=45)),
        ("c 1031 treat", Close("K-1031", "treated_at_scene")),
        ("c 1031 no-trace", Close("K-1031", "no_trace")),
        ("c advice", Close("K-1037", "advice")),
        (
            "c resolved his brother came",
            Close("K-1037", "resolved", reason="his brother came"),
        ),
        (
            "c k-1031 resolved 30 amb",
            Close("K-1031", "resolved", ambulance_spared=True, minutes=30),
        ),
        (
            "c k-1031 referred both",
            Close("K-1031", "referred", ambulance_spared=True, patrol_spared=True),
        ),
        (
            "c k-1031 conveyed 60 ambulance baby-born",
            Close("K-1031", "conveyed", True, minutes=60, flags=("baby_born",)),
        ),
        ("c k-1038 duplicate k-1037", Close("K-1038", "duplicate", duplicate_of="K-1037")),
        ("n k-1037 caller is his brother", Note("caller is his brother", call="K-1037")),
        ("n caller  is his brother", Note("caller  is his brother", call="K-1037")),
        ("n jru2 new tyre", Note("new tyre", vehicle="JRU2")),
        ("n 37 people are here", Note("37 people are here", call="K-1037")),
        ("n 1038 his brother rang", Note("his brother rang", call="K-1038")),
        ("n 999 was called twice", Note("999 was called twice", call="K-1037")),
        ("n k-1037 😀 hello", Note("😀 hello", call="K-1037")),
        ("n k-1037 - he is out", Note("- he is out", call="K-1037")),
        ("n jru 2 ... wait", Note("... wait", vehicle="JRU2")),
        ("n 2 men fighting", Note("2 men fighting", call="K-1037")),
        ("b k-1037 ambulance", BackUp("K-1037", "ambulance")),
        ("b 2 patrols with a dog", BackUp("K-1037", "patrol", 2, "with a dog")),
        ("back 1031 other fire service", BackUp("K-1031", "other", 1, "fire service")),
        ("k jru1", Check("JRU1")),
        ("k jru1 spoke on the radio", Check("JRU1", "spoke on the radio")),
        ("check 3", Check("JRU3")),
        ("d k-1031 jru1", StandDown("K-1031", "JRU1")),
        ("d 1031", StandDown("K-1031", "JRU1")),
        ("o k-1034", Reopen("K-1034")),
        ("l k-1038 k-1037", Link("K-1038", "K-1037")),
        ("link 1038", Link("K-1037", "K-1038")),
        (
            "w jru1 on paramedic Para 9 +doctor",
            Crew("JRU1", "Para 9", True, "paramedic", ("doctor",)),
        ),
        ("w jru1 on SC 7", Crew("JRU1", "SC 7")),
        ("w jru1 off 4471", Crew("JRU1", "Para 4471", on=False)),
        ("crew 1 off sc 71204", Crew("JRU1", "SC 71204", on=False)),
        ("S start", MarkShift("start")),
        ("H watch K-1037", HandOver("watch K-1037")),
        ("f rtc", Run(ScreenActions.find, ("rtc",))),
        ("v k-1031", Run(ScreenActions.open_call, ("K-1031",))),
        ("focus jru2", Run(ScreenActions.focus_vehicle, (2,))),
    ],
)
def test_a_line_comes_to_its_command(reads: Reads, line: str, command: Command) -> None:
    reading = reads(line)
    assert reading.wrong == ""
    assert reading.meaning == command


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda spec: spec.id)
def test_a_name_alone_starts_the_command_as_its_key_does(reads: Reads, spec: CommandSpec) -> None:
    if spec.id == "command":
        assert reads("command").spec is None
        return
    for name in (spec.id, present(spec.typed).letter or spec.id):
        reading = reads(name)
        assert reading.spec is spec
        assert (reading.meaning, reading.wrong) == (None, "")


def test_letters_and_names_are_each_command_s_own() -> None:
    letters = [each.typed.letter for each in COMMANDS if each.typed and each.typed.letter]
    assert len(letters) == len(set(letters))


@pytest.mark.parametrize(
    ("line", "said", "word"),
    [
        ("zz", "there is no command “zz”", "zz"),
        ("re", "“re” could be report, reopen, regrade, relocate, redo, refresh", "re"),
        ("a k-1099 jru2", "there is no call “k-1099”", "k-1099"),
        ("a k-1037 jru9", "there is no vehicle “jru9”", "jru9"),
        ("a k-1037", "which vehicle?", ""),
        ("a k-1037 jru1", "JRU 1 cannot be sent: at scene K-1031 (G1)", "jru1"),
        ("a k-1034 jru2", "K-1034 is closed: reopen it first", "k-1034"),
        ("a jru3", "JRU 3 is en route K-1036 (G2): give a reason to send it anyway", ""),
        ("s jru3 66", "there is no status “66”", "66"),
        ("s jru2 6", "JRU 2 is on no call: assign it first, then at scene", "jru2"),
        ("c k-1031 bogus", "there is no outcome “bogus”", "bogus"),
        ("c k-1031 resolved soon", "“soon” is not a call, minutes, spared or a flag", "soon"),
        ("c k-1031 re", "“re” could be resolved, referred, refused", "re"),
        ("c 10 resolved", "“10” could be K-1037, K-1038, K-1031, K-1036, …", "10"),
        ("n k-1099 caller rang", "there is no call or vehicle “k-1099”", "k-1099"),
        ("k-1037", "there is no command “k-1037”", "k-1037"),
        ("a zzz", "call or vehicle expected, not “zzz”", "zzz"),
        ("n k-1037", "which words?", ""),
        ("b k-1037", "which help: ambulance, patrol or other?", ""),
        ("b k-1037 other", "say what other help is needed", ""),
        ("b k-1037 ambulance came", "no back-up is outstanding at K-1037", "k-1037"),
        ("d k-1031 jru2", "JRU 2 is not on K-1031", "jru2"),
        ("o k-1031", "K-1031 is open", "k-1031"),
        ("l k-1038 none", "K-1038 is not linked", "k-1038"),
        ("e jru2", "JRU 2 is not in an emergency", "jru2"),
        ("k jur2", "there is no vehicle “jur2”", "jur2"),
        ("k 9", "there is no vehicle “9”", "9"),
        ("k k-1036", "there is no vehicle “k-1036”", "k-1036"),
        ("k spoke on the radio", "there is no vehicle “spoke”", "spoke"),
        ("x k-1037", "who is right: feed or me?", ""),
        ("b k-1037 ambulnce", "which help: ambulance, patrol or other?", "ambulnce"),
        (
            "s jru3 com",
            "“com” could be 7 (committed, deployable), 8 (committed)",
            "com",
        ),
        ("x k-1037 feed", "K-1037 is not in dispute", "k-1037"),
        ("u now", "this is not expected: “now”", "now"),
        ("N k-1037 rubbish", "no note holds “rubbish”", "rubbish"),
        ("w jru1 on SC 71377", "SC 71377 is on JRU 2: log off there first", "SC 71377"),
        ("i jru9 no matter", "there is no alert “jru9”", "jru9"),
    ],
)
def test_a_refusal_names_the_word_that_is_wrong(
    reads: Reads, line: str, said: str, word: str
) -> None:
    reading = reads(line)
    start, end = reading.span
    assert reading.wrong == said
    assert line[start:end] == word
    assert reading.meaning is None


def test_a_number_behind_an_outcome_means_minutes_however_many_calls_end_like_it(
    reads: Reads, busy: Night
) -> None:
    for number in range(20):
        record = busy.calls["K-1038"]
        busy.report(replace(record, id=f"K-{number}45"))
    assert reads("c k-1031 resolved 45").meaning == Close("K-1031", "resolved", minutes=45)
    assert reads("c k-1031 45").wrong == "there is no outcome “45”"


@pytest.mark.parametrize("subject", ["K-1036", "JRU2"])
def test_a_page_of_what_is_named_needs_nothing_selected(reads: Reads, subject: str) -> None:
    reading = reads(f"D {subject.lower()}", call=None)
    assert reading.wrong == ""
    assert reading.meaning == Run(ScreenActions.open_debrief, (subject,))


def test_what_is_in_focus_is_meant_where_no_vehicle_is_named(reads: Reads) -> None:
    assert reads("s 11", vehicle="JRU2").meaning == SetStatus("JRU2", "off_duty")
    assert reads("s 3", vehicle="JRU2").meaning == SetStatus("JRU2", "standby")
    assert reads("a k-1038", vehicle="JRU2").meaning == Assign("K-1038", "JRU2")


@pytest.mark.parametrize(
    ("line", "said", "word"),
    [
        ("a k-1037 jru9", "there is no vehicle “jru9”", "jru9"),
        ("a k-1037 jr", "“jr” could be JRU1, JRU2, JRU3", "jr"),
        ("a k-1037 nearer", "there is no vehicle “nearer”", "nearer"),
    ],
)
def test_a_slip_is_no_reason_for_what_is_in_focus(
    reads: Reads, line: str, said: str, word: str
) -> None:
    reading = reads(line, call="K-1038", vehicle="JRU2")
    assert (reading.meaning, reading.wrong) == (None, said)
    assert line[slice(*reading.span)] == word


def test_the_only_vehicle_on_the_selected_call_is_meant(reads: Reads) -> None:
    assert reads("s 8", call="K-1031").meaning == SetStatus("JRU1", "committed")


def test_back_up_is_ended_by_what_was_asked_for(reads: Reads, busy: Night) -> None:
    busy.command(BackUp("K-1031", "ambulance"))
    first = busy.board.calls["K-1031"].back_up[0].id
    came = EndBackUp("K-1031", first, "at_scene")
    assert reads("b 1031 came").meaning == came
    busy.command(BackUp("K-1031", "patrol", 2))
    second = busy.board.calls["K-1031"].back_up[1].id
    assert reads("b 1031 came").wrong == "which help: several are outstanding"
    assert reads("b 1031 ambulance came").meaning == came
    assert reads("b 1031 patrol cancelled").meaning == EndBackUp("K-1031", second, "cancelled")
    assert reads("b 1031 1 patrol came").meaning == EndBackUp("K-1031", second, "at_scene", 1)
    assert reads("b 1031 3 patrols came").wrong == "3 cannot have ended: 2 patrols are outstanding"
    assert reads("b 1031 ambulance scene").meaning == came
    asks = "did it come, or is it not needed: at-scene or cancelled?"
    assert reads("b 1031 ambulance ended").wrong == asks
    assert reads("b 1031 patrol off").wrong == asks
    more = reads("b 1031 ambulance ended up in the ditch").meaning
    assert more == BackUp("K-1031", "ambulance", 1, "ended up in the ditch")


def test_a_note_is_struck_by_its_words(reads: Reads, busy: Night) -> None:
    wrong = busy.board.log(call="K-1037")[-1].id
    assert reads("N firearms").meaning == Strike(wrong, call="K-1037")
    assert reads("strike k-1037 FIREARMS").meaning == Strike(wrong, call="K-1037")


def test_a_link_is_taken_away_by_none(reads: Reads, busy: Night) -> None:
    busy.command(Link("K-1038", "K-1037"))
    assert reads("l 1038 none").meaning == Unlink("K-1038")


def test_an_alert_is_dismissed_by_what_it_is_about(reads: Reads) -> None:
    made = reads("i jru1 they are with the sergeant").meaning
    assert isinstance(made, Dismiss)
    assert made.alert[:2] == ("check", "JRU1")
    assert (made.vehicle, made.reason) == ("JRU1", "they are with the sergeant")
    assert reads("i jru1").wrong == "which reason?"


def test_an_emergency_is_acknowledged(reads: Reads, busy: Night) -> None:
    busy.report(VehicleRecord("JRU3", "emergency", NOW, "JRU 3", call="K-1036"))
    assert reads("e jru3").meaning == Acknowledge("JRU3")


def test_a_dispute_is_settled(reads: Reads, busy: Night) -> None:
    busy.command(Assign("K-1037", "JRU2"), busy.at("22:45"))
    later = busy.at("22:46:30")
    record = present(busy.board.store.calls["K-1037"].record)
    busy.report(
        CallRecord(record.id, record.opened_at, updated_at=later, grade="G1"),
        VehicleRecord("JRU2", "available", later, "JRU 2"),
        when=later,
    )
    disputed = present(busy.board.calls["K-1037"].dispute).command
    assert reads("x feed").meaning == Settle(disputed, "feed")
    assert reads("x k-1037 me").meaning == Settle(disputed, "supervisor")


@pytest.mark.parametrize("line", ["a k-1037 jru2", "n hello", "u", "S start", "H"])
def test_a_board_that_only_watches_refuses_a_typed_line_too(reads: Reads, line: str) -> None:
    reading = reads(line, read_only=True)
    assert reading.wrong == "this board is read-only"
    assert reading.meaning is None


@pytest.mark.parametrize(
    ("line", "slots", "first"),
    [
        ("", ("command",), "help"),
        ("as", ("command",), "assign"),
        ("a ", ("call", "vehicle"), "K-1037"),
        ("a k-1037 ", ("vehicle",), "JRU1"),
        ("a k-1037 jru2", ("vehicle",), "JRU2"),
        ("a k-1037 jru2 ", ("reason",), None),
        ("s jru3 ", ("status",), "2"),
        ("c k-1031 tr", ("outcome",), "treated_at_scene"),
        ("w jru1 o", ("on or off",), "on"),
        ("u ", (), None),
    ],
)
def test_what_is_expected_next_and_what_it_can_be(
    reads: Reads, line: str, slots: tuple[str, ...], first: str | None
) -> None:
    reading = reads(line)
    assert reading.slots[: len(slots)] == slots
    names = [each.names[0] for each in reading.candidates]
    assert names[:1] == ([first] if first else [])


def test_completion_writes_the_word_and_a_blank(reads: Reads) -> None:
    assert complete_line("as", reads("as"), 0) == "assign "
    assert complete_line("a k-1037 j", reads("a k-1037 j"), 1) == "a k-1037 JRU2 "
    assert complete_line("c k-1031 ", reads("c k-1031 "), -1) == "c k-1031 duplicate "


def test_a_number_that_was_used_again_means_the_newest_call(busy: Night) -> None:
    first = CallRecord("0001", datetime(2020, 10, 29, 20, tzinfo=UTC))
    again = CallRecord("0001/2", datetime(2020, 10, 30, 22, 40, tzinfo=UTC), grade="G1")
    busy.happen(CallReported(first))
    busy.happen(CallReported(again, number="0001"))
    context = Context(busy.board, NOW, "K-1037")
    for line, call in (
        ("a 0001 jru2", "0001/2"),
        ("assign 0001-of-29-Oct-2020 jru2", "0001"),
        ("n 0001 seen", "0001/2"),
    ):
        made = read(line, context, COMMANDS).meaning
        assert isinstance(made, Assign | Note)
        assert made.call == call


def test_a_line_is_refused_to_a_role_that_may_not_give_it_before_it_is_given(reads: Reads) -> None:
    controller = Actor("insp", "tonight", NOW, shared=True, role="controller")
    assert reads("note looked at", actor=controller).wrong == ""
    assert reads("s jru2 3", actor=controller).wrong.endswith("it is for a supervisor")
    assert reads("s jru2 3").wrong == ""

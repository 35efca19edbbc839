"""What `watch` says: one line for each change, told once, in the words of the log."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from jru_tui.board.call_commands import Assign
from jru_tui.board.commands import Check, Command, HandOver, Note, Undo
from jru_tui.board.events import (
    CallReported,
    CommandAnswered,
    Commanded,
    Event,
    Exported,
    Fact,
    FeedChanged,
    RecordRefused,
    RefusalLifted,
    Relisted,
    Source,
    Unlisted,
    VehicleReported,
    Viewed,
)
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    Position,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from jru_tui.reports.change_lines import ChangeLines

Says = Callable[..., list[str]]

DAY = "Friday 30 October 2020"
CREW = (CrewMember("officer", "SC 1"), CrewMember("paramedic", "Para 2"))


def at(clock: str, day: int = 30) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2020, 10, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def says() -> Says:
    """What a board of JRU 2 and an open K-1 says of one event more."""
    lines = ChangeLines(Rules())
    given = 0

    def _says(fact: Fact | Command, when: str = "22:00", source: Source = "feed") -> list[str]:
        nonlocal given
        given += 1
        if not isinstance(fact, Fact):
            fact, source = Commanded(fact), "supervisor"
        by = "SC 9" if source == "supervisor" else ""
        event = Event(f"e{given}", at(when), at(when), source, fact, by=by)
        return list(lines.of(event))

    first = _says(VehicleReported(VehicleRecord("JRU2", "available", at("21:00"), name="JRU 2")))
    assert first == [DAY, "21:00:00 JRU 2 available"]
    assert _says(CallReported(call())) == ["21:30:00 K-1 opened: G1 C2 Fall, High Street, Deal"]
    return _says


def call(**more: object) -> CallRecord:
    place = Place("High Street, Deal")
    record = CallRecord("K-1", at("21:30"), grade="G1", category="C2", type="fall", where=place)
    return replace(record, **more)


def test_the_same_again_says_nothing(says: Says) -> None:
    assert says(CallReported(call())) == []


def test_stages_are_told_with_their_call_and_own_times(says: Says) -> None:
    way = ResponseRecord("JRU2", at("21:31"), at("21:32"), at("21:40"))
    assert says(CallReported(call(responses=(way,), version=2))) == [
        "21:31:00 K-1 JRU 2 allocated",
        "21:32:00 K-1 JRU 2 en route",
        "21:40:00 K-1 JRU 2 at scene",
    ]
    pressed = VehicleRecord("JRU2", "at_scene", at("21:40"), name="JRU 2", call="K-1")
    assert says(VehicleReported(pressed)) == []


def test_notes_name_their_writer(says: Says) -> None:
    noted = call(notes=(NoteRecord("1", at("21:35"), "control", "rang back"),), version=2)
    assert says(CallReported(noted)) == ["21:35:00 K-1 note by control: rang back"]


def test_a_new_grade_is_told(says: Says) -> None:
    assert says(CallReported(call(grade="G2", version=2, updated_at=at("21:50")))) == [
        "22:00:00 K-1 grade G1 → G2"
    ]


def test_a_status_and_a_crew_are_told_but_no_mere_move(says: Says) -> None:
    known = VehicleRecord("JRU2", "available", at("21:00"), name="JRU 2")
    moved = VehicleRecord(
        "JRU2", "available", at("21:00"), name="JRU 2", position=Position(51.2, 1.1)
    )
    assert says(VehicleReported(known)) == []
    assert says(VehicleReported(moved)) == []
    crewed = VehicleRecord("JRU2", "refreshments", at("21:58"), name="JRU 2", crew=CREW)
    assert says(VehicleReported(crewed)) == [
        "21:58:00 JRU 2 refreshments",
        "22:00:00 JRU 2 crew: officer SC 1, paramedic Para 2",
    ]


def test_an_emergency_names_its_call(says: Says) -> None:
    danger = VehicleRecord("JRU2", "emergency", at("21:59"), name="JRU 2", call="K-1")
    assert says(VehicleReported(danger)) == ["21:59:00 K-1 JRU 2 EMERGENCY"]


def test_commands_say_who_gave_them(says: Says) -> None:
    assert says(Assign("K-1", "JRU2")) == ["22:00:00 K-1 JRU 2 assigned (SC 9)"]
    assert says(Check("JRU2", "seen at the station"), "22:05") == [
        "22:05:00 JRU 2 welfare check: seen at the station (SC 9)"
    ]
    assert says(HandOver("watch Deal"), "22:06") == ["22:06:00 handed over: watch Deal (SC 9)"]


def test_a_vehicle_is_named_before_what_is_said_of_it(says: Says) -> None:
    assert says(Note("flat tyre", vehicle="JRU2"), "22:01") == [
        "22:01:00 JRU 2 note: flat tyre (SC 9)"
    ]
    assert says(Undo("e3"), "22:02") == ["22:02:00 JRU 2 undid: note: flat tyre (SC 9)"]


def test_an_undo_is_a_line_of_its_own(says: Says) -> None:
    says(Note("brother", call="K-1"), "22:01")
    assert says(Undo("e3"), "22:02") == ["22:02:00 K-1 undid: note: brother (SC 9)"]


def test_a_refused_note_is_told_once_and_under_its_call(says: Says) -> None:
    says(Note("brother", call="K-1"), "22:01")
    refused = CommandAnswered("e3", accepted=False, reason="notes are locked")
    assert says(refused, "22:03") == [
        "22:03:00 K-1 refused by dispatch: note: brother (notes are locked)"
    ]
    assert says(HandOver("all quiet"), "22:04") == ["22:04:00 handed over: all quiet (SC 9)"]


def test_the_end_of_an_emergency_is_told(says: Says) -> None:
    says(VehicleReported(VehicleRecord("JRU2", "emergency", at("21:59"), name="JRU 2", call="K-1")))
    well = VehicleRecord("JRU2", "at_scene", at("22:05"), name="JRU 2", call="K-1")
    assert says(VehicleReported(well)) == [
        "22:05:00 K-1 JRU 2 at scene",
        "22:05:00 K-1 JRU 2 emergency over: at scene",
    ]


def test_a_refusal_of_dispatch_is_told(says: Says) -> None:
    says(Assign("K-1", "JRU2"))
    refused = CommandAnswered("e3", accepted=False, reason="crew unfit")
    assert says(refused, "22:03") == [
        "22:03:00 K-1 refused by dispatch: JRU 2 assigned (crew unfit)"
    ]


@pytest.mark.parametrize(
    ("fact", "source", "said"),
    [
        (FeedChanged("lost", reason="no route"), "program", "feed lost: no route"),
        (
            RecordRefused("call", "K-5", "it has no time"),
            "feed",
            "call K-5 set aside: it has no time",
        ),
        (RefusalLifted("call", "K-5"), "feed", "call K-5 no longer set aside"),
        (Unlisted("call", "K-1"), "program", "K-1 no longer listed by the feed"),
        (Unlisted("vehicle", "JRU2"), "program", "JRU2 no longer listed by the feed"),
        (Relisted("vehicle", "JRU2"), "feed", "JRU2 listed by the feed again"),
        (Viewed("K-1"), "supervisor", "K-1 opened in full (SC 9)"),
        (Exported("report", "csv"), "supervisor", "exported report as csv (SC 9)"),
    ],
)
def test_the_feed_and_the_record_are_told_too(
    says: Says, fact: Fact, source: Source, said: str
) -> None:
    assert says(fact, source=source) == [f"22:00:00 {said}"]


def test_a_new_day_has_a_line_of_its_own(says: Says) -> None:
    closed = call(state="closed", closed_at=at("00:10", 31), outcome="resolved", version=2)
    assert says(CallReported(closed)) == [
        "Saturday 31 October 2020",
        "00:10:00 K-1 closed, resolved",
    ]


def test_a_stage_of_a_call_that_comes_after_it_is_said_once(says: Says) -> None:
    pressed = VehicleRecord("JRU2", "at_scene", at("21:40"), name="JRU 2", call="K-2")
    assert says(VehicleReported(pressed)) == ["21:40:00 K-2 JRU 2 at scene"]
    way = ResponseRecord("JRU2", at("21:31"), at("21:32"), at("21:40"))
    record = CallRecord("K-2", at("21:30"), type="fall", responses=(way,))
    assert says(CallReported(record)) == [
        "21:30:00 K-2 opened: Fall",
        "21:31:00 K-2 JRU 2 allocated",
        "21:32:00 K-2 JRU 2 en route",
    ]


def test_a_vehicle_that_a_note_speaks_of_is_named_all_the_same(says: Says) -> None:
    assert says(Note("JRU 2 is late", vehicle="JRU2"), "22:01") == [
        "22:01:00 JRU 2 note: JRU 2 is late (SC 9)"
    ]

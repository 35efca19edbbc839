"""The handover: one page, read out in a minute, with nothing left out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from jru_tui.board.board import Board
from jru_tui.board.call_commands import Assign, BackUp, Close, EndBackUp, Link, Reopen
from jru_tui.board.commands import Command, Crew, Dismiss, HandOver, MarkShift, Note, Strike
from jru_tui.board.events import CallReported, Commanded, Event, Fact, Unlisted, VehicleReported
from jru_tui.board.records import (
    CallRecord,
    CrewMember,
    NoteRecord,
    Place,
    ResponseRecord,
    VehicleRecord,
)
from jru_tui.board.rules import Rules
from jru_tui.journal.protocol import Head
from jru_tui.reports.handover.handover import make_handover
from jru_tui.reports.handover.handover_models import Handover
from jru_tui.reports.handover.handover_text import HANDOVER_FORMS as FORMS
from jru_tui.reports.handover.handover_text import text
from jru_tui.simulator.scenario_reader import load_scenario
from jru_tui.simulator.world import World

NOW = datetime.fromisoformat("2020-10-30T22:47:30+00:00")
HEAD = Head(1204, "5f" * 32)
HOSTILE = "<b>*x*</b> [a](http://x.example) `=1`"


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2020-10-30T{clock}:00+00:00")


def vehicle(name: str, status: str, since: str, call: str | None = None) -> VehicleReported:
    crew = (CrewMember("officer", f"SC {name[-1]}"), CrewMember("paramedic", f"Para {name[-1]}"))
    vehicle_id = name.replace(" ", "")
    return VehicleReported(VehicleRecord(vehicle_id, status, at(since), name, call=call, crew=crew))


def call(call_id: str, opened: str, *responses: ResponseRecord, **more: object) -> CallReported:
    place = Place(f"{call_id} Street")
    record = CallRecord(call_id, at(opened), type="fall", where=place, responses=responses)
    return CallReported(replace(record, **more))


def after(board: Board, *given: tuple[str, Fact | Command]) -> Board:
    """The board with some more facts and commands of SC 9, each at its time."""
    for when, fact in given:
        id_, moment = f"e{board.events}", at(when)
        if isinstance(fact, Fact):
            board.apply(Event(id_, moment, moment, "feed", fact))
        else:
            board.apply(Event(id_, moment, moment, "supervisor", Commanded(fact), by="SC 9"))
    return board


@pytest.fixture
def shift() -> Board:
    """One call waits, one is being attended, one is closed; JRU 3 is off duty."""
    to_two = ResponseRecord("JRU1", at("22:12"), at("22:13"), at("22:30"))
    one = ResponseRecord("JRU2", at("20:02"), at("20:03"), at("20:10"), at("21:00"))
    return after(
        Board(Rules()),
        ("18:00", vehicle("JRU 1", "available", "18:00")),
        ("18:00", vehicle("JRU 2", "available", "18:00")),
        ("18:00", vehicle("JRU 3", "off_duty", "17:00")),
        (
            "21:05",
            call("K-1", "20:00", one, state="closed", closed_at=at("21:05"), outcome="resolved"),
        ),
        ("22:30", vehicle("JRU 1", "at_scene", "22:30", "K-2")),
        ("22:30", call("K-2", "22:10", to_two, category="C2", type="collapse")),
        ("22:38", call("K-3", "22:38", grade="G1", category="C9", type="assault")),
        ("22:40", vehicle("JRU 2", "available", "22:40")),
    )


def told(board: Board, *, stale: bool = False, head: Head | None = HEAD) -> Handover:
    return make_handover(board, head, NOW, stale=stale, marking="OFFICIAL-SENSITIVE")


def part(board: Board, heading: str, *, stale: bool = False) -> list[str]:
    """The lines under a heading of the text."""
    lines = text(told(board, stale=stale)).splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(heading))
    return lines[start + 1 : lines.index("", start)]


def test_the_page_is_this(shift: Board) -> None:
    assert text(told(shift)) == (
        "OFFICIAL-SENSITIVE\n"
        "Handover, Friday 30 October 2020, 22:47\n"
        "Shift of Friday, 18:00 to 02:00.\n"
        "\n"
        "Open calls\n"
        "K-3: G1 C9 Assault, K-3 Street, waiting 9 minutes\n"
        "K-2: C2 Collapse, K-2 Street, JRU 1 at scene for 17 minutes\n"
        "\n"
        "Vehicles and crews\n"
        "JRU 1: SC 1, Para 1\n"
        "JRU 2: available for 7 minutes; SC 2, Para 2\n"
        "JRU 3 off duty\n"
        "\n"
        "Since the shift began at 18:00\n"
        "Opened: K-1, K-2 and K-3\n"
        "Closed: K-1 resolved\n"
        "\n"
        "Attended and saved\n"
        "This shift, this weekend and in all: 2 calls, 1 h 00, £50.00\n"
        "\n"
        f"Journal: event 1,204, chain {'5f' * 32}\n"
        "OFFICIAL-SENSITIVE\n"
    )


def test_an_empty_board_is_a_page_too() -> None:
    said = text(told(Board(Rules()), head=None))
    assert "No open calls\n" in said
    assert "No vehicles\n" in said
    assert "nothing changed\n" in said
    assert "None of this is saved in a journal.\n" in said


def test_what_began_within_the_minute_is_said_without_its_seconds(shift: Board) -> None:
    """`available for 33 seconds` would be wrong before it was read out."""
    after(shift, ("22:47", vehicle("JRU 2", "standby", "22:47")))
    after(shift, ("22:47", vehicle("JRU 1", "committed", "22:47", "K-2")))
    assert "JRU 2: just on standby; SC 2, Para 2" in part(shift, "Vehicles and crews")
    (line,) = [line for line in part(shift, "Open calls") if line.startswith("K-2")]
    assert line == "K-2: C2 Collapse, K-2 Street, JRU 1 just committed"


def test_a_call_that_everybody_left_says_since_when(shift: Board) -> None:
    after(shift, ("22:41", vehicle("JRU 1", "available", "22:41")))
    (line,) = [line for line in part(shift, "Open calls") if line.startswith("K-2")]
    assert line == (
        "K-2: C2 Collapse, K-2 Street, nobody on it since 22:41; attended, still to be closed"
    )


def test_flags_of_danger_come_first(shift: Board) -> None:
    after(shift, ("22:44", call("K-4", "22:44", flags=("alcohol", "weapons_seen"))))
    (line,) = [line for line in part(shift, "Open calls") if line.startswith("K-4")]
    assert line.startswith("K-4: Fall, weapons seen, alcohol, ")


def test_what_wants_attention_comes_first_and_only_then(shift: Board) -> None:
    assert "ATTENTION" not in text(told(shift))
    after(shift, ("22:45", vehicle("JRU 2", "emergency", "22:45")))
    assert part(shift, "NEEDS ATTENTION") == ["JRU 2 EMERGENCY"]


def test_while_the_feed_is_not_heard_alarms_are_silent_and_the_page_says_so(shift: Board) -> None:
    after(shift, ("22:40", call("K-0", "22:00", grade="G1")))
    assert "past its G1 target of 15 min" in text(told(shift))
    lost = text(told(shift, stale=True))
    assert "past its G1 target" not in lost
    assert (
        "There is no contact with the feed: what follows is as of 22:40, and alarms are silent."
        in lost
    )


def test_help_that_has_not_come_is_named_until_it_comes(shift: Board) -> None:
    after(shift, ("22:20", BackUp("K-2", "ambulance", 2)))
    asked = f"e{shift.events - 1}"
    assert part(shift, "Back-up that has not arrived") == [
        "K-2: 2 ambulances, asked at 22:20, 27 minutes ago; JRU 1 at scene for it"
    ]
    after(shift, ("22:46", EndBackUp("K-2", asked, "at_scene")))
    assert "has not arrived" not in text(told(shift))
    assert "K-2 back-up at scene: 2 ambulances" in part(shift, "Since")


def test_the_newest_note_of_a_call_that_waits_is_read_out_in_short(shift: Board) -> None:
    after(shift, ("22:40", call("K-9", "22:39", grade="G1")))
    after(shift, ("22:41", Note("his mother has the key", call="K-9")))
    after(shift, ("22:42", Note("wrong call", call="K-9")))
    wrong = f"e{shift.events - 1}"
    after(shift, ("22:43", Strike(wrong, call="K-9")))
    assert "; at 22:41: “his mother has the key”" in text(told(shift))
    assert "wrong call" not in text(told(shift))
    after(shift, ("22:44", Note("word " * 30, call="K-9")))
    assert f"; at 22:44: “{' '.join(['word'] * 16)}…”" in text(told(shift))


def test_what_the_supervisor_noted_is_read_out_of_calls_and_vehicles(shift: Board) -> None:
    theirs = (NoteRecord("n1", at("22:20"), "control", "caller rang back"),)
    to_two = ResponseRecord("JRU1", at("22:12"), at("22:13"), at("22:30"))
    told_of = call("K-2", "22:10", to_two, category="C2", type="collapse", notes=theirs, version=2)
    after(shift, ("22:30", told_of))
    after(shift, ("22:41", Note("the back gate is booby-trapped", call="K-2")))
    after(shift, ("16:00", Note("of an earlier shift", vehicle="JRU1")))
    assert "earlier" not in text(told(shift))
    after(shift, ("22:42", Note("officer hurt his hand, fit to go on", vehicle="JRU1")))
    assert part(shift, "Open calls")[1] == (
        "K-2: C2 Collapse, K-2 Street, JRU 1 at scene for 17 minutes; "
        "at 22:41: “the back gate is booby-trapped”"
    )
    assert part(shift, "Vehicles and crews")[0] == (
        "JRU 1: SC 1, Para 1; at 22:42: “officer hurt his hand, fit to go on”"
    )


def test_what_to_watch_stands_with_its_call(shift: Board) -> None:
    after(
        shift,
        ("22:41", Assign("K-3", "JRU2")),
        ("22:42", Link("K-3", "K-2")),
        ("22:43", Unlisted("call", "K-2")),
    )
    assert part(shift, "Open calls") == [
        (
            "K-3: G1 C9 Assault, K-3 Street, JRU 2 allocated for 6 minutes; "
            "not confirmed by the feed: JRU 2 assigned; duplicates K-2"
        ),
        (
            "K-2: C2 Collapse, K-2 Street, JRU 1 at scene for 17 minutes; "
            "not listed by the feed for 4 minutes"
        ),
    ]


def test_of_many_calls_those_in_hand_are_told_in_short(shift: Board) -> None:
    after(shift, *(("22:40", call(f"K-{n}", "22:39", grade="G2")) for n in range(4, 8)))
    assert "In hand" not in text(told(shift))
    other = ResponseRecord("GN21", at("22:41"), at("22:42"), at("22:44"))
    after(shift, ("22:44", call("K-8", "22:40", other, grade="G2", flags=("weapon",))))
    assert part(shift, "In hand, at scene") == [
        "K-2: Collapse, K-2 Street, JRU 1 for 17 minutes",
        "K-8: Fall, weapon, K-8 Street, GN21",
    ]
    after(shift, ("22:45", Unlisted("call", "K-8")))
    assert part(shift, "In hand, at scene") == ["K-2: Collapse, K-2 Street, JRU 1 for 17 minutes"]
    assert any(line.startswith("K-8: G2 Fall, weapon") for line in part(shift, "Open calls"))


def test_help_that_is_owed_outlives_its_call(shift: Board) -> None:
    after(shift, ("22:20", BackUp("K-2", "ambulance")), ("22:30", Close("K-2", "conveyed")))
    assert part(shift, "Back-up that has not arrived") == [
        "K-2: ambulance, asked at 22:20, 27 minutes ago, the call is closed"
    ]


def test_what_is_known_to_be_there_and_what_a_vehicle_really_does_is_said(shift: Board) -> None:
    to_two = ResponseRecord("JRU1", at("22:12"), at("22:13"), at("22:30"))
    flagged = call("K-2", "22:10", to_two, category="C2", type="collapse", flags=("weapon",))
    after(shift, ("22:31", flagged), ("22:40", vehicle("JRU 1", "escort", "22:40", "K-2")))
    assert (
        part(shift, "Open calls")[1]
        == "K-2: C2 Collapse, weapon, K-2 Street, JRU 1 prisoner escort for 7 minutes"
    )


def test_one_who_takes_over_hears_what_was_put_away(shift: Board) -> None:
    urgent = call("K-0", "22:00", grade="G1")
    after(shift, ("22:40", urgent))
    alert = "overdue:K-0:G1:waiting"
    after(shift, ("22:41", Dismiss(alert, "JRU 1 is a minute away", call="K-0")))
    watched = next(line for line in part(shift, "Open calls") if line.startswith("K-0"))
    assert watched.endswith(
        "waiting 47 minutes; past its G1 target of 15 min (JRU 1 is a minute away)"
    )


def test_meals_that_nobody_had_are_one_line(shift: Board) -> None:
    page = told(shift)
    assert page.attention == ()
    later = at("23:30")
    page = make_handover(shift, None, later, stale=False, marking="")
    assert page.attention[-1] == "JRU 1 and JRU 2: no refreshments in 5 hours"


def test_a_number_that_does_not_say_who_it_is_has_its_role_before_it(shift: Board) -> None:
    after(shift, ("22:45", Crew("JRU2", "4471", role="paramedic")))
    assert "JRU 2: available for 7 minutes; SC 2, Para 2, paramedic 4471" in text(told(shift))


def test_a_dispute_tells_both_sides(shift: Board) -> None:
    after(shift, ("22:40", Close("K-3", "advice")))
    after(shift, ("22:44", call("K-3", "22:38", grade="G1", updated_at=at("22:44"))))
    watched = part(shift, "Open calls")[0]
    assert watched == (
        "K-3: G1 Fall, K-3 Street, closed at 22:40; "
        "disputed: we say closed, advice, the feed says still open"
    )


def test_what_changed_counts_from_the_last_handover(shift: Board) -> None:
    after(
        shift,
        ("22:31", HandOver("watch K-2, he is known for knives")),
        ("22:39", call("K-2", "22:10", category="C1", type="collapse", updated_at=at("22:39"))),
        ("22:40", Crew("JRU2", "SC 77", role="officer")),
        ("22:41", Crew("JRU2", "SC 2", on=False)),
    )
    assert part(shift, "Since it was handed over at 22:31 by SC 9") == [
        "Said then: watch K-2, he is known for knives",
        "Opened: K-3",
        "Still open: K-2",
        "K-2 category C2 → C1",
        "officer SC 77 on JRU 2",
        "officer SC 2 off JRU 2",
    ]


def test_taking_the_shift_over_starts_anew(shift: Board) -> None:
    after(shift, ("22:31", HandOver("all yours")), ("22:45", MarkShift("start")))
    assert part(shift, "Since it was taken over at 22:45 by SC 9") == ["Still open: K-2 and K-3"]


def test_a_call_that_was_opened_again_is_told_as_that(shift: Board) -> None:
    after(shift, ("22:31", Close("K-3", "advice")), ("22:32", HandOver("all quiet")))
    after(shift, ("22:40", Reopen("K-3")))
    said = part(shift, "Since it was handed over at 22:32")
    assert said.count("K-3 reopened") == 1
    ended = {"state": "closed", "closed_at": at("22:31"), "outcome": "advice", "version": 2}
    after(shift, ("22:41", call("K-3", "22:38", grade="G1", **ended)))
    after(shift, ("22:42", call("K-3", "22:38", grade="G1", version=3, updated_at=at("22:42"))))
    said = part(shift, "Since it was handed over at 22:32")
    assert said.count("K-3 reopened") == 1
    assert "Still open: K-2" in said


def test_an_emergency_that_went_on_over_the_shifts_start_is_told(shift: Board) -> None:
    after(shift, ("17:50", vehicle("JRU 3", "emergency", "17:50")))
    after(shift, ("18:01", vehicle("JRU 3", "available", "18:01")))
    assert "JRU 3 emergency from 17:50 to 18:01" in part(shift, "Since the shift began")


def test_a_vehicle_on_a_call_that_is_over_says_so(shift: Board) -> None:
    to_two = ResponseRecord("JRU1", at("22:12"), at("22:13"), at("22:30"))
    ended = {"state": "closed", "closed_at": at("22:40"), "outcome": "resolved", "version": 2}
    after(shift, ("22:40", call("K-2", "22:10", to_two, **ended)))
    assert part(shift, "Vehicles and crews")[0] == (
        "JRU 1: at scene on K-2 for 17 minutes; SC 1, Para 1; K-2 is closed"
    )


def test_yesterdays_handover_is_not_counted_from() -> None:
    board = after(Board(Rules()), ("17:30", HandOver("good night")))
    assert "Since the shift began at 18:00" in text(told(board))


def test_of_many_calls_only_their_number_is_said(shift: Board) -> None:
    after(shift, *(("22:45", call(f"K-{number}", "22:44")) for number in range(10, 15)))
    assert "Opened: 8 calls" in part(shift, "Since")


def test_an_emergency_that_is_over_is_told(shift: Board) -> None:
    after(
        shift,
        ("22:41", vehicle("JRU 2", "emergency", "22:41")),
        ("22:44", vehicle("JRU 2", "available", "22:44")),
    )
    assert "JRU 2 emergency from 22:41 to 22:44" in part(shift, "Since")


def test_a_crew_that_is_not_named_is_said_to_be_none() -> None:
    bare = VehicleReported(VehicleRecord("JRU1", "available", at("22:30"), "JRU 1"))
    board = after(Board(Rules()), ("22:30", bare))
    assert part(board, "Vehicles") == ["JRU 1: available for 17 minutes; no crew named"]


def test_callers_words_are_only_words_in_every_form(shift: Board) -> None:
    after(shift, ("22:45", call("K-9", "22:45", where=Place(HOSTILE))))
    assert HOSTILE in FORMS["text"](told(shift))
    assert "<b>" not in FORMS["html"](told(shift))
    assert "&lt;b&gt;*x*" in FORMS["html"](told(shift))
    markdown = FORMS["markdown"](told(shift))
    assert r"\<b\>\*x\*\</b\> \[a\](http\://x.example) \`=1\`" in markdown


def test_the_printed_page_carries_the_marking_twice_and_fetches_nothing(shift: Board) -> None:
    html = FORMS["html"](told(shift))
    assert html.count("OFFICIAL-SENSITIVE") == 2
    assert "http" not in html.replace("http-equiv", "")
    assert "<script" not in html
    assert '<h2 class="grave">' not in html


SAMPLES = sorted(
    path.stem for path in Path(__file__).parents[3].joinpath("sample_feeds").glob("*.feed")
)
WORDS_A_MINUTE = 180
"""How fast English is read aloud, unhurried."""


def played(name: str) -> Sequence[tuple[datetime, Board]]:
    """The board of a sample shift at every half hour."""
    scenario = load_scenario(name)
    world, moment = World(scenario), scenario.starts_at
    found = []
    while moment < scenario.ends_at:
        moment += timedelta(minutes=30)
        board = Board(Rules())
        for number, entry in enumerate(world.history(moment)):
            record = entry.record
            fact = (
                CallReported(record) if isinstance(record, CallRecord) else VehicleReported(record)
            )
            board.apply(Event(str(number), entry.at, entry.at, "feed", fact))
        found.append((moment, board))
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_read_out_in_about_a_minute_and_names_every_open_call(name: str) -> None:
    for moment, board in played(name):
        page = make_handover(board, None, moment, stale=False, marking="")
        said = text(page)
        for each in board.open_calls():
            assert f"\n{each.id}: " in said
        # Three vehicles and three open calls are a minute. Each more takes its own words.
        more = max(0, len(page.calls) - 3) + max(0, len(page.vehicles) - 3) + len(page.attention)
        assert len(said.split()) <= WORDS_A_MINUTE + 12 * more


def test_words_of_a_note_are_not_taken_for_what_the_program_says(shift: Board) -> None:
    """A note of the feed that begins like a line of the log is a note, and is told whole."""
    theirs = (
        NoteRecord("n1", at("22:39"), "", "grade 2 burn on one hand"),
        NoteRecord("n2", at("22:40"), "", "note: the gate is locked"),
    )
    after(shift, ("22:41", call("K-9", "22:39", type="fall", notes=theirs)))
    page = told(shift)
    assert [line for line in page.since.else_changed if "burn" in line] == []
    (watched,) = (watched for watched in page.calls if watched.id == "K-9")
    assert "at 22:40: “note: the gate is locked”" in watched.watch

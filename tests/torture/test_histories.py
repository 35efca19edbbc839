"""Controls of the checker of boards' histories: it finds each thing that must not be."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from jru_tui.board import Assign, Command, Commanded, Event, StandDown
from tests.torture.histories import (
    Place,
    Row,
    differing,
    faults_in,
    misposted,
    read_screen,
)

NOW = datetime(2020, 10, 30, 22, 30, tzinfo=UTC)

SCREEN = """\
 ▀▄▀▄▀▄  JRU  Sun 29 Nov  18:00–02:00  1 waiting  ▲ 2 alerts  1 on calls  0 attended  0 h 00 saved
╭─ Vehicles  8 · 8 free ──────────────────────────────────────────────────────╮
│    Vehicle    Status                     Since Call       Where             │
│  2 JRU 2      ○ available              0:30:01 –                            │
│  1 JRU 1      ◇ allocated              0:00:13 K-6        G1 Assault        │
╰─────────────────────────────────────────────────────────────────────────────╯
╭─ Calls  open 2 · closed 0 ──────────────────────────────────────╮ ╭─ K-6 ───╮
│  Call   Police        Ambulance     Type     Where     Unit     │ │ G1      │
│● K-5    G1 !15:18/15  –             Assault  nowhere   waiting  │ │ place   │
│▌ K-6    G1 !16:18/15  –             Assault  nowhere   ◇ JRU 1  │ │ Two men │
╰─────────────────────────────────────────────────────────────────╯ ╰─────────╯
"""


def given(id_: str, command: Command, by: str = "SC 1") -> Event:
    return Event(id_, NOW, NOW, "supervisor", Commanded(command), by=by, session=by)


def journal(*events: Event) -> list[Row]:
    return [*enumerate(events, 1)]


KEPT = journal(given("a", Assign("K-1", "JRU1")), given("b", StandDown("K-1", "JRU1")))


@dataclass
class Case:
    """Notes of one board on the journal above, and what is found in them."""

    lines: list[str]
    found: list[str] = field(default_factory=list)


@pytest.mark.parametrize(
    "case",
    [
        Case(["from 0", "done g a", "read 1 a", "read 2 b", "from 1", "read 2 b"]),
        Case(["from 0", "waits g a", "waits h c", "dropped h", "waits w d"]),
        Case(["from 0", "read 2 b"], ["board read up to 2 behind 0: a gap or an overlap"]),
        Case(
            ["from 0", "read 1 a", "read 1 a"],
            ["board read up to 1 behind 1: a gap or an overlap"],
        ),
        Case(["from 0", "read 2 b a"], ["board read other events from 1 to 2"]),
        Case(["done g c"], ["board: acknowledged and lost: c"]),
        Case(["waits g c"], ["board: it waited and is lost: c"]),
    ],
)
def test_what_a_board_read_and_said_is_held_against_the_journal(case: Case) -> None:
    board = Place("board", [line.split() for line in case.lines])
    assert faults_in(KEPT, [board], waiting=["w"]) == case.found


def test_a_gap_in_the_journal_and_an_event_in_it_twice_are_found() -> None:
    first, _ = KEPT
    assert faults_in([first, (3, first[1])], [], ()) == [
        "written twice: a",
        "the journal has a gap, or another order",
    ]


def test_what_is_posted_twice_or_out_of_order_or_is_not_kept_is_found() -> None:
    assert misposted(KEPT, ["a", "b"]) == []
    assert misposted(KEPT, ["b", "a"]) == ["posted out of order"]
    assert misposted(KEPT, ["a", "a"]) == ["posted twice: a"]
    assert misposted(KEPT, ["c"]) == ["posted and not kept: c"]


def test_a_screen_is_read_without_what_depends_on_who_looks() -> None:
    screen = read_screen(SCREEN)
    assert screen.counts == ("1 waiting", "1 on calls", "0 attended", "open 2 · closed 0")
    assert screen.calls == {("K-5",), ("K-6", "◇ JRU 1")}
    assert screen.vehicles == {("JRU 2", "○ available", "–"), ("JRU 1", "◇ allocated", "K-6")}
    elsewhere = SCREEN.replace("│● K-5", "│▌ K-5").replace("│▌ K-6", "│  K-6")
    assert read_screen(elsewhere.replace("16:18", "16:19").replace("▲ 2", "▲ 3")) == screen
    assert differing({"one": SCREEN, "two": elsewhere}) == []
    other = SCREEN.replace("◇ JRU 1", "waiting")
    said = differing({"one": SCREEN, "two": elsewhere, "three": other})
    assert [words.split(" ")[0] for words in said] == ["three", "where"]

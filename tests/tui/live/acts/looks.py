"""Looks of a supervisor, as docs/acts.md lists them: each shows something and gives no command."""

from tests.tui.live.acts.act import Look
from tests.tui.live.acts.histories import been_there_before, in_areas, with_callback

LOOKS = (
    Look(
        "List the calls of one area",
        "area",
        ("z",),
        "area medway",
        (),
        ("area Medway",),
        before=in_areas,
    ),
    Look(
        "Read the earlier calls at the place",
        "open",
        ("enter",),
        "v k-1037",
        (),
        ("Earlier calls at this place", "Assault, arrest"),
        before=been_there_before,
    ),
    Look(
        "Find a call by the number to call back",
        "find",
        ("slash", *"900123", "enter"),
        "/ 900123",
        ("type 9 0 0 1 2 3 enter",),
        ("900123",),
        before=with_callback,
    ),
    Look(
        "Enter what was written on paper, from its time on",
        "enter-late",
        ("E", *"2210", "enter"),
        "E 22:10",
        ("type 2 2 1 0 enter",),
        ("FROM PAPER 22:10",),
    ),
    Look(
        "Read a call's log as a page to print",
        "debrief",
        ("D",),
        "D k-1037",
        (),
        ("Debrief", "K-1037"),
    ),
    Look(
        "Read a vehicle's log as a page to print",
        "debrief",
        ("3", "D"),
        "D jru3",
        (),
        ("Debrief", "JRU 3"),
        vehicle="JRU3",
    ),
)

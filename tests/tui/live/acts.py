"""Acts of a supervisor, each with its keys, its typed line and its clicks from the board.

`docs/acts.md` lists them, and `test_acts` carries each of them out by every way.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from jru_tui.board import (
    Assign,
    BackUp,
    Close,
    Command,
    Commanded,
    EndBackUp,
    EndMarker,
    EndNextCall,
    GiveDetails,
    Hold,
    Link,
    MarkPlace,
    NextCall,
    Note,
    OfferRole,
    OpenCall,
    Place,
    Position,
    Regrade,
    Relocate,
    Reopen,
    RightCare,
    Role,
    SetStatus,
    StandDown,
    TakeRole,
    Unlink,
)
from jru_tui.board.records import CallRecord
from tests.tui.conftest import NOW, Night

Status = dict[str, Any]
Shown = Callable[[Status], object]
"""What `status --json` shows of an act: true if it does."""

READY = "READY"
"""Stands for the reason that the dialog has ready, in a command and in a typed line."""


class Act(Struct, frozen=True):
    """An act.

    Attributes:
        name: as docs/acts.md lists it.
        command: the id of the command that it begins with.
        keys: pressed on the board, one after the other.
        line: typed behind `:`.
        clicks: made once the command was clicked: `row ID`, `edge KEY`, `box ID`; and `type WORDS`
            for words that no mouse writes.
        gives: the commands that the journal holds then.
        log: words of its last line in the log.
        status: what `status --json` shows; None where it does not tell of it.
        handover: words of the handover.
        posts: what dispatch is posted, without id, time and author; empty for what is the board's
            own business.
        then: keys behind a typed line, where it opens a dialog too.
        call: the selected call.
        vehicle: the vehicle that is brought into focus first.
        before: what has happened before, on the night.
        lasting: why it cannot be taken back; empty where it can.
        role: of this board, where 70002 shares its journal; empty where nobody does.
    """

    name: str
    command: str
    keys: tuple[str, ...]
    line: str
    clicks: tuple[str, ...]
    gives: tuple[Command, ...]
    log: str
    status: Shown | None
    handover: str
    posts: tuple[dict[str, Any], ...] = ()
    then: tuple[str, ...] = ()
    call: str = "K-1037"
    vehicle: str = ""
    before: Callable[[Night], object] = lambda _night: None
    lasting: str = ""
    role: Role | Literal[""] = ""


def of_call(call: str, show: Shown) -> Shown:
    """Look at one call of the status."""
    return lambda status: show(next(found for found in status["calls"] if found["id"] == call))


def is_on(call: str, vehicle: str) -> Shown:
    """Test whether a vehicle is on a call."""
    return of_call(call, lambda found: vehicle in found["vehicles"])


def has_status(vehicle: str, code: str) -> Shown:
    """Test whether a vehicle has a status."""
    return lambda status: any(
        found["id"] == vehicle and found["status"] == code for found in status["vehicles"]
    )


def on_refreshments(night: Night) -> None:
    night.report(replace(night.vehicles["JRU2"], status="refreshments", status_at=NOW))


def beside_each_other(night: Night) -> None:
    """JRU 3, on its way to K-1036, is beside K-1037, and JRU 2 beside K-1036."""
    for vehicle, lat, lon in (("JRU2", 51.3, 1.1), ("JRU3", 51.35, 1.12)):
        night.report(replace(night.vehicles[vehicle], position=Position(lat, lon, NOW)))


def offered_a_role(night: Night) -> None:
    """Whoever is at another board offers the role of supervisor."""
    offer = Commanded(OfferRole("insp", "supervisor"))
    night.happen(offer, NOW, "supervisor", "70002", "theirs")


def placed_nowhere(night: Night) -> None:
    """The most urgent call has no place."""
    night.report(replace(night.calls["K-1037"], where=Place(), updated_at=NOW))


SWAP = "diverted from K-1036 (G2), 4 min, meets G1 and C2"


def at_scenes(night: Night) -> None:
    """All vehicles are at scene, one of them at a call that can wait."""
    night.report(
        replace(night.vehicles["JRU2"], status="at_scene", status_at=NOW, call="K-1038"),
        replace(night.vehicles["JRU3"], status="at_scene", status_at=NOW),
        replace(night.calls["K-1038"], grade="G4", category="C4", updated_at=NOW),
    )


SEA_STREET = Place("Sea Street, Herne Bay", 51.3703, 1.1203)
RADIUS_M = 100
REVIEW, EXPIRY = date(2020, 11, 29), date(2021, 1, 28)
INQUEST = datetime(2021, 10, 29, 23, tzinfo=UTC)


def opened_by_hand(night: Night) -> None:
    """The feed lists under an id of its own what was opened by hand."""
    night.command(OpenCall("H-1", "fall", SEA_STREET, "G2"))
    night.report(CallRecord("K-1040", NOW, grade="G2", type="fall", where=SEA_STREET))


def kept_as_next(night: Night) -> None:
    night.command(NextCall("K-1037", "JRU1"))


def marked(night: Night) -> None:
    night.command(MarkPlace("a dog", SEA_STREET, "told by a crew", RADIUS_M, REVIEW, EXPIRY))


def asked_for_help(night: Night) -> None:
    night.command(BackUp("K-1031", "ambulance"))


def linked(night: Night) -> None:
    night.command(Link("K-1038", "K-1037"))


def held(night: Night) -> None:
    night.command(Hold("K-1031", INQUEST, "inquest"))


def status_of_vehicle(name: str, code: str, key: str, label: str, on: str = "K-1031") -> Act:
    """Book a status of JRU 1, which is at a call."""
    return Act(
        name,
        "status",
        ("1", "s", key, "enter"),
        f"s jru1 {code}",
        (f"row {code}", "edge enter"),
        (SetStatus("JRU1", code, on),),
        f"JRU 1 {label}",
        has_status("JRU1", code),
        label,
        ({"command": "status", "vehicle": "JRU1", "status": code} | ({"call": on} if on else {}),),
        vehicle="JRU1",
    )


ACTS = (
    Act(
        "Send the best vehicle",
        "assign",
        ("a", "enter"),
        "a k-1038 jru2",
        ("edge enter",),
        (Assign("K-1038", "JRU2"),),
        "JRU 2 assigned",
        is_on("K-1038", "JRU2"),
        "JRU 2 just allocated",
        ({"command": "assign", "call": "K-1038", "vehicle": "JRU2"},),
        call="K-1038",
    ),
    Act(
        "Divert a vehicle",
        "assign",
        ("a", "3", "enter", "enter"),
        f"a k-1037 jru3 {READY}",
        ("row JRU3", "edge enter", "edge enter"),
        (Assign("K-1037", "JRU3", READY),),
        "JRU 3 assigned: diverted from K-1036",
        is_on("K-1037", "JRU3"),
        "JRU 3 just allocated",
        ({"command": "assign", "call": "K-1037", "vehicle": "JRU3", "reason": READY},),
    ),
    Act(
        "Send what the plan has as most urgent",
        "assign-first",
        ("A", "enter", "enter"),
        "A",
        ("edge enter", "edge enter"),
        (Assign("K-1037", "JRU3", READY),),
        "JRU 3 assigned: diverted from K-1036",
        is_on("K-1037", "JRU3"),
        "JRU 3 just allocated",
        ({"command": "assign", "call": "K-1037", "vehicle": "JRU3", "reason": READY},),
        then=("enter", "enter"),
        call="K-1034",
    ),
    Act(
        "Break refreshments",
        "assign",
        ("a", "2", "enter", "enter"),
        f"a k-1037 jru2 {READY}",
        ("row JRU2", "edge enter", "edge enter"),
        (Assign("K-1037", "JRU2", READY),),
        "JRU 2 assigned: meal broken",
        is_on("K-1037", "JRU2"),
        "JRU 2 just allocated",
        ({"command": "assign", "call": "K-1037", "vehicle": "JRU2", "reason": READY},),
        before=on_refreshments,
    ),
    Act(
        "Stand down and send, as one",
        "assign",
        ("a", "2", "enter", "enter"),
        f"a k-1037 jru2 {READY}",
        ("row JRU2", "edge enter", "edge enter"),
        (StandDown("K-1038", "JRU2"), Assign("K-1037", "JRU2", READY)),
        "JRU 2 assigned: ",
        is_on("K-1037", "JRU2"),
        "JRU 2 just allocated",
        (
            {"command": "stand-down", "call": "K-1038", "vehicle": "JRU2"},
            {"command": "assign", "call": "K-1037", "vehicle": "JRU2", "reason": READY},
        ),
        before=at_scenes,
    ),
    Act(
        "Let two vehicles swap, as one",
        "assign",
        ("a", "enter", "enter"),
        "a",
        ("edge enter", "edge enter"),
        (Assign("K-1037", "JRU3", SWAP), Assign("K-1036", "JRU2")),
        "JRU 3 assigned: diverted from K-1036",
        lambda status: is_on("K-1037", "JRU3")(status) and is_on("K-1036", "JRU2")(status),
        "JRU 2 just allocated",
        (
            {"command": "assign", "call": "K-1037", "vehicle": "JRU3", "reason": SWAP},
            {"command": "assign", "call": "K-1036", "vehicle": "JRU2"},
        ),
        then=("enter", "enter"),
        before=beside_each_other,
    ),
    Act(
        "Stand a vehicle down",
        "stand-down",
        ("d", "enter"),
        "d k-1031 jru1",
        ("edge enter",),
        (StandDown("K-1031", "JRU1"),),
        "JRU 1 stood down",
        of_call("K-1031", lambda found: "JRU1" not in found["vehicles"]),
        "attended, still to be closed",
        ({"command": "stand-down", "call": "K-1031", "vehicle": "JRU1"},),
        call="K-1031",
    ),
    Act(
        "Close a call",
        "close",
        ("c", "enter"),
        "c k-1031 resolved",
        ("edge enter",),
        (Close("K-1031", "resolved"),),
        "closed, resolved",
        of_call("K-1031", lambda found: found["outcome"] == "resolved"),
        "Closed: 7 calls",
        ({"command": "close", "call": "K-1031", "outcome": "resolved"},),
        call="K-1031",
    ),
    Act(
        "Reopen a call",
        "reopen",
        ("o", "enter"),
        "o k-1034",
        ("edge enter",),
        (Reopen("K-1034"),),
        "reopened",
        of_call("K-1034", lambda found: found["reopened"]),
        "K-1034 reopened",
        ({"command": "reopen", "call": "K-1034"},),
        call="K-1034",
    ),
    Act(
        "Open a call by hand",
        "open-call",
        ("O", *("tab",) * 3, *"A2", "enter"),
        "O A2",
        ("box place", "type A 2", "edge enter"),
        (OpenCall("H-1", where=Place("A2")),),
        "opened by hand: A2",
        of_call("H-1", lambda found: found["by_hand"]),
        "opened by hand, not listed by the feed",
        ({"command": "open-call", "call": "H-1", "where": {"text": "A2"}},),
        lasting="H-1 stays in the record: close it instead",
    ),
    Act(
        "Merge a call opened by hand with that of the feed",
        "link",
        ("l", "enter"),
        "l h-1 k-1040",
        ("edge enter",),
        (Link("H-1", "K-1040", NOW),),
        "merged with K-1040",
        of_call("H-1", lambda found: found["duplicate_of"] == "K-1040"),
        "K-1040",
        call="H-1",
        before=opened_by_hand,
    ),
    Act(
        "Link duplicate calls",
        "link",
        ("l", "enter"),
        "l k-1038 k-1037",
        ("edge enter",),
        (Link("K-1038", "K-1037"),),
        "linked as a duplicate of K-1037",
        of_call("K-1038", lambda found: found["duplicate_of"] == "K-1037"),
        "duplicates K-1037",
        call="K-1038",
    ),
    Act(
        "Remove a link",
        "link",
        ("l", "enter"),
        "l k-1038 none",
        ("edge enter",),
        (Unlink("K-1038"),),
        "unlinked",
        of_call("K-1038", lambda found: found["duplicate_of"] is None),
        "K-1038",
        call="K-1038",
        before=linked,
    ),
    Act(
        "Regrade a call",
        "regrade",
        ("g", "down", "enter"),
        "g k-1037 G2",
        ("row G2", "edge enter"),
        (Regrade("K-1037", "G2", "C2", was_grade="G1", was_category="C2"),),
        "regraded G1 C2 → G2 C2",
        of_call("K-1037", lambda found: found["grade"] == "G2"),
        "K-1037: G2 C2",
        (
            {
                "command": "regrade",
                "call": "K-1037",
                "grade": "G2",
                "category": "C2",
                "was_grade": "G1",
                "was_category": "C2",
            },
        ),
    ),
    Act(
        "Change a call's place",
        "relocate",
        ("m", "home", "shift+end", *"A2", "enter"),
        "m k-1037 A2",
        ("type home shift+end A 2", "edge enter"),
        (Relocate("K-1037", Place("A2"), SEA_STREET),),
        "place Sea Street, Herne Bay → A2",
        of_call("K-1037", lambda found: found["place"]["text"] == "A2"),
        "A2",
        (
            {
                "command": "relocate",
                "call": "K-1037",
                "where": {"text": "A2"},
                "was": {"text": "Sea Street, Herne Bay", "lat": 51.3703, "lon": 1.1203},
            },
        ),
    ),
    Act(
        "Give a place that is missing",
        "relocate",
        ("m", *"A2", "enter"),
        "m k-1037 A2",
        ("type A 2", "edge enter"),
        (Relocate("K-1037", Place("A2"), Place()),),
        "place no place → A2",
        of_call("K-1037", lambda found: found["place"]["text"] == "A2" and not found["missing"]),
        "A2",
        (
            {
                "command": "relocate",
                "call": "K-1037",
                "where": {"text": "A2"},
                "was": {},
            },
        ),
        before=placed_nowhere,
    ),
    Act(
        "Give a callback and a number of people that are missing",
        "details",
        ("C", *"07700", "tab", "2", "enter"),
        "details k-1037 07700; 2",
        ("type 0 7 7 0 0", "box people", "type 2", "edge enter"),
        (GiveDetails("K-1037", "07700", 2),),
        "callback 07700, 2 people",
        None,
        "K-1037",
    ),
    Act(
        "Keep a call as the next one of a busy vehicle",
        "next-call",
        ("Q", "enter"),
        "next k-1037 jru1",
        ("edge enter",),
        (NextCall("K-1037", "JRU1"),),
        "next call of JRU 1",
        of_call("K-1037", lambda found: found["next_for"]["vehicle"] == "JRU1"),
        "next call of JRU 1",
    ),
    Act(
        "Take a next call back",
        "next-call",
        ("Q", "enter"),
        "next k-1037 none",
        ("edge enter",),
        (EndNextCall("K-1037", "JRU1"),),
        "no longer the next call of JRU 1",
        of_call("K-1037", lambda found: found["next_for"] is None),
        "K-1037",
        before=kept_as_next,
    ),
    Act(
        "Mark a place",
        "marker",
        ("M", *"dog", "enter"),
        "mark k-1037 dog",
        ("type d o g", "edge enter"),
        (MarkPlace("dog", SEA_STREET, "", RADIUS_M, REVIEW, EXPIRY),),
        "marker at Sea Street, Herne Bay: dog",
        of_call("K-1037", lambda found: found["markers"][0]["text"] == "dog"),
        "marker: dog",
    ),
    Act(
        "Change the warning at a place",
        "marker",
        ("M", "up", "e", "s", "enter"),
        "mark k-1037 edit a dogs",
        ("row e23", "edge e change", "type s", "edge enter"),
        (
            EndMarker("e23", "changed"),
            MarkPlace("a dogs", SEA_STREET, "told by a crew", RADIUS_M, REVIEW, EXPIRY),
        ),
        "marker at Sea Street, Herne Bay: a dogs",
        of_call(
            "K-1037", lambda found: [marker["text"] for marker in found["markers"]] == ["a dogs"]
        ),
        "marker: a dogs",
        before=marked,
    ),
    Act(
        "End the warning at a place",
        "marker",
        ("M", "up", "enter"),
        "mark k-1037 none",
        ("row e23", "edge enter"),
        (EndMarker("e23"),),
        "ended: marker at Sea Street, Herne Bay: a dog",
        of_call("K-1037", lambda found: found["markers"] == []),
        "K-1037",
        before=marked,
    ),
    Act(
        "Decide that the police attend",
        "right-care",
        ("R", "enter"),
        "rc k-1037 police",
        ("edge enter",),
        (RightCare("K-1037"),),
        "right care: police attend",
        of_call("K-1037", lambda found: found["right_care"]["attend"]),
        "right care: police attend",
        ({"command": "right-care", "call": "K-1037"},),
    ),
    Act(
        "Decide that nobody attends",
        "right-care",
        ("R", "9", "enter"),
        "rc k-1037 nobody",
        ("row nobody", "edge enter"),
        (RightCare("K-1037", "nobody"),),
        "police do not attend, nobody instead",
        of_call("K-1037", lambda found: found["right_care"]["instead"] == "nobody"),
        "police do not attend",
        ({"command": "right-care", "call": "K-1037", "instead": "nobody"},),
    ),
    Act(
        "Decide that another service attends",
        "right-care",
        ("R", "2", "enter"),
        "rc k-1037 ambulance",
        ("row ambulance", "edge enter"),
        (RightCare("K-1037", "ambulance"),),
        "police do not attend, ambulance service instead",
        of_call("K-1037", lambda found: found["right_care"]["instead"] == "ambulance"),
        "ambulance service instead",
        ({"command": "right-care", "call": "K-1037", "instead": "ambulance"},),
    ),
    Act(
        "Ask for an ambulance",
        "back-up",
        ("b", "1", "enter"),
        "b k-1031 ambulance",
        ("row ambulance", "edge enter"),
        (BackUp("K-1031", "ambulance"),),
        "back-up asked: ambulance",
        of_call("K-1031", lambda found: found["back_up"][0]["waiting_since"]),
        "K-1031: ambulance, asked at 22:47, 0 seconds ago; JRU 1 at scene for it",
        ({"command": "back-up", "call": "K-1031", "what": "ambulance"},),
        call="K-1031",
    ),
    Act(
        "Ask for a patrol",
        "back-up",
        ("b", "2", "enter"),
        "b k-1031 patrol",
        ("row patrol", "edge enter"),
        (BackUp("K-1031", "patrol"),),
        "back-up asked: patrol",
        of_call("K-1031", lambda found: found["back_up"][0]["what"] == "patrol"),
        "patrol",
        ({"command": "back-up", "call": "K-1031", "what": "patrol"},),
        call="K-1031",
    ),
    Act(
        "Say that the help is there",
        "back-up",
        ("b", "4", "enter"),
        "b k-1031 at-scene",
        ("row 0", "edge enter"),
        (EndBackUp("K-1031", "e23", "at_scene", 1),),
        "back-up at scene: ambulance",
        of_call("K-1031", lambda found: found["back_up"][0]["ended"] == "at_scene"),
        "back-up at scene",
        (
            {
                "command": "back-up-end",
                "call": "K-1031",
                "back_up": "e23",
                "ended": "at_scene",
                "count": 1,
            },
        ),
        call="K-1031",
        before=asked_for_help,
    ),
    status_of_vehicle("Book the wait at hospital", "hospital", "h", "at hospital"),
    status_of_vehicle("Book the wait at custody", "custody", "c", "at custody"),
    status_of_vehicle("Book a section 136 wait", "s136", "s", "section 136 wait"),
    status_of_vehicle("Book refreshments", "refreshments", "4", "refreshments", ""),
    Act(
        "Write a note",
        "note",
        ("n", *"dog", "enter"),
        "n k-1037 dog",
        ("type d o g", "edge enter"),
        (Note("dog", call="K-1037"),),
        "note: dog",
        None,
        "“dog”",
        ({"command": "note", "text": "dog", "call": "K-1037"},),
    ),
    Act(
        "Hold a call for an inquest or a court",
        "hold",
        ("K", *"inquest", "enter"),
        "hold k-1031 2021-10-30 inquest",
        ("type i n q u e s t", "edge enter"),
        (Hold("K-1031", INQUEST, "inquest"),),
        "held until 30 Oct 2021: inquest",
        of_call("K-1031", lambda found: found["hold"]["reason"] == "inquest"),
        "held until 30 Oct 2021: inquest",
        call="K-1031",
    ),
    Act(
        "Hand one's role to another board",
        "give-role",
        ("G", "enter"),
        "G 70002",
        ("edge enter",),
        (OfferRole("70002", "supervisor"),),
        "role of supervisor offered to 70002",
        lambda status: (
            [(offer["to"], offer["role"]) for offer in status["role_offers"]]
            == [("70002", "supervisor")]
        ),
        "",
        role="supervisor",
    ),
    Act(
        "Take the role that is offered",
        "take-role",
        ("T", "enter"),
        "T",
        ("edge enter",),
        (TakeRole("e23", "70002", "supervisor", "controller"),),
        "took the role of supervisor from 70002",
        lambda status: (
            {held["by"]: held["role"] for held in status["roles"]}
            == {"insp": "supervisor", "70002": "controller"}
        ),
        "",
        then=("enter",),
        before=offered_a_role,
        role="controller",
    ),
)


class Look(Struct, frozen=True):
    """A look of a supervisor: it shows something, and gives no command.

    Attributes:
        name, command, keys, line, clicks, call, vehicle, before: as of an act.
        shows: words of the screen then, and not before.
        back: keys from there back to the board as it was.
    """

    name: str
    command: str
    keys: tuple[str, ...]
    line: str
    clicks: tuple[str, ...]
    shows: tuple[str, ...]
    call: str = "K-1037"
    vehicle: str = ""
    before: Callable[[Night], object] = lambda _night: None
    back: tuple[str, ...] = ("escape",)
    then: tuple[str, ...] = ()


def been_there_before(night: Night) -> None:
    """A fight at the same place has ended in an arrest."""
    before = CallRecord(
        "K-0900",
        night.at("18:10"),
        type="assault",
        grade="G2",
        where=SEA_STREET,
        state="closed",
        closed_at=night.at("18:50"),
        outcome="arrest",
    )
    night.report(before)


def with_callback(night: Night) -> None:
    """A caller has left a number."""
    night.report(replace(night.calls["K-1037"], callback="07700 900123", updated_at=NOW))


def in_areas(night: Night) -> None:
    """Two calls that have a vehicle at scene are in areas."""
    for call, area in (("K-1031", "Medway"), ("K-1039", "Thames")):
        known = night.calls[call]
        night.report(replace(known, where=replace(known.where, area=area), updated_at=NOW))


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
"""What a supervisor looks up, as docs/acts.md lists it."""


SHOWN_BY_FEED = (Assign, StandDown, Close, Reopen, OpenCall, Regrade, Relocate, SetStatus)
"""Commands whose effect a feed shows: until it does, they are marked."""

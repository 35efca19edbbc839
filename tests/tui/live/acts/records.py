"""Acts that book statuses, mark places, keep records and hand roles over."""

from jru_tui.board import (
    EndMarker,
    Hold,
    MarkPlace,
    Note,
    OfferRole,
    SetStatus,
    TakeRole,
)
from tests.tui.live.acts.act import Act, has_status, of_call
from tests.tui.live.acts.histories import (
    EXPIRY,
    INQUEST,
    RADIUS_M,
    REVIEW,
    SEA_STREET,
    marked,
    offered_a_role,
)


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


MARKERS = (
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
)

STATUSES = (
    status_of_vehicle("Book the wait at hospital", "hospital", "h", "at hospital"),
    status_of_vehicle("Book the wait at custody", "custody", "c", "at custody"),
    status_of_vehicle("Book a section 136 wait", "s136", "s", "section 136 wait"),
    status_of_vehicle("Book refreshments", "refreshments", "4", "refreshments", ""),
)

RECORDS = (
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
)

ROLES = (
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
